"""What sheets say in words: read by an organiser first, seen by the speakers once published.

Nobody is told who wrote what. The caller commits.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.advice import follow_advice, of_counting_sheets
from domain.lectures.holding import VALUES_SEEN_BY_ORGANISERS, keep_still
from domain.lectures.own_stake import not_own
from domain.lectures.steps import take_step
from domain.versions import next_version
from models import Lecture, LectureComment, LectureSeries, ScoreSheet, db

WAITING, SHOWN, WITHHELD = "waiting", "shown", "withheld"
LONGEST_REASON = 300
MOST_IDS = 10**9 - 1  # of as many digits as a form sends back


class ReasonWanting(Exception):
    """A comment is withheld for a reason."""


class Answered(Exception):
    """The speaker has answered it: it stands as it was decided."""

    def __init__(self, comment: LectureComment) -> None:
        super().__init__(f"comment {comment.id} is answered")
        self.comment = comment


@dataclass(frozen=True, slots=True)
class Decision:
    """``advice``: the speaker owes it an answer. ``reason``: why it is withheld."""

    state: str
    advice: bool = False
    reason: str = ""


class Line(NamedTuple):
    """A comment with its lecture and the class of its ballot, which is all that is told of it."""

    comment: LectureComment
    lecture: Lecture
    ballot: str


def keep_comment(series: LectureSeries, sheet: ScoreSheet, *, actor: Actor, now: datetime) -> None:
    """Put what a sheet says down for the organiser; one that was sealed anew, anew."""
    kept = db.session.scalars(
        sa.select(LectureComment).where(LectureComment.sheet_id == sheet.id).with_for_update()
    ).one_or_none()
    text = sheet.comment.strip()
    if kept is None:
        if text:
            row = LectureComment(lecture_id=sheet.lecture_id, sheet_id=sheet.id, text=text)
            row.id = _any_id()
            db.session.add(row)
        return
    if kept.text == text or kept.answered_at is not None:
        return
    kept.state, kept.advice, kept.reason = WAITING, False, ""
    kept.decided_by = kept.decided_at = None
    kept.version += 1
    follow_advice(series, [kept], actor=actor, now=now)
    if text:
        kept.text = text
    else:
        db.session.delete(kept)


def _any_id() -> int:
    """At random: numbers in a row would tell, beside the steps, in which order sheets were sealed.

    One query.
    """
    while True:
        found = secrets.randbelow(MOST_IDS) + 1
        if db.session.get(LectureComment, found) is None:
            return found


def comments_of(series: LectureSeries) -> list[Line]:
    """By lecture and class of ballot; in no order that tells when they were written. One query."""
    if series.state not in VALUES_SEEN_BY_ORGANISERS:
        return []
    rows = db.session.execute(
        _lines()
        .where(Lecture.series_id == series.id)
        .order_by(
            Lecture.number.is_(None), Lecture.number, Lecture.id, ScoreSheet.ballot,
            LectureComment.text, LectureComment.id,
        )
    )  # fmt: skip
    return [Line(*row) for row in rows]


def waiting_in(series: LectureSeries) -> int:
    """How many wait to be read. One query."""
    found = db.session.scalar(
        sa.select(sa.func.count(LectureComment.id))
        .join(Lecture, Lecture.id == LectureComment.lecture_id)
        .where(Lecture.series_id == series.id, LectureComment.state == WAITING)
    )
    return found or 0


def find_comment(series: LectureSeries, comment_id: int) -> Line | None:
    """One query; none while values are nobody's to see."""
    if series.state not in VALUES_SEEN_BY_ORGANISERS:
        return None
    row = db.session.execute(
        _lines().where(Lecture.series_id == series.id, LectureComment.id == comment_id)
    ).one_or_none()
    return None if row is None else Line(*row)


def _lines() -> Any:
    return (
        sa.select(LectureComment, Lecture, ScoreSheet.ballot)
        .join(Lecture, Lecture.id == LectureComment.lecture_id)
        .join(ScoreSheet, ScoreSheet.id == LectureComment.sheet_id)
        .where(of_counting_sheets())
        .execution_options(populate_existing=True)
    )


def decide_comment(
    series: LectureSeries, line: Line, decision: Decision, *, version: int, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Let it through, perhaps as advice, or withhold it; a decision may be changed till answered.

    Raises:
        ReasonWanting: it is withheld without one.
        Answered: the speaker has answered it.
        domain.lectures.own_stake.OwnLecture: whoever decides speaks there.
        domain.versions.Stale: another organiser decided meanwhile.
        domain.lectures.holding.NotInState: it is not the time.
    """
    if decision.state == WITHHELD and not decision.reason:
        raise ReasonWanting
    keep_still(series, *VALUES_SEEN_BY_ORGANISERS)
    not_own(line.lecture, actor.account_id)
    comment = line.comment
    db.session.refresh(comment, with_for_update=True)
    next_version(comment, version)
    if comment.answered_at is not None:
        raise Answered(comment)
    before = {"state": comment.state, "advice": comment.advice}
    shown = decision.state == SHOWN
    comment.state, comment.advice = decision.state, shown and decision.advice
    comment.reason = "" if shown else decision.reason
    comment.decided_by, comment.decided_at = actor.account_id, now
    follow_advice(series, [comment], actor=actor, now=now)
    after = {"comment": comment.id, "state": comment.state, "advice": comment.advice}
    take_step(
        series, "comment_decided", actor, now, lecture=line.lecture, reason=comment.reason,
        values=(before, after),
    )  # fmt: skip


def shown_to_speakers(lecture: Lecture) -> Sequence[LectureComment]:
    """Those let through, advice first; the caller asks whether it is the time. One query."""
    return db.session.scalars(
        sa.select(LectureComment)
        .where(
            LectureComment.lecture_id == lecture.id,
            LectureComment.state == SHOWN,
            of_counting_sheets(),
        )
        .order_by(LectureComment.advice.desc(), LectureComment.text, LectureComment.id)
    ).all()
