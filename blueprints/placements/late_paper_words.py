"""Why a paper was not put into a history, beside the field it is about."""

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from blueprints.shared.clock import full_day_text
from blueprints.shared.line_words import LINE_TEXTS
from domain.people.spans import ClosedOn, DaysOutOfOrder
from domain.placements.late_papers import (
    HistoryChanged,
    NewerPaper,
    PaperTooOld,
    SaysNothingNew,
)
from domain.placements.papers import PaperDatedOtherwise


def _too_old(error: PaperTooOld) -> str:
    return _(
        "This paper is of %(day)s, older than the first post (from %(first)s): it cannot speak of "
        "a later one. Check the day of the paper, or the first day.",
        day=full_day_text(error.document_on), first=full_day_text(error.first.from_on),
    )  # fmt: skip


def _dated_otherwise(error: PaperDatedOtherwise) -> str:
    return _(
        "The paper %(number)s is known, and is of %(day)s. Enter that day, or correct the paper.",
        number=error.paper.number, day=full_day_text(error.paper.dated_on),
    )  # fmt: skip


TEXTS = {
    **LINE_TEXTS,
    HistoryChanged: lambda _error: _(
        "The history, or what you entered, has changed since you looked. Below is what the paper "
        "would do now; look at it and enter it again."
    ),
    NewerPaper: lambda _error: _(
        "A line in the way rests on a newer paper. Tick that this paper goes before it, or correct "
        "the days."
    ),
    PaperDatedOtherwise: _dated_otherwise,
    PaperTooOld: _too_old,
    SaysNothingNew: lambda _error: _("The history says exactly this already."),
}
REFUSALS = tuple(TEXTS)
BESIDE = {
    ClosedOn: "post_id", DaysOutOfOrder: "to_on", NewerPaper: "over_newer",
    PaperDatedOtherwise: "document_on", PaperTooOld: "document_on",
}  # fmt: skip


def why_refused(error: Exception) -> str:
    return TEXTS[type(error)](error)


def refuse(form: FlaskForm, error: Exception) -> None:
    """Put the reason beside the field it is about, or above the form."""
    name = BESIDE.get(type(error))
    if name is None:
        form.form_errors.append(why_refused(error))
    else:
        form[name].errors = [*form[name].errors, why_refused(error)]
