"""Nothing around a comment tells who wrote it, and none of a sheet that does not count is told."""

import pytest

from domain.audit import Actor
from domain.lectures.advice import raise_advice
from domain.lectures.comments import keep_comment
from domain.lectures.doubled import set_aside
from domain.people.merging import merge_people
from models import JudgeAssignment, LectureComment, Matter, db
from tests.conftest import NOON
from tests.factories import make_person
from tests.lecture_halls import assign, make_judge, make_sheet
from tests.lecture_results import make_season, published
from tests.web.gatherings import person_of
from tests.web.test_lecture_results import text_of


@pytest.fixture
def season(database):
    return make_season(lectures=1, judges=4)


def write(season, sheets, **values):
    for sheet in sheets:
        keep_comment(season.series, sheet, actor=Actor(None), now=NOON)
    db.session.flush()
    found = db.session.query(LectureComment).order_by(LectureComment.sheet_id).all()
    for row in found:
        for name, value in values.items():
            setattr(row, name, value)
    db.session.commit()
    return found


def test_numbers_of_comments_tell_no_order(season):
    judges = [make_judge(season.series) for _time in range(12)]
    lecture = season.lectures[0]
    sheets = [make_sheet(assign(lecture, one), comment="很好") for one in judges]
    numbers = [one.id for one in write(season, sheets)]
    assert len(set(numbers)) == 12
    assert numbers != sorted(numbers)
    assert max(numbers) > 1000


def test_comments_of_a_sheet_set_aside_are_told_to_nobody(login, season):
    other = make_person(name="林叙")
    row = assign(season.lectures[0], make_judge(season.series, other))
    sheet = make_sheet(row, "1", comment="意见一条")
    write(season, [sheet], state="shown", advice=True)
    published(season)
    organiser, speaker = login(season.organiser), login(season.speaker)
    raise_advice(season.series, actor=Actor(None), now=NOON)
    comment = db.session.query(LectureComment).one()
    assert "意见一条" in text_of(organiser, f"{season.page}/comments")
    assert "意见一条" in text_of(speaker, f"{season.page}/lecture-01")
    text_of(speaker, f"/lectures/sheets/advice/{comment.id}")
    organiser.post(f"{season.page}/results/correction", data={"reason": "同一人两份"})
    merge_people(person_of(season.judge), other, on=NOON.date(), actor=Actor(None), now=NOON)
    found = db.session.get_one(JudgeAssignment, row.id)
    set_aside(season.series, found, "同一人两份", actor=Actor(None), now=NOON)
    db.session.commit()
    assert "意见一条" not in text_of(organiser, f"{season.page}/comments")
    assert "意见一条" not in text_of(speaker, f"{season.page}/lecture-01")
    text_of(organiser, f"{season.page}/comments/{comment.id}", 404)
    text_of(speaker, f"/lectures/sheets/advice/{comment.id}", 404)
    matter = db.session.query(Matter).filter_by(kind="lecture_advice").one()
    assert (matter.state, matter.outcome) == ("closed", "withdrawn")
