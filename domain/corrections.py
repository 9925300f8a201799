"""Corrections: the owner of a confirmed entry asks for one, a confirmer grants or declines it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import confirming
from domain.access import Visitor
from domain.audit import Actor
from domain.entry_steps import refresh_in, take_step
from domain.hours.ledger import years_of
from domain.hours.years import check_open
from domain.locks import lock_people
from domain.matters.kinds import CORRECTION
from domain.matters.raising import Taken, close_matter, raise_matter
from domain.matters.standing import standing
from domain.notices import notify
from models import Account, Correction, Matter, Person, StudyEntry, db


class AskedAlready(Exception):
    """A correction of the entry is open; there is one at a time."""


class AnsweredAlready(Exception):
    """Somebody answered it first; ``correction`` is as it stands."""

    def __init__(self, correction: Correction) -> None:
        super().__init__(f"correction {correction.id} is {correction.state}")
        self.correction = correction


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction of an entry as pages show it; ``who`` answered it, by name."""

    id: int
    entry_id: int
    wish: str
    asked_at: datetime
    state: str
    answer: str
    answered_at: datetime | None
    who: str


def ask_correction(entry: StudyEntry, wish: str, *, actor: Actor, now: datetime) -> Correction:
    """Ask to have a confirmed entry put right. The caller commits.

    Raises:
        domain.entry_steps.NotInState: it is not confirmed, or not any more.
        domain.hours.years.YearClosed: the books of its year are closed; it is only voided.
        AskedAlready: a correction of it is open.
    """
    lock_people(entry.person_id)
    refresh_in(entry, {"confirmed"})
    check_open(years_of(entry))
    correction = Correction(entry_id=entry.id, wish=wish, asked_at=now, state="open")
    try:
        with db.session.begin_nested():
            db.session.add(correction)
    except IntegrityError as refused:
        raise AskedAlready from refused
    take_step(entry, "asked", actor, now, reason=wish)
    raise_matter(
        CORRECTION, correction.id, owed_to=entry.person_id,
        title=entry.topic, actor=actor, now=now,
    )  # fmt: skip
    return correction


def grant_correction(correction: Correction, *, actor: Actor, now: datetime) -> StudyEntry | None:
    """Void the entry with the wish as the reason; what comes back to its owner to be edited.

    Raises:
        AnsweredAlready: somebody was first.
        domain.entry_steps.NotInState: the entry is not confirmed any more.
    """
    entry = _hold(correction)
    return confirming.void_entry(entry, correction.wish, actor=actor, now=now)


def decline_correction(correction: Correction, answer: str, *, actor: Actor, now: datetime) -> None:
    """Leave the entry as it is and say why.

    Raises:
        AnsweredAlready: somebody was first.
    """
    entry = _hold(correction)
    correction.state, correction.answer = "declined", answer
    correction.answered_by, correction.answered_at = actor.account_id, now
    take_step(entry, "declined", actor, now, reason=answer)
    matter = close_matter(
        CORRECTION,
        correction.id,
        outcome="declined",
        step=Taken("closed", answer),
        actor=actor,
        now=now,
    )
    if matter is not None:
        notify("correction", [entry.person_id], matter_id=matter.id)


def _hold(correction: Correction) -> StudyEntry:
    """Lock the owner, then read the correction as it stands."""
    entry = db.session.get_one(StudyEntry, correction.entry_id)
    lock_people(entry.person_id)
    db.session.refresh(correction, with_for_update=True)
    if correction.state != "open":
        raise AnsweredAlready(correction)
    return entry


def find_to_answer(visitor: Visitor, correction_id: int, *, today: date) -> Correction | None:
    """The correction, open or not, if it is the visitor's to answer. Three queries.

    As an entry that waits: the confirmers of its owner, or whom it was handed over to.
    """
    owner = sa.exists().where(
        StudyEntry.person_id == Person.id, StudyEntry.id == Correction.entry_id,
        Correction.id == correction_id,
    )  # fmt: skip
    held = standing(visitor, today=today, also=owner)
    matter = sa.and_(Matter.kind == CORRECTION, Matter.source_id == Correction.id)
    return db.session.scalars(
        sa.select(Correction)
        .join(Matter, matter)
        .where(Correction.id == correction_id, held.answers())
    ).one_or_none()


def is_asked_for(entry_id: int) -> bool:
    """Whether a correction of the entry is open. One query."""
    is_open = sa.exists().where(Correction.entry_id == entry_id, Correction.state == "open")
    return bool(db.session.scalar(sa.select(is_open)))


def corrections_of(entry_ids: list[int]) -> dict[int, list[Asked]]:
    """What was asked of each entry, in order. One query."""
    rows: Any = db.session.execute(
        sa.select(
            Correction.id, Correction.entry_id, Correction.wish, Correction.asked_at,
            Correction.state, Correction.answer, Correction.answered_at,
            sa.func.coalesce(Person.name, Account.username, ""),
        )
        .outerjoin(Account, Account.id == Correction.answered_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Correction.entry_id.in_(entry_ids))
        .order_by(Correction.id)
    )  # fmt: skip
    found: dict[int, list[Asked]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(Asked(*row))
    return found
