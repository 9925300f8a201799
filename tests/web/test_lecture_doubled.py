"""Two records found to be one person: of two sheets for one lecture one counts."""

import pytest

from domain.audit import Actor
from domain.lectures.doubled import SheetsDoubled
from domain.lectures.freezing import publish_result
from domain.lectures.inputs import series_inputs
from domain.people.merging import merge_people
from models import Attendance, Person, ScoreSheet, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_person
from tests.lecture_halls import assign, make_gathering_of, make_judge, make_rating, make_sheet
from tests.lecture_results import make_season, proposed, visitor_of
from tests.web.gatherings import person_of
from tests.web.test_lecture_results import text_of


@pytest.fixture
def season(database):
    return make_season()


def merge(kept, merged):
    merge_people(kept, merged, on=NOON.date(), actor=Actor(None), now=NOON)
    db.session.commit()


def second_of(season):
    """Judge 5 is the person of judge 1 under another record; the first lecture has both sheets."""
    other = make_person(name="林叙")
    judge = make_judge(season.series, other)
    row = assign(season.lectures[0], judge)
    make_sheet(row, "1")
    merge(person_of(season.judge), other)
    return row


def test_nothing_is_proposed_until_one_of_two_sheets_is_set_aside(login, season):
    row = second_of(season)
    client = login(season.organiser)
    season.series.state = "scoring"
    db.session.commit()
    assert "Two sheets of one person" in text_of(client, f"{season.page}/closing")
    client.post(f"{season.page}/closing")
    for path in ("results", "sheets"):
        page = text_of(client, f"{season.page}/{path}")
        assert "Two sheets of one person" in page, path
        assert f"lecture-01/assignments/{row.id}" in page, path
    refused = client.post(f"{season.page}/results", follow_redirects=True)
    assert "two sheets of one person are sealed" in refused.get_data(as_text=True)
    place = f"{season.page}/lecture-01/assignments/{row.id}"
    assert "Set this sheet aside" in text_of(client, place)
    assert client.post(f"{place}/setting-aside", data={"reason": ""}).status_code == 422
    client.post(f"{place}/setting-aside", data={"reason": "同一人两份"})
    assert len(series_inputs(season.series).valid) == 12
    assert "Two sheets of one person" not in text_of(client, f"{season.page}/results")
    assert client.post(f"{season.page}/results").status_code == 302
    page = text_of(login(season.other), f"{season.page}/results/1")
    assert "同一人两份" in page
    assert "set aside: a second sheet of the same person" in page
    again = client.post(f"{place}/setting-aside", data={"reason": "再"}, follow_redirects=True)
    assert "Nothing changed" in again.get_data(as_text=True)


def test_who_has_one_sheet_is_never_set_aside(login, season):
    client = login(season.organiser)
    page = text_of(client, f"{season.page}/sheets")
    sheet = db.session.query(ScoreSheet).order_by(ScoreSheet.id).limit(1).one()
    place = f"{season.page}/lecture-01/assignments/{sheet.assignment_id}"
    assert "Two sheets of one person" not in page
    assert "Set this sheet aside" not in text_of(client, place)
    told = client.post(f"{place}/setting-aside", data={"reason": "不喜欢"}, follow_redirects=True)
    assert "no other sheet of the same person counts" in told.get_data(as_text=True)
    assert len(series_inputs(season.series).valid) == 12


def test_what_was_proposed_before_the_records_were_merged_is_not_published(season):
    other = make_person(name="林叙")
    make_sheet(assign(season.lectures[0], make_judge(season.series, other)), "1")
    proposed(season)
    merge(person_of(season.judge), other)
    with pytest.raises(SheetsDoubled):
        publish_result(season.series, 1, visitor_of(season.other), now=NOON)


def test_of_two_ratings_of_one_person_one_counts(season):
    kept, merged, *others = (person_of(make_cadre(branch=make_branch())) for _time in range(6))
    rated = db.session.query(ScoreSheet).order_by(ScoreSheet.id).limit(1).one()
    make_gathering_of(season.lectures[0], season.series)
    for person in (merged, kept, *others):
        make_rating(season.lectures[0], person, rated.marks)
    db.session.commit()
    assert [one.sheets for one in series_inputs(season.series).totals] == [6]
    merge(db.session.get_one(Person, kept.id), db.session.get_one(Person, merged.id))
    assert [one.sheets for one in series_inputs(season.series).totals] == [5]


def test_a_rating_of_whoever_was_not_there_after_all_does_not_count(season):
    people = [person_of(make_cadre(branch=make_branch())) for _time in range(6)]
    marks = db.session.query(ScoreSheet).order_by(ScoreSheet.id).limit(1).one().marks
    make_gathering_of(season.lectures[0], season.series)
    for person in people:
        make_rating(season.lectures[0], person, marks)
    old = db.session.query(Attendance).filter_by(person_id=people[0].id).one()
    old.superseded_at = NOON
    db.session.flush()
    corrected = Attendance(
        group_study_id=old.group_study_id, person_id=old.person_id, state="absent",
        replaces_id=old.id, reason="未到场",
    )  # fmt: skip
    db.session.add(corrected)
    db.session.commit()
    assert [one.sheets for one in series_inputs(season.series).totals] == [5]
