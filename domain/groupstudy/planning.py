"""Gatherings planned, changed, repeated, cancelled and opened. The caller commits."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Reach, Visitor, reach, units_below
from domain.audit import Actor
from domain.groupstudy.holding import CANCELLED, OPEN, PLANNED, hold
from domain.groupstudy.inviting import Invited, invite, people_invited
from domain.groupstudy.reach import HOLD, held_by
from domain.groupstudy.rules import LECTURE
from domain.groupstudy.steps import take_step
from domain.groupstudy.talk_clock import end_running
from domain.versions import change, next_version
from models import Attendance, GroupStudy, GroupStudyReading, Unit, db

MOST_INVITED, MOST_REPEATED, MOST_READINGS = 500, 60, 20


class EndBeforeStart(Exception):
    """The end comes before the start, or with it."""


class NotYours(Exception):
    """The branch or unit that is to hold it is not in the visitor's reach."""


class NobodyInvited(Exception):
    """Nobody is invited, and it is no lecture, for which people sign up."""


class NobodyOnItsDay(Exception):
    """Of those invited nobody is here on its day."""


class TooManyInvited(Exception):
    """More than ``MOST_INVITED`` people would be invited; ``people``: how many."""

    def __init__(self, people: int) -> None:
        super().__init__(f"{people} people")
        self.people = people


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of a gathering beforehand; one of ``branch_id`` and ``unit_id`` is given.

    ``held_on``: the day of ``starts_at`` in the organisation's zone. ``readings``: what is to
    be read beforehand, titles with the id of a reading class's material or ``None``.
    """

    kind: str
    topic: str
    held_on: date
    starts_at: datetime
    ends_at: datetime
    invited: Invited
    branch_id: int | None = None
    unit_id: int | None = None
    meeting: str = ""
    agenda: str = ""
    place: str = ""
    leader_id: int | None = None
    readings: Sequence[tuple[str, int | None]] = field(default=())

    def values(self) -> dict[str, Any]:
        others = {"invited", "readings"}
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in others}


def plan_gathering(
    plan: Plan, visitor: Visitor, *, now: datetime, series_id: int | None = None
) -> GroupStudy:
    """A new gathering, planned.

    Raises:
        EndBeforeStart, NobodyInvited.
        NotYours: see ``check_holder``.
    """
    _check(plan, visitor)
    gathering = GroupStudy(
        **plan.values(), state=PLANNED, secret=secrets.token_hex(16), series_id=series_id,
        written_by=visitor.account_id, written_at=now, changed_at=now, sequence=0, version=1,
    )  # fmt: skip
    db.session.add(gathering)
    db.session.flush()
    invite(gathering, plan.invited)
    _keep_readings(gathering, plan.readings)
    take_step(
        gathering, "planned", visitor.actor, now,
        values=({}, {"kind": plan.kind, "on": plan.held_on, "series": series_id}),
    )  # fmt: skip
    return gathering


def plan_series(plans: Sequence[Plan], visitor: Visitor, *, now: datetime) -> list[GroupStudy]:
    """Several gatherings planned together, at most ``MOST_REPEATED``: all, or none.

    Raises:
        As ``plan_gathering``.
    """
    first = plan_gathering(plans[0], visitor, now=now)
    first.series_id = first.id
    others = [
        plan_gathering(one, visitor, now=now, series_id=first.id) for one in plans[1:MOST_REPEATED]
    ]
    return [first, *others]


def edit_gathering(
    gathering: GroupStudy, plan: Plan, visitor: Visitor, *, version: int, now: datetime
) -> None:
    """Other words, times, people; once it is open, those invited stay as they are.

    Raises:
        domain.versions.Stale: somebody changed it since ``version`` was read.
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
        EndBeforeStart, NobodyInvited, NotYours.
    """
    hold(gathering, PLANNED, OPEN)
    next_version(gathering, version)
    _check(plan, visitor)
    values = plan.values()
    if gathering.state == OPEN:  # what those there were told, and who they are, stands
        for name in ("branch_id", "unit_id", "held_on"):
            values.pop(name)
    before, after = change(gathering, values)
    if gathering.state == PLANNED:
        was, now_invited = invite(gathering, plan.invited)
        if was != now_invited:
            before["invited"], after["invited"] = _told(was), _told(now_invited)
    _keep_readings(gathering, plan.readings)
    _moved(gathering, now)
    take_step(gathering, "edited", visitor.actor, now, values=(before, after))


def later_of_series(gathering: GroupStudy, visitor: Visitor) -> list[GroupStudy]:
    """Those of its series, planned for a later day, that the visitor holds. One query."""
    if gathering.series_id is None:
        return []
    return list(
        db.session.scalars(
            sa.select(GroupStudy)
            .where(
                GroupStudy.series_id == gathering.series_id, GroupStudy.state == PLANNED,
                GroupStudy.held_on > gathering.held_on, held_by(visitor),
            )
            .order_by(GroupStudy.held_on, GroupStudy.id)
        )
    )  # fmt: skip


def cancel_gathering(gathering: GroupStudy, reason: str, *, actor: Actor, now: datetime) -> None:
    """It will not be held; nobody is credited, and calendars are told.

    Raises:
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
    """
    hold(gathering, PLANNED, OPEN)
    end_running(gathering, now, actor=actor, now=now)
    values = change(gathering, {"state": CANCELLED})
    gathering.version += 1
    _moved(gathering, now)
    take_step(gathering, "cancelled", actor, now, reason=reason, values=values)


def open_gathering(gathering: GroupStudy, *, actor: Actor, now: datetime) -> int:
    """Open it: the list of those invited is made, with the branch of each; how many they are.

    Raises:
        domain.groupstudy.holding.NotInState: it is not planned.
        NobodyOnItsDay, TooManyInvited.
    """
    hold(gathering, PLANNED)
    people = people_invited(gathering)
    if not people and gathering.kind != LECTURE:
        raise NobodyOnItsDay
    if len(people) > MOST_INVITED:
        raise TooManyInvited(len(people))
    _list_people(gathering, people)
    values = change(gathering, {"state": OPEN, "opened_at": now, "opened_by": actor.account_id})
    gathering.version += 1
    take_step(
        gathering, "opened", actor, now, values=(values[0], {**values[1], "people": len(people)})
    )
    return len(people)


def _list_people(gathering: GroupStudy, people: dict[int, int | None]) -> None:
    rows = [
        {"group_study_id": gathering.id, "person_id": person_id, "branch_id": branch_id,
         "guest": False, "state": "expected", "way": "", "reason": ""}
        for person_id, branch_id in sorted(people.items())
    ]  # fmt: skip
    if rows:
        db.session.execute(sa.insert(Attendance), rows)


def check_holder(plan: Plan, visitor: Visitor) -> None:
    """See that the branch or the unit that holds it is within the visitor's reach.

    Raises:
        NotYours.
    """
    covered: Reach = reach(visitor, HOLD)
    if covered.everyone or plan.branch_id in covered.branch_ids:
        return
    if plan.unit_id is None or not db.session.scalar(
        sa.select(sa.exists().where(_units(covered, plan.unit_id)))
    ):
        raise NotYours


def _units(covered: Reach, unit_id: int) -> sa.ColumnElement[bool]:
    below = sa.select(units_below(covered.unit_ids).c.id)
    return sa.and_(Unit.id == unit_id, Unit.id.in_(below))


def _check(plan: Plan, visitor: Visitor) -> None:
    # Within one zone clocks are compared, which go back or forth on some nights.
    if plan.ends_at.astimezone(UTC) <= plan.starts_at.astimezone(UTC):
        raise EndBeforeStart
    if not plan.invited and plan.kind != LECTURE:
        raise NobodyInvited
    check_holder(plan, visitor)


def _keep_readings(gathering: GroupStudy, readings: Sequence[tuple[str, int | None]]) -> None:
    """Write the list anew where it differs."""
    known = readings_of(gathering.id)
    if [(one.title, one.material_id) for one in known] == list(readings):
        return
    for one in known:
        db.session.delete(one)
    db.session.add_all(
        GroupStudyReading(
            group_study_id=gathering.id, number=number, title=title, material_id=material_id
        )
        for number, (title, material_id) in enumerate(readings[:MOST_READINGS], start=1)
    )
    db.session.flush()


def readings_of(gathering_id: int) -> Sequence[GroupStudyReading]:
    """What is to be read beforehand, in order. One query."""
    return db.session.scalars(
        sa.select(GroupStudyReading)
        .where(GroupStudyReading.group_study_id == gathering_id)
        .order_by(GroupStudyReading.number)
    ).all()


def _moved(gathering: GroupStudy, now: datetime) -> None:
    """Calendars take the change for newer than what they have (RFC 5545, SEQUENCE)."""
    gathering.sequence += 1
    gathering.changed_at = now


def _told(invited: Invited) -> dict[str, list[int]]:
    return {one.name: sorted(getattr(invited, one.name)) for one in fields(invited)}
