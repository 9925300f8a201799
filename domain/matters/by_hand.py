"""Dispatch sheets, and what people do about a matter on its own page. Nothing commits."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.matters.kinds import CONFIRMER, DISPATCH, KINDS
from domain.matters.raising import (
    NOBODY,
    OWED,
    OWING,
    Taken,
    answer_matter,
    close_matter,
    raise_matter,
    reopen_matter,
    take_step,
)
from domain.notices import notify
from models import Account, DispatchSheet, Matter, MatterStep, Person, Unit, db


class NotNow(Exception):
    """The matter is in no state for this step; ``matter`` is as it stands."""

    def __init__(self, matter: Matter) -> None:
        super().__init__(f"matter {matter.id} is {matter.state}")
        self.matter = matter


class ProofMissing(Exception):
    """The kind asks for a proof, and none was given."""


class LateReasonMissing(Exception):
    """It was due by ``due_on``: who answers later says why."""

    def __init__(self, due_on: date) -> None:
        super().__init__(str(due_on))
        self.due_on = due_on


class ReceiverGone(Exception):
    """The receiver of a sheet is not here any more, or has no account to read it with."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a dispatch sheet asks: ``time_points`` one on each line, the office, the person."""

    content: str
    time_points: str
    due_on: date
    receiver: Person
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A sheet as its page shows it; ``signed_at`` is when the receiver signed for it."""

    content: str
    time_points: list[str]
    unit: str
    receiver_id: int
    signed_at: datetime | None


def write_sheet(sheet: Sheet, *, writer_id: int, actor: Actor, now: datetime) -> int:
    """Write a dispatch sheet and raise its matter; the matter's id. The writer is owed it.

    Raises:
        domain.matters.DueBeforeToday: the limit is past.
        ReceiverGone: see there.
    """
    if not _is_reached(sheet.receiver, now.date()):
        raise ReceiverGone
    row = DispatchSheet(
        content=sheet.content, time_points=sheet.time_points, unit_id=sheet.unit_id,
        receiver_id=sheet.receiver.id, writer_id=writer_id, written_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    matter_id = raise_matter(
        DISPATCH, row.id, owed_by=sheet.receiver.id, owed_to=writer_id, due_on=sheet.due_on,
        title=sheet.content.strip().partition("\n")[0], actor=actor, now=now,
    )  # fmt: skip
    audit.record(
        actor, "matter.written", "matter", matter_id, at=now,
        after={"person": sheet.receiver.id, "on": sheet.due_on,
               "text": audit.digest(sheet.content)},
    )  # fmt: skip
    notify("dispatch", [sheet.receiver.id], matter_id=matter_id)
    return matter_id


def _is_reached(person: Person, today: date) -> bool:
    if person.left_on is not None and person.left_on <= today:
        return False
    account = sa.select(Account.id).where(
        Account.person_id == person.id, Account.disabled_at.is_(None)
    )
    return db.session.scalars(account).first() is not None


def sheet_of(matter: Matter) -> SheetShown:
    """The sheet of a matter of that kind. Two queries."""
    sheet, unit = db.session.execute(
        sa.select(DispatchSheet, sa.func.coalesce(Unit.name, ""))
        .outerjoin(Unit, Unit.id == DispatchSheet.unit_id)
        .where(DispatchSheet.id == matter.source_id)
    ).one()
    points = [line.strip() for line in sheet.time_points.splitlines() if line.strip()]
    return SheetShown(sheet.content, points, unit, sheet.receiver_id, signed_at(matter))


def signed_at(matter: Matter) -> datetime | None:
    """When whoever owes it now signed for it. One query."""
    step = db.session.scalars(
        sa.select(MatterStep)
        .where(MatterStep.matter_id == matter.id, MatterStep.act.in_(("signed", "handed_over")))
        .order_by(MatterStep.id.desc())
        .limit(1)
    ).first()
    return step.at if step is not None and step.act == "signed" else None


def sign_for(matter: Matter, *, actor: Actor, now: datetime) -> None:
    """The receiver has it in hand; to sign twice is the same as once.

    Raises:
        NotNow: it is not open.
    """
    _check(matter, {"open", "reopened"})
    if signed_at(matter) is None:
        take_step(matter, Taken("signed"), actor, now)
        matter.version += 1
        _note(matter, "signed", actor, now)


def answer_by_hand(
    matter: Matter, words: str, proof: str, late_reason: str, *, actor: Actor, now: datetime
) -> None:
    """What was done, and where it can be seen; whoever it is owed to closes it then.

    Raises:
        NotNow: it is not open.
        LateReasonMissing: it was due before today, and no reason is given.
    """
    _check(matter, {"open", "reopened"})
    late = matter.due_on < now.date()
    if late and not late_reason:
        raise LateReasonMissing(matter.due_on)
    matter.proof = proof or matter.proof
    answer_matter(
        matter, Taken("answered", words, late_reason if late else ""), actor=actor, now=now
    )
    _note(matter, "answered", actor, now)
    if matter.owed_to_id is not None:
        notify("dispatch", [matter.owed_to_id], matter_id=matter.id)


def close_by_hand(
    matter: Matter, words: str, proof: str, *, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Close it, with the proof that the kind asks for.

    Raises:
        NotNow: nothing is open, or it is no kind to be closed by hand.
        ProofMissing: see there.
    """
    kind = KINDS[matter.kind]
    back_again = matter.state == "reopened" and kind.duty == CONFIRMER
    if matter.turn == NOBODY or matter.state == "closed" or not (kind.by_hand or back_again):
        raise NotNow(matter)
    if kind.asks_proof and not (proof or matter.proof):
        raise ProofMissing
    close_matter(
        matter.kind, matter.source_id, outcome="done", proof=proof, step=Taken("closed", words),
        actor=actor, now=now,
    )  # fmt: skip
    _note(matter, "closed", actor, now)
    if matter.owed_by_id is not None:
        notify("dispatch", [matter.owed_by_id], matter_id=matter.id)


def reopen_by_hand(matter: Matter, reason: str, *, actor: Actor, now: datetime) -> None:
    """It is owed again, for the reason. What came of a duty stays written until it changes.

    Raises:
        NotNow: it is open with whoever owes it already, or its source alone opens it again.
    """
    kind = KINDS[matter.kind]
    if matter.state not in {"answered", "closed"} or (
        matter.state == "answered" and not kind.by_hand
    ):
        raise NotNow(matter)
    came_of_it = matter.outcome if kind.duty == CONFIRMER else ""
    reopen_matter(matter, Taken("reopened", reason), actor=actor, now=now)
    matter.outcome = came_of_it
    _note(matter, "reopened", actor, now)
    if matter.owed_by_id is not None:
        notify("reopened", [matter.owed_by_id], matter_id=matter.id)


def still_holds(matter: Matter, words: str, *, actor: Actor, now: datetime) -> None:
    """The second look found that it holds: it is not open any more.

    Raises:
        NotNow: it has not come back for a second look.
    """
    if matter.state != "closed" or matter.turn == NOBODY:
        raise NotNow(matter)
    take_step(matter, Taken("still_holds", words), actor, now)
    matter.turn, matter.version = NOBODY, matter.version + 1
    _note(matter, "still_holds", actor, now)


def look_again(matter: Matter, due_on: date, *, actor: Actor, now: datetime) -> None:
    """A closed matter comes back for a second look: to its confirmer, or to who was owed it."""
    take_step(matter, Taken("looked_back"), actor, now)
    kind = KINDS[matter.kind]
    if kind.duty == CONFIRMER:
        matter.turn, matter.owed_by_id = OWING, None
    else:
        matter.turn = OWED if matter.owed_to_id is not None else OWING
    matter.look_back_on, matter.level, matter.rises_on = None, 0, None
    matter.since_on, matter.due_on = None, due_on
    matter.version += 1
    _note(matter, "looked_back", actor, now)
    if matter.turn == OWED and matter.owed_to_id is not None:
        notify("second_look", [matter.owed_to_id], matter_id=matter.id)


def _check(matter: Matter, states: set[str]) -> None:
    if matter.state not in states or not KINDS[matter.kind].by_hand:
        raise NotNow(matter)


def _note(matter: Matter, act: str, actor: Actor, now: datetime) -> None:
    db.session.flush()
    audit.record(
        actor, f"matter.{act}", "matter", matter.id, at=now,
        after={"state": matter.state, "on": matter.due_on, "level": matter.level or None},
    )  # fmt: skip
