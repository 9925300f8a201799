"""Judges who were assigned stay apart from what they score, whatever changes afterwards."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy.exc import IntegrityError

from domain.lectures import assigning, judges, lecture_keeping, recusal, times
from domain.lectures.gatherings import Slot
from domain.lectures.lecture_keeping import LectureText, Speakers
from domain.lectures.progress import find_task
from domain.lectures.scoring import Draft, seal_sheet
from domain.lectures.standing import JudgesBarred
from domain.lectures.whereabouts import Bar, Barred
from domain.organisation.branches import merge_branches
from domain.organisation.changes import When
from domain.organisation.units import merge_units
from models import BranchMembership, JudgeAssignment, LectureStep, Person, ScoreSheet, db
from tests.conftest import NOON
from tests.factories import make_membership, make_person, make_post, make_tenure, make_unit
from tests.gatherings import load_rule
from tests.lecture_halls import FULL, assign, make_judge, make_lecture, make_sheet
from tests.lecture_judging import make_season
from tests.lecture_results import visitor_of
from tests.packs import load_pack

TODAY = NOON.date()
IN_DECEMBER = datetime(2026, 12, 5, 9, tzinfo=UTC)
MARKS = {name: Fraction(most) for name, most in FULL.items()}


@pytest.fixture
def season(database):
    load_pack()
    load_rule()
    found = make_season(state="scoring", drawn_at=NOON)
    found.lecture, found.judge = found.lectures[0], found.judges[1]
    found.row = assign(found.lecture, found.judge, judge_branch_id=found.branches[1].id)
    db.session.commit()
    return found


def edited(season, *more, **values):
    lecture = season.lecture
    known = lecture_keeping.speakers_of(lecture.id).person_ids
    text = LectureText(
        lecture.topic, values.get("branch_id", lecture.branch_id), Speakers((*known, *more))
    )
    lecture_keeping.edit_lecture(
        lecture, season.series, text, visitor_of(season.organiser), version=lecture.version,
        today=TODAY, now=NOON,
    )  # fmt: skip


def given(season, at=IN_DECEMBER):
    slot = Slot(at, at + timedelta(minutes=30), "大会议室")
    times.give_time(
        season.lecture, season.series, slot, visitor_of(season.organiser),
        version=season.lecture.version, now=NOON,
    )  # fmt: skip


def sealed(season, row=None):
    return seal_sheet(
        season.series, row or season.row, Draft(MARKS), version=0, key="k", actor=season.actor,
        now=NOON,
    )  # fmt: skip


def moved(season, *, from_on):
    """The judge goes over to the branch that sends the lecture."""
    person = db.session.get_one(Person, season.judge.person_id)
    line = db.session.query(BranchMembership).filter_by(person_id=person.id).one()
    line.to_on = from_on - timedelta(days=1)
    db.session.flush()
    make_membership(person, season.branches[0], from_on=from_on)


def sent_by(lecture, branch):
    lecture.branch_id = branch.id
    db.session.flush()


def test_an_assigned_judge_cannot_be_made_a_speaker_of_the_lecture(season):
    with pytest.raises(JudgesBarred) as refused:
        edited(season, season.judge.person_id)
    assert refused.value.barred == [("书记2", Bar.SPEAKS)]
    db.session.rollback()
    colleague = make_person(branch=season.branches[1])
    with pytest.raises(JudgesBarred) as refused:
        edited(season, colleague.id)
    assert refused.value.barred == [("书记2", Bar.SPEAKERS_BRANCH)]


def test_the_branch_changes_unless_a_judge_is_of_it(season):
    with pytest.raises(JudgesBarred):
        edited(season, branch_id=season.branches[1].id)
    db.session.rollback()
    edited(season, branch_id=season.branches[2].id)
    db.session.refresh(season.row)
    assert season.row.lecture_branch_id == season.branches[2].id
    assert season.row.judge_branch_id == season.branches[1].id


def test_a_day_on_which_a_judge_is_of_the_sending_branch_is_refused_by_name(season):
    moved(season, from_on=date(2026, 12, 1))
    with pytest.raises(JudgesBarred) as refused:
        given(season)
    assert refused.value.barred == [("书记2", Bar.BRANCH)]
    db.session.rollback()
    given(season, IN_DECEMBER - timedelta(days=10))


def test_who_is_recused_does_not_keep_the_time_from_being_given(season):
    speaker = lecture_keeping.speakers_of(season.lecture.id).person_ids[0]
    unit = make_unit()
    make_tenure(db.session.get_one(Person, speaker), make_post(unit), from_on=date(2026, 12, 1))
    moved(season, from_on=date(2026, 12, 1))
    recusal.recuse(season.series, season.row, "生病", actor=season.actor, now=NOON)
    given(season)
    assert season.lecture.unit_id == unit.id


def test_whoever_became_barred_meanwhile_seals_nothing(season):
    moved(season, from_on=TODAY)
    with pytest.raises(Barred) as refused:
        sealed(season)
    assert refused.value.bar is Bar.BRANCH


def test_a_merger_recuses_judges_of_the_other_branch_whose_sheet_is_not_sealed(season):
    other = assign(season.lectures[2], season.judges[0], judge_branch_id=season.branches[0].id)
    make_sheet(assign(season.lectures[1], season.judges[0], judge_branch_id=season.branches[0].id))
    db.session.commit()
    when = When(TODAY, TODAY, season.actor, NOON)
    merge_branches(season.branches[1], season.branches[0], when=when)
    assert find_task(season.row.id).recusal_reason == recusal.BARRED
    assert find_task(other.id).standing == "not_begun"
    assert db.session.query(ScoreSheet).count() == 1
    assert db.session.query(LectureStep).filter_by(act="recused").count() == 1


def test_after_a_merger_nobody_of_the_kept_branch_is_assigned_to_a_lecture_of_the_other(season):
    """It keeps the branch that it was sent by: a judge was assigned to it."""
    lecture = make_lecture(season.series, season.branches[0], number=9)
    assign(lecture, season.judges[2], judge_branch_id=season.branches[2].id)
    db.session.commit()
    when = When(TODAY, TODAY, season.actor, NOON)
    merge_branches(season.branches[1], season.branches[0], when=when)
    merge_branches(season.branches[2], season.branches[1], when=when)
    assert lecture.branch_id == season.branches[0].id
    with pytest.raises(Barred) as refused:
        assigning.assign_all(
            season.series, {(lecture.id, season.judges[1].id)},
            was=assigning.grid_of(season.series, today=TODAY).assigned(), today=TODAY,
            actor=season.actor, now=NOON,
        )  # fmt: skip
    assert refused.value.bar is Bar.BRANCH


def test_units_that_merge_are_one_for_their_judges_too(season):
    one, kept = make_unit(), make_unit()
    lecture = make_lecture(season.series, season.branches[0], number=9, unit_id=one.id)
    person = make_person(unit=kept)
    row = assign(lecture, make_judge(season.series, person), judge_unit_id=kept.id)
    db.session.commit()
    merge_units(kept, one, when=When(TODAY, TODAY, season.actor, NOON))
    assert find_task(row.id).recusal_reason == recusal.BARRED


def test_whoever_rated_it_as_a_listener_is_no_judge_of_it(season):
    values = {"assignment_id": None, "ballot": "B", "person_id": season.judges[2].person_id}
    make_sheet(season.row, **values)
    with pytest.raises(Barred) as refused:
        assigning.assign_all(
            season.series, {(season.lecture.id, season.judges[2].id)},
            was=assigning.grid_of(season.series, today=TODAY).assigned(), today=TODAY,
            actor=season.actor, now=NOON,
        )  # fmt: skip
    assert refused.value.bar is Bar.RATED


def test_whoever_has_left_is_not_assigned_by_hand(season):
    db.session.get_one(Person, season.judges[2].person_id).left_on = date(2026, 11, 1)
    db.session.flush()
    with pytest.raises(Barred) as refused:
        assigning.assign_all(
            season.series, {(season.lecture.id, season.judges[2].id)},
            was=assigning.grid_of(season.series, today=TODAY).assigned(), today=TODAY,
            actor=season.actor, now=NOON,
        )  # fmt: skip
    assert refused.value.bar is Bar.LEFT


def test_the_database_refuses_a_lecture_moved_to_the_branch_of_a_judge_of_it(season):
    with pytest.raises(IntegrityError), db.session.begin_nested():
        sent_by(season.lecture, season.branches[1])
    season.row.recused_at, season.row.recusal_reason = NOON, "亲属"
    db.session.flush()
    sent_by(season.lecture, season.branches[1])
    row = db.session.query(JudgeAssignment).populate_existing().one()
    assert row.lecture_branch_id == season.branches[1].id


def test_a_judge_with_a_sheet_of_a_withdrawn_lecture_is_taken_off_and_the_sheet_stays(season):
    make_sheet(season.row)
    open_one = assign(season.lectures[2], season.judge, judge_branch_id=season.branches[1].id)
    lecture_keeping.withdraw_lecture(
        season.lecture, season.series, "主讲人病了", actor=season.actor, now=NOON
    )
    judges.take_off(season.series, season.judge, actor=season.actor, now=NOON)
    db.session.flush()
    assert season.judge.removed_at == NOON
    assert [one.id for one in db.session.query(JudgeAssignment)] == [season.row.id]
    assert open_one.id != season.row.id
