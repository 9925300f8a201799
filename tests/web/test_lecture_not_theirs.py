"""A judge of the series who opens the sheet of a lecture that is not the judge's to score."""

import pytest

from models import ScoreSheet, db
from tests.conftest import NOON
from tests.factories import make_cadre
from tests.lecture_halls import assign
from tests.lecture_judging import make_season


@pytest.fixture
def season(database):
    return make_season(state="scoring", drawn_at=NOON)


def refused(client, place):
    """The page, as it is read and as it answers to marks."""
    answers = [client.get(place), client.post(place, data={"version": "0", "mark-theme": "9"})]
    assert [one.status_code for one in answers] == [403, 403]
    assert db.session.query(ScoreSheet).count() == 0
    return answers[0].text


def test_it_says_why_and_strangers_find_nothing(login, season):
    lecture, secretary = season.lectures[0], season.secretaries[0]
    place = f"{season.page}/{lecture.slug}/score"
    assert "own branch" in refused(login(secretary), place)
    other = login(season.secretaries[1])
    assert "It is not assigned to you." in refused(other, place)
    row = assign(lecture, season.judges[1])
    row.recused_at, row.recusal_reason = NOON, "亲属"
    db.session.commit()
    assert "You were recused from this lecture." in refused(other, place)
    assert login(make_cadre()).get(place).status_code == 404
    assert login(make_cadre()).post(place).status_code == 404
    season.judges[1].removed_at = NOON
    db.session.commit()
    assert other.get(place).status_code == 404
