"""A roster set against the lines of its people: posts, branches, leaving, accounts, roles."""

from datetime import date

import pytest

from domain.roster.plans import RowKind, RowProblem
from domain.roster.state import load_state
from models import Departure, db
from tests.domain.rosters import (
    MAY,
    as_recorded,
    changed,
    plan_of,
    reasons,
    row_of,
    served_person,
)
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
