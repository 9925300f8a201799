"""What is known of a leaving keeps placements from going on beyond it."""

from datetime import date, timedelta

import pytest

from domain.placements import proposals, running
from tests.factories import make_hr, make_person, make_unit
from tests.placed import NOON, TODAY, approved, paired, seconded, visitor

GONE = date(2026, 12, 31)


def test_nobody_is_placed_beyond_a_leaving_that_is_known(database):
    hr, unit, host = visitor(make_hr()), make_unit(), make_unit(outside=True)
    person, mentor = (make_person(unit=unit, left_on=GONE) for _ in range(2))
    for refused in (
        lambda: seconded(person, host, hr),
        lambda: paired(mentor, make_person(unit=unit), hr),
    ):
        with pytest.raises(proposals.LeavesBefore):
            refused()
    until = {"from_on": date(2026, 1, 1), "planned_to_on": GONE - timedelta(5)}
    one = approved(seconded(person, host, hr, **until), hr)
    running.extend(one, GONE - timedelta(1), hr, today=TODAY, now=NOON)
    assert one.planned_to_on == GONE - timedelta(1)
    with pytest.raises(proposals.LeavesBefore):
        running.extend(one, GONE, hr, today=TODAY, now=NOON)
