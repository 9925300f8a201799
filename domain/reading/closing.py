"""Closing a class: who is credited with what, once; and crediting somebody later.

The class is one activity, from its first to its last day, of its kind, as much as it says it
is worth. Who lacks something is credited with a reason only. The caller commits.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Reach
from domain.audit import Actor
from domain.claims import Claim
from domain.reading.asked import asked_of
from domain.reading.classes import claim_of
from domain.reading.duties import CLOSED as CLASS_CLOSED
from domain.reading.duties import owe_nothing
from domain.reading.holding import hold
from domain.reading.members import MemberRow, member_rows
from domain.reading.reach import CLOSED, OPEN
from domain.reading.standings import Part, Standing, standings, syllabus
from domain.reading.steps import take_step
from domain.recording import (
    Hindered,
    PeopleHindered,
    Recorded,
    record_activity,
    review_activity,
)
from domain.versions import change
from models import ClassMember, ReadingClass, StudyEntry, db


class ReasonWanting(Exception):
    """These members lack something; each is credited with a reason only. ``ids`` of members."""

    def __init__(self, ids: list[int]) -> None:
        super().__init__(f"members {ids}")
        self.ids = ids


class NoMembers(Exception):
    """Some of those to be credited are no members of the class any more."""


class CreditedBefore(Exception):
    """The member was credited with the class already."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member before the class is closed.

    ``twin``: has such an entry already; ``own``: is the organiser, whose entry waits for a
    confirmer; ``hindered``: why it cannot be recorded.
    """

    member: MemberRow
    standing: Standing
    twin: bool = False
    own: bool = False
    hindered: Hindered | None = None

    @property
    def earned(self) -> bool:
        """Whether nothing stands against the credit."""
        return not self.standing.lacks and not self.twin and self.hindered is None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What closing would do. ``each``: hundredths for one person, before any cap."""

    candidates: list[Candidate]
    parts: list[Part]
    each: int


def class_claim(reading: ReadingClass) -> Claim:
    """The class as the activity that its members are credited with; it has its days."""
    if reading.starts_on is None or reading.ends_on is None:
        raise ValueError(f"reading class {reading.id} has no days")
    return claim_of(
        reading.kind, asked_of(reading.asks), reading.starts_on, reading.ends_on, reading.title
    )


def outlook(
    reading: ReadingClass, covered: Reach, *, own_person_id: int | None, today: date
) -> Outlook:
    """Who would be credited, and who not and why. At most thirteen queries for 500 members.

    Raises:
        As ``domain.recording.review_activity``, but for what stands against single people.
    """
    rows = member_rows(reading.id, today=today)
    parts = syllabus(reading.id)
    found = standings(reading, [one.person_id for one in rows], parts=parts)
    claim, hindered = class_claim(reading), dict[str, Hindered]()
    people = {one.staff_no: one.person_id for one in rows}
    while True:
        asked = [person_id for number, person_id in people.items() if number not in hindered]
        try:
            review = review_activity(
                claim, asked, covered, own_person_id=own_person_id, today=today
            )
        except PeopleHindered as refused:
            hindered |= {one.staff_no: one for one in refused.people}
        else:
            break
    marked = {one.person_id: one for one in review.people}
    candidates = [
        Candidate(
            row, found[row.person_id],
            twin=row.person_id in marked and marked[row.person_id].twin,
            own=row.person_id == own_person_id, hindered=hindered.get(row.staff_no),
        )
        for row in rows
    ]  # fmt: skip
    return Outlook(candidates, parts, review.each)


def close_class(
    reading: ReadingClass, credited: Mapping[int, str], covered: Reach, *,
    own_person_id: int | None, today: date, actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Close the class and credit these members (ids), each with its reason where one is asked.

    How many were credited. Two at once: one of them is told that the class is closed. Twenty
    statements or so, and a few for each of the audit rows; for up to 500 members.

    Raises:
        domain.reading.holding.NotInState: the class is not open.
        NoMembers: somebody was taken out meanwhile.
        ReasonWanting: with those who lack something and have no reason.
        As ``domain.recording.record_activity``: nothing was done.
    """
    hold(reading, OPEN)
    members = _held_members(reading)
    if not members.keys() >= credited.keys():
        raise NoMembers
    chosen = [members[one] for one in credited]
    _check_reasons(reading, chosen, credited, covered, today=today)
    batch_id = None
    if chosen:
        batch_id = _credit(
            reading, chosen, credited, covered, own_person_id=own_person_id, today=today,
            actor=actor, now=now,
        ).batch_id  # fmt: skip
    values = change(
        reading, {"state": CLOSED, "closed_at": now, "closed_by": actor.account_id,
                  "batch_id": batch_id},
    )  # fmt: skip
    reading.version += 1
    told = {**values[1], "people": len(chosen)}
    take_step(reading, "closed", actor, now, values=(values[0], told))
    owe_nothing(members, CLASS_CLOSED, actor=actor, now=now)
    return len(chosen)


def credit_later(
    reading: ReadingClass, member: ClassMember, reason: str, covered: Reach, *,
    own_person_id: int | None, today: date, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Credit a member of a closed class who was not credited then; once, with a reason.

    Raises:
        domain.reading.holding.NotInState: the class is not closed.
        CreditedBefore.
        As ``domain.recording.record_activity``.
    """
    hold(reading, CLOSED)
    db.session.refresh(member, with_for_update=True)
    if member.entry_id is not None:
        raise CreditedBefore
    _credit(
        reading, [member], {member.id: reason}, covered, own_person_id=own_person_id,
        today=today, actor=actor, now=now,
    )  # fmt: skip
    take_step(
        reading, "credited_later", actor, now, reason=reason,
        values=({}, {"person": member.person_id, "entry": member.entry_id}),
    )  # fmt: skip


def _held_members(reading: ReadingClass) -> dict[int, ClassMember]:
    rows = db.session.scalars(
        sa.select(ClassMember)
        .where(ClassMember.class_id == reading.id, ClassMember.removed_at.is_(None))
        .order_by(ClassMember.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in rows}


def _check_reasons(
    reading: ReadingClass, chosen: Collection[ClassMember], reasons: Mapping[int, str],
    covered: Reach, *, today: date,
) -> None:  # fmt: skip
    """Each who lacks something, or has such an entry already, is credited with a reason."""
    if not chosen:
        return
    people = [one.person_id for one in chosen]
    found = standings(reading, people)
    review = review_activity(class_claim(reading), people, covered, own_person_id=None, today=today)
    twins = {one.person_id for one in review.people if one.twin}
    wanting = [
        one.id
        for one in chosen
        if (found[one.person_id].lacks or one.person_id in twins) and not reasons[one.id].strip()
    ]
    if wanting:
        raise ReasonWanting(wanting)


def _credit(
    reading: ReadingClass, chosen: Collection[ClassMember], reasons: Mapping[int, str],
    covered: Reach, *, own_person_id: int | None, today: date, actor: Actor, now: datetime,
) -> Recorded:  # fmt: skip
    people = [one.person_id for one in chosen]
    done = record_activity(
        class_claim(reading), people, covered, twins_too=people, own_person_id=own_person_id,
        today=today, actor=actor, now=now,
    )  # fmt: skip
    entries = dict(
        db.session.execute(
            sa.select(StudyEntry.person_id, StudyEntry.id).where(
                StudyEntry.batch_id == done.batch_id
            )
        ).all()
    )
    for one in chosen:
        one.entry_id, one.reason = entries[one.person_id], reasons[one.id].strip()
    db.session.flush()
    return done
