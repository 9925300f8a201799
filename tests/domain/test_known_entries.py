"""How full each day is, told as fast for a year as for a day."""

import sys
from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from domain.claims import MOST_MINUTES_A_DAY, minutes_by_day
from domain.known_entries import DaysTaken, Known
from domain.past_activities.compare import plan_past
from domain.past_activities.plans import PastKind
from domain.past_activities.state import load_past_state
from tests.domain.past_files import TODAY, file_of
from tests.factories import make_person
from tests.packs import load_pack


def calls_to_plan(number, **values):
    """How many functions are called: the same whatever else the machine does."""
    rows = [values | {"activity_id": f"A{one}"} for one in range(number)]
    file = file_of(*rows)
    state, called = load_past_state(file), Counter()
    sys.setprofile(lambda _frame, event, _arg: called.update([event]))
    plan = plan_past(file, state, today=TODAY)
    sys.setprofile(None)
    assert plan.counts[PastKind.READY] == number
    return called["call"]


def test_a_row_over_a_year_is_planned_like_a_row_over_a_day(database):
    load_pack()
    make_person(staff_no="00317")
    of_a_day = calls_to_plan(100, minutes="2")
    of_a_year = calls_to_plan(100, minutes="365", starts_on="2025-01-01", ends_on="2025-12-31")
    assert of_a_year < 3 * of_a_day


spans = some.tuples(some.integers(0, 12), some.integers(0, 5), some.integers(0, 3000))


@given(some.lists(spans, min_size=1, max_size=12), spans)
def test_days_taken_says_what_counting_day_by_day_says(known, asked):
    def held(first, more, minutes):
        day = date(2025, 12, 25) + timedelta(days=first)
        last = day + timedelta(days=more) if more else None
        return Known(
            1, "self_study", day, last, minutes, 0, 0, 0, "", 0, "", "", None, 0, "",
            imported=False,
        )  # fmt: skip

    def by_day(one):
        return minutes_by_day(one.minutes, one.studied_on, one.ends_on or one.studied_on)

    counted: dict[date, int] = {}
    standing = [held(*one) for one in known]
    for one in standing:
        for day, minutes in by_day(one).items():
            counted[day] = counted.get(day, 0) + minutes
    claim = held(*asked)
    expected = next(
        (
            (day, max(0, MOST_MINUTES_A_DAY - counted.get(day, 0)))
            for day, minutes in by_day(claim).items()
            if minutes and counted.get(day, 0) + minutes > MOST_MINUTES_A_DAY
        ),
        None,
    )
    assert DaysTaken(standing).too_full(1, claim) == expected
