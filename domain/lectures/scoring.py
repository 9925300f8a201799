"""Score sheets of judges: saved mark by mark, never past each other, and sealed.

There is one sheet for each assignment. Saves are not in the trail, sealing is: with a digest,
never with a mark. The caller commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.holding import add_or_find
from domain.lectures.comments import keep_comment
from domain.lectures.holding import CLOSED, SCORING, NotInState, keep_still
from domain.lectures.judge_duties import follow_judge
from domain.lectures.marks import as_text, marks_of, wanting
from domain.lectures.progress import is_returned
from domain.lectures.receipts import receipt_of, seal_digest
from domain.lectures.rubric import JUDGES, Rubric
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.sheet_scores import SheetProblem, mark_problem
from domain.lectures.standing import ask_one
from domain.lectures.steps import take_step
from domain.versions import next_version
from models import JudgeAssignment, Lecture, LectureSeries, ScoreSheet, SeriesJudge, db

OPEN, SEALED = "open", "sealed"
LONGEST_COMMENT = 1000
SCREEN = "screen"  # the way a sheet came, where nothing else is said


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be saved: marks by criterion, and the comment, where it is given."""

    marks: Mapping[str, Fraction] = field(default_factory=dict)
    comment: str | None = None


class MarkRefused(Exception):
    """A mark that the rubric does not allow."""

    def __init__(self, criterion: str, problem: SheetProblem) -> None:
        super().__init__(f"{criterion}: {problem}")
        self.criterion, self.problem = criterion, problem


class MarksWanting(Exception):
    """A sheet is sealed whole: these criteria have no mark."""

    def __init__(self, criteria: list[str]) -> None:
        super().__init__(", ".join(criteria))
        self.criteria = criteria


class SheetSealed(Exception):
    """The sheet is sealed; ``sheet`` is as it stands."""

    def __init__(self, sheet: ScoreSheet) -> None:
        super().__init__(f"sheet {sheet.id} is sealed")
        self.sheet = sheet


class NotTheirs(Exception):
    """The judge was recused, or the lecture was withdrawn, meanwhile."""


def find_sheet(assignment: JudgeAssignment) -> ScoreSheet | None:
    """One query."""
    return db.session.scalars(_sheet_of(assignment)).one_or_none()


def _sheet_of(assignment: JudgeAssignment) -> sa.Select[Any]:
    return sa.select(ScoreSheet).where(ScoreSheet.assignment_id == assignment.id)


def was_returned(sheet: ScoreSheet) -> bool:
    """Whether it was sealed once: a sheet that was given back keeps its receipt."""
    return is_returned(sheet.state, given_receipt=bool(sheet.receipt))


def takes_marks(series: LectureSeries, sheet: ScoreSheet | None) -> bool:
    """Whether it is the time for marks on the sheet, by what was read. No query."""
    if sheet is not None and sheet.state == SEALED:
        return False
    if series.state == SCORING:
        return True
    return series.state == CLOSED and sheet is not None and was_returned(sheet)


def save_sheet(
    series: LectureSeries, assignment: JudgeAssignment, draft: Draft, *, version: int,
    now: datetime, way: str = SCREEN,
) -> ScoreSheet:  # fmt: skip
    """Keep marks and comment as they are so far; without an effect where they are kept already.

    ``version`` is the one of the sheet when its values were read, 0 where there was none.

    Raises:
        domain.versions.Stale: it was changed since; the record has what is stored now.
        MarkRefused, SheetSealed, NotTheirs.
        domain.lectures.holding.NotInState: it is not the time.
    """
    sheet = _hold(series, assignment, way=way, now=now)
    _write(sheet, rubric_of(series.rubric_id), draft, version=version, now=now, way=way)
    return sheet


def seal_sheet(
    series: LectureSeries, assignment: JudgeAssignment, draft: Draft, *, version: int, key: str,
    actor: Actor, now: datetime, way: str = SCREEN,
) -> ScoreSheet:  # fmt: skip
    """Save what is given and seal the sheet; from then on the database refuses every change.

    Raises:
        MarksWanting: a criterion has no mark.
        domain.lectures.whereabouts.Barred: the judge may not score the lecture any more.
        The others as ``save_sheet``.
    """
    rubric = rubric_of(series.rubric_id)
    sheet = _hold(series, assignment, way=way, now=now)
    ask_one(assignment, today=now.date())
    _write(sheet, rubric, draft, version=version, now=now, way=way)
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    put_seal(sheet, rubric, actor=actor, now=now)
    sheet.receipt = receipt_of(sheet, key, lecture.number or 0, judge.number)
    keep_comment(series, sheet, actor=actor, now=now)
    values = {"sheet": sheet.id, "digest": seal_digest(sheet, key)}
    take_step(series, "sheet_sealed", actor, now, lecture=lecture, values=({}, values))
    follow_judge(judge, actor=actor, now=now)
    return sheet


def put_seal(sheet: ScoreSheet, rubric: Rubric, *, actor: Actor, now: datetime) -> None:
    """Close a sheet that has every mark; its receipt is the caller's to give.

    Raises:
        MarksWanting.
    """
    lacking = wanting(rubric, marks_of(sheet.marks))
    if lacking:
        raise MarksWanting(lacking)
    sheet.state, sheet.sealed_at, sheet.sealed_by = SEALED, now, actor.account_id
    sheet.saved_at, sheet.version = now, sheet.version + 1


def check_marks(rubric: Rubric, marks: Mapping[str, Fraction]) -> None:
    """Refuse marks that the rubric does not allow.

    Raises:
        MarkRefused: naming the first that is of no criterion, or off its range or step.
    """
    criteria = {one.id: one for one in rubric.criteria}
    for name, mark in marks.items():
        if name not in criteria:
            raise MarkRefused(name, SheetProblem.UNKNOWN_CRITERION)
        problem = mark_problem(criteria[name], mark)
        if problem is not None:
            raise MarkRefused(name, problem)


def _hold(
    series: LectureSeries, assignment: JudgeAssignment, *, way: str, now: datetime
) -> ScoreSheet:
    """The sheet, held until the transaction ends, in a series that stands still."""
    keep_still(series, SCORING, CLOSED)
    db.session.refresh(assignment, with_for_update={"read": True})
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    if assignment.recused_at is not None or lecture.withdrawn_at is not None:
        raise NotTheirs
    sheet = _held_sheet(assignment)
    if sheet is None and series.state == SCORING:
        new = ScoreSheet(
            lecture_id=assignment.lecture_id, assignment_id=assignment.id, ballot=JUDGES,
            way=way, saved_at=now, version=0,
        )  # fmt: skip
        sheet = add_or_find(new, lambda: _held_sheet(assignment))
    if sheet is not None and sheet.state == SEALED:
        raise SheetSealed(sheet)
    if sheet is None or not takes_marks(series, sheet):
        raise NotInState(series)
    return sheet


def _held_sheet(assignment: JudgeAssignment) -> ScoreSheet | None:
    held = _sheet_of(assignment).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(held).one_or_none()


def _write(
    sheet: ScoreSheet, rubric: Rubric, draft: Draft, *, version: int, now: datetime, way: str
) -> None:
    check_marks(rubric, draft.marks)
    before = marks_of(sheet.marks)
    marks = {**before, **draft.marks}
    comment = sheet.comment if draft.comment is None else draft.comment
    if (marks, comment) == (before, sheet.comment):
        return
    next_version(sheet, version)
    sheet.marks, sheet.comment, sheet.saved_at = as_text(marks), comment, now
    sheet.way = way
    db.session.flush()
