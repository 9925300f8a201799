"""The audience's rating: who was there, once, whole, and shown to nobody by itself."""

import re

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.attendance import LATE, Mark, mark
from domain.lectures.receipts import receipt_holds
from models import AuditRow, GroupStudy, LectureStep, ScoreSheet, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre
from tests.lecture_halls import load_shipped_rubric
from tests.web.halls import (
    MARKS,
    assignment,
    judge,
    lecture,
    listener,
    marks,
    organiser,
    person_of,
    place,
    series,
    set_state,
    speaker,
)

__all__ = ["assignment", "judge", "lecture", "listener", "organiser", "series", "speaker"]


def rating_of(lecture, account):
    db.session.expire_all()
    return db.session.scalars(
        sa.select(ScoreSheet).filter_by(lecture_id=lecture.id, person_id=account.person_id)
    ).one_or_none()


def rate(client, lecture, **given):
    return client.post(place(lecture, "/rating"), data=marks(**MARKS | given))


def come(lecture, account, state="present"):
    gathering = db.session.get_one(GroupStudy, lecture.group_study_id)
    mark(gathering, account.person_id, Mark(state), actor=Actor(None), now=NOON)
    db.session.commit()


def test_who_was_there_rates_once_in_a_few_taps(login, lecture, listener, app):
    client = login(listener)
    page = client.get(place(lecture)[: -len("/score")]).text
    assert "You were there: what did you think of it?" in page
    page = client.get(place(lecture, "/rating")).text
    assert "one tap for each line, then seal" in page
    assert rate(client, lecture).status_code == 302
    page = client.get(place(lecture, "/rating")).text
    sheet = rating_of(lecture, listener)
    assert "Thank you: your rating is sealed" in page
    assert (sheet.ballot, sheet.state, sheet.assignment_id) == ("B", "sealed", None)
    assert re.fullmatch(r"[0-9A-F]{4}-05", sheet.receipt)
    assert sheet.receipt in page
    assert receipt_holds(sheet, app.config["SECRET_KEY"])
    again = rate(client, lecture, theme="1")
    assert "a rating is given once" in client.get(again.location).text
    assert '"theme": "21"' in rating_of(lecture, listener).marks
    assert "You have rated this lecture" in client.get(place(lecture)[: -len("/score")]).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"theme": "26"}, "Give a number from 0 to 25."),
        ({"theme": "20.5"}, "Give 0 to 25 in steps of 1."),
        ({"charm": "9"}, "The rubric has no criterion “charm”."),
        ({"theme": ""}, "This one has no mark yet."),
    ],
)
def test_half_a_rating_or_a_wrong_one_is_refused_and_kept_on_the_page(
    login, lecture, listener, given, said
):
    answer = rate(login(listener), lecture, **given)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'name="mark-content" value="27" checked' in answer.text
    assert rating_of(lecture, listener) is None


def test_nobody_else_rates(login, lecture, listener, speaker, judge, assignment):
    come(lecture, judge)
    absent, elsewhere = make_cadre(branch=make_branch()), make_cadre(branch=make_branch())
    for account in (absent, elsewhere, speaker, judge):
        client = login(account)
        assert client.get(place(lecture, "/rating")).status_code == 404
        assert rate(client, lecture).status_code == 404
        assert rating_of(lecture, account) is None


def test_who_came_late_or_as_a_guest_rates_too(login, lecture):
    late, guest = make_cadre(branch=make_branch()), make_cadre(branch=make_branch())
    come(lecture, late, LATE)
    come(lecture, guest)
    for account in (late, guest):
        assert rate(login(account), lecture).status_code == 302
        assert rating_of(lecture, account).state == "sealed"


@pytest.mark.parametrize("state", ["preparing", "closed", "frozen", "published"])
def test_ratings_are_taken_while_scoring_only(login, series, lecture, listener, state):
    set_state(series, state, review_until=NOON.date(), drawn_at=NOON)
    client = login(listener)
    assert "No ratings are taken now." in client.get(place(lecture, "/rating")).text
    answer = rate(client, lecture)
    assert "Nothing was kept" in client.get(answer.location).text
    assert rating_of(lecture, listener) is None


def test_a_rubric_without_audience_asks_nobody(login, series, lecture, listener):
    alone = load_shipped_rubric(**{
        "version = 1\n": "version = 2\n",
        '[[ballots]]\nid = "B"\nzh = "听众"\nen = "Audience"\nweight = 0\nminimum = 5\n': "",
    })  # fmt: skip
    series.rubric_id = alone.id
    db.session.commit()
    assert login(listener).get(place(lecture, "/rating")).status_code == 404


def test_a_rating_is_in_no_step_and_its_marks_in_no_trail(login, lecture, listener):
    client, before = login(listener), db.session.query(AuditRow).count()
    client.post(place(lecture, "/rating"), data={**marks(**MARKS), "comment": "例子再多一点。"})
    rows = db.session.query(AuditRow).order_by(AuditRow.seq).all()[before:]
    assert [(one.action, one.noun_id) for one in rows] == [("lectures.rated", lecture.id)]
    assert set(re.findall(r'"(\w+)":', rows[0].after)) == {"sheet", "digest"}
    assert db.session.query(LectureStep).count() == 0


def test_the_rating_is_seen_by_nobody_but_who_gave_it(
    login, series, lecture, listener, organiser, speaker
):
    rate(login(listener), lecture)
    for account in (organiser, speaker, make_cadre()):
        assert login(account).get(place(lecture, "/rating")).status_code == 404
    page = login(organiser).get(f"/lectures/{series.slug}/sheets").text
    assert person_of(listener).name not in page
