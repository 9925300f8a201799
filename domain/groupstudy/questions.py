"""Questions raised at a gathering: each a matter of who owes the answer, until it is accepted.

Who owes the answer, and by when, is what its matter says. The caller commits.
"""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.audit import Actor
from domain.groupstudy.reach import held_by, seen_by
from domain.groupstudy.steps import take_step
from domain.matters import (
    Taken,
    answer_matter,
    close_matter,
    find_matter,
    reopen_matter,
)
from domain.matters.kinds import QUESTION
from domain.matters.raising import OWED, OWING
from domain.notices import notify
from domain.text import render_note
from domain.versions import next_version
from models import GroupStudy, GroupStudyQuestion, Matter, Person, db

LONGEST_QUESTION, LONGEST_ANSWER = 500, 5000
WITHDRAWN, DONE = "withdrawn", "done"
TOPIC = "question"  # of notices


class MovedOn(Exception):
    """The matter of the question is in no state for this step."""

    def __init__(self, matter: Matter) -> None:
        super().__init__(f"matter {matter.id} is {matter.state}")
        self.matter = matter


class Line(NamedTuple):
    """A question with its matter and the names of who asked and who owes the answer now."""

    question: GroupStudyQuestion
    matter: Matter
    asked_by: str
    owed_by: str

    @property
    def is_open(self) -> bool:
        """Whether the answer is owed still."""
        return _is_owed(self.matter)


class Rights(NamedTuple):
    """What of a question is the visitor's to do; ``decide``: accept the answer, or send it back."""

    answer: bool
    decide: bool
    withdraw: bool


def questions_of(gathering_id: int) -> list[Line]:
    """Those that stand, in the order they were raised. One query."""
    rows = db.session.execute(
        _lines()
        .where(
            GroupStudyQuestion.group_study_id == gathering_id,
            GroupStudyQuestion.withdrawn_at.is_(None),
        )
        .order_by(GroupStudyQuestion.id)
    )
    return [Line(*row) for row in rows]


def find_question(question_id: int, visitor: Visitor) -> tuple[Line, GroupStudy, bool] | None:
    """A question, its gathering, and whether the visitor may open that. One query.

    Whoever may open the gathering sees it, and whoever owes the answer or is owed it, also where
    it was handed over to them.
    """
    own = visitor.person_id
    theirs: list[sa.ColumnElement[bool]] = [seen_by(visitor)]
    if own is not None:
        theirs += [Matter.owed_by_id == own, Matter.owed_to_id == own]
    row = db.session.execute(
        _lines()
        .join(GroupStudy, GroupStudy.id == GroupStudyQuestion.group_study_id)
        .add_columns(GroupStudy, sa.func.coalesce(seen_by(visitor), sa.false()))
        .where(GroupStudyQuestion.id == question_id, sa.or_(*theirs))
    ).one_or_none()
    return None if row is None else (Line(*row[:4]), row[4], bool(row[5]))


def _lines() -> Any:
    asked, owes = sa.orm.aliased(Person), sa.orm.aliased(Person)
    matter = sa.and_(Matter.kind == QUESTION, Matter.source_id == GroupStudyQuestion.id)
    return (
        sa.select(
            GroupStudyQuestion, Matter, sa.func.coalesce(asked.name, ""),
            sa.func.coalesce(owes.name, ""),
        )
        .join(Matter, matter)
        .outerjoin(asked, asked.id == GroupStudyQuestion.asked_by_id)
        .outerjoin(owes, owes.id == Matter.owed_by_id)
        .execution_options(populate_existing=True)
    )  # fmt: skip


def rights_to(line: Line, visitor: Visitor) -> Rights:
    """Whenever it is time for that. At most one query."""
    matter, own = line.matter, visitor.person_id
    return Rights(
        answer=own is not None and matter.owed_by_id == own,
        decide=own is not None and matter.owed_to_id == own,
        withdraw=_raised(line.question, visitor),
    )


def open_to(line: Line, rights: Rights) -> Rights:
    """Of the rights, those for which it is time now."""
    return Rights(
        answer=rights.answer and line.is_open,
        decide=rights.decide and line.matter.turn == OWED,
        withdraw=rights.withdraw and line.is_open,
    )


def _is_owed(matter: Matter) -> bool:
    """Not so where a closed one has come back for a second look."""
    return matter.turn == OWING and matter.state in {"open", "reopened"}


def _raised(question: GroupStudyQuestion, visitor: Visitor) -> bool:
    """Whether the visitor asked it, wrote it down, or holds its gathering."""
    own = visitor.person_id
    if visitor.account_id == question.raised_by or (own and question.asked_by_id == own):
        return True
    held = sa.select(GroupStudy.id).where(
        GroupStudy.id == question.group_study_id, held_by(visitor)
    )
    return db.session.scalar(held) is not None


def answer_question(
    question: GroupStudyQuestion, words: str, *, version: int, actor: Actor, now: datetime
) -> None:
    """The answer (Markdown) is there, and lies with whoever it was owed to.

    Where it was owed to nobody, it is accepted with that.

    Raises:
        domain.versions.Stale: somebody wrote it since ``version`` was read.
        MovedOn: it is answered, or withdrawn.
    """
    gathering, matter = _held(question)
    next_version(question, version)
    if not _is_owed(matter):
        raise MovedOn(matter)
    html = render_note(words)
    question.answer, question.answer_html = words, None if html is None else str(html)
    question.answered_by, question.answered_at = actor.account_id, now
    step = Taken("answered", " ".join(words.split()))
    if matter.owed_to_id is None:
        close_matter(QUESTION, question.id, outcome=DONE, step=step, actor=actor, now=now)
    else:
        answer_matter(matter, step, actor=actor, now=now)
        notify(TOPIC, [matter.owed_to_id], matter_id=matter.id)
    after = {"question": question.id, "answer": words}
    take_step(gathering, "question_answered", actor, now, values=({}, after))


def accept_answer(question: GroupStudyQuestion, *, actor: Actor, now: datetime) -> None:
    """Whoever it was owed to takes the answer; the matter is closed.

    Raises:
        MovedOn: there is no answer that waits for that.
    """
    gathering, matter = _held(question)
    if matter.turn != OWED:
        raise MovedOn(matter)
    close_matter(QUESTION, question.id, outcome=DONE, actor=actor, now=now)
    values = {"question": question.id}
    take_step(gathering, "question_closed", actor, now, values=({}, values))


def send_back(question: GroupStudyQuestion, reason: str, *, actor: Actor, now: datetime) -> None:
    """The answer does not do, for the reason: it is owed again.

    Raises:
        MovedOn: there is no answer that waits for that.
    """
    gathering, matter = _held(question)
    if matter.turn != OWED:
        raise MovedOn(matter)
    reopen_matter(matter, Taken("reopened", reason), actor=actor, now=now)
    question.due_on = matter.due_on
    values = {"question": question.id}
    take_step(gathering, "question_returned", actor, now, reason=reason, values=({}, values))
    if matter.owed_by_id is not None:
        notify("reopened", [matter.owed_by_id], matter_id=matter.id)


def withdraw_question(
    question: GroupStudyQuestion, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Nothing is owed any more, for the reason.

    Raises:
        MovedOn: it is answered, or withdrawn already.
    """
    gathering, matter = _held(question)
    if question.withdrawn_at is not None or not _is_owed(matter):
        raise MovedOn(matter)
    question.withdrawn_at = now
    close_matter(
        QUESTION, question.id, outcome=WITHDRAWN, step=Taken("closed", reason), comes_back=False,
        actor=actor, now=now,
    )  # fmt: skip
    values = {"question": question.id}
    take_step(gathering, "question_withdrawn", actor, now, reason=reason, values=({}, values))


def _held(question: GroupStudyQuestion) -> tuple[GroupStudy, Matter]:
    """The question, read anew and held, with its gathering and its matter."""
    db.session.refresh(question, with_for_update=True)
    matter = find_matter(QUESTION, question.id)
    if matter is None:
        raise LookupError(question.id)
    return db.session.get_one(GroupStudy, question.group_study_id), matter
