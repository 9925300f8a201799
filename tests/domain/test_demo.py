"""The demo organisation: always the same, whole, and with a ledger that settling would give."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from domain import own_entries, queues, study_lists
from domain.access import Visitor, stands_on
from domain.audit import Actor
from domain.confirmers import confirmers_of
from domain.demo.accounts import USERNAMES
from domain.demo.loading import load_demo
from domain.demo.words import FOR_MANY
from domain.hours.engine import credit
from domain.hours.figures import figures
from domain.hours.ledger import confirmed_activities
from domain.hours.packs import pack_in_force
from domain.hours.recompute import recompute
from domain.hours.settling import settle
from domain.matters.lists import today_lines
from domain.matters.standing import standing
from domain.oddities import oddities
from domain.study import MOST_MINUTES_A_DAY
from models import (
    Absence,
    Account,
    Attendance,
    Branch,
    BranchMembership,
    Correction,
    Credit,
    Departure,
    EntryBatch,
    Grant,
    GroupStudy,
    Person,
    StudyEntry,
    Tenure,
    Unit,
    db,
)
from tests.lecture_halls import load_shipped_rubric
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
YEARS = {2022, 2023, 2024, 2025, 2026}


def load(today=TODAY):
    if not db.session.scalar(sa.text("SELECT count(*) FROM rule_packs")):
        load_pack()
        load_shipped_rubric()
    return load_demo(
        today=today,
        zone=ZoneInfo("Asia/Shanghai"),
        password_hash="a hash",
        key="a key",
        actor=Actor(None),
        now=NOW,
    )


@pytest.fixture(scope="module")
def demo(app):
    """The demo organisation, loaded once for the tests that read it, and rolled back."""
    with app.app_context():
        engine = db.engines[None]
        connection = engine.connect()
        transaction = connection.begin()
        db.engines[None] = connection
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            load()
            yield db.session
        finally:
            db.session.remove()
            transaction.rollback()
            connection.close()
            db.engines[None] = engine


def count(model, *conditions):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions))


def person_of(username):
    return db.session.scalars(
        sa.select(Person).join(Account, Account.person_id == Person.id).where(
            Account.username == username
        )
    ).one()  # fmt: skip


def visitor_of(username):
    account = db.session.scalars(sa.select(Account).where(Account.username == username)).one()
    return Visitor(account.id, 1, username, person_id=account.person_id, is_confirmer=True)


def test_the_organisation_is_of_the_size_that_was_promised(demo):
    inside, outside = count(Unit, ~Unit.outside), count(Unit, Unit.outside)
    assert (inside, outside, count(Branch), count(Person)) == (12, 2, 8, 120)
    usernames = set(db.session.scalars(sa.select(Account.username)))
    assert set(USERNAMES) < usernames
    assert set(USERNAMES) == {
        "cadre", "secretary", "organiser", "hr", "leader", "admin", "security", "auditor",
        "organiser2", "leader2", *(f"secretary{n}" for n in range(2, 9)), "judge9",
    }  # fmt: skip
    assert count(Account, Account.password_hash != "") == len(USERNAMES)
    roles = Counter(db.session.scalars(sa.select(Grant.role)))
    assert roles == {"secretary": 8, "organiser": 2, "leader": 2, "hr": 1}
    first, last = db.session.execute(
        sa.select(sa.func.min(Tenure.from_on), sa.func.max(Tenure.from_on))
    ).one()
    assert (TODAY.year - first.year, last) == (12, date(2026, 12, 1))  # a rotation to come
    assert set(db.session.scalars(sa.select(Credit.year))) == YEARS
    assert {"draft", "confirmed", "waiting", "returned", "withdrawn", "voided"} == set(
        db.session.scalars(sa.select(StudyEntry.state))
    )


def test_settling_afterwards_appends_nothing_and_the_sum_is_the_engines(demo):
    capped = sa.select(Credit.person_id.label("person")).where(Credit.cap != "").distinct()
    voided = (
        sa.select(StudyEntry.person_id.label("person"))
        .where(StudyEntry.state == "voided")
        .distinct()
    )
    for query in (capped, voided, sa.select(Person.id.label("person"))):
        for person_id in db.session.scalars(query.order_by("person").limit(8)).all():
            assert settle(person_id, YEARS, cause="confirmed:0", now=NOW) == 0
            total = sum(one.hundredths for one in credit(*confirmed_activities(person_id, YEARS)))
            had = sa.select(sa.func.sum(Credit.hundredths)).where(Credit.person_id == person_id)
            assert db.session.scalar(had) == total


def test_the_books_of_everybody_add_up(demo):
    assert recompute(write=False).adds_up


def test_there_are_entries_of_every_kind_that_the_rules_know(demo):
    _pack_id, pack = pack_in_force(TODAY)
    confirmed = set(
        db.session.scalars(sa.select(StudyEntry.kind).where(StudyEntry.state == "confirmed"))
    )
    assert confirmed == pack.kinds.keys()
    levels = set(db.session.scalars(sa.select(StudyEntry.level).where(StudyEntry.level != "")))
    assert levels == pack.kinds["paper"].levels.keys()
    waiting = {line.kind for line in queues.queue(visitor_of("secretary"), today=TODAY).lines}
    assert waiting == pack.kinds.keys() - {"group_training"}


def test_of_every_kind_there_is_something_awkward(demo):
    over_new_year = sa.select(StudyEntry.id).where(
        StudyEntry.state == "confirmed", StudyEntry.ends_on.is_not(None),
        sa.extract("year", StudyEntry.ends_on) != sa.extract("year", StudyEntry.studied_on),
    )  # fmt: skip
    [entry_id] = db.session.scalars(over_new_year)
    years = db.session.scalars(sa.select(Credit.year).where(Credit.source_id == entry_id)).all()
    assert sorted(years) == [2025, 2026]
    assert count(StudyEntry, StudyEntry.half_days > 0) > 2
    assert count(StudyEntry, StudyEntry.count > 1) == 1
    assert Counter(db.session.scalars(sa.select(Correction.state))) == {
        "open": 1, "declined": 1, "granted": 1,
    }  # fmt: skip
    [batch] = db.session.scalars(sa.select(EntryBatch).where(EntryBatch.title == FOR_MANY[0]))
    states = Counter(
        db.session.scalars(sa.select(StudyEntry.state).where(StudyEntry.batch_id == batch.id))
    )
    assert (states["voided"], states["confirmed"] > 5) == (1, True)
    queue = queues.queue(visitor_of("secretary"), today=TODAY)
    assert any(one.twins for one in oddities(queue).values())
    assert len(queue.asked) == 1
    assert len(own_entries.open_entries(person_of("cadre").id).drafts) == 1


def test_a_full_year_brings_most_people_near_what_is_asked(demo):
    people = list(db.session.scalars(sa.select(Credit.person_id).where(Credit.year == 2025)
                                     .group_by(Credit.person_id)))  # fmt: skip
    shares = [one.total / 160 for one in figures(people, 2025, today=TODAY).values()]
    assert sum(60 <= share <= 110 for share in shares) > len(shares) * 0.75
    assert any(share < 60 for share in shares)
    assert any(share > 100 for share in shares)


def test_no_day_holds_more_than_sixteen_hours(demo):
    most = (
        sa.select(sa.func.sum(StudyEntry.minutes).label("minutes"))
        .where(StudyEntry.state.in_(("waiting", "confirmed", "returned")))
        .group_by(StudyEntry.person_id, StudyEntry.studied_on)
        .subquery()
    )
    assert db.session.scalar(sa.select(sa.func.max(most.c.minutes))) <= MOST_MINUTES_A_DAY


def test_the_secretary_has_a_dozen_to_confirm_and_the_cadre_one_back_and_one_waiting(demo):
    assert len(queues.queue(visitor_of("secretary"), today=TODAY).lines) == 12
    cadre = own_entries.open_entries(person_of("cadre").id)
    lines = today_lines(standing(visitor_of("cadre"), today=TODAY), 8)
    [back] = [one for one in lines.mine if one.kind == "entry"]
    assert (len(cadre.waiting), back.state) == (1, "answered")
    assert study_lists.steps_of(back.source_id)[-1].reason
    waiting = set(db.session.scalars(sa.select(StudyEntry.person_id)
                                     .where(StudyEntry.state == "waiting")))  # fmt: skip
    assert all(confirmers_of(person_id, today=TODAY) for person_id in waiting)


def test_nobody_confirmed_their_own(demo):
    own = db.session.execute(
        sa.text(
            "SELECT count(*) FROM entry_steps s JOIN study_entries e ON e.id = s.entry_id "
            "JOIN accounts a ON a.id = s.actor_id AND a.person_id = e.person_id "
            "WHERE s.act IN ('confirmed', 'returned', 'voided', 'recorded', 'declined') "
        )
    ).scalar_one()
    assert own == 0


def test_somebody_is_due_to_rotate_this_year_and_in_each_of_the_next_two(demo):
    began = db.session.scalars(
        sa.select(Tenure.from_on).where(Tenure.main, stands_on(Tenure, TODAY))
    )
    due = Counter(day.year + 10 for day in began if day.year + 10 <= 2028)
    assert due.keys() == {2026, 2027, 2028}


def test_the_awkward_cases_are_there(demo):
    standing = [BranchMembership.superseded_at.is_(None), BranchMembership.to_on.is_(None)]
    assert count(Person, Person.left_on.is_not(None)) == 1
    here = count(Person) - 1
    assert count(BranchMembership, *standing) == here - 1
    assert count(Tenure, Tenure.main, stands_on(Tenure, TODAY)) == here
    by_rotations = 1 + 1 + 3  # one that was done, one to come, and one that was called off
    assert count(Tenure, Tenure.superseded_at.is_not(None)) == 2 + by_rotations
    assert count(Tenure, ~Tenure.main) == 3
    assert count(Departure, Departure.returned_on.is_not(None)) == 1
    assert count(BranchMembership, BranchMembership.from_on == date(2026, 6, 16)) == 1
    names = Counter(db.session.scalars(sa.select(Person.name)))
    assert names.most_common(1)[0][1] == 2
    away = db.session.scalars(sa.select(Absence)).one()
    assert away.person_id == person_of("secretary4").id
    assert away.from_on <= TODAY <= away.to_on


def test_gatherings_were_held_by_the_rule_and_one_branch_missed_one_month(demo):
    held = Counter(
        (branch, on.replace(day=1))
        for branch, on in demo.execute(
            sa.select(GroupStudy.branch_id, GroupStudy.held_on).where(GroupStudy.state == "closed")
        )
    )
    months = {month for _branch, month in held}
    branches = set(demo.scalars(sa.select(Branch.id)))
    full = sorted(months)[:-1]  # the running one is not over
    missed = [(one, month) for one in branches for month in full if not held[one, month]]
    assert (len(months), len(missed)) == (15, 1)
    states = Counter(demo.scalars(sa.select(Attendance.state)))
    assert {"present", "late", "leave", "absent"} == states.keys()
    assert count(Attendance, Attendance.guest) > 10
    near = demo.scalars(
        sa.select(GroupStudy.held_on).where(
            GroupStudy.state == "planned", GroupStudy.kind != "lecture"
        )
    ).all()
    assert {TODAY, TODAY + timedelta(days=1)} == set(near)


def test_whoever_was_at_a_gathering_was_credited_by_an_entry_and_nobody_else(demo):
    there = Attendance.state.in_(("present", "late"))
    assert count(Attendance, there, Attendance.entry_id.is_(None)) == 0
    assert count(Attendance, ~there, Attendance.entry_id.is_not(None)) == 0
    rows = demo.execute(
        sa.select(Attendance.person_id, GroupStudy.held_on, StudyEntry)
        .join(GroupStudy, GroupStudy.id == Attendance.group_study_id)
        .join(StudyEntry, StudyEntry.id == Attendance.entry_id)
    ).all()
    assert len(rows) > 1000
    for person_id, held_on, entry in rows:
        assert (entry.person_id, entry.studied_on) == (person_id, held_on)
        assert entry.state == "confirmed"
