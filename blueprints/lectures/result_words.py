"""Results in words: their states, why a step was refused, and exact numbers as people read them."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.lectures.refusals import SAYING as OF_STATES
from blueprints.shared.clock import full_day_text
from domain.lectures import doubled, freezing, reviewing
from domain.lectures.holding import PUBLISHED
from domain.lectures.rubric import decimal_text
from domain.lectures.snapshot import ResultRow, Snapshot

STATES = {
    freezing.PROPOSED: _l("proposed, not published"), PUBLISHED: _l("published"),
    freezing.SUPERSEDED: _l("replaced by a correction"),
    freezing.TURNED_DOWN: _l("not published"),
}  # fmt: skip
# What took a sheet away after scoring was closed.
DROPPINGS = {
    "sheet_returned": _l("given back to the judge"), "recused": _l("the judge was recused"),
    "sheet_set_aside": _l("set aside: a second sheet of the same person"),
    "lecture_withdrawn": _l("the lecture was withdrawn"),
}  # fmt: skip
STATE_TAGS = {freezing.PROPOSED: "due", PUBLISHED: "done"}
OUTCOMES = {
    "": _l("not answered yet"),
    reviewing.STANDS: _l("the result stands"),
    reviewing.CORRECTED: _l("the result is corrected"),
}
EXACT = 10_000  # four decimals are told exactly

SAYING: Mapping[type[Exception], Callable] = {
    **OF_STATES,
    freezing.SheetsReturned: lambda one: ngettext(
        "%(num)d sheet was given back and is not sealed again. Wait for it, or let the judge be "
        "recused.",
        "%(num)d sheets were given back and are not sealed again. Wait for them, or let the "
        "judges be recused.",
        one.sheets,
    ),
    doubled.SheetsDoubled: lambda one: ngettext(
        "For %(num)d lecture two sheets of one person are sealed. Set one aside first, for a "
        "reason.",
        "For %(num)d lectures two sheets of one person are sealed. Set one aside first, for a "
        "reason.",
        one.lectures,
    ),
    freezing.NothingScored: lambda _one: _("No sealed sheet counts: there is nothing to propose."),
    freezing.ChangedMeanwhile: lambda _one: _(
        "Something it is reckoned from has changed meanwhile: sheets, lectures or minutes. Look "
        "at the preview and propose it anew."
    ),
    freezing.NothingChanged: lambda _one: _(
        "Nothing was changed: the result would be the same as the one that is published. Return "
        "a sheet or change a lecture first, or leave the result as it is."
    ),
    freezing.CorrectionUnderWay: lambda _one: _(
        "Something was changed since the result was published. Propose the corrected result."
    ),
    freezing.ReasonMissing: lambda _one: _("Say why."),
    freezing.SameOrganiser: lambda _one: _(
        "You proposed it yourself: another organiser publishes it."
    ),
    freezing.NotProposed: lambda _one: _(
        "Nothing changed: this result does not wait for a decision any more."
    ),
    reviewing.NotPublished: lambda _one: _("No result is published now."),
    reviewing.ReviewOver: lambda one: _(
        "A review could be asked for until %(day)s.", day=full_day_text(one.until)
    ),
    reviewing.AskedBefore: lambda _one: _("You have asked for a review of this lecture already."),
    reviewing.AnsweredBefore: lambda _one: _("Somebody has answered it meanwhile."),
    reviewing.OwnRequest: lambda _one: _(
        "You asked for it yourself: another organiser answers it."
    ),
}
REFUSALS = tuple(SAYING)


def why_refused(refusal: Exception) -> str:
    return SAYING[type(refusal)](refusal)


def number_text(number: Fraction) -> str:
    """As decimals where four of them tell it exactly; else ``≈`` and four."""
    if (number * EXACT).denominator == 1:
        return f"−{decimal_text(-number)}" if number < 0 else decimal_text(number)
    return f"≈{float(number):.4f}"


def one_decimal(number: float | None) -> str:
    """As adjusted numbers are shown; with a true minus sign, ``–`` for none."""
    return "–" if number is None else f"{number:z.1f}".replace("-", "−")


def signed_text(number: float) -> str:
    """With its sign, as severity is shown: positive is strict."""
    text = one_decimal(number)
    return f"+{text}" if number > 0 and text != "0.0" else text


def place_text(row: ResultRow) -> str:
    """The place alone, where the row stands among those of its group."""
    return "–" if row.place is None else str(row.place)


def ranked_text(snapshot: Snapshot, row: ResultRow) -> str:
    """The place of a row by itself: with its group, where no judge links them all."""
    if row.place is None or snapshot.connected:
        return place_text(row)
    return _("%(place)d in group %(panel)d", place=row.place, panel=row.panel)


def speakers_text(row: ResultRow) -> str:
    """``沈砚秋 · 第一支部``: who spoke, and the branch that sent it."""
    return " · ".join(
        one for one in (_(", ").join(row.lecture.speakers), row.lecture.branch) if one
    )


def topics_text(rows: Sequence[ResultRow]) -> str:
    return _(", ").join(f"《{row.lecture.topic}》" for row in rows)
