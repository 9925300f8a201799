"""Judges named, taken off, assigned; own branch and unit refused by rules and by the database."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from domain.lectures import assigning, judges, recusal
from domain.lectures.assigning import Barred, Begun, WasRecused
from domain.lectures.gatherings import invite_judges
from domain.lectures.holding import NotInState
from domain.lectures.judges import HasSealed, JudgesAlready
from domain.lectures.progress import tasks_of
from domain.lectures.whereabouts import Bar
from domain.people.merging import merge_people
from models import BranchMembership, GroupStudyInvitation, JudgeAssignment, LectureStep, db
from tests.conftest import NOON
from tests.factories import make_branch, make_membership, make_person, make_post, make_tenure
from tests.lecture_halls import assign, make_gathering_of, make_judge, make_lecture, make_sheet
from tests.lecture_judging import make_season, person_of

TODAY = NOON.date()
ALL_PAIRS = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]


@pytest.fixture
def season(database):
    return make_season()


def pairs_of(season, pairs):
    return {(season.lectures[one].id, season.judges[two].id) for one, two in pairs}


def assign_pairs(season, pairs, **values):
    values.setdefault("was", assigning.grid_of(season.series, today=TODAY).assigned())
    return assigning.assign_all(
        season.series, pairs_of(season, pairs), today=TODAY, actor=season.actor, now=NOON, **values
    )


def test_all_branch_secretaries_are_named_at_once_and_nobody_twice(database):
    season = make_season(judges=False)
    named = judges.name_secretaries(season.series, today=TODAY, actor=season.actor, now=NOON)
    assert [one.number for one in named] == [1, 2, 3]
    assert {one.person_id for one in named} == {one.person_id for one in season.secretaries}
    again = judges.name_secretaries(season.series, today=TODAY, actor=season.actor, now=NOON)
    assert again == []


def test_a_person_and_an_outsider_are_named_once(season):
    person = make_person(name="评委丁")
    judge = judges.name_person(
        season.series, person, reserve=True, actor=season.actor, now=NOON
    )  # fmt: skip
    assert (judge.number, judge.reserve) == (4, True)
    outside = {"reserve": False, "actor": season.actor, "now": NOON}
    judges.name_outsider(season.series, "钱教授", "省委党校", **outside)
    with pytest.raises(JudgesAlready):
        judges.name_person(season.series, person, reserve=False, actor=season.actor, now=NOON)
    with pytest.raises(JudgesAlready):
        judges.name_outsider(season.series, "钱教授", "省委党校", **outside)
    assert judges.name_outsider(season.series, "钱教授", "市委党校", **outside).number == 6


def test_nobody_is_named_once_scoring_is_closed(database):
    season = make_season(state="closed", drawn_at=NOON)
    with pytest.raises(NotInState):
        judges.name_person(
            season.series, make_person(), reserve=False, actor=season.actor, now=NOON
        )


def test_one_taken_off_loses_the_assignments_and_comes_back_by_the_same_number(season):
    assign_pairs(season, ALL_PAIRS)
    first = season.judges[0]
    judges.take_off(season.series, first, actor=season.actor, now=NOON)
    assert {one.judge_id for one in tasks_of(season.series.id)} == {
        one.id for one in season.judges[1:]
    }
    assert [one.number for one in judges.judges_of(season.series.id, today=TODAY)] == [2, 3]
    person = person_of(season.secretaries[0])
    back = judges.name_person(
        season.series, person, reserve=False, actor=season.actor, now=NOON
    )  # fmt: skip
    assert (back.id, back.number) == (first.id, 1)


def test_who_has_begun_to_score_is_not_taken_off(season):
    make_sheet(season.assign_all()[0], sealed=False)
    judge = db.session.get_one(JudgeAssignment, tasks_of(season.series.id)[0].id).judge_id
    row = next(one for one in season.judges if one.id == judge)
    with pytest.raises(HasSealed) as refused:
        judges.take_off(season.series, row, actor=season.actor, now=NOON)
    assert refused.value.begun == 1


def test_assignments_keep_the_places_of_the_lectures_day_and_a_step(season):
    assert assign_pairs(season, ALL_PAIRS) == (6, 0)
    row = db.session.query(JudgeAssignment).filter_by(lecture_id=season.lectures[0].id).first()
    assert row.lecture_branch_id == season.branches[0].id
    assert row.judge_branch_id == season.branches[1].id
    assert assign_pairs(season, ALL_PAIRS[:4]) == (0, 2)
    step = db.session.query(LectureStep).order_by(LectureStep.id.desc()).first()
    assert step.act == "assigned"


def test_a_judge_who_moves_later_stays_what_the_assignment_says(season):
    assign_pairs(season, ALL_PAIRS)
    row = db.session.query(JudgeAssignment).filter_by(judge_id=season.judges[1].id).first()
    before = row.judge_branch_id
    person = person_of(season.secretaries[1])
    line = db.session.query(BranchMembership).filter_by(person_id=person.id).one()
    line.to_on = TODAY
    db.session.flush()
    make_membership(person, season.branches[0], from_on=TODAY + timedelta(days=1))
    grid = assigning.grid_of(season.series, today=TODAY + timedelta(days=1))
    judge = next(one for one in grid.judges if one.id == season.judges[1].id)
    assert grid.bar(grid.lectures[0], judge) is Bar.BRANCH
    assert row.judge_branch_id == before


def test_own_branch_own_unit_and_a_speakers_places_are_barred(season):
    unit, far = season.unit, make_branch()
    speaker = make_person(branch=far, unit=unit)
    lecture = make_lecture(season.series, season.branches[0], speaker)
    same_unit = make_person(unit=unit)
    of_speakers_branch = make_person(branch=far)
    named = [make_judge(season.series, one) for one in (speaker, same_unit, of_speakers_branch)]
    grid = assigning.grid_of(season.series, today=TODAY)
    bars = {one.id: grid.bar(lecture, one) for one in grid.judges}
    assert [bars[one.id] for one in named] == [
        Bar.SPEAKS, Bar.SPEAKERS_UNIT, Bar.SPEAKERS_BRANCH
    ]  # fmt: skip
    assert bars[season.judges[0].id] is Bar.BRANCH
    assert bars[season.judges[1].id] is None
    lecture.unit_id = unit.id
    db.session.flush()
    grid = assigning.grid_of(season.series, today=TODAY)
    bar = {one.id: grid.bar(lecture, one) for one in grid.judges}
    assert bar[named[1].id] is Bar.UNIT
    assert grid.barred() >= {(lecture.id, one.id) for one in named}


def test_a_barred_pair_is_refused_by_name_and_nothing_is_saved(season):
    with pytest.raises(Barred) as refused:
        assign_pairs(season, [(0, 1), (1, 1)])
    assert refused.value.bar is Bar.BRANCH
    db.session.rollback()
    assert tasks_of(season.series.id) == []


def test_the_database_itself_refuses_own_branch_and_own_unit(season):
    lecture, judge = season.lectures[0], season.judges[0]
    with pytest.raises(IntegrityError), db.session.begin_nested():
        assign(lecture, judge, judge_branch_id=lecture.branch_id)
    lecture.unit_id = season.unit.id
    db.session.flush()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        assign(lecture, judge, judge_unit_id=season.unit.id)
    # Nor can a row say that the lecture is of another branch than it is.
    with pytest.raises(IntegrityError), db.session.begin_nested():
        assign(lecture, judge, lecture_branch_id=season.branches[1].id,
               judge_branch_id=lecture.branch_id)  # fmt: skip
    assign(lecture, season.judges[1])
    with pytest.raises(IntegrityError), db.session.begin_nested():
        assign(lecture, season.judges[1])


def test_what_the_database_refuses_is_told_as_barred(season):
    """The rule read places that were wrong by the time of writing: the database is the net."""
    grid = assigning.grid_of(season.series, today=TODAY)
    with pytest.raises(Barred) as refused:
        assigning.assign(
            season.lectures[0], season.judges[0], grid.eligible, actor=season.actor, now=NOON
        )
    assert refused.value.bar is None


def test_what_is_begun_or_recused_is_not_taken_away_nor_given_again(season):
    rows = season.assign_all()
    make_sheet(rows[0], sealed=False)
    with pytest.raises(Begun):
        assign_pairs(season, [])
    rows[1].recused_at, rows[1].recusal_reason = NOON, "亲属"
    db.session.flush()
    with pytest.raises(WasRecused):
        assign_pairs(season, ALL_PAIRS)


def test_a_plan_of_the_season_keeps_to_the_bars_and_to_what_is_set(season):
    assign_pairs(season, [(0, 1)])
    grid = assigning.grid_of(season.series, today=TODAY)
    found = assigning.planned(grid, each=2, seed="x", anew=False)
    assert found.pairs == pairs_of(season, ALL_PAIRS)
    season.judges[2].reserve = True
    db.session.flush()
    grid = assigning.grid_of(season.series, today=TODAY)
    found = assigning.planned(grid, each=2, seed="x", anew=True)
    assert found.pairs == pairs_of(season, [(0, 1), (1, 0), (2, 0), (2, 1)])
    assert set(found.short) == {season.lectures[0].id, season.lectures[1].id}


def test_a_lecture_barred_by_the_day_it_is_held_on_not_by_today(season):
    """The judge joins the branch in December; the lecture is in November."""
    person = person_of(season.secretaries[1])
    make_tenure(person, make_post(season.unit), from_on=date(2026, 12, 1), main=True)
    season.lectures[0].unit_id = season.unit.id
    db.session.flush()
    now, later = (assigning.grid_of(season.series, today=day) for day in (TODAY, date(2026, 12, 2)))
    line = next(one for one in now.judges if one.id == season.judges[1].id)
    assert now.bar(season.lectures[0], line) is None
    assert later.bar(season.lectures[0], line) is Bar.UNIT


def test_two_judges_found_to_be_one_person_are_told_apart_by_number_and_flagged(season):
    season.assign_all()
    kept, merged = (person_of(one) for one in season.secretaries[:2])
    merge_people(kept, merged, on=TODAY, actor=season.actor, now=NOON)
    lines = {one.number: one for one in judges.judges_of(season.series.id, today=TODAY)}
    assert (lines[1].same_as, lines[2].same_as) == (None, 1)
    grid = assigning.grid_of(season.series, today=TODAY)
    planned = assigning.planned(grid, each=1, seed="", anew=True)
    assert lines[2].id not in {judge for _lecture, judge in planned.pairs}
    judges.take_off(season.series, lines[2].judge, actor=season.actor, now=NOON)
    left = {one.number for one in judges.judges_of(season.series.id, today=TODAY)}
    assert left == {1, 3}


def test_who_has_left_is_marked_and_not_planned_any_more(season):
    person = person_of(season.secretaries[0])
    person.left_on = TODAY
    db.session.flush()
    lines = {one.number: one for one in judges.judges_of(season.series.id, today=TODAY)}
    assert (lines[1].left, lines[2].left) == (True, False)
    grid = assigning.grid_of(season.series, today=TODAY)
    found = assigning.planned(grid, each=2, seed="", anew=True)
    assert season.judges[0].id not in {judge for _lecture, judge in found.pairs}
    again = judges.name_secretaries(season.series, today=TODAY, actor=season.actor, now=NOON)
    assert again == []


def test_a_recused_judge_takes_no_seat_of_what_is_planned(season):
    lecture, (first, second) = season.lectures[0], season.judges[1:]
    rows = [assign(lecture, one) for one in (first, second)]
    gathering = make_gathering_of(lecture, season.series)
    invite_judges([(lecture, one) for one in (first, second)])
    recusal.recuse(season.series, rows[0], "亲属", actor=season.actor, now=NOON)
    invited = db.session.query(GroupStudyInvitation)
    assert [one.person_id for one in invited] == [second.person_id]
    gathering.state, gathering.closed_at = "closed", NOON
    recusal.recuse(season.series, rows[1], "亲属", actor=season.actor, now=NOON)
    assert [one.person_id for one in invited] == [second.person_id]
