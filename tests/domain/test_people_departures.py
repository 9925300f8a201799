"""A leaving taken back, and one of a day to come."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.accounts.sign_ins import start_sign_in
from domain.audit import Actor
from domain.organisation.branches import close_branch
from domain.organisation.changes import When
from domain.people import departures, lines, records
from domain.people.departures import NotTakenBack
from domain.people.records import StillHere
from domain.people.spans import ClosedOn
from models import (
    AuditRow,
    Branch,
    BranchMembership,
    Departure,
    Grant,
    Person,
    SignIn,
    Tenure,
    db,
)
from tests.factories import LONG_AGO, make_branch, make_person, make_secretary, make_unit

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
TODAY = date(2026, 11, 20)
DECEMBER = date(2026, 12, 1)
BY = {"actor": Actor(None), "now": NOW}


def secretary_of(branch):
    account = make_secretary(branch, unit=make_unit())
    return account, db.session.get_one(Person, account.person_id)


def leave(person, on=TODAY):
    records.leave(person, kind="retired", on=on, today=TODAY, **BY)
    db.session.commit()


def take_back(person, now=LATER):
    departures.cancel_departure(person, today=now.date(), actor=Actor(None), now=now)
    db.session.commit()


def standing(model, person):
    rows = db.session.scalars(
        sa.select(model).where(model.person_id == person.id, model.superseded_at.is_(None))
    )
    return [(row.from_on, row.to_on) for row in rows]


@pytest.mark.parametrize("on", [date(2026, 11, 1), TODAY, DECEMBER])
def test_a_leaving_taken_back_leaves_branch_post_and_role_as_they_were(on):
    account, person = secretary_of(make_branch())
    leave(person, on)
    take_back(person)
    db.session.expire_all()
    assert person.left_on is None
    assert standing(BranchMembership, person) == standing(Tenure, person) == [(LONG_AGO, None)]
    grant = db.session.scalars(sa.select(Grant).where(Grant.account_id == account.id)).one()
    assert (grant.ends_on, grant.end_reason) == (None, None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Departure)) == 0
    actions = set(db.session.scalars(sa.select(AuditRow.action)))
    assert {"person.departure_cancelled", "role.restored"} <= actions


def test_a_role_that_ended_otherwise_stays_ended():
    account, person = secretary_of(make_branch())
    lines.leave_branch(person, on=TODAY, actor=Actor(None), now=NOW - timedelta(hours=1))
    db.session.commit()
    leave(person)
    take_back(person)
    grant = db.session.scalars(sa.select(Grant).where(Grant.account_id == account.id)).one()
    assert grant.ends_on == TODAY
    assert [to_on for _, to_on in standing(BranchMembership, person)] == [date(2026, 11, 19)]


def test_a_leaving_is_not_taken_back_once_something_followed_or_it_is_long_past():
    person, other = make_person(branch=make_branch()), make_person(branch=make_branch())
    leave(person, DECEMBER)
    lines.leave_branch(person, on=TODAY, actor=Actor(None), now=LATER)
    with pytest.raises(NotTakenBack):
        take_back(person, LATER + timedelta(minutes=1))
    leave(other)
    with pytest.raises(NotTakenBack):
        take_back(other, NOW + timedelta(days=31))
    with pytest.raises(StillHere):
        take_back(make_person())


def test_nobody_stands_again_in_a_branch_that_was_closed_meanwhile():
    branch = make_branch()
    person = make_person(branch=branch)
    leave(person)
    close_branch(db.session.get_one(Branch, branch.id), when=When(TODAY, TODAY, **BY))
    with pytest.raises(ClosedOn):
        take_back(person)


@pytest.mark.parametrize(("on", "ended"), [(TODAY, True), (DECEMBER, False)])
def test_sign_ins_end_on_the_day_and_not_when_a_day_to_come_is_written_down(on, ended):
    account, person = secretary_of(make_branch())
    start_sign_in(account, now=NOW, source="127.0.0.1")
    leave(person, on)
    sign_in = db.session.scalars(sa.select(SignIn)).one()
    db.session.refresh(sign_in)
    assert (sign_in.ended_at is not None) is ended
