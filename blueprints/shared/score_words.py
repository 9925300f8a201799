"""Scores in words: why a sheet does not count, why there is no place, what broke a tie."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.conversion_words import word
from blueprints.shared.file_words import cell_sentence, column_heading, refusal_reason
from blueprints.shared.rehearsal_words import REFUSALS as ROW_REFUSALS
from domain.cells import Refusal
from domain.lectures.official import NoPlace, OfficialScore
from domain.lectures.rubric import TIE_MEAN, TIE_MEDIAN, Rubric, decimal_text
from domain.lectures.sheet_scores import RefusedSheet, SheetProblem
from domain.lectures.sheets_file import SHEET_COLUMNS, SheetRowProblem

METHODS = {
    "mean": _l("Mean"),
    "trimmed_mean": _l("Trimmed mean"),
    "median": _l("Median"),
    "placings": _l("Majority of placings"),
}
SHEET_PROBLEMS = {
    SheetProblem.UNKNOWN_BALLOT: _l("the rubric has no class of ballots “%(ballot)s”"),
    SheetProblem.DOUBLED: _l("there are two of it, or two marks for one criterion"),
    SheetProblem.OWN_UNIT: _l("the judge is of the lecture's own unit"),
    SheetProblem.NOT_A_NUMBER: _l("the mark for %(criterion)s is no number"),
    SheetProblem.UNKNOWN_CRITERION: _l("the rubric has no criterion %(criterion)s"),
    SheetProblem.MISSING_CRITERION: _l("the mark for %(criterion)s is missing"),
    SheetProblem.OUT_OF_RANGE: _l(
        "the mark for %(criterion)s lies outside its range, %(least)s to %(most)s"
    ),
    SheetProblem.OFF_STEP: _l(
        "the mark for %(criterion)s lies on no step of %(step)s from %(least)s"
    ),
}
NO_PLACES = {
    NoPlace.NO_SHEETS: _l("no score: %(ballot)s has no valid sheet"),
    NoPlace.TOO_FEW_SHEETS: _l("no place: fewer valid sheets of %(ballot)s than the minimum"),
    NoPlace.NOT_ALL_PLACED: _l("no place: not every judge scored every lecture"),
}
TIE_WORDS = {
    TIE_MEAN: _l("mean of the judges' sheets"),
    TIE_MEDIAN: _l("median of the judges' sheets"),
}
ROWS = ROW_REFUSALS | {
    SheetRowProblem.CRITERION_UNKNOWN: _l("the rubric has no such criterion"),
}


def sheet_problem_text(rubric: Rubric, refused: RefusedSheet) -> str:
    """Why the sheet does not count, with what was expected."""
    found = next((one for one in rubric.criteria if one.id == refused.criterion), None)
    values = {"ballot": refused.ballot, "criterion": refused.criterion}
    if found is not None:
        values["criterion"] = word(found.words)
        for name in ("least", "most", "step"):
            values[name] = decimal_text(getattr(found, name))
    return str(SHEET_PROBLEMS[refused.reason]) % values


def no_place_text(rubric: Rubric, one: OfficialScore) -> str:
    """Why the lecture has no place; empty where it has one."""
    if one.because is None:
        return ""
    ballot = rubric.ballot(one.because_of)
    return str(NO_PLACES[one.because]) % {"ballot": word(ballot.words) if ballot else ""}


def tie_text(rubric: Rubric, name: str) -> str:
    """What a tie-break looks at: a criterion by its name, or mean and median."""
    found = next((one for one in rubric.criteria if one.id == name), None)
    return word(found.words) if found else str(TIE_WORDS[name])


def sheet_row_text(number: int, refusals: list[Refusal]) -> str:
    """A row of a file of sheets that keeps the file out, and why."""
    why = _("; ").join(_cell_text(one) for one in refusals)
    return _("Row %(row)d: %(why)s", row=number, why=why)


def _cell_text(refusal: Refusal) -> str:
    if not refusal.field:
        return refusal_reason(refusal, ROWS, value=refusal.value)
    heading = column_heading(SHEET_COLUMNS, refusal.field)
    return cell_sentence(heading, refusal.value, refusal_reason(refusal, ROWS))
