"""Signing up for a lecture: being invited to its gathering by name. The caller commits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.groupstudy.holding import PLANNED, hold
from domain.lectures.gatherings import concerned, gathering_of
from domain.lectures.series_keeping import SIGN_UP
from models import GroupStudy, GroupStudyInvitation, Lecture, LectureSeries, Person, db


class NoTimeYet(Exception):
    """The lecture has no time: there is nothing to sign up for."""


class NoSignUp(Exception):
    """The whole unit is invited: nobody signs up."""


class NoSeats(Exception):
    """All ``seats`` are taken."""

    def __init__(self, seats: int) -> None:
        super().__init__(str(seats))
        self.seats = seats


class ComesAnyway(Exception):
    """Whoever speaks or scores is invited for that."""


class SignedUp(NamedTuple):
    """Somebody who signed up."""

    person_id: int
    name: str
    staff_no: str


def sign_up(
    lecture: Lecture, series: LectureSeries, person_id: int, *, actor: Actor, now: datetime
) -> None:
    """The person is invited; nothing happens where they are already.

    Raises:
        domain.groupstudy.holding.NotInState: it was opened, held or cancelled.
        NoTimeYet, NoSignUp, NoSeats.
    """
    gathering = _held_open_to_all(lecture, series)
    if _line(gathering, person_id) is not None:
        return
    taken = len(signed_up(gathering.id, apart=concerned(lecture.id)))
    if series.seats is not None and taken >= series.seats:
        raise NoSeats(series.seats)
    db.session.add(GroupStudyInvitation(group_study_id=gathering.id, person_id=person_id))
    _record("signed_up", lecture, person_id, actor, now)


def withdraw_sign_up(
    lecture: Lecture, series: LectureSeries, person_id: int, *, actor: Actor, now: datetime
) -> None:
    """The person is not invited any more; nothing happens where they were not.

    Raises:
        domain.groupstudy.holding.NotInState: it was opened, held or cancelled.
        NoTimeYet, NoSignUp, ComesAnyway.
    """
    gathering = _held_open_to_all(lecture, series)
    if person_id in concerned(lecture.id):
        raise ComesAnyway
    line = _line(gathering, person_id)
    if line is not None:
        db.session.delete(line)
        _record("sign_up_withdrawn", lecture, person_id, actor, now)


def signed_up(gathering_id: int, *, apart: Collection[int]) -> list[SignedUp]:
    """Those invited by name, by name, without those ``apart`` who come anyway. One query."""
    rows: Any = db.session.execute(
        sa.select(Person.id, Person.name, Person.staff_no)
        .join(GroupStudyInvitation, GroupStudyInvitation.person_id == Person.id)
        .where(
            GroupStudyInvitation.group_study_id == gathering_id,
            Person.id.not_in(apart),
        )
        .order_by(Person.search_key, Person.staff_no)
    )
    return [SignedUp(*row) for row in rows]


def _held_open_to_all(lecture: Lecture, series: LectureSeries) -> GroupStudy:
    """Its gathering, held: two who take the last seat come one after the other."""
    gathering = gathering_of(lecture)
    if gathering is None:
        raise NoTimeYet
    hold(gathering, PLANNED)
    if series.audience != SIGN_UP:
        raise NoSignUp
    return gathering


def _line(gathering: GroupStudy, person_id: int) -> GroupStudyInvitation | None:
    return db.session.scalars(
        sa.select(GroupStudyInvitation).where(
            GroupStudyInvitation.group_study_id == gathering.id,
            GroupStudyInvitation.person_id == person_id,
        )
    ).one_or_none()


def _record(act: str, lecture: Lecture, person_id: int, actor: Actor, now: datetime) -> None:
    db.session.flush()
    after = {"person": person_id}
    audit.record(actor, f"lectures.{act}", "lecture", lecture.id, at=now, after=after)
