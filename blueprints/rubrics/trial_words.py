"""What a rehearsal came to, in words: scores, places, what was dropped and refused, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.shared.rubric_words import title_text
from blueprints.shared.score_words import no_place_text, sheet_problem_text, tie_text
from domain.lectures.official import OfficialScore
from domain.lectures.rehearsing import Rehearsed, by_place, first, moved
from domain.lectures.results import Results
from domain.lectures.rubric import JUDGES, Rubric

MOST_ROWS, MOST_NAMED = 300, 50


@dataclass(frozen=True, slots=True)
class Row:
    """A lecture with both of its scores, as texts."""

    lecture: str
    panel: str
    place: str
    score: str
    sheets: int
    notes: list[str]
    adjusted: str
    places: str


@dataclass(frozen=True, slots=True)
class Told:
    """The whole rehearsal; ``more_*``: so many that are not shown."""

    rows: list[Row]
    more_rows: int
    judges: list[tuple[str, str, int]]
    wild: list[str]
    refused: list[tuple[str, str, str]]
    refused_count: int
    connected: bool
    approximate: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What another rubric makes of the same sheets: a sentence, and (lecture, before, after)."""

    other: str
    sentence: str
    moved: list[tuple[str, str, str]]
    more: int


def told(rubric: Rubric, sheets: Rehearsed, found: Results) -> Told:
    adjusted = {one.lecture: one for one in found.adjusted.lectures}
    every = sorted(found.official, key=by_place)
    return Told(
        [_row(rubric, sheets, found, one, adjusted.get(one.lecture)) for one in every[:MOST_ROWS]],
        max(0, len(every) - MOST_ROWS),
        [(one.judge, f"{one.severity:+.2f}", one.sheets) for one in found.adjusted.judges],
        [
            _("Lecture %(lecture)s, judge %(judge)s: %(points)s points from what the others say",
              lecture=_name(sheets, one.lecture), judge=one.judge, points=f"{one.residual:+.2f}")
            for one in found.adjusted.pulled_in[:MOST_NAMED]
        ],
        [
            (_name(sheets, one.lecture), one.judge, sheet_problem_text(rubric, one))
            for one in found.refused[:MOST_NAMED]
        ],
        len(found.refused), found.connected, sheets.approximate,
    )  # fmt: skip


def _row(rubric: Rubric, sheets: Rehearsed, found: Results, one: OfficialScore, adjusted) -> Row:
    panel = "" if found.connected or one.panel is None else str(one.panel)
    estimate = places = ""
    if adjusted is not None:
        error = adjusted.standard_error
        estimate = f"{adjusted.estimate:.2f}" + (f" ± {error:.2f}" if error is not None else "")
        places = _span(adjusted.place_low, adjusted.place_high)
    return Row(
        _name(sheets, one.lecture), panel, str(one.place or "–"), one.score or "–",
        sum(value.sheets for value in one.classes), _notes(rubric, one), estimate or "–",
        places or "–",
    )  # fmt: skip


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _name(sheets: Rehearsed, lecture: str) -> str:
    return sheets.topics.get(lecture, lecture)


def _notes(rubric: Rubric, one: OfficialScore) -> list[str]:
    said = [no_place_text(rubric, one)]
    if one.placed is not None and one.placed.decided_by:
        said.append(_("tie broken by %(what)s", what=tie_text(rubric, one.placed.decided_by)))
    for value in one.classes:
        dropped = [sheet.judge for sheet in value.accounted if sheet.dropped]
        if dropped and value.ballot.id == JUDGES:
            said.append(_("dropped: %(judges)s", judges=_(", ").join(dropped)))
        elif dropped:
            said.append(
                ngettext("%(num)d sheet of the audience dropped",
                         "%(num)d sheets of the audience dropped", len(dropped))
            )  # fmt: skip
    if one.penalty:
        over = ngettext("%(num)d minute over", "%(num)d minutes over", one.minutes_over)
        said.append(_("%(over)s: %(points)s off", over=over, points=f"{float(one.penalty):g}"))
    return [text for text in said if text]


def compared(
    rubric: Rubric, other: Rubric, sheets: Rehearsed, ours: Results, theirs: Results
) -> Compared:
    """From the other rubric to the one that is rehearsed."""
    every = moved(theirs, ours)
    return Compared(
        title_text(other), _sentence(rubric, other, sheets, ours, theirs),
        [
            (_name(sheets, one.lecture), _standing(one.before), _standing(one.after))
            for one in every[:MOST_ROWS]
        ],
        max(0, len(every) - MOST_ROWS),
    )  # fmt: skip


def _standing(one: OfficialScore) -> str:
    if one.score is None:
        return _("no score")
    if one.place is None:
        return _("no place, %(score)s", score=one.score)
    return _("place %(place)d, %(score)s", place=one.place, score=one.score)


def _sentence(
    rubric: Rubric, other: Rubric, sheets: Rehearsed, ours: Results, theirs: Results
) -> str:
    if theirs.refused and all(one.score is None for one in theirs.official):
        why = sheet_problem_text(other, theirs.refused[0])
        return _("Under %(rubric)s none of these sheets counts: %(why)s.",
                 rubric=title_text(other), why=why)  # fmt: skip
    new, old = first(ours), first(theirs)
    if not new or not old:
        return ""
    if set(new) == set(old):
        return _("First under both: %(lectures)s.", lectures=_names(sheets, new))
    return _(
        "Under %(before)s first is %(old)s; under %(after)s first is %(new)s.",
        before=title_text(other), old=_names(sheets, old), after=title_text(rubric),
        new=_names(sheets, new),
    )  # fmt: skip


def _names(sheets: Rehearsed, lectures: Sequence[str]) -> str:
    return _(", ").join(_name(sheets, one) for one in lectures)
