"""The minutes: begun from the gathering, kept as a draft, agreed, corrected; as Word."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_or_404, gathering_url, held_or_404
from blueprints.groupstudy.minutes_text import begun, placeholders
from blueprints.groupstudy.minutes_word import word_of
from blueprints.groupstudy.record_forms import MinutesForm
from blueprints.groupstudy.record_loading import state_text, too_late
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from blueprints.shared.word_files import send_word
from domain.groupstudy import minutes as kept
from domain.groupstudy.holding import CLOSED, OPEN, NotInState
from domain.groupstudy.minutes import NoDraft, Unwritten, Version
from domain.groupstudy.reach import may_hold
from domain.reading.differences import differences
from domain.text import kept_markup
from domain.versions import Stale
from models import GroupStudy

WRITABLE = frozenset({OPEN, CLOSED})


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """The last version that the visitor may read. One query."""
    return {
        "minutes": kept.last_version(gathering.id, drafts=holds),
        "writes_minutes": holds and gathering.state in WRITABLE,
    }


@bp.get("/<int:gathering_id>/minutes", endpoint="minutes")
@allow("group_study.see")
def show_minutes(gathering_id: int):
    """The last version, or the one asked for; who does not hold the gathering reads agreed ones."""
    return _page(gathering_or_404(gathering_id))


def _page(gathering: GroupStudy, unwritten: list[str] | None = None):
    """The minutes; ``unwritten``: the headings for whose sake they were not agreed."""
    holds, found, shown = _asked_for(gathering)
    at = found.index(shown) if shown is not None else 0
    before = found[at + 1] if at + 1 < len(found) else None
    page = render_template(
        "groupstudy/minutes.html", gathering=gathering, holds=holds, versions=found, shown=shown,
        writes=holds and gathering.state in WRITABLE, place=gathering_url(gathering),
        html=kept_markup(shown.row.html) if shown is not None else "", before=before,
        changes=differences(before.row.markdown, shown.row.markdown) if before else [],
        once=new_once_key(), state=state_text(gathering), unwritten=unwritten,
        earlier=shown is not None and kept.of_earlier_record(gathering, shown.row),
    )  # fmt: skip
    return page, 200 if unwritten is None else 422


@bp.get("/<int:gathering_id>/minutes.docx")
@allow("group_study.see")
def minutes_as_word(gathering_id: int):
    """The same in the layout of official records."""
    gathering = gathering_or_404(gathering_id)
    _holds, _found, shown = _asked_for(gathering)
    if shown is None:
        abort(404)
    name = _("Minutes of %(topic)s", topic=gathering.topic)
    return send_word(word_of(shown, name), f"{name}.docx")


def _asked_for(gathering: GroupStudy) -> tuple[bool, list[Version], Version | None]:
    """Whether the visitor holds it, the versions they may read, and the one asked for."""
    holds = may_hold(gathering, current_user)
    found = kept.versions_of(gathering.id, drafts=holds)
    number = whole_number(request.args.get("version"))
    if number:
        return holds, found, next((one for one in found if one.row.number == number), None)
    return holds, found, found[0] if found else None


@bp.route("/<int:gathering_id>/minutes/edit", methods=["GET", "POST"])
@allow("group_study.hold", gate="late")
def write_minutes(gathering_id: int):
    """A draft; what was agreed is corrected by a new version that says why."""
    gathering, form = held_or_404(gathering_id), MinutesForm()
    last = kept.last_version(gathering_id, drafts=True)
    if last is None or not last.agreed:
        del form.reason
    if request.method == "GET":
        _fill(form, gathering, last)
        return _form_page(form, gathering, last)
    if not form.validate() or request.form.get("step") == "preview":
        return _form_page(form, gathering, last)
    text = kept.written(form.words.data)
    before = begin_writing()
    if before is not None:
        return before
    try:
        kept.write_minutes(
            gathering, text, version=whole_number(form.version.data),
            reason=form.reason.data if "reason" in form else "", **_signed(),
        )  # fmt: skip
    except (Stale, kept.ReasonWanting):
        return _conflict(form, gathering_id)
    except NotInState:
        return too_late(gathering_id, "minutes")
    return saved(_url(gathering_id), _("Saved as a draft. It stands once it is agreed."))


def _fill(form: MinutesForm, gathering: GroupStudy, last: Version | None) -> None:
    form.words.data = last.row.markdown if last is not None else begun(gathering)
    form.version.data = str(_version(last))


def _version(last: Version | None) -> int:
    """Of the draft that is written on; 0 where a new one begins."""
    return last.row.version if last is not None and not last.agreed else 0


def _form_page(form: MinutesForm, gathering: GroupStudy, last: Version | None):
    shown = kept.written(form.words.data).html if form.words.data else ""
    page = render_template(
        "groupstudy/minutes_edit.html", gathering=gathering, form=form, last=last,
        place=gathering_url(gathering), html=kept_markup(shown), state=state_text(gathering),
        writes=gathering.state in WRITABLE, preview_url=url_for("groupstudy.preview"),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _conflict(form: MinutesForm, gathering_id: int):
    """What was typed and what is stored; where it was agreed meanwhile, a reason is asked for."""
    step_back()
    last = kept.last_version(gathering_id, drafts=True)
    stored = {"words": last.row.markdown if last is not None else ""}
    return conflict_page(form, stored, version=_version(last), cancel_url=_url(gathering_id))


@bp.post("/<int:gathering_id>/minutes/agreement")
@allow("group_study.hold")
def agree_minutes(gathering_id: int):
    """What was read is agreed; the name of who agrees is kept."""
    gathering = held_or_404(gathering_id)
    version = whole_number(request.form.get("version"))
    try:
        kept.agree(gathering, version=version, placeholders=placeholders(), **_signed())
    except Unwritten as refused:
        step_back()
        return _page(held_or_404(gathering_id), refused.sections)
    except (Stale, NoDraft):
        step_back()
        text = _("Nothing changed: the minutes were changed meanwhile. Read them again.")
        return saved(_url(gathering_id), text, "due")
    except NotInState:
        return too_late(gathering_id, "minutes")
    return saved(_url(gathering_id), _("The minutes are agreed."))


def _url(gathering_id: int) -> str:
    return url_for("groupstudy.minutes", gathering_id=gathering_id)


def _signed() -> dict[str, object]:
    return {"actor": current_user.actor, "now": now()}
