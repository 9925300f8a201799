"""Paper sheets, typed in by two people who do not see each other's until both have typed.

Where they are alike the sheet is sealed; where not, both see both, criterion by criterion, and
each types the own again until they are. What somebody typed who is gone, or by mistake, is thrown
away for a reason. A sheet that its judge has begun elsewhere is not typed. Nothing commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.holding import CLOSED, SCORING, NotInState, hold
from domain.lectures.judges import is_own
from domain.lectures.marks import as_text, marks_of, wanting
from domain.lectures.own_stake import not_own
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.scoring import (
    SEALED,
    Draft,
    MarksWanting,
    NotTheirs,
    SheetSealed,
    check_marks,
    find_sheet,
    seal_sheet,
    takes_marks,
)
from domain.lectures.steps import take_step
from domain.versions import next_version
from models import (
    Account,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    PaperTyping,
    Person,
    ScoreSheet,
    SeriesJudge,
    db,
)

TURNS = 2
PAPER = "paper"  # the way of the sheet
COMMENT = "comment"  # beside criteria, what may differ


class TwoHaveTyped(Exception):
    """Two others have typed this sheet."""


class OwnSheet(Exception):
    """Nobody types in a sheet that is their own: that is sealed by the judge."""


class BegunElsewhere(Exception):
    """The judge has begun the sheet on a screen: what is there is not written over."""


class NotTyped(Exception):
    """There is no such typing any more."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Whoever typed what; ``marks`` of the other are there once both have typed."""

    own: PaperTyping | None
    other: PaperTyping | None
    others: int

    @property
    def full(self) -> bool:
        return self.others >= TURNS

    def differing(self) -> list[str]:
        """The criteria on which both differ; ``COMMENT`` where the words do."""
        if self.own is None or self.other is None:
            return []
        mine, theirs = marks_of(self.own.marks), marks_of(self.other.marks)
        names = [name for name in mine if mine[name] != theirs.get(name)]
        return [*names, COMMENT] if self.own.comment != self.other.comment else names


def typed_of(assignment: JudgeAssignment, account_id: int) -> Typed:
    """What this account may see of the typings. One query."""
    rows = _typings(assignment)
    own = next((one for one in rows if one.typed_by == account_id), None)
    others = [one for one in rows if one.typed_by != account_id]
    return Typed(own, others[0] if own is not None and others else None, len(others))


def _typings(assignment: JudgeAssignment) -> Sequence[PaperTyping]:
    return db.session.scalars(
        sa.select(PaperTyping)
        .where(PaperTyping.assignment_id == assignment.id)
        .order_by(PaperTyping.turn)
        .execution_options(populate_existing=True)
    ).all()


def typists_of(assignment: JudgeAssignment) -> list[tuple[int, str, datetime]]:
    """Who has typed the sheet, and when: the typing's id, a name, the instant. One query."""
    rows = db.session.execute(
        sa.select(
            PaperTyping.id, sa.func.coalesce(Person.name, Account.username), PaperTyping.typed_at
        )
        .join(Account, Account.id == PaperTyping.typed_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(PaperTyping.assignment_id == assignment.id)
        .order_by(PaperTyping.turn)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def begun_elsewhere(sheet: ScoreSheet | None) -> bool:
    """Whether the judge has put something on it, or sealed it, otherwise than on paper."""
    if sheet is None or sheet.way == PAPER:
        return False
    return bool(marks_of(sheet.marks) or sheet.comment or sheet.receipt)


def type_paper(
    series: LectureSeries, assignment: JudgeAssignment, marks: Mapping[str, Fraction], comment: str,
    *, version: int, key: str, actor: Actor, now: datetime,
) -> bool:  # fmt: skip
    """Keep what one of the two typed; whether both agree, so that the sheet is now sealed.

    ``version`` of the own typing when it was read, 0 without one; ``key``: the receipts' key.

    Raises:
        NotInState: no sheets are taken; or the sheet was not returned.
        SheetSealed, NotTheirs: sealed, or recused, meanwhile.
        MarkRefused, MarksWanting: a mark off its range or step, or none.
        TwoHaveTyped, OwnSheet, BegunElsewhere, domain.lectures.own_stake.OwnLecture: see there.
        domain.versions.Stale: the own typing was changed since.
    """
    hold(series, SCORING, CLOSED)
    _check(series, assignment, actor)
    rubric = rubric_of(series.rubric_id)
    check_marks(rubric, marks)
    lacking = wanting(rubric, marks)
    if lacking:
        raise MarksWanting(lacking)
    rows = _keep(assignment, as_text(marks), comment, version, actor, now)
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    after = {"judge": judge.number}
    take_step(series, "paper_typed", actor, now, lecture=lecture, values=({}, after))
    if len(rows) < TURNS or len({(one.marks, one.comment) for one in rows}) > 1:
        return False
    sheet = find_sheet(assignment)
    draft = Draft(marks, comment)
    seal_sheet(
        series, assignment, draft, version=0 if sheet is None else sheet.version, key=key,
        actor=actor, now=now, way=PAPER,
    )  # fmt: skip
    return True


def throw_away(
    series: LectureSeries, assignment: JudgeAssignment, typing_id: int, reason: str, *,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Throw away what one of the two typed, so that somebody else may.

    Raises:
        NotInState, SheetSealed, NotTheirs, OwnSheet, BegunElsewhere: as ``type_paper``.
        NotTyped: see there.
    """
    hold(series, SCORING, CLOSED)
    _check(series, assignment, actor)
    row = next((one for one in _typings(assignment) if one.id == typing_id), None)
    if row is None:
        raise NotTyped
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    before = {"judge": judge.number, "typed_by": row.typed_by}
    db.session.delete(row)
    take_step(
        series, "paper_thrown_away", actor, now, lecture=lecture, reason=reason,
        values=(before, {}),
    )  # fmt: skip


def _check(series: LectureSeries, assignment: JudgeAssignment, actor: Actor) -> None:
    """Whether a paper sheet may be typed for the assignment now, by this account."""
    db.session.refresh(assignment)
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    if assignment.recused_at is not None or lecture.withdrawn_at is not None:
        raise NotTheirs
    sheet = find_sheet(assignment)
    if sheet is not None and sheet.state == SEALED:
        raise SheetSealed(sheet)
    if not takes_marks(series, sheet):
        raise NotInState(series)
    if begun_elsewhere(sheet):
        raise BegunElsewhere
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    if is_own(judge, actor):
        raise OwnSheet
    not_own(lecture, actor.account_id)


def _keep(
    assignment: JudgeAssignment, marks: str, comment: str, version: int, actor: Actor, now: datetime
) -> Sequence[PaperTyping]:
    """Both typings, with the own as it is now; the series is held, so nobody types beside."""
    rows = list(_typings(assignment))
    own = next((one for one in rows if one.typed_by == actor.account_id), None)
    if own is None:
        if len(rows) >= TURNS:
            raise TwoHaveTyped
        own = PaperTyping(
            assignment_id=assignment.id, turn=_free_turn(rows), typed_by=actor.account_id,
            typed_at=now, marks=marks, comment=comment,
        )  # fmt: skip
        db.session.add(own)
        rows.append(own)
    else:
        next_version(own, version)
        own.marks, own.comment, own.typed_at = marks, comment, now
    db.session.flush()
    return rows


def _free_turn(rows: Sequence[PaperTyping]) -> int:
    """The first, unless it is taken."""
    return next(turn for turn in range(1, TURNS + 1) if turn not in {one.turn for one in rows})
