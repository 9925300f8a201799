"""Pages of hours where two versions of the rules judged the year: still at most eight queries."""

from datetime import date

import pytest

from domain.audit import Actor
from domain.hours.adoptions import adopt_pack
from models import Person, db
from tests.factories import (
    THEN,
    make_branch,
    make_cadre,
    make_entry,
    make_exempt_period,
    make_grant,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)
from tests.packs import load_next_version, load_pack
from tests.web.test_hours import confirm


@pytest.fixture
def unit(database):
    """A unit; the rules have another version since July."""
    load_pack()
    newer = load_next_version(changed={"2020-01-01": "2026-07-01"})
    adopt_pack(newer, date(2026, 7, 1), "七月起换算不同", actor=Actor(None), now=THEN)
    return make_unit()


def studied_under_both(person):
    for day in (date(2026, 3, 3), date(2026, 8, 3)):
        confirm(person, studied_on=day)
    make_entry(person, minutes=15)
    make_exempt_period(person, from_on=date(2026, 2, 1), to_on=date(2026, 3, 31))


@pytest.fixture
def secretary(unit):
    """A secretary of the unit; 00317 is of the same branch and unit."""
    branch = make_branch()
    account = make_secretary(branch)
    person = db.session.get_one(Person, account.person_id)
    make_tenure(person, make_post(unit))
    cadre = make_cadre(branch=branch, unit=unit, staff_no="00317")
    for one in (person, db.session.get_one(Person, cadre.person_id)):
        studied_under_both(one)
    return account


@pytest.mark.parametrize("roles", [(), ("leader",), ("organiser",), ("leader", "organiser")])
@pytest.mark.parametrize(
    "path",
    ["/hours", "/hours?years=5", "/hours/00317", "/hours/00317?all=1", "/hours/00317?years=5",
     "/study/entries", "/study/queue", "/study/corrections"],
)  # fmt: skip
def test_whoever_has_several_roles_waits_for_eight_queries_at_most(
    login, unit, secretary, count_queries, roles, path
):
    for role in roles:
        make_grant(secretary, role, unit_id=unit.id if role == "leader" else None)
    db.session.commit()
    client = login(secretary)
    client.get(path)  # a pack is read once in a process
    with count_queries() as queries:
        page = client.get(path)
    assert page.status_code == 200
    assert len(queries) <= 8
