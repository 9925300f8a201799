"""Results frozen: by one organiser proposed, by another published; corrected by a new freeze."""

import json

import pytest
import sqlalchemy as sa

from domain import notices
from domain.lectures import freezing
from domain.lectures.freezing import find_result
from domain.lectures.holding import NotInState
from domain.lectures.reckoning import judges_part_of, reckon
from domain.lectures.verifying import Outcome, verify
from models import AuditRow, LectureResult, LectureStep, Matter, ScoreSheet, db
from tests.conftest import NOON
from tests.factories import make_secretary
from tests.lecture_halls import assign, make_judge, make_sheet
from tests.lecture_results import make_season, proposed, published, visitor_of
from tests.web.gatherings import person_of


@pytest.fixture
def season(database):
    return make_season()


def publish(season, number=1, account=None):
    return freezing.publish_result(
        season.series, number, visitor_of(account or season.other), now=NOON
    )


def test_a_proposed_result_is_another_organisers_matter(season):
    row = proposed(season)
    assert (season.series.state, row.state, row.number) == ("frozen", "proposed", 1)
    matter = db.session.scalars(sa.select(Matter).filter_by(kind="lecture_result")).one()
    assert (matter.source_id, matter.owed_to_id) == (row.id, season.organiser.person_id)
    assert row.input_sha256 == json.loads(row.document)["input_sha256"]
    assert row.method == "rigong-lectures/1 trimmed_mean robust"


def test_another_organiser_publishes_it_and_everybody_concerned_is_told(season):
    secretary = make_secretary(season.branch)
    row = published(season)
    assert (row.state, row.decided_by) == ("published", season.other.id)
    assert season.series.state == "published"
    assert str(season.series.review_until) == "2026-12-04"  # 14 days
    matter = db.session.scalars(sa.select(Matter).filter_by(kind="lecture_result")).one()
    assert (matter.state, matter.outcome) == ("closed", "published")
    assert notices.something_to_tell()
    notices.deliver(now=NOON)
    for account in (season.speaker, season.judge, secretary):
        told, _many = notices.notices_of(account.id, size=9)
        assert [one.topic for one in told] == ["lecture_result"]


def test_whoever_proposed_it_does_not_publish_it_nor_after_records_were_merged(season):
    row = proposed(season)
    with pytest.raises(freezing.SameOrganiser):
        publish(season, account=season.organiser)
    person_of(season.organiser).merged_into_id = season.other.person_id
    db.session.flush()
    with pytest.raises(freezing.SameOrganiser):
        publish(season)
    assert row.state == "proposed"


def test_only_the_proposed_number_is_decided_on(season):
    proposed(season)
    with pytest.raises(freezing.NotProposed):
        publish(season, number=2)
    publish(season)
    with pytest.raises(NotInState):
        publish(season)


def test_a_sheet_that_changed_between_reckoning_and_proposing_keeps_it_out(season):
    reckoned = reckon(season.series)
    make_sheet(assign(season.lectures[0], make_judge(season.series)), "0.5")
    with pytest.raises(freezing.ChangedMeanwhile):
        freezing.propose_result(season.series, reckoned, visitor_of(season.organiser), now=NOON)


def test_what_changed_since_it_was_proposed_is_not_published(season):
    proposed(season)
    season.lectures[0].minutes_spoken = 12
    db.session.flush()
    with pytest.raises(freezing.ChangedMeanwhile):
        publish(season)


def test_a_sheet_that_was_given_back_keeps_it_out(season):
    sheet = db.session.scalars(sa.select(ScoreSheet).order_by(ScoreSheet.id)).first()
    sheet.state, sheet.sealed_at = "open", None
    db.session.flush()
    with pytest.raises(freezing.SheetsReturned) as refused:
        proposed(season)
    assert refused.value.sheets == 1


def test_without_any_sheet_there_is_nothing_to_propose(database):
    season = make_season(judges=0)
    with pytest.raises(freezing.NothingScored):
        proposed(season)


def test_it_is_turned_down_with_a_reason_and_scoring_stands_closed_again(season):
    row = proposed(season)
    with pytest.raises(freezing.ReasonMissing):
        freezing.turn_down_result(season.series, 1, "", visitor_of(season.other), now=NOON)
    freezing.turn_down_result(season.series, 1, "漏了一张", visitor_of(season.other), now=NOON)
    assert (row.state, row.decision, season.series.state) == ("turned_down", "漏了一张", "closed")
    assert proposed(season).number == 2


def test_a_correction_is_a_new_freeze_and_the_old_one_stays(season):
    first = published(season)
    kept = first.document
    begin(season)
    assert (season.series.state, first.state) == ("closed", "published")
    with pytest.raises(freezing.NothingChanged):
        proposed(season, reason="复核")
    make_sheet(assign(season.lectures[2], make_judge(season.series)), "1")
    with pytest.raises(freezing.ReasonMissing):
        proposed(season)
    second = proposed(season, reason="补录一张纸质打分单")
    assert find_result(season.series, "published").id == first.id
    publish(season, number=2)
    assert (first.state, second.state, second.replaces_id) == ("superseded", "published", first.id)
    assert json.loads(second.document)["replaces"] == 1
    assert first.document == kept


def begin(season):
    freezing.begin_correction(season.series, "复核成立", visitor_of(season.organiser), now=NOON)


def test_a_correction_that_is_not_needed_leaves_what_is_published(season):
    published(season)
    begin(season)
    freezing.end_correction(season.series, visitor_of(season.organiser), now=NOON)
    assert season.series.state == "published"
    begin(season)
    season.lectures[0].minutes_spoken = 12
    with pytest.raises(freezing.CorrectionUnderWay):
        freezing.end_correction(season.series, visitor_of(season.organiser), now=NOON)


@pytest.mark.parametrize("column", ["document", "judges_part", "input_sha256", "method"])
def test_the_database_refuses_to_change_a_frozen_result(season, column):
    row = published(season)
    change = sa.update(LectureResult).filter_by(id=row.id).values({column: "x"})
    with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
        db.session.execute(change)


def test_the_database_refuses_a_second_published_result_and_one_organiser_alone(season):
    row = published(season)
    for values in (
        {"number": 2, "decided_by": season.other.id},
        {"number": 3, "state": "superseded", "decided_by": season.organiser.id},
    ):
        columns = {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name != "id"}
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(sa.insert(row.__table__).values(**columns | values))


def test_the_file_verifies_and_names_no_judge(season):
    row = published(season)
    found = verify(row.document.encode(), "result.json")
    assert (found.outcome, found.differences) == (Outcome.IDENTICAL, ())
    assert "林叙" not in row.document
    part = judges_part_of(row.judges_part)
    assert [one.judge for one in part.judges] == ["4", "3", "2", "1"]  # the strictest first
    assert (part.counts.assigned, part.counts.missing, part.counts.recused) == (12, 0, 0)


def test_recused_judges_and_withdrawn_lectures_are_left_out(season):
    gone = assign(season.lectures[0], make_judge(season.series))
    make_sheet(gone, "0.1")
    gone.recused_at, gone.recusal_reason = NOON, "亲属"
    season.lectures[2].withdrawn_at = NOON
    db.session.flush()
    inputs = reckon(season.series).inputs
    assert [one.slug for one in inputs.lectures] == ["lecture-01", "lecture-02"]
    assert len(inputs.valid) == 8
    assert (inputs.counts.assigned, inputs.counts.recused) == (8, 1)


def test_no_step_and_no_row_of_the_trail_holds_a_value(season):
    row = published(season)
    scores = {one["score"] for one in json.loads(row.document)["official"]}
    steps = db.session.scalars(sa.select(LectureStep)).all()
    assert [one.act for one in steps] == ["result_proposed", "result_published"]
    trail = db.session.scalars(sa.select(AuditRow.after)).all()
    for text in (*(one.after for one in steps), *map(str, trail)):
        assert not any(score in text for score in scores)
