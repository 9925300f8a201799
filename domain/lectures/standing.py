"""Judges' standing assignments asked about again, once what they depend on has changed.

Who speaks, for which branch and unit, and on what day: with each of these another judge may be
barred. Recused ones do not count. Nothing commits.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from domain.lectures.judges import names_of_all
from domain.lectures.whereabouts import Bar, Barred, eligibility
from models import JudgeAssignment, Lecture, SeriesJudge, db


class JudgesBarred(Exception):
    """Judges of the lecture might not score it as it would be: names, and why not."""

    def __init__(self, topic: str, barred: Sequence[tuple[str, Bar]]) -> None:
        super().__init__(", ".join(f"{name}: {bar}" for name, bar in barred))
        self.topic, self.barred = topic, barred


def let_go(lecture: Lecture) -> None:
    """Before branch, unit or day change: what the judges' places were says nothing of it.

    ``ask_again`` writes what they are.
    """
    db.session.execute(
        sa.update(JudgeAssignment)
        .where(JudgeAssignment.lecture_id == lecture.id, JudgeAssignment.recused_at.is_(None))
        .values(judge_branch_id=None, judge_unit_id=None)
    )


def ask_again(lecture: Lecture, *, today: date) -> None:
    """See that all who are assigned may score the lecture as it is now. Eleven queries at most.

    ``today``: for a lecture that has no day yet.

    Raises:
        JudgesBarred: the caller takes back what was changed.
    """
    db.session.flush()
    rows = db.session.execute(
        sa.select(JudgeAssignment, SeriesJudge)
        .join(SeriesJudge, SeriesJudge.id == JudgeAssignment.judge_id)
        .where(JudgeAssignment.lecture_id == lecture.id, JudgeAssignment.recused_at.is_(None))
        .order_by(SeriesJudge.number)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return
    eligible = eligibility([lecture], [judge for _row, judge in rows], today=today)
    bars = [(judge.id, eligible.bar(lecture, judge)) for _row, judge in rows]
    if any(bar for _id, bar in bars):
        names = names_of_all(lecture.series_id)
        raise JudgesBarred(lecture.topic, [(names[one], bar) for one, bar in bars if bar])
    day = eligible.days[lecture.id]
    for row, judge in rows:
        row.lecture_branch_id, row.lecture_unit_id = lecture.branch_id, lecture.unit_id
        row.judge_branch_id = eligible.places.branch(judge.person_id, day)
        row.judge_unit_id = eligible.places.unit(judge.person_id, day)
    db.session.flush()


def ask_one(assignment: JudgeAssignment, *, today: date) -> None:
    """See that the judge of one assignment may still score its lecture. Ten queries at most.

    Raises:
        Barred.
    """
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    judge = db.session.get_one(SeriesJudge, assignment.judge_id)
    bar = eligibility([lecture], [judge], today=today).bar(lecture, judge)
    if bar is not None:
        raise Barred(lecture, judge, bar)
