"""One organiser alone takes no sheet out after having seen what it says."""

import pytest

from domain.lectures import lecture_keeping, recusal, running
from domain.lectures.progress import dropped_after_closing
from domain.lectures.recusal import AlreadySealed
from domain.lectures.running import OwnSheet
from domain.people.merging import merge_people
from models import JudgeAssignment, Person, db
from tests.conftest import NOON
from tests.factories import make_grant, make_organiser
from tests.lecture_results import make_season, visitor_of


@pytest.fixture
def season(database):
    """Being scored; the last judge has no sheet of the last lecture."""
    found = make_season(state="scoring", skip={(3, 4)})
    found.actor = visitor_of(found.organiser).actor
    running.close_scoring(found.series, actor=found.actor, now=NOON)
    db.session.commit()
    return found


def row_of(season, lecture, judge):
    return (
        db.session.query(JudgeAssignment)
        .filter_by(lecture_id=season.lectures[lecture].id, judge_id=season.judges[judge].id)
        .one()
    )


def given_back(season, row, actor=None):
    running.return_sheet(season.series, row, "漏看", actor=actor or season.actor, now=NOON)


def recused(season, row):
    recusal.recuse(season.series, row, "亲属", actor=season.actor, now=NOON)


def test_a_sheet_given_back_is_not_dropped_by_recusing_the_judge(season):
    row = row_of(season, 0, 3)
    given_back(season, row)
    with pytest.raises(AlreadySealed):
        recused(season, row)


def test_nobody_gives_back_the_own_sheet_under_no_other_record_either(season):
    make_grant(season.judge, "organiser")
    with pytest.raises(OwnSheet):
        given_back(season, row_of(season, 0, 0), visitor_of(season.judge).actor)
    other = make_organiser(name="林叙二")
    people = [db.session.get_one(Person, one.person_id) for one in (other, season.judge)]
    merge_people(*people, on=NOON.date(), actor=season.actor, now=NOON)
    with pytest.raises(OwnSheet):
        given_back(season, row_of(season, 0, 0), visitor_of(other).actor)
    given_back(season, row_of(season, 0, 0))


def test_what_was_given_back_or_dropped_after_the_first_closing_is_told(season):
    assert dropped_after_closing(season.series) == []
    row = row_of(season, 0, 3)
    given_back(season, row)
    running.reopen_scoring(season.series, "补评", actor=season.actor, now=NOON)
    recused(season, row)
    lecture = season.lectures[1]
    lecture_keeping.withdraw_lecture(
        lecture, season.series, "重复", actor=season.actor, now=NOON
    )  # fmt: skip
    told = [
        (one.act, one.topic, one.reason, one.who) for one in dropped_after_closing(season.series)
    ]
    first = season.lectures[0]
    assert told == [
        ("sheet_returned", first.topic, "漏看", "许知微"),
        ("recused", first.topic, "亲属", "许知微"),
        ("lecture_withdrawn", lecture.topic, "重复", "许知微"),
    ]


def test_what_happened_before_scoring_was_closed_is_not_told(database):
    season = make_season(state="scoring", skip={(3, 4)})
    season.actor = visitor_of(season.organiser).actor
    lecture_keeping.withdraw_lecture(
        season.lectures[2], season.series, "病了", actor=season.actor, now=NOON
    )
    assert dropped_after_closing(season.series) == []
    running.close_scoring(season.series, actor=season.actor, now=NOON)
    assert dropped_after_closing(season.series) == []
