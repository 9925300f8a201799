"""One activity recorded for many people at once, by a secretary, an organiser or HR."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.access import Reach, people_within
from domain.audit import Actor
from domain.batches import FORM, add_batch, enter_rows
from domain.claims import Claim, KindRefused, check_span, is_measured_by
from domain.hours.engine import credit
from domain.hours.ledger import activity_of
from domain.hours.pack_format import Pack
from domain.hours.packs import pack_in_force
from domain.hours.years import check_open
from domain.known_entries import DaysTaken, known_entries, likeness
from domain.locks import lock_people
from domain.study import columns_of
from models import Person, db

MOST_PEOPLE = 500  # on one form


class DayToCome(Exception):
    """The last day of the activity lies after ``latest``, today."""

    def __init__(self, latest: date) -> None:
        super().__init__(str(latest))
        self.latest = latest


class BeyondReach(Exception):
    """One of the people is not there, or not in the recorder's reach."""


class NobodyToRecord(Exception):
    """Nobody is left: none was chosen, or all have such an entry and were left out."""


class Hindrance(StrEnum):
    """Why an activity cannot be recorded for somebody."""

    DAY_FULL = "day_full"  # on and minutes_left
    HAD_LEFT = "had_left"  # on: the first day no longer here


@dataclass(frozen=True, slots=True)
class Hindered:
    """A person for whom it cannot be recorded, and why."""

    staff_no: str
    name: str
    why: Hindrance
    on: date
    minutes_left: int = 0


class PeopleHindered(Exception):
    """For these people it cannot be recorded; nothing was, for anybody."""

    def __init__(self, people: Sequence[Hindered]) -> None:
        super().__init__(f"{len(people)} people")
        self.people = tuple(people)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody to record for. ``twin``: has such an entry already; ``own``: is the recorder."""

    person_id: int
    staff_no: str
    name: str
    twin: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Review:
    """What recording would do. ``each``: hundredths for one person, before any cap."""

    pack: Pack
    pack_id: int
    each: int
    people: list[Participant]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the batch, how many entries, how many people were left out as twins."""

    batch_id: int
    entries: int
    left_out: int
    own_waits: bool


def review_activity(
    claim: Claim, person_ids: Collection[int], covered: Reach, *, own_person_id: int | None,
    today: date, twins_too: Collection[int] = (),
) -> Review:  # fmt: skip
    """Look at an activity before it is recorded; people are in the order of their names.

    Who has such an entry already is left out later, unless named in ``twins_too``. Four
    queries for up to 500 people.

    Raises:
        BeyondReach: one of the people is not in reach.
        domain.hours.packs.NoPackInForce: no rules on the first day.
        domain.claims.KindRefused: the rules know no such kind, or it asks for other amounts.
        domain.claims.SpanTooLong: its days are more than a year.
        domain.claims.DaysDoNotFit: more days are claimed than lie between first and last.
        DayToCome: it is not over.
        domain.hours.years.YearClosed: the books of its year are closed.
        PeopleHindered: with everybody for whom it cannot be.
    """
    pack_id, pack = pack_in_force(claim.studied_on)
    each = _check_activity(claim, pack, pack_id, today)
    rows = db.session.execute(
        sa.select(Person.id, Person.staff_no, Person.name, Person.left_on)
        .where(Person.id.in_(person_ids), people_within(covered, today))
        .order_by(Person.search_key, Person.staff_no)
    ).all()
    if len(rows) != len(set(person_ids)):
        raise BeyondReach
    known = known_entries([row.id for row in rows], claim.studied_on, claim.last_on)
    twins = {one.person_id for one in known if likeness(one) == likeness(claim)}
    taken = DaysTaken(known)
    left_out = twins.difference(twins_too)
    hindered = [
        found
        for row in rows
        if row.id not in left_out and (found := hindrance_of(row, claim, taken)) is not None
    ]
    if hindered:
        raise PeopleHindered(hindered)
    people = [
        Participant(row.id, row.staff_no, row.name, row.id in twins, row.id == own_person_id)
        for row in rows
    ]
    return Review(pack, pack_id, each, people)


def record_activity(
    claim: Claim, person_ids: Collection[int], covered: Reach, *, twins_too: Collection[int],
    own_person_id: int | None, today: date, actor: Actor, now: datetime,
) -> Recorded:  # fmt: skip
    """Record the activity for these people: all of them, or nobody. The caller commits.

    Each gets an entry that is confirmed at once and settled; the recorder's own waits for
    their confirmer. Who has such an entry already is left out, unless named in ``twins_too``.
    Some fifteen statements for up to 500 people.

    Raises:
        NobodyToRecord: nobody is left.
        Otherwise as ``review_activity``.
    """
    lock_people(*person_ids)
    review = review_activity(
        claim, person_ids, covered, own_person_id=own_person_id, today=today,
        twins_too=twins_too,
    )  # fmt: skip
    chosen = [one for one in review.people if not one.twin or one.person_id in twins_too]
    if not chosen:
        raise NobodyToRecord
    batch = add_batch(FORM, claim.topic, actor=actor, now=now)
    columns = {**columns_of(claim), "batch_id": batch.id, "submitted_at": now, "version": 1}
    rows = [
        columns
        | {
            "person_id": one.person_id, "state": "waiting" if one.own else "confirmed",
            "pack_id": None if one.own else review.pack_id,
        }
        for one in chosen
    ]  # fmt: skip
    enter_rows(rows, "recorded", actor=actor, now=now)
    left_out = len(review.people) - len(chosen)
    audit.record(
        actor, "activity.recorded", "entry_batch", batch.id, at=now,
        after={"kind": claim.kind, "on": claim.studied_on, "people": len(chosen),
               "left_out": left_out},
    )  # fmt: skip
    return Recorded(batch.id, len(chosen), left_out, any(one.own for one in chosen))


def _check_activity(claim: Claim, pack: Pack, pack_id: int, today: date) -> int:
    """Refuse what can be for nobody; the hundredths of one person, before any cap."""
    kind = pack.kinds.get(claim.kind)
    if kind is None or not is_measured_by(claim, kind):
        raise KindRefused
    check_span(claim)
    if claim.last_on > today:
        raise DayToCome(today)
    check_open(range(claim.studied_on.year, claim.last_on.year + 1))
    activity = activity_of(claim, pack_id, entry_id=0)
    return sum(one.uncapped_hundredths for one in credit([activity], {pack_id: pack}))


def hindrance_of(row: Any, claim: Claim, taken: DaysTaken) -> Hindered | None:
    """Why it cannot be for the person of the row: id, staff_no, name and left_on."""
    if row.left_on is not None and row.left_on <= claim.last_on:
        return Hindered(row.staff_no, row.name, Hindrance.HAD_LEFT, row.left_on)
    full = taken.too_full(row.id, claim)
    if full is not None:
        return Hindered(row.staff_no, row.name, Hindrance.DAY_FULL, *full)
    return None
