"""Speakers in their turn: added, moved, taken off, their points, the time kept."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_or_404, gathering_url, held_or_404
from blueprints.groupstudy.record_forms import SpeakerForm, TalkForm
from blueprints.groupstudy.record_loading import (
    done,
    offered,
    state_text,
    talk_or_404,
    too_late,
)
from blueprints.shared.access import allow
from blueprints.shared.clock import now, time_text
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import replies, talk_clock, talks
from domain.groupstudy.holding import OPEN, PLANNED, NotInState
from domain.groupstudy.reach import may_hold
from domain.groupstudy.talks import NotShared, SpeaksAlready, Spoken, TooManySpeakers
from domain.text import shown_words
from domain.versions import Stale
from models import GroupStudy

WRITABLE = frozenset({PLANNED, OPEN})


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """The talks with what was replied to each, and the key points. Three queries at most."""
    found = talks.talks_of(gathering.id, current_user)
    said = replies.replies_to([one.talk.id for one in found])
    takes_replies = replies.takes_replies(gathering, now()) and current_user.person_id is not None
    return {
        "talks": found, "talk_replies": said, "shown_words": shown_words, "time_told": time_told,
        "writes_talks": gathering.state in WRITABLE,
        "keeps_time": holds and gathering.state == OPEN,
        "takes_replies": takes_replies
        and (holds or (bool(found) and replies.was_there(gathering, current_user))),
    }  # fmt: skip


def time_told(one: Spoken) -> str:
    """How long a talk is to take, runs, or took, and by how much it is over."""
    talk, told = one.talk, []
    if talk.planned_minutes:
        told.append(
            ngettext("%(num)d minute planned", "%(num)d minutes planned", talk.planned_minutes)
        )
    if one.runs:
        told.append(_("began at %(time)s", time=time_text(talk.began_at)))
    elif talk.ended_at is not None:
        told.append(ngettext("took %(num)d minute", "took %(num)d minutes", one.minutes))
    over = one.over(now())
    if over:
        told.append(ngettext("%(num)d minute over", "%(num)d minutes over", over))
    return " · ".join(told)


@bp.route("/<int:gathering_id>/talks/new", methods=["GET", "POST"])
@allow("group_study.hold")
def new_talk(gathering_id: int):
    gathering, form = held_or_404(gathering_id), SpeakerForm()
    if form.validate_on_submit():
        person = form.person.person
        try:
            talks.add_speaker(
                gathering, person.id, form.text(), actor=current_user.actor, now=now()
            )
        except NotInState:
            return too_late(gathering_id, "talks")
        except SpeaksAlready:
            form.person.errors = [_("%(name)s speaks already.", name=person.name)]
        except TooManySpeakers:
            form.form_errors.append(
                _("There are %(most)d speakers, the most there can be.", most=talks.MOST_SPEAKERS)
            )
        else:
            text = _("%(name)s speaks.", name=person.name)
            return saved(f"{gathering_url(gathering)}#talks", text)
    if form.errors:
        step_back()
        gathering = held_or_404(gathering_id)
    page = render_template(
        "groupstudy/talk_new.html", gathering=gathering, form=form,
        people=offered(gathering, holds=True), place=gathering_url(gathering),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.route("/<int:gathering_id>/talks/<int:talk_id>", methods=["GET", "POST"])
@allow("group_study.see")
def write_talk(gathering_id: int, talk_id: int):
    """The speaker, or whoever holds the gathering, writes the points."""
    gathering, one, holds = _writer_or_404(gathering_id, talk_id)
    form = _form(one, holds=holds)
    if form.validate_on_submit():
        try:
            talks.write_talk(
                one.talk, gathering, form.text(), current_user,
                version=whole_number(form.version.data), now=now(),
            )  # fmt: skip
        except Stale:
            return _conflict(form, gathering_id, talk_id)
        except NotInState:
            return too_late(gathering_id, "talks")
        except NotShared:
            form.reflection.errors = [_("This reflection is not shared any more.")]
        else:
            return saved(f"{gathering_url(gathering)}#talk-{talk_id}", _("Saved."))
    if form.errors:
        step_back()
        gathering, one, holds = _writer_or_404(gathering_id, talk_id)
    elif not form.is_submitted():
        _fill(form, one)
    return _page(form, gathering, one)


def _writer_or_404(gathering_id: int, talk_id: int) -> tuple[GroupStudy, Spoken, bool]:
    gathering = gathering_or_404(gathering_id)
    one = talk_or_404(gathering, talk_id)
    holds = may_hold(gathering, current_user)
    if not holds and one.talk.person_id != current_user.person_id:
        abort(404)
    return gathering, one, holds


def _form(one: Spoken, *, holds: bool) -> TalkForm:
    form = TalkForm()
    form.offer(
        talks.reflections_of(one.talk.person_id, current_user), one.talk.reflection_id
    )  # fmt: skip
    if not holds:
        del form.minutes
    return form


def _values(one: Spoken) -> dict[str, object]:
    talk = one.talk
    return {
        "title": talk.title, "points": talk.points, "reflection": talk.reflection_id or 0,
        "minutes": talk.planned_minutes or None,
    }  # fmt: skip


def _fill(form: TalkForm, one: Spoken) -> None:
    for name, value in _values(one).items():
        if name in form:
            form[name].data = value
    form.version.data = str(one.talk.version)


def _conflict(form: TalkForm, gathering_id: int, talk_id: int):
    step_back()
    gathering, one, _holds = _writer_or_404(gathering_id, talk_id)
    return conflict_page(
        form, _values(one), version=one.talk.version, cancel_url=gathering_url(gathering)
    )


def _page(form: TalkForm, gathering: GroupStudy, one: Spoken):
    page = render_template(
        "groupstudy/talk.html", gathering=gathering, one=one, form=form,
        writes=gathering.state in WRITABLE, state=state_text(gathering),
        place=gathering_url(gathering), preview_url=url_for("groupstudy.preview"),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/<int:gathering_id>/talks/<int:talk_id>/turn")
@allow("group_study.hold")
def turn(gathering_id: int, talk_id: int):
    """One turn earlier, or later."""
    gathering = held_or_404(gathering_id)
    one, earlier = talk_or_404(gathering, talk_id), request.form.get("to") == "earlier"
    return done(
        gathering,
        lambda: talks.move_speaker(one.talk, gathering, earlier=earlier, **_signed()),
        "", f"talk-{talk_id}",
    )  # fmt: skip


@bp.post("/<int:gathering_id>/talks/<int:talk_id>/removal")
@allow("group_study.hold")
def remove_talk(gathering_id: int, talk_id: int):
    gathering = held_or_404(gathering_id)
    one = talk_or_404(gathering, talk_id)
    text = _("%(name)s does not speak.", name=one.name)
    return done(
        gathering, lambda: talks.remove_speaker(one.talk, gathering, **_signed()), text, "talks"
    )


@bp.post("/<int:gathering_id>/talks/<int:talk_id>/beginning")
@allow("group_study.hold")
def begin_talk(gathering_id: int, talk_id: int):
    """Its time runs; whoever spoke till now has ended."""
    gathering = held_or_404(gathering_id)
    one = talk_or_404(gathering, talk_id)
    return done(
        gathering, lambda: talk_clock.begin_talk(one.talk, gathering, **_signed()), "",
        f"talk-{talk_id}",
    )  # fmt: skip


@bp.post("/<int:gathering_id>/talks/<int:talk_id>/end")
@allow("group_study.hold")
def end_talk(gathering_id: int, talk_id: int):
    gathering = held_or_404(gathering_id)
    one = talk_or_404(gathering, talk_id)
    return done(
        gathering, lambda: talk_clock.end_talk(one.talk, gathering, **_signed()), "",
        f"talk-{talk_id}",
    )  # fmt: skip


def _signed() -> dict[str, object]:
    return {"actor": current_user.actor, "now": now()}
