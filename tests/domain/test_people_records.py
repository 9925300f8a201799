from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.access import Reach
from domain.audit import Actor
from domain.people import absences, records
from domain.people.absences import AlreadyAway
from domain.people.lists import people_page
from domain.people.records import (
    NotToBeNamed,
    StaffNoAlike,
    StaffNoTaken,
    StillHere,
    find_person,
)
from domain.people.spans import DaysOutOfOrder, PersonGone
from domain.versions import Stale
from models import BranchMembership, Grant, Person, Tenure, db
from tests.factories import (
    make_branch,
    make_hr,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MARCH = date(2026, 3, 1)
BY = {"actor": Actor(None), "now": NOW}
EVERYONE = Reach(everyone=True)


def add(staff_no="N1001", name="单雄信"):
    return records.add_person(staff_no=staff_no, name=name, **BY)


def edit(person, **values):
    unchanged = {
        "version": person.version, "name": person.name, "office_phone": "",
        "party_member": None, "confirmer": None,
    }  # fmt: skip
    records.edit_person(person, **unchanged | values, **BY)


def found(**wanted):
    return [row.name for row in people_page(EVERYONE, today=TODAY, **wanted).rows]


def test_a_new_person_is_found_by_number_name_and_pinyin():
    person = add()
    assert find_person("N1001") is person
    for text in ("N10", "雄信", "shan xiong", "sxx"):
        assert found(text=text) == ["单雄信"]
    assert found(text="nobody") == []


def test_blanks_between_characters_and_a_surname_of_two_readings_are_no_hindrance():
    add(name="王伟")
    add("N1002", name="单于飞")
    assert found(text="王 伟") == found(text="王　伟") == ["王伟"]
    for text in ("shanyufei", "chanyufei", "syf", "cyf"):
        assert found(text=text) == ["单于飞"]


def test_a_number_in_use_is_refused_and_so_is_one_with_other_zeros():
    add("00123")
    with pytest.raises(StaffNoTaken):
        add("00123")
    with pytest.raises(StaffNoAlike) as alike:
        add("123")
    assert alike.value.staff_no == "00123"


def test_an_old_number_still_finds_the_person_and_is_nobody_elses():
    person = add("A-1")
    records.change_staff_no(person, "A-2", on=TODAY, **BY)
    assert find_person("A-1") is person
    assert found(text="A-1") == ["单雄信"]
    with pytest.raises(StaffNoTaken) as taken:
        add("A-1")
    assert taken.value.person is person
    records.change_staff_no(person, "A-1", on=TODAY, **BY)
    assert (person.staff_no, find_person("A-2")) == ("A-1", person)


def test_ones_own_number_may_gain_zeros():
    person = add("77123")
    records.change_staff_no(person, "0077123", on=TODAY, **BY)
    assert person.staff_no == "0077123"


def test_an_edit_of_an_old_version_is_refused():
    person = add()
    edit(person, name="单信")
    assert found(text="danxin") == found(text="shanxin") == ["单信"]
    with pytest.raises(Stale):
        edit(person, version=1, name="别人")


def test_a_confirmer_is_another_person_who_is_here():
    person = add()
    for other in (person, make_person(left_on=MARCH)):
        with pytest.raises(NotToBeNamed):
            edit(person, confirmer=other)
    other = make_person()
    edit(person, confirmer=other)
    assert person.confirmer_id == other.id


def test_who_leaves_has_no_line_and_no_role_from_that_day_on():
    account = make_secretary(make_branch(), unit=make_unit())
    person = db.session.get_one(Person, account.person_id)
    make_tenure(person, make_post(make_unit()), main=False, from_on=TODAY)
    records.leave(person, kind="retired", on=MARCH, **BY)
    for model in (BranchMembership, Tenure):
        line = db.session.scalars(sa.select(model).where(model.superseded_at.is_(None))).one()
        assert line.to_on == date(2026, 2, 28)
    assert db.session.scalars(sa.select(Grant)).one().ends_on == MARCH
    with pytest.raises(PersonGone):
        records.leave(person, kind="retired", on=MARCH, **BY)


def test_who_returns_has_the_old_number_and_no_role():
    person = make_person(branch=make_branch())
    records.leave(person, kind="transferred", on=MARCH, **BY)
    assert (found(), found(state="left")) == ([], [person.name])
    with pytest.raises(DaysOutOfOrder):
        records.return_person(person, on=date(2026, 2, 1), **BY)
    records.return_person(person, on=TODAY, **BY)
    assert found() == [person.name]
    with pytest.raises(StillHere):
        records.return_person(person, on=TODAY, **BY)


def test_an_absence_has_days_in_order_and_a_deputy_who_is_another():
    person, deputy = make_person(), make_person()
    with pytest.raises(DaysOutOfOrder):
        absences.record_absence(person, deputy, from_on=TODAY, to_on=MARCH, **BY)
    for wrong in (person, make_person(left_on=TODAY)):
        with pytest.raises(NotToBeNamed):
            absences.record_absence(person, wrong, from_on=TODAY, to_on=TODAY, **BY)
    absence = absences.record_absence(person, deputy, from_on=TODAY, to_on=TODAY, **BY)
    with pytest.raises(AlreadyAway):
        absences.record_absence(person, None, from_on=MARCH, to_on=TODAY, **BY)
    absences.cancel_absence(absence, **BY)
    absences.cancel_absence(absence, **BY)
    assert absence.cancelled_at == NOW


def test_the_list_holds_only_those_covered():
    branch, unit = make_branch(), make_unit()
    mine, ours = make_person(branch=branch), make_person(unit=make_unit(parent_id=unit.id))
    make_person(branch=make_branch(), unit=make_unit())
    for covered, names in (
        (Reach(), []),
        (Reach(branch_ids=frozenset({branch.id})), [mine.name]),
        (Reach(unit_ids=frozenset({unit.id})), [ours.name]),
    ):
        page = people_page(covered, today=TODAY)
        assert [row.name for row in page.rows] == names
        assert page.total == len(names)


def test_the_list_is_filtered_ordered_and_paged_in_two_queries(count_queries):
    unit, branch = make_unit(), make_branch()
    people = [make_person(unit=unit, branch=branch) for _ in range(3)]
    make_hr()
    with count_queries() as statements:
        page = people_page(
            EVERYONE, today=TODAY, unit_id=unit.id, branch_id=branch.id, order="-staff_no",
            page=9, size=2,
        )  # fmt: skip
    assert [row.person_id for row in page.rows] == [people[0].id]
    assert (page.total, page.number, page.pages, len(statements)) == (3, 2, 2, 2)
