"""Gatherings of branches and units that merge: what is to come moves, what was stays."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.attendance import PRESENT, rows_of
from domain.groupstudy.inviting import Invited, invited_to
from domain.groupstudy.planning import open_gathering
from domain.organisation.branches import merge_branches
from domain.organisation.changes import When
from domain.organisation.units import merge_units
from models import GroupStudyStep, db
from tests.factories import make_branch, make_person, make_unit
from tests.gatherings import DAY, NOON, load_rule, make_gathering, opened

WHEN = When(DAY, DAY, Actor(None), NOON)


@pytest.fixture(autouse=True)
def _rule(database):
    load_rule()


def test_what_a_merged_branch_has_planned_is_held_and_attended_by_the_other():
    kept, merged = make_branch(), make_branch()
    person = make_person(branch=merged)
    planned, over = make_gathering(merged), make_gathering(merged)
    joint = make_gathering(kept, invited=Invited(frozenset({kept.id, merged.id})))
    under_way = opened(make_gathering(merged), person)
    opened(over, person)
    over.state, over.closed_at = "closed", NOON
    db.session.commit()
    merge_branches(kept, merged, when=WHEN)
    assert {one.branch_id for one in (planned, under_way)} == {kept.id}
    assert over.branch_id == merged.id
    for one in (planned, joint):
        assert invited_to(one.id) == Invited(frozenset({kept.id}))
    assert invited_to(under_way.id) == Invited(frozenset({merged.id}))  # its list is made
    open_gathering(planned, actor=Actor(None), now=NOON)
    assert [(row.person_id, row.branch_id) for row in rows_of(planned.id)] == [(person.id, kept.id)]
    assert [(row.state, row.branch_id) for row in rows_of(over.id)] == [(PRESENT, merged.id)]
    steps = db.session.scalars(sa.select(GroupStudyStep.group_study_id).filter_by(act="moved"))
    assert set(steps) == {planned.id, under_way.id}


def test_what_a_merged_unit_has_planned_is_held_by_the_other():
    kept, merged = make_unit(), make_unit()
    invited = Invited(unit_ids=frozenset({merged.id}))
    planned = make_gathering(make_branch(), branch_id=None, unit_id=merged.id, invited=invited)
    merge_units(kept, merged, when=replace(WHEN))
    assert planned.unit_id == kept.id
    assert invited_to(planned.id) == Invited(unit_ids=frozenset({kept.id}))
