"""A roster set against what is recorded: who is added, changed, left alone, and refused."""

from datetime import date

import pytest

from domain.roster.compare import plan_roster
from domain.roster.plans import RowKind, RowProblem
from domain.roster.state import load_state
from domain.roster_cells import CellProblem
from domain.roster_columns import read_roster
from models import Departure, FormerStaffNumber, db
from tests.domain.spreadsheets import xlsx
from tests.factories import (
    LONG_AGO,
    THEN,
    make_account,
    make_branch,
    make_grant,
    make_membership,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 11, 20)
MAY = date(2026, 5, 1)


def plan_of(*rows, create_missing=False, **values):
    """The plan of rows given as {heading: text}; staff number and name are filled in."""
    filled = [{"staff_no": f"R{at}", "name": "张三"} | row for at, row in enumerate(rows)]
    headings = list(dict.fromkeys(key for row in filled for key in row))
    table = [[row.get(key, "") for key in headings] for row in filled]
    roster = read_roster(xlsx(headings, *table), "roster.xlsx")
    return plan_roster(roster, load_state(), today=TODAY, create_missing=create_missing, **values)


def row_of(row, **values):
    return plan_of(row, **values).rows[0]


def reasons(row):
    return [(refusal.field, refusal.reason) for refusal in row.refusals]


def changed(row):
    return {change.field: (change.before, change.after) for change in row.changes}


def as_recorded(person, **values):
    return {"staff_no": person.staff_no, "name": person.name} | values


def served_person(title="科员", rank="", **values):
    """A person of a branch, in a post of a unit below the top, and the row that says so."""
    top = make_unit(name="办公室")
    unit = make_unit(name="综合处", parent_id=top.id)
    branch = make_branch(name="第一支部")
    person = make_person(branch=branch, **values)
    make_tenure(person, make_post(unit, title=title), rank=rank)
    return person, as_recorded(person, unit="办公室/综合处", post=title, branch="第一支部")


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


def test_another_unit_alone_keeps_the_title_of_the_post():
    _person, row = served_person(title="主任")
    make_post(make_unit(name="督查室"), title="主任")
    told = row_of(row | {"unit": "督查室", "post": ""})
    assert changed(told)["unit"] == (("办公室", "综合处"), ("督查室",))
    assert told.acts.post == (("督查室",), "主任")


def test_a_unit_without_a_post_is_served_in_its_usual_post():
    row = row_of({"unit": "办公室"}, create_missing=True)
    assert row.acts.post == (("办公室",), "工作人员")


def test_a_rank_without_any_post_asks_for_the_unit():
    assert reasons(row_of({"rank": "一级科员"})) == [("rank", RowProblem.NEEDS_UNIT)]


def test_a_new_rank_in_the_same_post_begins_on_the_effective_day():
    _person, row = served_person(rank="二级科员")
    told = row_of(row | {"rank": "一级科员", "effective_on": "2026-05-01"})
    assert changed(told) == {"rank": ("二级科员", "一级科员")}
    assert (told.acts.post_from, told.acts.rank) == (MAY, "一级科员")


def test_a_new_post_begins_when_the_row_says_and_keeps_the_rank():
    _person, row = served_person(rank="一级科员")
    make_post(make_unit(name="督查室"), title="督查员")
    moved = {"unit": "督查室", "post": "督查员", "in_post_since": "2026-05-01"}
    told = row_of(row | moved)
    assert (told.acts.post_from, told.acts.rank) == (MAY, "一级科员")


def test_another_day_in_the_same_post_corrects_where_it_began():
    person, row = served_person()
    told = row_of(row | {"in_post_since": "2019-03-01"})
    assert changed(told) == {"in_post_since": (LONG_AGO, date(2019, 3, 1))}
    assert told.acts.from_first is not None
    assert row_of(row | {"in_post_since": str(LONG_AGO)}).kind is RowKind.UNCHANGED
    make_tenure(person, make_post(make_unit()), from_on=date(2018, 1, 1), to_on=date(2019, 12, 31))
    refused = row_of(row | {"in_post_since": "2019-03-01"})
    assert reasons(refused) == [("in_post_since", RowProblem.OVERLAPS_POST)]


def test_a_rank_change_does_not_move_the_day_the_post_began():
    person, row = served_person()
    post_id = load_state().people[person.staff_no].tenures[0].place_id
    make_tenure(
        person, db.session.get_one(type(make_post(make_unit())), post_id),
        from_on=date(2015, 1, 1), to_on=date(2019, 12, 31),
    )  # fmt: skip
    assert row_of(row | {"in_post_since": "2015-01-01"}).kind is RowKind.UNCHANGED


def test_a_change_before_a_later_line_is_refused_with_its_day():
    make_branch(name="第二支部")
    later = make_person()
    make_membership(later, make_branch(), from_on=MAY)
    told = row_of(as_recorded(later, branch="第二支部", effective_on="2026-04-01"))
    assert reasons(told) == [("branch", RowProblem.LATER_LINE)]
    assert told.refusals[0].day == MAY


def test_an_office_belongs_to_the_branch_and_ends_with_a_move():
    person, branch = make_person(), make_branch(name="第一支部")
    make_membership(person, branch, office="secretary")
    make_branch(name="第二支部")
    told = row_of(as_recorded(person, branch="第二支部"))
    assert changed(told) == {
        "branch": ("第一支部", "第二支部"), "branch_office": ("secretary", None)
    }  # fmt: skip
    assert row_of(as_recorded(person, branch="第一支部")).kind is RowKind.UNCHANGED
    assert reasons(row_of({"branch_office": "委员"})) == [
        ("branch_office", RowProblem.NEEDS_BRANCH)
    ]


def test_the_strand_is_the_posts_and_two_rows_do_not_give_it_two():
    _person, row = served_person()
    assert changed(row_of(row | {"strand": "办文"})) == {"strand": ("general", "documents")}
    new = {"unit": "办公室/综合处", "post": "科员"}
    rows = plan_of(row | {"strand": "办文"}, new | {"strand": "办会"}, new).rows
    assert reasons(rows[0]) == reasons(rows[1]) == [("strand", RowProblem.STRAND_CONFLICT)]
    assert rows[2].kind is RowKind.ADDED


def test_no_ends_everything_and_says_nothing_about_somebody_who_left():
    person, row = served_person()
    told = row_of(row | {"active": "否", "post": "另一岗位"})
    assert (told.kind, told.acts.leaves, told.acts.post) == (RowKind.CHANGED, True, None)
    person.left_on = MAY
    assert row_of(as_recorded(person, active="否")).kind is RowKind.UNCHANGED
    assert reasons(row_of({"active": "否"})) == [("active", RowProblem.NOBODY_TO_LEAVE)]


def test_nobody_ends_their_own_service():
    person = make_person()
    account = make_account(person)
    told = row_of(as_recorded(person, active="no"), own_account_id=account.id)
    assert reasons(told) == [("active", RowProblem.OWN_RECORD)]


def test_yes_brings_back_who_left_and_silence_does_not():
    person = make_person(left_on=MAY)
    db.session.add(Departure(person_id=person.id, kind="retired", left_on=MAY, recorded_at=THEN))
    make_branch(name="第一支部")
    row = as_recorded(person, branch="第一支部")
    assert reasons(row_of(row)) == [("active", RowProblem.PERSON_LEFT)]
    assert row_of(as_recorded(person)).kind is RowKind.UNCHANGED
    back = row_of(row | {"active": "是"})
    assert (back.acts.returns, back.acts.branch) == (True, "第一支部")


def test_a_username_opens_links_or_is_refused():
    hr = make_account(username="hr")
    make_account(make_person(), username="taken")
    own = make_person()
    make_account(own, username="mine")
    plan = plan_of(
        {"username": hr.username}, {"username": "new"}, {"username": "taken"},
        as_recorded(own, username="other"), as_recorded(own, staff_no="R8", username="twice"),
        {"staff_no": "R9", "username": "twice"},
    )  # fmt: skip
    assert [row.kind for row in plan.rows[:2]] == [RowKind.ADDED] * 2
    assert [reasons(row) for row in plan.rows[2:]] == [
        [("username", RowProblem.USERNAME_TAKEN)],
        [("username", RowProblem.HAS_ACCOUNT)],
        [("username", RowProblem.USERNAME_TWICE)],
        [("username", RowProblem.USERNAME_TWICE)],
    ]


def test_roles_are_asked_for_once_and_for_the_place_of_the_row():
    branch, unit = make_branch(name="第一支部"), make_unit(name="办公室")
    person = make_person(branch=branch, unit=unit)
    account = make_account(person)
    row = as_recorded(person, roles="书记;领导;人事")
    assert [one.role for one in row_of(row).acts.roles] == ["secretary", "leader", "hr"]
    make_grant(account, "secretary", branch_id=branch.id)
    make_grant(account, "leader", unit_id=unit.id)
    make_grant(account, "hr")
    assert row_of(row).kind is RowKind.UNCHANGED
    assert reasons(row_of({"roles": "书记"})) == [("roles", RowProblem.NEEDS_BRANCH)]
    assert reasons(row_of({"roles": "领导"})) == [("roles", RowProblem.NEEDS_UNIT)]


def test_two_plans_of_the_same_file_and_state_have_one_digest(count_queries):
    _person, row = served_person()
    before = plan_of(row, {}).digest
    assert plan_of(row, {}).digest == before
    assert plan_of(row, {"name": "李四"}).digest != before
    with count_queries() as statements:
        load_state()
    assert len(statements) <= 10
