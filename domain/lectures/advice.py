"""Advice to a speaker: a comment that is owed an answer, what the speaker will do.

It is a matter of the first speaker who is a person, once results are published. The caller
commits.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.holding import keep_still
from domain.lectures.steps import take_step
from domain.matters import Taken, close_matter, raise_matter, reopen_matter
from domain.matters.kinds import LECTURE_ADVICE
from domain.matters.raising import NOBODY, find_matters
from domain.notices import notify
from domain.versions import next_version
from models import (
    JudgeAssignment,
    Lecture,
    LectureComment,
    LectureResult,
    LectureSeries,
    LectureSpeaker,
    ScoreSheet,
    db,
)

LONGEST_ANSWER = 1000
TOPIC = "lecture_advice"  # of notices
DONE, WITHDRAWN = "done", "withdrawn"


class NotOwed(Exception):
    """The comment is no advice any more, or results are not published."""


def is_published(series: LectureSeries) -> bool:
    """Whether results stand that everybody sees, also while a correction of them is made."""
    found = sa.exists().where(
        LectureResult.series_id == series.id, LectureResult.state == "published"
    )
    return db.session.scalar(sa.select(found)) is True


def of_counting_sheets() -> sa.ColumnElement[bool]:
    """The condition on ``LectureComment`` that its judge was not recused from the lecture."""
    recused = (
        sa.select(ScoreSheet.id)
        .join(JudgeAssignment, JudgeAssignment.id == ScoreSheet.assignment_id)
        .where(JudgeAssignment.recused_at.is_not(None))
    )
    return LectureComment.sheet_id.not_in(recused)


def raise_advice(series: LectureSeries, *, actor: Actor, now: datetime) -> None:
    """Results were published: whoever is owed an answer by a speaker gets a matter of it."""
    advice = db.session.scalars(
        sa.select(LectureComment)
        .join(Lecture, Lecture.id == LectureComment.lecture_id)
        .where(Lecture.series_id == series.id, LectureComment.advice, of_counting_sheets())
        .order_by(LectureComment.id)
    )
    follow_advice(series, advice, actor=actor, now=now)


def follow_advice(
    series: LectureSeries, comments: Iterable[LectureComment], *, actor: Actor, now: datetime
) -> None:
    """Raise the matter of each that is advice, and close that of each that is none any more.

    Advice of a judge who was recused is none.
    """
    listed = list(comments)
    if not listed or not is_published(series):
        return
    known = find_matters(LECTURE_ADVICE, {one.id for one in listed})
    owing = _first_speakers({one.lecture_id for one in listed})
    advice = _advice_among({one.id for one in listed})
    for one in listed:
        matter, owes = known.get(one.id), owing.get(one.lecture_id)
        if one.id in advice and matter is None and owes is not None:
            lecture = db.session.get_one(Lecture, one.lecture_id)
            matter_id = raise_matter(
                LECTURE_ADVICE, one.id, owed_by=owes, title=lecture.topic, actor=actor, now=now
            )
            notify(TOPIC, [owes], matter_id=matter_id)
        elif one.id in advice and matter is not None and matter.turn == NOBODY:
            reopen_matter(matter, Taken("reopened"), actor=actor, now=now)
        elif one.id not in advice and matter is not None and matter.turn != NOBODY:
            close_matter(
                LECTURE_ADVICE, one.id, outcome=WITHDRAWN, comes_back=False, actor=actor, now=now
            )


def answer_advice(
    series: LectureSeries, comment: LectureComment, answer: str, *, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """What the speaker will do; with the first answer the matter is closed.

    Raises:
        NotOwed.
        domain.versions.Stale: another speaker of the lecture answered meanwhile.
    """
    keep_still(series)  # first, as whoever publishes holds it before the matters of advice
    db.session.refresh(comment, with_for_update=True)
    if not comment.advice or not is_published(series):
        raise NotOwed
    next_version(comment, version)
    before = {"answer": comment.answer} if comment.answer else {}
    first = comment.answered_at is None
    comment.answer, comment.answered_by, comment.answered_at = answer, actor.account_id, now
    lecture = db.session.get_one(Lecture, comment.lecture_id)
    if first:
        step = Taken("answered", " ".join(answer.split()))
        close_matter(LECTURE_ADVICE, comment.id, outcome=DONE, step=step, actor=actor, now=now)
    take_step(
        series, "advice_answered", actor, now, lecture=lecture,
        values=(before, {"comment": comment.id, "answer": answer}),
    )  # fmt: skip


def _advice_among(comment_ids: set[int]) -> frozenset[int]:
    """One query."""
    found = sa.select(LectureComment.id).where(
        LectureComment.id.in_(comment_ids), LectureComment.advice, of_counting_sheets()
    )
    return frozenset(db.session.scalars(found))


def _first_speakers(lecture_ids: set[int]) -> dict[int, int]:
    """The first speaker who is a person, by lecture. One query."""
    rows = db.session.execute(
        sa.select(LectureSpeaker.lecture_id, LectureSpeaker.person_id)
        .where(
            LectureSpeaker.lecture_id.in_(lecture_ids), LectureSpeaker.person_id.is_not(None)
        )
        .order_by(LectureSpeaker.lecture_id, LectureSpeaker.number.desc())
    )  # fmt: skip
    return {lecture: person for lecture, person in rows if person is not None}
