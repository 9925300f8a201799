"""Scoring opens, closes and opens again; judges owe their sheets, are recused and replaced."""

from datetime import date

import pytest

from domain.lectures import progress, recusal, running
from domain.lectures.assigning import Barred, grid_of
from domain.lectures.holding import NotInState
from domain.lectures.judge_duties import follow_judge, remind
from domain.lectures.progress import open_sheets, tasks_of
from domain.lectures.recusal import AlreadySealed, NotOpen
from domain.lectures.running import (
    AlreadyPublished,
    Doubt,
    Lack,
    NotReady,
    NotSealed,
    SheetsWanting,
)
from domain.matters.kinds import LECTURE_SHEETS
from domain.notices import deliver
from models import AuditRow, JudgeAssignment, LectureResult, LectureStep, Matter, Notice, db
from tests.conftest import NOON
from tests.factories import make_person
from tests.lecture_halls import assign, load_shipped_rubric, make_judge, make_sheet
from tests.lecture_judging import make_season

TODAY = NOON.date()
UNTIL = date(2026, 12, 10)


@pytest.fixture
def season(database):
    """Four branches, so that each lecture has three judges; drawn, and the rubric confirmed."""
    rubric = load_shipped_rubric(**{"confirmed = false": "confirmed = true"})
    found = make_season(branches=4, rubric_id=rubric.id, score_until=UNTIL, drawn_at=NOON)
    found.rows = found.assign_all()
    db.session.commit()
    return found


def opened(season, **values):
    values = {"all_the_same": True} | values
    running.open_scoring(season.series, today=TODAY, actor=season.actor, now=NOON, **values)


def matters():
    rows = db.session.query(Matter).filter_by(kind=LECTURE_SHEETS).order_by(Matter.source_id)
    return rows.populate_existing().all()


def seal_all(season, *, but=0):
    for row in season.rows[: len(season.rows) - but]:
        make_sheet(row)


def test_opening_asks_for_the_draw_the_lectures_and_enough_judges(database):
    season = make_season(branches=2)
    season.assign_all()
    with pytest.raises(NotReady) as refused:
        opened(season)
    assert refused.value.readiness.lacks == (Lack.NOT_DRAWN, Lack.FEW_JUDGES)
    assert [one.id for one in refused.value.readiness.few] == [one.id for one in season.lectures]
    empty = make_season(branches=0, drawn_at=NOON)
    with pytest.raises(NotReady) as refused:
        opened(empty)
    assert refused.value.readiness.lacks == (Lack.NO_LECTURES,)


def test_what_is_only_doubtful_is_opened_where_the_organiser_says_so(season):
    season.series.score_until = date(2026, 11, 1)
    with pytest.raises(NotReady) as refused:
        opened(season, all_the_same=False)
    found = refused.value.readiness
    assert found.lacks == ()
    assert found.doubts == (Doubt.ONE_ABSENCE, Doubt.DAY_PAST, Doubt.NO_TIMES)
    assert len(found.absences) == 4  # three judges each, and three are needed
    opened(season)
    assert season.series.state == "scoring"
    step = db.session.query(LectureStep).filter_by(act="opened").one()
    assert '"doubts": ["one_absence", "day_past", "no_times"]' in step.after


def test_at_the_opening_every_judge_owes_the_sheets_by_the_day_and_is_told(season):
    opened(season)
    db.session.commit()
    assert [one.source_id for one in matters()] == [one.id for one in season.judges]
    assert {(one.due_on, one.state, one.title) for one in matters()} == {
        (UNTIL, "open", season.series.title)
    }
    assert {one.owed_by_id for one in matters()} == {one.person_id for one in season.secretaries}
    deliver(now=NOON)
    told = db.session.query(Notice).filter_by(topic="lecture_sheets").all()
    assert {one.account_id for one in told} == {one.id for one in season.secretaries}
    with pytest.raises(NotInState):
        opened(season)


def test_a_matter_closes_with_the_last_sheet_and_opens_again_with_another_lecture(season):
    opened(season)
    judge = season.judges[0]
    own = [one for one in season.rows if one.judge_id == judge.id]
    for row in own[:-1]:
        make_sheet(row)
        follow_judge(judge, actor=season.actor, now=NOON)
    assert matters()[0].state == "open"
    make_sheet(own[-1])
    follow_judge(judge, actor=season.actor, now=NOON)
    assert (matters()[0].state, matters()[0].outcome) == ("closed", "done")


def test_closing_lists_what_is_not_sealed_and_wants_a_reason(season):
    opened(season)
    seal_all(season, but=2)
    make_sheet(season.rows[-1], sealed=False)
    with pytest.raises(SheetsWanting) as refused:
        running.close_scoring(season.series, reason="  ", actor=season.actor, now=NOON)
    assert [one.standing for one in refused.value.tasks] == ["not_begun", "begun"]
    missing = running.close_scoring(season.series, reason="出差", actor=season.actor, now=NOON)
    assert len(missing) == 2
    assert season.series.state == "closed"
    assert open_sheets(season.series) == []
    assert {one.outcome for one in matters()} == {"done", "missed"}
    assert {one.state for one in matters()} == {"closed"}


def test_closed_it_is_opened_again_for_a_reason_unless_results_are_published(season):
    opened(season)
    seal_all(season, but=1)
    running.close_scoring(season.series, reason="缺席", actor=season.actor, now=NOON)
    running.reopen_scoring(season.series, "补评", actor=season.actor, now=NOON)
    assert (season.series.state, season.series.closed_at) == ("scoring", None)
    assert [one.state for one in matters()].count("reopened") == 1
    running.close_scoring(season.series, reason="仍缺", actor=season.actor, now=NOON)
    db.session.add(
        LectureResult(
            series_id=season.series.id, number=1, state="published", document="{}",
            judges_part="{}", input_sha256="0" * 64, method="m", proposed_by=season.organiser.id,
            proposed_at=NOON, decided_by=season.other.id, decided_at=NOON,
        )
    )  # fmt: skip
    db.session.flush()
    with pytest.raises(AlreadyPublished):
        running.reopen_scoring(season.series, "再评", actor=season.actor, now=NOON)


@pytest.mark.parametrize("state", ["preparing", "scoring", "frozen", "published"])
def test_only_closed_scoring_is_reopened_or_gives_sheets_back(database, state):
    season = make_season(state=state, drawn_at=NOON)
    row = season.assign_all()[0]
    make_sheet(row)
    with pytest.raises(NotInState):
        running.reopen_scoring(season.series, "再评", actor=season.actor, now=NOON)
    with pytest.raises(NotInState):
        running.return_sheet(season.series, row, "有误", actor=season.actor, now=NOON)


def test_a_sheet_given_back_is_open_owed_told_and_holds_the_results_up(season):
    opened(season)
    seal_all(season)
    for judge in season.judges:
        follow_judge(judge, actor=season.actor, now=NOON)
    running.close_scoring(season.series, actor=season.actor, now=NOON)
    db.session.commit()
    deliver(now=NOON)
    row = season.rows[0]
    running.return_sheet(season.series, row, "漏看一项", actor=season.actor, now=NOON)
    db.session.commit()
    deliver(now=NOON)
    assert [one.id for one in open_sheets(season.series)] == [row.id]
    assert open_sheets(season.series)[0].standing == progress.RETURNED
    judge = next(one for one in season.judges if one.id == row.judge_id)
    matter = next(one for one in matters() if one.source_id == judge.id)
    assert (matter.state, matter.due_on) == ("reopened", UNTIL)
    with pytest.raises(NotSealed):
        running.return_sheet(season.series, row, "又一次", actor=season.actor, now=NOON)


def test_no_step_and_no_row_of_the_trail_ever_holds_a_mark(season):
    opened(season)
    seal_all(season)
    running.close_scoring(season.series, actor=season.actor, now=NOON)
    running.return_sheet(season.series, season.rows[0], "漏看", actor=season.actor, now=NOON)
    db.session.commit()
    kept = [(one.before, one.after) for one in db.session.query(LectureStep)]
    kept += [(one.before, one.after) for one in db.session.query(AuditRow)]
    assert not [one for one in kept if "theme" in str(one) or "marks" in str(one)]


def test_a_judge_is_recused_before_sealing_and_never_twice(season):
    opened(season)
    first, second = season.rows[:2]
    make_sheet(first)
    make_sheet(second, sealed=False)
    with pytest.raises(AlreadySealed):
        recusal.recuse(season.series, first, "迟了", actor=season.actor, now=NOON)
    recusal.recuse(season.series, second, "是亲属", actor=season.actor, now=NOON)
    assert recusal.find_assignment_of(season.series, second.id).recusal_reason == "是亲属"
    with pytest.raises(NotOpen):
        recusal.recuse(season.series, second, "再说", actor=season.actor, now=NOON)
    task = next(one for one in tasks_of(season.series.id) if one.id == second.id)
    assert (task.standing, task.is_open) == ("recused", False)


def test_the_organisers_are_told_of_a_recusal_and_not_whoever_did_it(season):
    recusal.recuse(season.series, season.rows[0], "亲属", actor=season.actor, now=NOON)
    db.session.commit()
    deliver(now=NOON)
    told = db.session.query(Notice).filter_by(topic="recusal").all()
    assert [one.account_id for one in told] == [season.other.id]


def test_a_reserve_stands_in_first_and_owes_the_sheet(season):
    opened(season)
    reserve = make_judge(season.series, make_person(), reserve=True)
    row = season.rows[0]
    recusal.recuse(season.series, row, "亲属", actor=season.actor, now=NOON)
    grid = grid_of(season.series, today=TODAY)
    lecture = next(one for one in grid.lectures if one.id == row.lecture_id)
    assert [one.id for one in recusal.who_could(grid, lecture)] == [reserve.id]
    tasks = tasks_of(season.series.id)
    assert [one.id for one in recusal.unreplaced(tasks, frozenset())] == [row.id]
    new = recusal.replace(
        season.series, row, reserve.id, today=TODAY, actor=season.actor, now=NOON
    )  # fmt: skip
    assert (new.replaces_id, new.lecture_id) == (row.id, row.lecture_id)
    assert reserve.id in {one.source_id for one in matters()}
    assert recusal.replaced_in(season.series.id) == {row.id}
    with pytest.raises(NotOpen):
        recusal.replace(
            season.series, row, reserve.id, today=TODAY, actor=season.actor, now=NOON
        )  # fmt: skip


def test_nobody_stands_in_who_is_barred_or_scores_the_lecture_already(season):
    row = season.rows[0]
    recusal.recuse(season.series, row, "亲属", actor=season.actor, now=NOON)
    for other in (season.judges[0].id, season.judges[2].id, 999_999):
        with pytest.raises(Barred):
            recusal.replace(season.series, row, other, today=TODAY, actor=season.actor, now=NOON)


def test_recusing_the_rest_leaves_sealed_sheets_and_nothing_owed(season):
    opened(season)
    judge = season.judges[0]
    own = [one for one in season.rows if one.judge_id == judge.id]
    make_sheet(own[0])
    assert recusal.recuse_rest(season.series, judge, "调离", actor=season.actor, now=NOON) == 2
    standings = [one.standing for one in tasks_of(season.series.id, judge_id=judge.id)]
    assert sorted(standings) == ["recused", "recused", "sealed"]
    assert (matters()[0].state, matters()[0].outcome) == ("closed", "done")


def test_only_people_whose_sheets_are_waited_for_are_reminded(season):
    opened(season)
    db.session.commit()
    deliver(now=NOON)
    outside = make_judge(season.series)
    assign(season.lectures[0], outside)
    for row in season.rows:
        if row.judge_id != season.judges[0].id:
            make_sheet(row)
    assert remind(season.series, actor=season.actor, now=NOON) == 1
    step = db.session.query(LectureStep).filter_by(act="reminded").one()
    assert step.after == '{"judges": [1]}'


def test_a_withdrawn_lecture_is_neither_waited_for_nor_needed(season):
    opened(season)
    seal_all(season)
    first = season.rows[0]
    sheets = db.session.query(JudgeAssignment).filter_by(lecture_id=first.lecture_id).count()
    season.lectures[0].withdrawn_at = NOON
    db.session.flush()
    assert len(tasks_of(season.series.id)) == len(season.rows) - sheets
