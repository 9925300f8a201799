"""Reviews (复核) of published results: asked for by those concerned, answered by organisers."""

import pytest
import sqlalchemy as sa

from domain.lectures import freezing
from models import Notice, ReviewRequest, db
from tests.factories import make_branch, make_cadre, make_secretary
from tests.lecture_results import make_season, proposed, published
from tests.web.test_lecture_results import text_of


@pytest.fixture
def season(database):
    return make_season()


def ask(client, season, grounds="第3号打分单合计有误", lecture="lecture-01"):
    return client.post(f"{season.page}/{lecture}/review", data={"grounds": grounds})


def test_a_speaker_asks_for_a_review_and_is_told_the_answer(login, season):
    published(season)
    speaker, organiser = login(season.speaker), login(season.organiser)
    assert "Ask for a review" in text_of(speaker, f"{season.page}/lecture-01")
    assert ask(speaker, season, "").status_code == 422
    asked = ask(speaker, season)
    row = db.session.scalars(sa.select(ReviewRequest)).one()
    assert asked.location == f"{season.page}/reviews/{row.id}"
    assert "第3号打分单合计有误" in text_of(speaker, asked.location)
    assert asked.location in text_of(speaker, f"{season.page}/lecture-01")
    again = speaker.post(
        f"{season.page}/lecture-01/review", data={"grounds": "再"}, follow_redirects=True
    )
    assert "already" in again.get_data(as_text=True)
    text_of(speaker, f"{season.page}/lecture-02/review", 404)
    place = f"{season.page}/reviews/{row.id}"
    text_of(login(season.judge), place, 404)
    assert "第3号打分单合计有误" in text_of(organiser, place)
    assert organiser.post(f"{place}/answer", data={"outcome": "stands"}).status_code == 422
    organiser.post(f"{place}/answer", data={"outcome": "stands", "answer": "合计无误"})
    assert "合计无误" in text_of(speaker, place)
    page = text_of(login(make_cadre()), f"{season.page}/results")
    assert "1 review was asked for" in page
    assert "合计" not in page


def test_the_branch_that_sent_it_asks_too_and_nobody_else(login, season):
    published(season)
    secretary = make_secretary(season.branch)
    other = make_secretary(make_branch())
    assert ask(login(secretary), season, lecture="lecture-02").status_code == 302
    assert ask(login(other), season, lecture="lecture-02").status_code == 404
    assert ask(login(season.judge), season).status_code == 404
    assert len(db.session.scalars(sa.select(ReviewRequest)).all()) == 1


def test_a_branch_that_was_merged_asks_as_the_one_it_became(login, season):
    kept, between = make_branch(), make_branch()
    secretary = make_secretary(kept)
    season.branch.merged_into_id, between.merged_into_id = between.id, kept.id
    proposed(season)
    login(season.other).post(f"{season.page}/results/1/publication")
    told = db.session.scalars(sa.select(Notice).filter_by(account_id=secretary.id)).all()
    assert [one.topic for one in told] == ["lecture_result"]
    client = login(secretary)
    assert "Ask for a review" in text_of(client, f"{season.page}/lecture-02")
    assert ask(client, season, lecture="lecture-02").status_code == 302
    assert len(db.session.scalars(sa.select(ReviewRequest)).all()) == 1


def test_a_review_that_is_right_opens_a_correction(login, season):
    published(season)
    ask(login(season.speaker), season)
    row = db.session.scalars(sa.select(ReviewRequest)).one()
    answer = {"outcome": "corrected", "answer": "打分单录入有误"}
    login(season.other).post(f"{season.page}/reviews/{row.id}/answer", data=answer)
    db.session.refresh(season.series)
    assert season.series.state == "closed"
    assert freezing.find_result(season.series, "published") is not None


def test_a_review_is_asked_for_in_time(login, season, time_machine):
    published(season)
    client = login(season.speaker)
    time_machine.move_to("2026-12-05T04:00:00Z", tick=False)
    client = login(season.speaker)
    assert "too late" in text_of(client, f"{season.page}/lecture-01/review")
    late = client.post(
        f"{season.page}/lecture-01/review", data={"grounds": "迟"}, follow_redirects=True
    )
    assert "could be asked for until" in late.get_data(as_text=True)
    assert db.session.scalars(sa.select(ReviewRequest)).all() == []


def test_nobody_answers_the_own_request(login, database):
    season = make_season()
    published(season)
    ask(login(season.speaker), season)
    row = db.session.scalars(sa.select(ReviewRequest)).one()
    row.asked_by = season.organiser.id
    db.session.commit()
    answer = {"outcome": "stands", "answer": "无误"}
    done = login(season.organiser).post(
        f"{season.page}/reviews/{row.id}/answer", data=answer, follow_redirects=True
    )
    assert "You asked for it yourself" in done.get_data(as_text=True)


def test_a_review_is_a_matter_until_it_is_answered(login, season):
    published(season)
    ask(login(season.speaker), season)
    row = db.session.scalars(sa.select(ReviewRequest)).one()
    organiser = login(season.organiser)
    assert "Review of a result</span>" in text_of(organiser, "/matters")
    lead = organiser.get(f"/lectures/results/reviews/{row.id}")
    assert lead.headers["Location"] == f"{season.page}/reviews/{row.id}"
    answer = {"outcome": "stands", "answer": "合计无误"}
    organiser.post(f"{season.page}/reviews/{row.id}/answer", data=answer)
    assert "Review of a result</span>" not in text_of(organiser, "/matters")
