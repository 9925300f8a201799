"""What results say is nobody's to see while sheets are made; what was done to sheets is seen."""

import pytest

from domain.lectures.freezing import turn_down_result
from domain.lectures.running import reopen_scoring
from models import db
from tests.conftest import NOON
from tests.lecture_results import make_season, proposed, visitor_of
from tests.web.test_lecture_results import text_of


@pytest.fixture
def season(database):
    return make_season()


def test_a_result_turned_down_is_nobodys_to_read_while_it_is_scored_again(login, season):
    row = proposed(season)
    turn_down_result(season.series, 1, "漏了一张", visitor_of(season.other), now=NOON)
    db.session.commit()
    client = login(season.organiser)
    paths = ("results/1", "results/1.json", "results/1.xlsx", "results/1/lecture-01",
             "results/1/accounts.pdf")  # fmt: skip
    for path in paths[:4]:
        assert client.get(f"{season.page}/{path}").status_code == 200, path
    actor = visitor_of(season.organiser).actor
    reopen_scoring(season.series, "漏了一张", actor=actor, now=NOON)
    db.session.commit()
    for path in (*paths, "results", "results/preview", "results/judges"):
        text_of(client, f"{season.page}/{path}", 404)
    text_of(client, f"/lectures/results/{row.id}", 404)
    page = text_of(client, season.page)
    assert "results/1" not in page
    season.series.state = "closed"
    db.session.commit()
    text_of(client, f"{season.page}/results/1")
