"""What sheets say in words, as organisers read it: let through, as advice, or withheld."""

from collections import Counter
from itertools import groupby

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import series_or_404, series_url
from blueprints.lectures.refusals import SAYING as COMMON
from blueprints.lectures.words import STATES
from blueprints.shared.access import allow
from blueprints.shared.clock import joined, now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.conversion_words import word
from blueprints.shared.forms import EditForm, new_once_key, one_line
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.lectures import comments as kept
from domain.lectures.comments import SHOWN, WAITING, WITHHELD, Answered, Decision, Line
from domain.lectures.holding import VALUES_SEEN_BY_ORGANISERS, NotInState
from domain.lectures.own_stake import OwnLecture
from domain.lectures.rubric_keeping import rubric_of
from domain.versions import Stale
from models import LectureSeries

ADVICE = "advice"
DECISIONS = {
    SHOWN: _l("Let through"), ADVICE: _l("Let through as advice"), WITHHELD: _l("Withhold"),
}  # fmt: skip
STATES_OF_COMMENTS = {
    WAITING: _l("waits to be read"), SHOWN: _l("let through"), ADVICE: _l("let through as advice"),
    WITHHELD: _l("withheld"),
}  # fmt: skip
SAYING = {
    kept.ReasonWanting: lambda _one: _("Say why it is withheld."), OwnLecture: COMMON[OwnLecture],
}  # fmt: skip
REFUSED = tuple(SAYING)
TAGS = {WAITING: "due", SHOWN: "done", ADVICE: "done"}


class DecisionForm(EditForm):
    decision = RadioField(
        _l("What becomes of it"), [InputRequired()],
        choices=[SelectChoice(one, text) for one, text in DECISIONS.items()],
    )  # fmt: skip
    reason = StringField(
        _l("Reason, where it is withheld"), [Length(max=kept.LONGEST_REASON)], filters=[one_line]
    )

    def made(self) -> Decision:
        advice = self.decision.data == ADVICE
        return Decision(SHOWN if advice else self.decision.data, advice, self.reason.data)


@bp.get("/<series_slug>/comments")
@allow("lectures.run")
def comments(series_slug: str):
    """Every comment by lecture, once scoring is closed; nobody's name. Six queries at most."""
    series = series_or_404(series_slug)
    listed = kept.comments_of(series)
    groups = [
        (lecture, list(some)) for lecture, some in groupby(listed, key=lambda one: one.lecture)
    ]
    return render_template(
        "lectures/comments.html", series=series, groups=groups, words=_words(series),
        readable=series.state in VALUES_SEEN_BY_ORGANISERS, state=STATES[series.state],
        waiting=sum(one.comment.state == WAITING for one in listed),
        place=_place(series), series_place=series_url(series), once=new_once_key(),
    )  # fmt: skip


@bp.post("/<series_slug>/comments/shown")
@allow("lectures.run")
def show_many(series_slug: str):
    """Let those that are ticked through; what was decided or sealed anew meanwhile waits on."""
    series = series_or_404(series_slug)
    ticked = [one.partition("-") for one in request.form.getlist("comment")]
    lines = {one.comment.id: one for one in kept.comments_of(series)}
    try:
        found = Counter(
            _shown(series, lines.get(whole_number(number)), whole_number(version))
            for number, _hyphen, version in ticked
        )
    except NotInState:
        step_back()
        return saved(_place(series), _("Nothing changed."), "due")
    all_shown = found["shown"] == len(ticked) > 0
    return saved(_place(series), _shown_text(found), "done" if all_shown else "due")


def _shown(series: LectureSeries, line: Line | None, version: int) -> str:
    """Let it through: ``shown``, or ``changed`` meanwhile, or on the visitor's ``own`` lecture."""
    if line is None or line.comment.state != WAITING:
        return "changed"
    try:
        kept.decide_comment(
            series, line, Decision(SHOWN), version=version, actor=current_user.actor, now=now()
        )
    except OwnLecture:
        return "own"
    except Stale:
        return "changed"
    return "shown"


def _shown_text(found: Counter[str]) -> str:
    """What became of those that were ticked."""
    said = [
        ngettext(
            "%(num)d comment is let through.", "%(num)d comments are let through.", found["shown"]
        )
    ]
    if found["changed"]:
        said.append(
            ngettext(
                "%(num)d was changed meanwhile: look at it again.",
                "%(num)d were changed meanwhile: look at them again.",
                found["changed"],
            )
        )
    if found["own"]:
        said.append(
            ngettext(
                "%(num)d is on a lecture at which you speak: another organiser decides on it.",
                "%(num)d are on lectures at which you speak: another organiser decides on them.",
                found["own"],
            )
        )
    return joined(said)


@bp.route("/<series_slug>/comments/<int:comment_id>", methods=["GET", "POST"])
@allow("lectures.run")
def comment(series_slug: str, comment_id: int):
    """One of them, to be decided on, or decided anew until it is answered."""
    series = series_or_404(series_slug)
    line = kept.find_comment(series, comment_id) or abort(404)
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            kept.decide_comment(
                series, line, form.made(), version=whole_number(form.version.data),
                actor=current_user.actor, now=now(),
            )  # fmt: skip
        except Stale:
            return _conflict(form, series, comment_id)
        except REFUSED as refused:
            form.reason.errors = [SAYING[type(refused)](refused)]
        except (Answered, NotInState):
            step_back()
            return saved(_place(series), _("Nothing changed: the speaker has answered it."), "due")
        else:
            return saved(f"{_place(series)}#c{comment_id}", str(DECISIONS[form.decision.data]))
    if form.errors:
        step_back()
        line = kept.find_comment(series, comment_id) or abort(404)
    elif not form.is_submitted():
        _fill(form, line)
    return _page(form, series, line)


def _fill(form: DecisionForm, line: Line) -> None:
    for name, value in _values(line).items():
        form[name].data = value
    form.version.data = str(line.comment.version)


def _values(line: Line) -> dict[str, str]:
    decided = state_of(line)
    return {"decision": "" if decided == WAITING else decided, "reason": line.comment.reason}


def state_of(line: Line) -> str:
    return ADVICE if line.comment.advice else line.comment.state


def _conflict(form: DecisionForm, series: LectureSeries, comment_id: int):
    step_back()
    line = kept.find_comment(series, comment_id) or abort(404)
    return conflict_page(
        form, _values(line), version=line.comment.version, cancel_url=_place(series)
    )


def _page(form: DecisionForm, series: LectureSeries, line: Line):
    page = render_template(
        "lectures/comment.html", form=form, series=series, line=line, words=_words(series),
        place=_place(series),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _place(series: LectureSeries) -> str:
    return url_for("lectures.comments", series_slug=series.slug)


def _words(series: LectureSeries) -> dict[str, object]:
    ballots = {one.id: word(one.words) for one in rubric_of(series.rubric_id).ballots}
    return {
        "ballots": ballots, "states": STATES_OF_COMMENTS, "tags": TAGS, "state_of": state_of,
        "decisions": DECISIONS,
    }  # fmt: skip
