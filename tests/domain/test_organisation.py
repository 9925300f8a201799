from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.organisation import branches, lists, posts, tree, units
from domain.organisation.branches import SameBranch
from domain.organisation.changes import AlreadyClosed, ChangedSince, NameTaken, NotYet, When
from domain.organisation.posts import OwnDeputy, Traits
from domain.organisation.units import (
    BelowItself,
    BothHaveUnit,
    OutsideHasNoTree,
    StillInUse,
    WouldLoop,
)
from domain.versions import Stale
from models import BranchMembership, Grant, Post, Tenure, db
from tests.factories import (
    LONG_AGO,
    make_branch,
    make_leader,
    make_membership,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 11, 20)
MARCH = date(2026, 3, 1)
WHEN = When(TODAY, TODAY, Actor(None), datetime(2026, 11, 20, 4, tzinfo=UTC))
IN_MARCH = replace(WHEN, on=MARCH)


def paths(nodes):
    return ["/".join(node.path) for node in nodes]


def standing_grants():
    return db.session.scalars(sa.select(Grant).where(Grant.ends_on.is_(None))).all()


def test_the_tree_of_a_past_day_is_told_from_the_changes():
    office = units.open_unit(name="办公室", when=replace(WHEN, on=LONG_AGO))
    general = units.open_unit(name="综合处", parent=office, when=replace(WHEN, on=LONG_AGO))
    archive = units.open_unit(name="档案科", parent=general, when=replace(WHEN, on=LONG_AGO))
    units.rename_unit(general, version=1, name="综合一处", when=IN_MARCH)
    units.move_unit(archive, parent=office, when=IN_MARCH)
    units.close_unit(archive, when=WHEN)
    assert paths(tree.tree(TODAY)) == ["办公室", "办公室/综合一处"]
    before = ["办公室", "办公室/综合处", "办公室/综合处/档案科"]
    assert paths(tree.tree_on(date(2026, 2, 28))) == before
    assert paths(tree.tree_on(MARCH)) == ["办公室", "办公室/档案科", "办公室/综合一处"]


def test_units_branches_and_posts_are_found_by_name():
    office = make_unit(name="办公室")
    general = make_unit(name="综合处", parent_id=office.id)
    assert tree.find_unit_by_path(("办公室", "综合处")) is general
    assert tree.find_unit_by_path(("综合处",)) is None
    assert tree.unit_path(general.id) == ("办公室", "综合处")
    branch, post = make_branch(name="第一党支部"), make_post(general, title="处长")
    assert tree.find_branch("第一党支部") is branch
    assert tree.find_post(general.id, "处长") is post


def test_a_name_is_taken_once_among_open_units_of_one_parent():
    office = make_unit(name="办公室")
    make_unit(name="综合处", parent_id=office.id)
    with pytest.raises(NameTaken) as taken:
        units.open_unit(name="综合处", parent=office, when=WHEN)
    assert taken.value.name == "综合处"
    units.open_unit(name="综合处", when=WHEN)
    other = make_unit(name="督查处", parent_id=office.id)
    with pytest.raises(NameTaken):
        units.rename_unit(other, version=1, name="综合处", when=WHEN)
    assert other.name == "督查处"


def test_no_act_lies_in_the_future_nor_before_the_last_one():
    unit = make_unit()
    with pytest.raises(NotYet):
        units.rename_unit(unit, version=1, name="新", when=replace(WHEN, on=date(2026, 11, 21)))
    units.rename_unit(unit, version=1, name="新", when=IN_MARCH)
    with pytest.raises(ChangedSince) as since:
        units.close_unit(unit, when=replace(WHEN, on=date(2026, 2, 1)))
    assert since.value.day == MARCH


def test_an_old_version_is_told():
    unit = make_unit()
    units.rename_unit(unit, version=1, name="新", when=WHEN)
    with pytest.raises(Stale):
        units.rename_unit(unit, version=1, name="旧", when=WHEN)


def test_a_unit_does_not_stand_below_itself():
    office = make_unit()
    division = make_unit(parent_id=office.id)
    for parent in (division, office):
        with pytest.raises(WouldLoop):
            units.move_unit(office, parent=parent, when=WHEN)
    with pytest.raises(WouldLoop):
        units.merge_units(division, office, when=WHEN)


def test_a_moved_unit_takes_its_leader_out_of_the_old_one():
    office, other = make_unit(), make_unit()
    division = make_unit(parent_id=office.id)
    account = make_leader(division)
    db.session.add(
        Grant(
            account_id=account.id, role="leader", unit_id=office.id, from_on=LONG_AGO,
            granted_at=WHEN.now,
        )
    )  # fmt: skip
    units.move_unit(division, parent=other, when=WHEN)
    assert [grant.unit_id for grant in standing_grants()] == [division.id]


def test_a_merge_moves_everything_and_closes_the_merged_unit():
    kept, merged = make_unit(), make_unit()
    child, post = make_unit(parent_id=merged.id), make_post(merged)
    branch = make_branch(unit_id=merged.id)
    make_leader(merged)
    units.merge_units(kept, merged, when=WHEN)
    assert (child.parent_id, post.unit_id, branch.unit_id) == (kept.id,) * 3
    assert (merged.closed_on, merged.merged_into_id) == (TODAY, kept.id)
    assert standing_grants() == []
    with pytest.raises(AlreadyClosed):
        units.close_unit(merged, when=WHEN)


def test_posts_of_one_title_become_one_when_units_merge():
    kept, merged = make_unit(), make_unit()
    stays, joins = make_post(kept, title="处长"), make_post(merged, title="处长")
    head, other = make_person(), make_person()
    make_tenure(head, stays)
    make_tenure(other, joins, rank="正处级")
    units.merge_units(kept, merged, when=WHEN)
    assert (stays.closed_on, joins.closed_on) == (None, TODAY)
    assert [told.kind for told in lists.changes_of("post", joins.id)] == ["merged"]
    assert held_by(head) == [(stays.id, LONG_AGO, None, "")]
    yesterday = date(2026, 11, 19)
    assert held_by(other) == [
        (joins.id, LONG_AGO, yesterday, "正处级"), (stays.id, TODAY, None, "正处级")
    ]  # fmt: skip


@pytest.mark.parametrize(("main_there", "since"), [(True, LONG_AGO), (False, TODAY)])
def test_who_holds_both_posts_of_one_title_holds_one_afterwards(main_there, since):
    kept, merged = make_unit(), make_unit()
    stays, joins = make_post(kept, title="委员"), make_post(merged, title="委员")
    person = make_person()
    make_tenure(person, stays, main=main_there)
    make_tenure(person, joins, main=not main_there)
    units.merge_units(kept, merged, when=WHEN)
    assert [line[:2] for line in held_by(person) if line[2] is None] == [(stays.id, since)]


def test_two_units_of_one_name_below_are_named_before_units_merge():
    kept, merged = make_unit(name="甲处"), make_unit(name="乙处")
    for parent in (kept, merged):
        make_unit(name="综合科", parent_id=parent.id)
    with pytest.raises(BothHaveUnit) as both:
        units.merge_units(kept, merged, when=WHEN)
    assert (both.value.name, both.value.kept, both.value.merged) == ("综合科", kept, merged)
    with pytest.raises(BelowItself):
        units.move_unit(kept, parent=kept, when=WHEN)


def held_by(person):
    rows = db.session.scalars(
        sa.select(Tenure)
        .where(Tenure.person_id == person.id, Tenure.superseded_at.is_(None))
        .order_by(Tenure.from_on)
    )
    return [(row.post_id, row.from_on, row.to_on, row.rank) for row in rows]


def test_a_unit_with_anything_in_it_does_not_close():
    unit = make_unit()
    make_unit(parent_id=unit.id)
    make_person(unit=unit)
    make_branch(unit_id=unit.id)
    with pytest.raises(StillInUse) as refused:
        units.close_unit(unit, when=WHEN)
    contents = refused.value.contents
    assert (contents.people, contents.units, contents.posts, contents.branches) == (1, 1, 1, 1)


def test_an_outside_unit_is_a_name_without_a_tree():
    outside = units.open_unit(name="县委办", outside=True, when=WHEN)
    inside = make_unit()
    for parent, unit in ((outside, inside), (inside, outside)):
        with pytest.raises(OutsideHasNoTree):
            units.move_unit(unit, parent=parent, when=WHEN)
    with pytest.raises(OutsideHasNoTree):
        units.open_unit(name="科", parent=inside, outside=True, when=WHEN)
    with pytest.raises(OutsideHasNoTree):
        units.merge_units(inside, outside, when=WHEN)


def test_merged_branches_have_one_membership_by_new_dated_lines():
    kept, merged = make_branch(), make_branch()
    make_secretary(merged)
    late = make_membership(make_person(), merged, from_on=TODAY, office="committee")
    assert branches.merge_branches(kept, merged, when=IN_MARCH) == 2
    lines = db.session.execute(
        sa.select(
            BranchMembership.branch_id, BranchMembership.from_on, BranchMembership.to_on,
            BranchMembership.office,
        )
        .where(BranchMembership.superseded_at.is_(None))
        .order_by(BranchMembership.person_id, BranchMembership.from_on)
    ).all()  # fmt: skip
    assert lines == [
        (merged.id, LONG_AGO, date(2026, 2, 28), None),
        (kept.id, MARCH, None, None),
        (kept.id, TODAY, None, None),
    ]
    assert (merged.closed_on, late.superseded_at) == (MARCH, WHEN.now)
    assert standing_grants() == []


def test_a_branch_is_renamed_moved_and_closed_when_empty():
    branch, unit = branches.open_branch(name="第一党支部", when=IN_MARCH), make_unit()
    branches.rename_branch(branch, version=1, name="第二党支部", when=IN_MARCH)
    branches.move_branch(branch, unit=unit, when=IN_MARCH)
    with pytest.raises(NameTaken):
        branches.open_branch(name="第二党支部", when=WHEN)
    with pytest.raises(SameBranch):
        branches.merge_branches(branch, branch, when=WHEN)
    member = make_membership(make_person(), branch)
    with pytest.raises(StillInUse):
        branches.close_branch(branch, when=WHEN)
    member.to_on = MARCH
    branches.close_branch(branch, when=WHEN)
    kinds = [row.kind for row in lists.changes_of("branch", branch.id)]
    assert kinds == ["closed", "moved", "renamed", "opened"]


def test_a_post_is_opened_edited_renamed_moved_and_closed_when_empty():
    unit, other = make_unit(), make_unit()
    post = posts.open_post(
        unit=unit, title="处长", traits=Traits(strand="documents", leading=True), when=IN_MARCH
    )
    posts.edit_post(post, version=1, traits=Traits(key_post=True, term_years=5), when=IN_MARCH)
    posts.rename_post(post, version=2, title="主任", when=IN_MARCH)
    with pytest.raises(OwnDeputy):
        posts.edit_post(post, version=3, traits=Traits(deputy_of_id=post.id), when=IN_MARCH)
    db.session.refresh(post)
    posts.move_post(post, unit=other, when=IN_MARCH)
    assert (post.strand, post.term_years, post.unit_id) == ("general", 5, other.id)
    with pytest.raises(NameTaken):
        posts.open_post(unit=other, title="主任", when=WHEN)
    posts.close_post(post, when=WHEN)
    assert post.closed_on == TODAY


def test_a_post_that_is_held_does_not_close_and_a_closed_unit_takes_none():
    person_unit = make_unit()
    make_person(unit=person_unit)
    (row,) = lists.post_rows(TODAY, unit_id=person_unit.id)
    with pytest.raises(StillInUse):
        posts.close_post(db.session.get_one(Post, row.post_id), when=WHEN)
    with pytest.raises(AlreadyClosed):
        posts.open_post(unit=make_unit(closed_on=TODAY), title="处长", when=WHEN)


def test_a_moved_post_takes_the_leader_who_holds_it_out_of_the_unit():
    unit = make_unit()
    make_leader(unit)
    (row,) = lists.post_rows(TODAY, unit_id=unit.id)
    posts.move_post(db.session.get_one(Post, row.post_id), unit=make_unit(), when=WHEN)
    assert standing_grants() == []


def test_the_tree_counts_people_here_and_below():
    office = make_unit()
    division = make_unit(parent_id=office.id)
    make_person(unit=office)
    make_person(unit=division)
    nodes = {node.unit_id: node for node in tree.tree(TODAY)}
    assert (nodes[office.id].people, nodes[office.id].people_below) == (1, 2)
