"""A lecture held: its gathering credits who listened and who spoke, and a correction moves it."""

from datetime import date, timedelta

import pytest

from domain.groupstudy.inviting import invited_to
from domain.groupstudy.replacing import Told, correct_gathering
from domain.groupstudy.shares import held_times
from domain.lectures.gatherings import Slot, gathering_of
from domain.lectures.lecture_keeping import unit_of
from domain.lectures.times import give_time
from domain.visitors import find_visitor
from models import db
from tests.domain.closed_gatherings import closed, entries, rules
from tests.factories import (
    make_branch,
    make_organiser,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.gatherings import BEGINS, NOON, opened
from tests.lecture_halls import assign, make_judge, make_lecture, make_series

__all__ = ["rules"]  # the fixture

SLOT = Slot(BEGINS, BEGINS + timedelta(minutes=60), "大会议室")


@pytest.fixture
def organiser(database):
    return find_visitor(make_organiser().username, today=date(2026, 11, 20))


def test_who_spoke_and_who_listened_are_credited_and_a_correction_takes_the_lecture_along(
    organiser,
):
    series, branch = make_series(make_unit()), make_branch()
    speaker, listener = make_person(branch=branch), make_person()
    lecture = make_lecture(series, branch, speaker)
    give_time(lecture, series, SLOT, organiser, version=1, now=NOON)
    gathering = gathering_of(lecture)
    opened(gathering, speaker, listener)
    assert closed(gathering, organiser) == 2
    assert {one.person_id: one.kind for one in entries()} == {
        speaker.id: "teaching", listener.id: "group_training",
    }  # fmt: skip
    told = Told("lecture", "更正", None, "报告厅", held_times(gathering, NOON))
    new = correct_gathering(gathering, told, "地点写错", organiser, now=NOON)
    db.session.refresh(lecture)
    assert lecture.group_study_id == new.id


def test_the_unit_and_its_judges_and_speakers_are_invited(organiser):
    unit = make_unit()
    series, branch, other = make_series(unit, audience="unit"), make_branch(), make_branch()
    speaker, judge, recused = make_person(branch=branch), make_person(), make_person()
    lecture = make_lecture(series, branch, speaker)
    assign(lecture, make_judge(series, judge), judge_branch_id=other.id)
    assign(
        lecture, make_judge(series, recused), judge_branch_id=other.id, recused_at=NOON,
        recusal_reason="亲属",
    )  # fmt: skip
    assign(lecture, make_judge(series))
    give_time(lecture, series, SLOT, organiser, version=1, now=NOON)
    invited = invited_to(lecture.group_study_id)
    assert (invited.unit_ids, invited.person_ids) == ({unit.id}, {speaker.id, judge.id})


def test_the_unit_is_that_of_the_main_post_of_the_first_who_speaks(database):
    person, unit = make_person(), make_unit()
    make_tenure(person, make_post(unit), from_on=date(2026, 11, 1), to_on=date(2026, 11, 30))
    assert unit_of([person.id, make_person().id], date(2026, 11, 30)) == unit.id
    assert unit_of([person.id], date(2026, 12, 1)) is None
    assert unit_of([], date(2026, 11, 30)) is None
