"""Series and lectures of units and branches that become part of others."""

from datetime import date

import pytest

from domain.audit import Actor
from domain.organisation.branches import merge_branches
from domain.organisation.changes import When
from domain.organisation.units import merge_units
from models import LectureStep, db
from tests.factories import make_branch, make_person, make_unit
from tests.lecture_halls import NOON, assign, make_judge, make_lecture, make_series

DAY = date(2026, 11, 20)
TODAY = When(DAY, DAY, Actor(None), NOON)


@pytest.fixture
def unit(database):
    return make_unit(name="并入的处")


def acts() -> list[str]:
    return [one.act for one in db.session.query(LectureStep).order_by(LectureStep.id)]


def test_series_that_run_go_over_to_the_unit_that_is_kept(unit):
    kept = make_unit()
    running, over = make_series(unit), make_series(unit, state="published")
    merge_units(kept, unit, when=TODAY)
    assert (running.unit_id, over.unit_id) == (kept.id, unit.id)
    assert (running.version, over.version) == (2, 1)
    assert acts() == ["series_moved"]


def test_lectures_go_over_unless_judges_were_assigned(unit):
    series, kept, merged = make_series(unit), make_branch(), make_branch()
    free, judged = make_lecture(series, merged), make_lecture(series, merged)
    assign(judged, make_judge(series, make_person()), judge_branch_id=make_branch().id)
    merge_branches(kept, merged, when=TODAY)
    db.session.flush()
    assert (free.branch_id, judged.branch_id) == (kept.id, merged.id)
    assert acts() == ["lecture_moved"]


def test_the_unit_that_speaks_goes_over_as_well_and_judges_keep_it(unit):
    series, kept = make_series(make_unit()), make_unit()
    free = make_lecture(series, make_branch(), unit_id=unit.id)
    judged = make_lecture(series, make_branch(), unit_id=unit.id)
    assign(judged, make_judge(series, make_person()), judge_unit_id=make_unit().id)
    merge_units(kept, unit, when=TODAY)
    assert (free.unit_id, judged.unit_id) == (kept.id, unit.id)
    assert acts() == ["lecture_moved"]


def test_what_was_published_stays_as_it_was(unit):
    series, kept, merged = make_series(unit, state="published"), make_branch(), make_branch()
    lecture = make_lecture(series, merged)
    merge_branches(kept, merged, when=TODAY)
    assert lecture.branch_id == merged.id
    assert acts() == []
