"""A question is raised at a gathering: who may owe the answer, and how many one may ask.

The caller commits.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Visitor
from domain.groupstudy.holding import CLOSED, OPEN, PLANNED, keep_still
from domain.groupstudy.questions import TOPIC
from domain.groupstudy.steps import take_step
from domain.matters import raise_matter
from domain.matters.kinds import QUESTION
from domain.matters.raising import OWING
from domain.notices import notify
from models import (
    Account,
    Attendance,
    GroupStudy,
    GroupStudyQuestion,
    GroupStudyTalk,
    Matter,
    db,
)

MOST_OPEN = 20  # of one asker at a gathering


class OwedToOneself(Exception):
    """Whoever asks would owe the answer."""


class TooManyOpen(Exception):
    """Whoever asks has ``MOST_OPEN`` questions at the gathering whose answer is owed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is raised. ``due_on``: without it, by the reply times."""

    words: str
    owed_by: int
    asked_by: int | None
    due_on: date | None = None


def raise_question(
    gathering: GroupStudy, asked: Asked, visitor: Visitor, *, now: datetime
) -> GroupStudyQuestion:
    """Write a question down and raise its matter, owed to whoever asked, else to the host.

    Raises:
        OwedToOneself, TooManyOpen.
        domain.matters.DueBeforeToday: the day is past.
        domain.groupstudy.holding.NotInState: it was cancelled, or is corrected.
    """
    keep_still(gathering, PLANNED, OPEN, CLOSED)
    if asked.asked_by == asked.owed_by:
        raise OwedToOneself
    if _open_of(gathering, asked, visitor) >= MOST_OPEN:
        raise TooManyOpen
    owed_to = asked.asked_by or _host_of(gathering)
    question = GroupStudyQuestion(
        group_study_id=gathering.id, words=asked.words, asked_by_id=asked.asked_by,
        owed_by_id=asked.owed_by, due_on=asked.due_on or now.date(),
        raised_by=visitor.account_id, raised_at=now,
    )  # fmt: skip
    db.session.add(question)
    db.session.flush()
    matter_id = raise_matter(
        QUESTION, question.id, owed_by=asked.owed_by,
        owed_to=owed_to if owed_to != asked.owed_by else None, due_on=asked.due_on,
        title=" ".join(asked.words.split()), actor=visitor.actor, now=now,
    )  # fmt: skip
    question.due_on = db.session.scalars(
        sa.select(Matter.due_on).where(Matter.id == matter_id)
    ).one()
    after = {"question": question.id, "words": asked.words, "person": asked.owed_by}
    take_step(gathering, "question_raised", visitor.actor, now, values=({}, after))
    notify(TOPIC, [asked.owed_by], matter_id=matter_id)
    return question


def _open_of(gathering: GroupStudy, asked: Asked, visitor: Visitor) -> int:
    """How many answers are owed to whoever asks; of nobody's, those the visitor wrote down."""
    asker = (
        GroupStudyQuestion.raised_by == visitor.account_id
        if asked.asked_by is None
        else GroupStudyQuestion.asked_by_id == asked.asked_by
    )
    query = sa.select(sa.func.count()).select_from(GroupStudyQuestion).join(
        Matter, sa.and_(Matter.kind == QUESTION, Matter.source_id == GroupStudyQuestion.id)
    ).where(
        GroupStudyQuestion.group_study_id == gathering.id, Matter.turn == OWING, asker,
        GroupStudyQuestion.withdrawn_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(query) or 0


def takes_part(gathering: GroupStudy, person_id: int) -> bool:
    """Whether they are on its list, speak at it or lead it. At most two queries."""
    if person_id == gathering.leader_id:
        return True
    listed = sa.select(Attendance.id).where(
        Attendance.group_study_id == gathering.id, Attendance.person_id == person_id,
        Attendance.superseded_at.is_(None),
    )  # fmt: skip
    speaks = sa.select(GroupStudyTalk.id).where(
        GroupStudyTalk.group_study_id == gathering.id, GroupStudyTalk.person_id == person_id,
        GroupStudyTalk.removed_at.is_(None),
    )  # fmt: skip
    return db.session.scalar(sa.select(sa.or_(listed.exists(), speaks.exists()))) is True


def _host_of(gathering: GroupStudy) -> int | None:
    """The person of whoever opened it, else of whoever planned it. One query."""
    account = gathering.opened_by or gathering.written_by
    return db.session.scalar(sa.select(Account.person_id).where(Account.id == account))
