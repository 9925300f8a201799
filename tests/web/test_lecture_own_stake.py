"""An organiser who speaks at a lecture decides nothing about it; others are told of it."""

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.comments import keep_comment
from models import LectureComment, LectureSpeaker, PaperTyping, ReviewRequest, db
from tests.conftest import NOON
from tests.lecture_halls import FULL, assign, make_judge, make_sheet
from tests.lecture_results import make_season, published
from tests.web.gatherings import person_of
from tests.web.test_lecture_results import text_of
from tests.web.test_lecture_reviews import ask

TOLD = "You speak at this lecture yourself"


@pytest.fixture
def season(database):
    """The first organiser speaks at the second lecture."""
    found = make_season()
    person = person_of(found.organiser)
    db.session.add(LectureSpeaker(lecture_id=found.lectures[1].id, number=2, person_id=person.id))
    db.session.commit()
    return found


def test_the_own_review_is_answered_by_another_organiser(login, season):
    person = person_of(season.speaker)
    db.session.add(LectureSpeaker(lecture_id=season.lectures[1].id, number=3, person_id=person.id))
    published(season)
    assert ask(login(season.speaker), season, lecture="lecture-02").status_code == 302
    row = db.session.scalars(sa.select(ReviewRequest)).one()
    place, answer = f"{season.page}/reviews/{row.id}", {"outcome": "stands", "answer": "无误"}
    client = login(season.organiser)
    assert 'name="answer"' not in text_of(client, place)
    refused = client.post(f"{place}/answer", data=answer, follow_redirects=True)
    assert TOLD in refused.get_data(as_text=True)
    login(season.other).post(f"{place}/answer", data=answer)
    assert "无误" in text_of(client, place)


def test_a_comment_on_the_own_lecture_is_decided_on_by_another(login, season):
    row = assign(season.lectures[1], make_judge(season.series))
    sheet = make_sheet(row, comment="讲得太快。")
    keep_comment(season.series, sheet, actor=Actor(None), now=NOON)
    db.session.commit()
    comment = db.session.query(LectureComment).one()
    place = f"{season.page}/comments/{comment.id}"
    sent = {"decision": "withheld", "reason": "不妥", "version": "1"}
    refused = login(season.organiser).post(place, data=sent)
    assert (refused.status_code, TOLD in refused.text) == (422, True)
    assert login(season.other).post(place, data=sent).status_code == 302


def test_ticked_among_many_it_waits_and_the_others_are_let_through(login, season):
    for lecture in season.lectures[:2]:
        sheet = make_sheet(assign(lecture, make_judge(season.series)), comment="很好。")
        keep_comment(season.series, sheet, actor=Actor(None), now=NOON)
    db.session.commit()
    other, own = db.session.query(LectureComment).order_by(LectureComment.lecture_id)
    sent = {"comment": [f"{own.id}-1", f"{other.id}-1"]}
    place = f"{season.page}/comments/shown"
    told = login(season.organiser).post(place, data=sent, follow_redirects=True).text
    assert "1 comment is let through. 1 is on a lecture at which you speak" in told
    db.session.expire_all()
    assert (other.state, own.state) == ("shown", "waiting")


def test_a_paper_sheet_of_the_own_lecture_is_typed_by_others(login, season):
    season.series.state = "scoring"
    row = assign(season.lectures[1], make_judge(season.series))
    db.session.commit()
    place = f"{season.page}/lecture-02/paper/{row.id}"
    sent = {"version": "0", "comment": "", **{f"mark-{name}": "5" for name in FULL}}
    refused = login(season.organiser).post(place, data=sent)
    assert (refused.status_code, TOLD in refused.text) == (422, True)
    assert login(season.other).post(place, data=sent).status_code == 302
    assert db.session.query(PaperTyping).count() == 1


def test_whoever_decides_on_results_is_told_of_a_stake(login, season):
    first, second = login(season.organiser), login(season.other)
    assert "You speak at “第2讲" in text_of(first, f"{season.page}/results")
    assert "A stake in it" not in text_of(second, f"{season.page}/results")
    first.post(f"{season.page}/results")
    assert "Whoever proposed it speaks at “第2讲" in text_of(second, f"{season.page}/results")
    second.post(f"{season.page}/results/1/publication")
    assert "A stake in it" not in text_of(second, f"{season.page}/results")
