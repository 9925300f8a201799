"""Gatherings repeated: on which days, at which time; and what is changed in the later ones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.groupstudy import planning, repeating
from domain.groupstudy.inviting import Invited
from domain.groupstudy.repeating import (
    FORTNIGHTLY,
    MONTH_DAY,
    MONTH_WEEKDAY,
    WEEKLY,
    TooOften,
    UntilTooEarly,
    days_repeated,
)
from domain.visitors import find_visitor
from models import GroupStudy, db
from tests.factories import make_branch, make_organiser
from tests.gatherings import DAY, NOON

SHANGHAI, SYDNEY = ZoneInfo("Asia/Shanghai"), ZoneInfo("Australia/Sydney")


def told(*days: date) -> list[str]:
    return [day.isoformat()[5:] for day in days]


def test_by_week_and_by_two_weeks_the_last_day_is_included():
    first = date(2026, 11, 20)
    assert told(*days_repeated(first, WEEKLY, date(2026, 12, 4))) == ["11-20", "11-27", "12-04"]
    assert told(*days_repeated(first, FORTNIGHTLY, date(2026, 12, 17))) == ["11-20", "12-04"]


def test_the_same_day_of_a_shorter_month_is_its_last():
    days = days_repeated(date(2027, 12, 31), MONTH_DAY, date(2028, 4, 30))
    assert told(*days) == ["12-31", "01-31", "02-29", "03-31", "04-30"]


def test_a_fifth_weekday_is_the_last_one_where_there_is_no_fifth():
    days = days_repeated(date(2026, 10, 30), MONTH_WEEKDAY, date(2027, 1, 31))
    assert told(*days) == ["10-30", "11-27", "12-25", "01-29"]
    assert {day.weekday() for day in days} == {4}
    days = days_repeated(date(2026, 11, 10), MONTH_WEEKDAY, date(2027, 2, 28))
    assert told(*days) == ["11-10", "12-08", "01-12", "02-09"]


def test_holidays_are_left_out_but_the_day_chosen_by_hand_stays():
    without = {date(2026, 10, 1), date(2026, 10, 8)}
    days = days_repeated(date(2026, 10, 1), WEEKLY, date(2026, 10, 15), without=without)
    assert told(*days) == ["10-01", "10-15"]


def test_at_most_sixty_and_never_backwards():
    first = date(2026, 1, 5)
    assert len(days_repeated(first, WEEKLY, first + timedelta(weeks=59))) == 60
    with pytest.raises(TooOften) as refused:
        days_repeated(first, WEEKLY, first + timedelta(weeks=60))
    assert refused.value.last_on == first + timedelta(weeks=59)
    with pytest.raises(UntilTooEarly):
        days_repeated(first, WEEKLY, first)


def plan(branch, zone, day, *, at=9, **values) -> planning.Plan:
    starts = datetime.combine(day, datetime.min.time().replace(hour=at), zone)
    return planning.Plan(
        "branch_exchange", "学习贯彻会议精神", day, starts, starts + timedelta(minutes=90),
        Invited(branch_ids=frozenset({branch.id})), branch_id=branch.id, **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "hours"),
    [(SHANGHAI, [1, 1, 1]), (SYDNEY, [22, 23, 23])],  # summer time ends there on 4 April 2027
)
def test_the_time_is_the_same_by_the_clocks_of_the_zone(zone, hours):
    class Branch:
        id = 1

    days = days_repeated(date(2027, 4, 1), WEEKLY, date(2027, 4, 15))
    plans = [repeating.plan_on(plan(Branch, zone, days[0]), day, zone) for day in days]
    assert [one.starts_at.astimezone(UTC).hour for one in plans] == hours
    assert [one.held_on for one in plans] == days
    assert {one.ends_at - one.starts_at for one in plans} == {timedelta(minutes=90)}


def series(zone=SHANGHAI) -> tuple[list[GroupStudy], object]:
    branch, visitor = make_branch(), find_visitor(make_organiser().username, today=DAY)
    days = days_repeated(date(2026, 12, 1), WEEKLY, date(2026, 12, 15))
    first = plan(branch, zone, days[0], place="会议室")
    plans = [repeating.plan_on(first, day, zone) for day in days]
    return planning.plan_series(plans, visitor, now=NOON), visitor


def test_the_later_ones_take_what_was_changed_and_keep_what_is_their_own(database):
    (one, two, three), visitor = series()
    own = repeating.plan_of(three)
    planning.edit_gathering(
        three, planning.Plan(**{**own.values(), "topic": "自己的题目"}, invited=own.invited),
        visitor, version=1, now=NOON,
    )  # fmt: skip
    before = repeating.plan_of(two)
    values = {
        **before.values(), "place": "党员活动室", "held_on": date(2026, 12, 9),
        "starts_at": datetime(2026, 12, 9, 14, 0, tzinfo=SHANGHAI),
        "ends_at": datetime(2026, 12, 9, 15, 0, tzinfo=SHANGHAI),
    }  # fmt: skip
    after = planning.Plan(**values, invited=before.invited, readings=(("报告", None),))
    planning.edit_gathering(two, after, visitor, version=1, now=NOON)
    assert repeating.edit_later(two, before, after, visitor, zone=SHANGHAI, now=NOON) == 1
    db.session.expire_all()
    assert (one.place, one.held_on) == ("会议室", date(2026, 12, 1))
    assert (three.place, three.topic) == ("党员活动室", "自己的题目")
    assert three.held_on == date(2026, 12, 16)
    assert three.starts_at.astimezone(SHANGHAI).hour == 14
    assert [line.title for line in planning.readings_of(three.id)] == ["报告"]


def test_a_time_that_was_not_changed_stays_what_it_is_in_each(database):
    (one, two, three), visitor = series()
    three.starts_at = datetime(2026, 12, 15, 10, 0, tzinfo=SHANGHAI)
    three.ends_at = datetime(2026, 12, 15, 11, 0, tzinfo=SHANGHAI)
    before = repeating.plan_of(one)
    after = planning.Plan(
        **{**before.values(), "topic": "新题目"}, invited=before.invited, readings=before.readings
    )
    planning.edit_gathering(one, after, visitor, version=1, now=NOON)
    assert repeating.edit_later(one, before, after, visitor, zone=SHANGHAI, now=NOON) == 2
    assert (two.topic, three.topic) == ("新题目", "新题目")
    assert three.starts_at.astimezone(SHANGHAI).hour == 10
