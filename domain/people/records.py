"""People's records: added, edited, renumbered; leaving and coming back.

Everything here adds and flushes, writes its audit row, and leaves the commit to the caller.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.accounts import grants
from domain.audit import Actor
from domain.people.lines import lock_person
from domain.people.spans import DaysOutOfOrder, PersonGone, end_all_lines
from domain.pinyin import search_key
from domain.versions import next_version
from models import Departure, FormerStaffNumber, Person, db

LEAVING_KINDS = ("transferred", "retired", "resigned", "deceased")
LONGEST_STAFF_NO = 32


class StaffNoTaken(Exception):
    """The number is, or was, another person's; ``person`` is ``None`` if another writer's."""

    def __init__(self, person: Person | None) -> None:
        super().__init__("" if person is None else f"person {person.id}")
        self.person = person


class StaffNoAlike(Exception):
    """A number differs from this one by leading zeros only; ``staff_no`` is that number."""

    def __init__(self, staff_no: str) -> None:
        super().__init__(staff_no)
        self.staff_no = staff_no


class NotToBeNamed(Exception):
    """The person named to act for another is that other person, or is no longer here."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"person {person.id}")
        self.person = person


class StillHere(Exception):
    """Somebody who has not left cannot return."""


def find_person(staff_no: str) -> Person | None:
    """The person of the number, now or formerly; never a merged record. One query, or two."""
    person = db.session.scalars(
        sa.select(Person).where(Person.staff_no == staff_no, Person.merged_into_id.is_(None))
    ).one_or_none()
    if person is not None:
        return person
    return db.session.scalars(
        sa.select(Person)
        .join(FormerStaffNumber, FormerStaffNumber.person_id == Person.id)
        .where(FormerStaffNumber.staff_no == staff_no)
    ).one_or_none()


def add_person(
    *,
    staff_no: str,
    name: str,
    party_member: bool | None = None,
    office_phone: str = "",
    actor: Actor,
    now: datetime,
) -> Person:
    """A new record, in no branch and no post yet.

    Raises:
        StaffNoTaken, StaffNoAlike: as ``check_staff_no``.
    """
    check_staff_no(staff_no)
    person = Person(
        staff_no=staff_no, name=name, search_key=search_key(name), party_member=party_member,
        office_phone=office_phone, created_at=now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as refused:
        raise StaffNoTaken(None) from refused
    audit.record(actor, "person.added", "person", person.id, at=now, after=_told(person))
    return person


def edit_person(
    person: Person,
    *,
    version: int,
    name: str,
    office_phone: str,
    party_member: bool | None,
    confirmer: Person | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Change what is not dated: name, telephone, party membership, who is named to confirm.

    Raises:
        Stale: somebody else edited the record since ``version`` was read.
        NotToBeNamed: the confirmer is the person, or is not here any more.
    """
    lock_person(person.id)
    if confirmer is not None and confirmer.id != person.confirmer_id:
        check_acts_for(confirmer, person)
    write_record(
        person, version=version, name=name, office_phone=office_phone, party_member=party_member,
        confirmer_id=confirmer.id if confirmer is not None else None, actor=actor, now=now,
    )  # fmt: skip
    db.session.flush()


def write_record(
    person: Person,
    *,
    version: int,
    name: str,
    office_phone: str,
    party_member: bool | None,
    confirmer_id: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    """As ``edit_person``, for a person who is held already; the caller flushes.

    Raises:
        Stale: somebody else edited the record since ``version`` was read.
    """
    next_version(person, version)
    before = _told(person)
    person.name, person.search_key = name, search_key(name)
    person.office_phone, person.party_member = office_phone, party_member
    person.confirmer_id = confirmer_id
    audit.record(
        actor, "person.edited", "person", person.id, at=now, before=before, after=_told(person)
    )


def change_staff_no(
    person: Person, staff_no: str, *, on: date, actor: Actor, now: datetime
) -> None:
    """A new number from the day on; the old one is kept and still finds the person.

    The present number again changes nothing; a number the person had before may come back.

    Raises:
        StaffNoTaken, StaffNoAlike: as ``check_staff_no``.
    """
    lock_person(person.id)
    old = person.staff_no
    if staff_no == old:
        return
    check_staff_no(staff_no, person)
    had_before = db.session.get(FormerStaffNumber, staff_no)
    if had_before is not None:
        db.session.delete(had_before)
    try:
        with db.session.begin_nested():
            person.staff_no = staff_no
            person.version += 1
            kept = FormerStaffNumber(
                staff_no=old, person_id=person.id, until_on=on, recorded_at=now
            )
            db.session.add(kept)
    except IntegrityError as refused:
        raise StaffNoTaken(None) from refused
    audit.record(
        actor, "person.renumbered", "person", person.id, at=now,
        before={"staff_no": old}, after={"staff_no": staff_no, "on": on},
    )  # fmt: skip


def check_staff_no(staff_no: str, person: Person | None = None) -> None:
    """Refuse a number that is or was another's, or could be mistaken for one. Two queries.

    Raises:
        StaffNoTaken: somebody else has or had it.
        StaffNoAlike: somebody else has or had it with more or fewer zeros in front.
    """
    core = staff_no.lstrip("0")
    alike = ["0" * zeros + core for zeros in range(LONGEST_STAFF_NO + 1 - len(core))]
    own = person.id if person is not None else 0
    for number, owner in (
        (Person.staff_no, Person.id),
        (FormerStaffNumber.staff_no, FormerStaffNumber.person_id),
    ):
        row = db.session.execute(
            sa.select(number, owner)
            .where(number.in_(alike), owner != own)
            .order_by(number != staff_no)
            .limit(1)
        ).one_or_none()
        if row is not None and row[0] == staff_no:
            raise StaffNoTaken(db.session.get_one(Person, row[1]))
        if row is not None:
            raise StaffNoAlike(row[0])


def check_acts_for(other: Person, person: Person, day: date | None = None) -> None:
    """Refuse somebody who cannot act for the person up to the day; no day is for good.

    Raises:
        NotToBeNamed: it is the person, or somebody who has left, or will have by then.
    """
    gone = other.left_on is not None and (day is None or other.left_on <= day)
    if other.id == person.id or gone or other.merged_into_id is not None:
        raise NotToBeNamed(other)


def leave(
    person: Person,
    *,
    kind: str,
    on: date,
    actor: Actor,
    now: datetime,
    today: date | None = None,
) -> Departure:
    """The person is no longer here from the day on: lines end the day before, roles lapse.

    ``kind`` is one of ``LEAVING_KINDS``. Sign-ins stop standing on that day by themselves; they
    end at once unless ``today`` says that the day is still to come.

    Raises:
        PersonGone: the person has left already.
    """
    lock_person(person.id)
    if person.left_on is not None or person.merged_into_id is not None:
        raise PersonGone(person, person.left_on or on)
    end_all_lines(person.id, on=on, actor=actor, now=now)
    departure = Departure(
        person_id=person.id, kind=kind, left_on=on, recorded_at=now,
        recorded_by_id=actor.account_id,
    )  # fmt: skip
    db.session.add(departure)
    person.left_on = on
    person.version += 1
    db.session.flush()
    audit.record(
        actor, "person.left", "person", person.id, at=now, after={"kind": kind, "left_on": on}
    )
    come = today is None or on <= today
    grants.lapse_grants(person.id, on=on, actor=actor, now=now, everything=True, sign_out=come)
    return departure


def return_person(person: Person, *, on: date, actor: Actor, now: datetime) -> Departure:
    """The person is here again from the day on, under the old number, without branch and post.

    No role comes back.

    Raises:
        StillHere: the person has not left.
        DaysOutOfOrder: the day is before the person left.
    """
    lock_person(person.id)
    departure = db.session.scalars(
        sa.select(Departure).where(
            Departure.person_id == person.id, Departure.returned_on.is_(None)
        )
    ).one_or_none()
    if departure is None or person.merged_into_id is not None:
        raise StillHere
    if on < departure.left_on:
        raise DaysOutOfOrder
    departure.returned_on = on
    person.left_on = None
    person.version += 1
    db.session.flush()
    audit.record(
        actor, "person.returned", "person", person.id, at=now,
        before={"left_on": departure.left_on}, after={"returned_on": on},
    )  # fmt: skip
    return departure


def _told(person: Person) -> dict[str, Any]:
    return {
        "staff_no": person.staff_no, "name": audit.digest(person.name),
        "party_member": person.party_member, "confirmer_id": person.confirmer_id,
        "version": person.version,
    }  # fmt: skip
