"""One placement as its page shows it: who and what it names, and what happened to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from models import Account, Person, Placement, PlacementStep, Post, Unit, db


@dataclass(frozen=True, slots=True)
class Named:
    """A person by name and number; nobody has neither."""

    id: int
    name: str
    staff_no: str


@dataclass(frozen=True, slots=True)
class Head:
    """The people, units and posts of a placement in words; ``None`` or empty where there is none.

    A post is told with its unit.
    """

    person: Named
    mentor: Named | None
    receiver: Named | None
    unit: str
    from_post: str
    to_post: str
    home_post: str
    host: str
    host_outside: bool
    proposed_by: str
    approved_by: str
    unit_agreed_by: str

    @property
    def names(self) -> dict[int, str]:
        people = (self.person, self.mentor, self.receiver)
        return {one.id: one.name for one in people if one is not None}


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step as its page tells it."""

    act: str
    at: datetime
    who: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def head_of(placement: Placement) -> Head:
    """One query."""
    people = {name: sa.orm.aliased(Person) for name in ("person", "mentor", "receiver")}
    posts = {name: sa.orm.aliased(Post) for name in ("from_post", "to_post", "home_post")}
    accounts = ("proposed_by", "approved_by", "unit_agreed_by")
    unit, host = sa.orm.aliased(Unit), sa.orm.aliased(Unit)
    columns: list[Any] = [unit.name.label("unit"), host.name.label("host"), host.outside]
    query: Any = sa.select(Placement).where(Placement.id == placement.id)
    query = query.outerjoin(unit, unit.id == Placement.unit_id)
    query = query.outerjoin(host, host.id == Placement.host_unit_id)
    for name, person in people.items():
        query = query.outerjoin(person, person.id == getattr(Placement, f"{name}_id"))
        columns += [person.name.label(name), person.staff_no.label(f"{name}_no")]
    for name, post in posts.items():
        of_post = sa.orm.aliased(Unit)
        query = query.outerjoin(post, post.id == getattr(Placement, f"{name}_id"))
        query = query.outerjoin(of_post, of_post.id == post.unit_id)
        columns.append((of_post.name + " " + post.title).label(name))
    columns += [_who(getattr(Placement, name)).label(name) for name in accounts]
    row: Any = db.session.execute(query.with_only_columns(*columns)).one()
    named = {
        name: Named(person_id, getattr(row, name), getattr(row, f"{name}_no"))
        for name in people
        if (person_id := getattr(placement, f"{name}_id")) is not None
    }
    return Head(
        person=named["person"], mentor=named.get("mentor"), receiver=named.get("receiver"),
        unit=row.unit or "", host=row.host or "", host_outside=bool(row.outside),
        **{name: getattr(row, name) or "" for name in (*posts, *accounts)},
    )  # fmt: skip


def _who(account: Any) -> Any:
    """A scalar subquery: by name, who an account's person is; else its username."""
    return (
        sa.select(sa.func.coalesce(Person.name, Account.username))
        .select_from(Account)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Account.id == account)
        .correlate(Placement)
        .scalar_subquery()
    )


def steps_of(placement: Placement, *, most: int | None = None) -> list[StepTaken]:
    """What was done to it, the latest first. One query."""
    rows: Any = db.session.execute(
        sa.select(
            PlacementStep.act, PlacementStep.at,
            sa.func.coalesce(Person.name, Account.username, ""), PlacementStep.reason,
            PlacementStep.before, PlacementStep.after,
        )
        .outerjoin(Account, Account.id == PlacementStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(PlacementStep.placement_id == placement.id)
        .order_by(PlacementStep.id.desc())
        .limit(most)
    )  # fmt: skip
    return [
        StepTaken(act, at, who, reason, json.loads(before), json.loads(after))
        for act, at, who, reason, before, after in rows
    ]


def papers_before(placement: Placement) -> list[tuple[str, date | None]]:
    """Number and day of the documents that extensions replaced, the last first. One query."""
    rows = db.session.scalars(
        sa.select(PlacementStep.before)
        .where(PlacementStep.placement_id == placement.id, PlacementStep.act == "extended")
        .order_by(PlacementStep.id.desc())
    )
    found: list[tuple[str, date | None]] = []
    number, day = placement.document_no, placement.document_on
    for before in map(json.loads, rows):  # a step holds what changed alone
        was = before.get("document_no", number)
        if "document_on" in before:
            day = date.fromisoformat(before["document_on"]) if before["document_on"] else None
        if was and was != number:
            found.append((was, day))
        number = was
    return found


def pairs_about(placement: Placement) -> tuple[Placement | None, Placement | None]:
    """The pair that it succeeds, and the one that succeeds it. One query."""
    refused = ("turned_down", "cancelled")
    rows = db.session.scalars(
        sa.select(Placement)
        .where(
            sa.or_(
                Placement.id == placement.successor_of_id,
                sa.and_(Placement.successor_of_id == placement.id, Placement.state.not_in(refused)),
            )
        )
        .order_by(Placement.id)
    ).all()
    former = next((one for one in rows if one.id == placement.successor_of_id), None)
    after = next((one for one in rows if one.successor_of_id == placement.id), None)
    return former, after
