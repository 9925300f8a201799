"""Who is due as the tables have it: histories, marks, rotations on their way."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.placements.due import due_of, radar_of
from domain.placements.rotation_marks import (
    MarkStands,
    MarkWithdrawn,
    NotDue,
    OwnMark,
    mark_rotation,
    withdraw_mark,
)
from domain.visitors import find_visitor
from models import AuditRow, Person, RotationMark, db
from tests.factories import make_hr, make_person, make_post, make_tenure, make_unit
from tests.placed import make_rotation, make_secondment
from tests.rotation import clause, load_rotation_rules, rule_text

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
TEN = clause("ten", "years = 10")


@pytest.fixture
def post(database):
    load_rotation_rules(rule_text(TEN))
    return make_post(make_unit(name="综合处"), title="科员")


@pytest.fixture
def person(post):
    found = make_person(name="张三丰")
    make_tenure(found, post, from_on=date(2016, 5, 1))
    return found


@pytest.fixture
def hr(database):
    return find_visitor(make_hr().username, today=TODAY)


def told(year=2026):
    return [
        (one.person.name, str(one.due.limit_on), one.due.state)
        for one in radar_of(sa.true(), year, today=TODAY).lines
    ]


def test_whose_limit_is_reached_this_year_is_due_and_overdue_next_year(person):
    assert told(2025) == []
    assert told(2026) == [("张三丰", "2026-05-01", "due")]
    assert told(2027) == [("张三丰", "2026-05-01", "overdue")]


def test_a_line_that_was_superseded_and_recorded_anew_counts_once(person, post):
    old = make_tenure(
        person, post, from_on=date(2009, 1, 1), to_on=date(2010, 1, 1), superseded_at=NOW
    )
    assert [one.due.since for one in due_of(person.id, TODAY)] == [date(2016, 5, 1)]
    db.session.delete(old)


def test_a_secondment_lies_over_the_post_and_breaks_nothing(person, post):
    make_secondment(person, post, make_unit(name="乡镇", outside=True), from_on=date(2020, 1, 1))
    assert told() == [("张三丰", "2026-05-01", "due")]


def test_who_has_left_or_was_merged_is_due_no_more(person, post):
    merged = make_person(merged_into_id=person.id)
    make_tenure(merged, post, from_on=date(2010, 5, 1))
    assert told() == [("张三丰", "2026-05-01", "due")]
    person.left_on = date(2026, 11, 1)
    db.session.flush()
    assert told() == []


def test_the_rules_of_a_year_are_those_in_force_on_its_last_day(person):
    stricter = rule_text(clause("eight", "years = 8")).replace("version = 1", "version = 2")
    load_rotation_rules(stricter.replace("2020-01-01", "2027-07-01"))
    radars = [radar_of(sa.true(), year, today=TODAY) for year in (2026, 2027)]
    assert [one.lines[0].due.clause.id for one in radars] == ["ten", "eight"]


def test_without_rules_nobody_is_due(database):
    person = make_person()
    make_tenure(person, make_post(make_unit()), from_on=date(2001, 1, 1))
    assert told() == []
    assert due_of(person.id, TODAY) == []


def test_an_approved_rotation_is_planned_and_a_proposed_one_is_named(person, post):
    target = make_post(make_unit())
    move = make_rotation(
        person, target, state="proposed", from_post_id=post.id, from_on=date(2027, 1, 10)
    )
    [line] = due_of(person.id, TODAY)
    assert (line.due.state, line.move.placement_id) == ("due", move.id)
    move.state, move.approved_at = "approved", NOW
    db.session.flush()
    assert told() == [("张三丰", "2026-05-01", "planned")]


def test_what_is_due_this_year_is_told_once_and_what_is_due_next_year_after_it(person, post):
    text = rule_text(clause("ten", "years = 10", "side_posts = true"))
    load_rotation_rules(text.replace("version = 1", "version = 2"))
    beside = make_post(make_unit())
    make_tenure(person, beside, from_on=date(2017, 5, 1), main=False)
    assert [(one.due.year, one.due.post.id) for one in due_of(person.id, TODAY)] == [
        (2026, post.id), (2027, beside.id),
    ]  # fmt: skip


def test_hr_marks_somebody_exempt_for_one_year_and_withdraws_it(person, hr):
    mark = mark_rotation(person, 2026, "exempt", "援藏期间", by=hr, now=NOW)
    assert told(2026) == [("张三丰", "2026-05-01", "exempt")]
    assert told(2027) == [("张三丰", "2026-05-01", "overdue")]
    with pytest.raises(MarkStands):
        mark_rotation(person, 2026, "planned", "已定", by=hr, now=NOW)
    withdraw_mark(mark, by=hr, now=NOW)
    assert told(2026) == [("张三丰", "2026-05-01", "due")]
    with pytest.raises(MarkWithdrawn):
        withdraw_mark(mark, by=hr, now=NOW)
    db.session.commit()
    acts = db.session.scalars(
        sa.select(AuditRow.action).where(AuditRow.action.startswith("rotation_mark"))
    ).all()
    assert sorted(acts) == ["rotation_mark.made", "rotation_mark.withdrawn"]


def test_nobody_is_marked_who_is_not_due_nor_oneself(person, hr, post):
    with pytest.raises(NotDue):
        mark_rotation(person, 2025, "exempt", "理由", by=hr, now=NOW)
    own = db.session.get_one(Person, hr.person_id)
    make_tenure(own, post, from_on=date(2010, 5, 1))
    with pytest.raises(OwnMark):
        mark_rotation(own, 2026, "exempt", "理由", by=hr, now=NOW)
    assert db.session.query(RotationMark).count() == 0
