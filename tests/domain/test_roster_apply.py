"""A plan written: what stands afterwards, and that a second time changes nothing."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.access import Reach
from domain.audit import Actor
from domain.people import lists
from domain.roster.apply import PlanOvertaken, apply_plan
from domain.roster.compare import plan_roster
from domain.roster.plans import RowKind
from domain.roster.state import load_state
from domain.roster_columns import read_roster
from models import (
    Account,
    AuditRow,
    Branch,
    BranchMembership,
    Grant,
    Person,
    Post,
    RoleRequest,
    Tenure,
    Unit,
    db,
)
from tests.domain.spreadsheets import xlsx
from tests.factories import (
    LONG_AGO,
    make_account,
    make_branch,
    make_cadre,
    make_leader,
    make_person,
    make_post,
    make_secretary,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
HEADINGS = [
    "工号", "姓名", "单位", "党支部", "岗位", "职务层次", "条线", "任现职时间", "用户名", "角色",
    "政治面貌", "支部职务", "生效日期", "在职",
]  # fmt: skip
NEW = [
    "00123", "单小龙", "办公室/综合处", "第一支部", "处长", "正处级", "综合", "2021-03-01", "shan",
    "领导;书记", "党员", "书记", "2026-05-01", "是",
]  # fmt: skip


def planned(*rows):
    state = load_state()
    roster = read_roster(xlsx(HEADINGS, *rows), "roster.xlsx")
    return plan_roster(roster, state, today=TODAY, create_missing=True), state


def applied(*rows):
    plan, state = planned(*rows)
    apply_plan(plan, state, today=TODAY, actor=Actor(None), now=NOW)
    db.session.commit()
    return plan


def line(person, **cells):
    """A row of the person's number and name, and what else is given by heading."""
    filled = {"工号": person.staff_no, "姓名": person.name} | cells
    return [filled.get(heading, "") for heading in HEADINGS]


def standing(model, person):
    return db.session.scalars(
        sa.select(model)
        .where(model.person_id == person.id, model.superseded_at.is_(None))
        .order_by(model.from_on)
    ).all()


def actions():
    return db.session.scalars(sa.select(AuditRow.action).order_by(AuditRow.seq)).all()


def test_somebody_new_is_recorded_with_unit_branch_post_account_and_requests():
    applied(NEW)
    person = db.session.scalars(sa.select(Person)).one()
    assert (person.staff_no, person.name, person.party_member) == ("00123", "单小龙", True)
    (membership,), (tenure,) = standing(BranchMembership, person), standing(Tenure, person)
    assert (membership.office, membership.from_on) == ("secretary", date(2026, 5, 1))
    assert (tenure.rank, tenure.from_on) == ("正处级", date(2021, 3, 1))
    account = db.session.scalars(sa.select(Account)).one()
    assert (account.username, account.person_id, account.password_hash) == ("shan", person.id, "")
    requests = db.session.scalars(sa.select(RoleRequest).order_by(RoleRequest.role)).all()
    unit = db.session.scalars(sa.select(Unit).where(Unit.name == "综合处")).one()
    assert [(one.role, one.branch_id, one.unit_id) for one in requests] == [
        ("leader", None, unit.id), ("secretary", membership.branch_id, None)
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Grant)) == 0


def test_what_is_opened_stands_from_the_first_day_that_a_row_holds_from():
    applied(NEW)
    assert set(db.session.scalars(sa.select(Unit.opened_on))) == {date(2021, 3, 1)}
    assert set(db.session.scalars(sa.select(Post.opened_on))) == {date(2021, 3, 1)}
    assert db.session.scalars(sa.select(Branch.opened_on)).one() == date(2026, 5, 1)


def test_the_added_are_found_by_the_pinyin_of_odd_surnames():
    applied(NEW)
    for typed in ("shanxiaolong", "sxl", "单"):
        page = lists.people_page(Reach(everyone=True), today=TODAY, text=typed)
        assert [row.staff_no for row in page.rows] == ["00123"], typed


def test_the_same_file_a_second_time_changes_nothing():
    applied(NEW)
    plan, _state = planned(NEW)
    assert plan.counts == {RowKind.UNCHANGED: 1}


def test_one_row_of_the_trail_for_each_person_and_no_name_in_it():
    applied(NEW, ["00124", "赵四", *[""] * 12])
    assert actions().count("person.added") == 2
    rows = db.session.scalars(sa.select(AuditRow.after))
    assert not [text for text in rows if "赵四" in text or "单小龙" in text]


def test_people_who_are_not_in_the_file_are_not_touched():
    other = make_person(branch=make_branch(), unit=make_unit())
    applied(NEW)
    assert other.version == 1
    assert standing(BranchMembership, other)[0].from_on == LONG_AGO


def test_a_move_ends_the_lines_of_before_and_the_roles_held_there():
    branch, unit = make_branch(name="甲"), make_unit(name="一处")
    secretary = make_secretary(branch)
    leader = make_leader(unit)
    people = [db.session.get_one(Person, one.person_id) for one in (secretary, leader)]
    make_branch(name="乙")
    make_post(make_unit(name="二处"), title="处长")
    applied(
        line(people[0], 党支部="乙", 生效日期="2026-05-01"),
        line(people[1], 单位="二处", 岗位="处长", 生效日期="2026-05-01"),
    )
    for model, person in ((BranchMembership, people[0]), (Tenure, people[1])):
        assert [(one.from_on, one.to_on) for one in standing(model, person)] == [
            (LONG_AGO, date(2026, 4, 30)), (date(2026, 5, 1), None)
        ]  # fmt: skip
    ended = db.session.scalars(sa.select(Grant.ends_on)).all()
    assert ended == [date(2026, 5, 1)] * 2
    assert {"person.joined_branch", "person.took_post", "role.lapsed"} <= set(actions())


def test_no_ends_post_and_branch_and_disables_the_account():
    account = make_cadre(branch=make_branch(), unit=make_unit())
    person = db.session.get_one(Person, account.person_id)
    applied(line(person, 在职="否", 生效日期="2026-11-01"))
    assert person.left_on == date(2026, 11, 1)
    assert account.disabled_at == NOW
    for model in (BranchMembership, Tenure):
        assert [one.to_on for one in standing(model, person)] == [date(2026, 10, 31)]


def test_a_leaving_day_to_come_leaves_the_account_open_until_then():
    account = make_cadre()
    person = db.session.get_one(Person, account.person_id)
    applied(line(person, 在职="否", 生效日期="2026-12-01"))
    assert (person.left_on, account.disabled_at) == (date(2026, 12, 1), None)


def test_yes_brings_somebody_back_into_the_branch_of_the_row():
    person = make_person(branch=make_branch(name="甲"))
    applied(line(person, 在职="否", 生效日期="2026-05-01"))
    applied(line(person, 在职="是", 党支部="甲"))
    assert person.left_on is None
    assert [(one.from_on, one.to_on) for one in standing(BranchMembership, person)] == [
        (LONG_AGO, date(2026, 4, 30)), (TODAY, None)
    ]  # fmt: skip


def test_an_account_that_waits_for_its_person_is_linked():
    hr = make_account(username="shan")
    applied(NEW)
    assert hr.person_id == db.session.scalar(sa.select(Person.id))


def test_the_day_a_post_began_is_corrected_and_its_strand_set():
    person = make_person()
    unit = make_unit(name="一处")
    post = make_post(unit, title="科员")
    applied(line(person, 单位="一处", 岗位="科员"))
    applied(line(person, 单位="一处", 岗位="科员", 任现职时间="2019-03-01", 条线="办会"))
    assert [one.from_on for one in standing(Tenure, person)] == [date(2019, 3, 1)]
    assert post.strand == "meetings"


def test_names_and_new_ranks_are_written():
    person = make_person(name="旧名")
    make_post(make_unit(name="一处"), title="科员")
    applied(line(person, 单位="一处", 岗位="科员", 职务层次="二级科员", 生效日期="2026-01-01"))
    person.name = "新名"
    applied(line(person, 职务层次="一级科员", 生效日期="2026-05-01"))
    assert [(one.rank, one.from_on) for one in standing(Tenure, person)] == [
        ("二级科员", date(2026, 1, 1)), ("一级科员", date(2026, 5, 1))
    ]  # fmt: skip


def test_a_plan_that_others_overtook_is_refused_as_a_whole():
    plan, state = planned(NEW)
    make_person(staff_no="00123")
    with pytest.raises(PlanOvertaken):
        apply_plan(plan, state, today=TODAY, actor=Actor(None), now=NOW)


def test_a_changed_person_is_not_written_over():
    person = make_person(name="旧名")
    plan, state = planned([person.staff_no, "新名", *[""] * 12])
    person.version += 1
    db.session.flush()
    with pytest.raises(PlanOvertaken):
        apply_plan(plan, state, today=TODAY, actor=Actor(None), now=NOW)


def test_thousands_are_added_in_a_few_statements(count_queries):
    rows = [[f"N{at}", "赵钱", "办公室", "第一支部", "科员", *[""] * 9] for at in range(300)]
    plan, state = planned(*rows)
    with count_queries() as statements:
        apply_plan(plan, state, today=TODAY, actor=Actor(None), now=NOW)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 1
    assert len(statements) < 60


def test_a_linked_account_and_a_changed_name_are_written_for_people_who_are_known():
    person = make_person(name="旧名")
    waiting = make_account(username="waiting")
    applied([person.staff_no, "单小龙", *[""] * 6, "waiting", *[""] * 5])
    assert (person.name, person.version, waiting.person_id) == ("单小龙", 2, person.id)
    assert "shanxiaolong" in person.search_key
    assert {"person.edited", "account.attached"} <= set(actions())
