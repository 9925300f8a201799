"""A roster set against what is recorded: who is added, left alone, and refused."""

import pytest

from domain.cells import CellProblem
from domain.roster.plans import RowKind, RowProblem
from domain.roster.state import load_state
from models import FormerStaffNumber, db
from tests.domain.rosters import MAY, as_recorded, changed, plan_of, reasons, row_of, served_person
from tests.factories import (
    THEN,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")


def test_a_number_that_nobody_has_is_added_and_one_that_says_nothing_new_is_left_alone():
    _person, row = served_person()
    plan = plan_of(row, {"staff_no": "R9"})
    assert [one.kind for one in plan.rows] == [RowKind.UNCHANGED, RowKind.ADDED]
    assert plan.counts == {RowKind.UNCHANGED: 1, RowKind.ADDED: 1}


def test_an_empty_cell_leaves_what_is_recorded():
    person, _row = served_person(party_member=True)
    assert row_of(as_recorded(person, unit="", branch="", party_member="")).kind == "unchanged"


def test_a_name_and_party_membership_change_by_value():
    person = make_person(name="李四", party_member=False)
    row = row_of({"staff_no": person.staff_no, "name": "李肆", "party_member": "党员"})
    assert changed(row) == {"name": ("李四", "李肆"), "party_member": (False, True)}


def test_a_former_number_is_understood_as_its_person():
    person = make_person(staff_no="900")
    db.session.add(
        FormerStaffNumber(staff_no="800", person_id=person.id, until_on=MAY, recorded_at=THEN)
    )
    row = row_of(as_recorded(person, staff_no="800"))
    assert (row.kind, row.acts.person_id) == (RowKind.UNCHANGED, person.id)


def test_two_rows_of_one_person_under_two_numbers_refuse_each_other():
    person = make_person(staff_no="900")
    db.session.add(
        FormerStaffNumber(staff_no="800", person_id=person.id, until_on=MAY, recorded_at=THEN)
    )
    rows = plan_of(as_recorded(person), as_recorded(person, staff_no="800")).rows
    assert [reasons(row) for row in rows] == [[("staff_no", RowProblem.SAME_PERSON)]] * 2
    assert rows[0].refusals[0].other_rows == (3,)


@pytest.mark.parametrize("known", ["present", "former"])
def test_a_number_that_differs_only_by_zeros_in_front_is_refused(known):
    person = make_person(staff_no="00123" if known == "present" else "77777")
    if known == "former":
        db.session.add(
            FormerStaffNumber(staff_no="00123", person_id=person.id, until_on=MAY, recorded_at=THEN)
        )
    row = row_of({"staff_no": 123})
    assert reasons(row) == [("staff_no", RowProblem.STAFF_NO_ALIKE)]
    assert row.refusals[0].found == "00123"


def test_what_could_not_be_read_keeps_its_reason_and_no_other_row_out():
    plan = plan_of({"in_post_since": "2026.2.30"}, {"staff_no": "R9"})
    assert reasons(plan.rows[0]) == [("in_post_since", CellProblem.DATE_IMPOSSIBLE)]
    assert plan.rows[1].kind is RowKind.ADDED


def test_missing_places_are_named_and_refused_or_planned_to_be_opened():
    row = {"unit": "办公室/综合处", "post": "科员", "branch": "第一支部"}
    refused = plan_of(row)
    assert reasons(refused.rows[0]) == [
        ("unit", RowProblem.UNIT_MISSING), ("branch", RowProblem.BRANCH_MISSING)
    ]  # fmt: skip
    assert [one.found for one in refused.rows[0].refusals] == ["办公室", "第一支部"]
    opened = plan_of(row, create_missing=True)
    assert opened.rows[0].kind is RowKind.ADDED
    assert opened.missing == refused.missing
    assert opened.missing.units == (("办公室",), ("办公室", "综合处"))
    assert opened.missing.posts == ((("办公室", "综合处"), "科员"),)


def test_nothing_is_opened_for_a_row_that_is_refused():
    row = {"unit": "督查室", "active": "也许"}
    assert not plan_of(row, create_missing=True).missing


def test_a_missing_post_is_named_with_its_unit():
    make_unit(name="办公室")
    row = row_of({"unit": "办公室", "post": "主任"})
    assert reasons(row) == [("post", RowProblem.POST_MISSING)]
    assert row.refusals[0].found == "办公室/主任"


def test_one_name_means_the_only_unit_that_carries_it():
    _person, row = served_person()
    assert row_of(row | {"unit": "综合处"}).kind is RowKind.UNCHANGED
    other = make_unit(name="市直机关")
    make_unit(name="综合处", parent_id=other.id)
    assert reasons(row_of(row | {"unit": "综合处"})) == [("unit", RowProblem.UNIT_AMBIGUOUS)]


def test_one_name_may_mean_a_unit_that_another_row_of_the_file_opens():
    plan = plan_of({"unit": "办公室/综合处"}, {"unit": "综合处"}, create_missing=True)
    assert plan.missing.units == (("办公室",), ("办公室", "综合处"))


def test_two_plans_of_the_same_file_and_state_have_one_digest(count_queries):
    _person, row = served_person()
    before = plan_of(row, {}).digest
    assert plan_of(row, {}).digest == before
    assert plan_of(row, {"name": "李四"}).digest != before
    with count_queries() as statements:
        load_state()
    assert len(statements) <= 10


def test_a_unit_without_a_post_names_the_usual_post_in_the_change_and_in_the_refusal():
    make_unit(name="督查室")
    row = {"unit": "督查室"}
    assert changed(row_of(row, create_missing=True))["usual_post"] == (None, "工作人员")
    refused = row_of(row)
    assert reasons(refused) == [("post", RowProblem.USUAL_POST_MISSING)]
    assert refused.refusals[0].found == "督查室"


def test_a_rank_that_one_row_names_and_nobody_holds_is_told_and_not_refused():
    person = make_person()
    make_tenure(person, make_post(make_unit()), rank="县处级副职")
    ranks = ["县太爷", "县处级副职", "一级科员", "一级科员", ""]
    plan = plan_of(*({"staff_no": f"R{at}", "rank": rank} for at, rank in enumerate(ranks)))
    assert plan.odd_ranks == ("县太爷",)
    assert reasons(plan.rows[0]) == reasons(plan.rows[1])
