"""Who finds the values of a series in each of its states: nobody before their time."""

import json

import pytest

from domain.lectures.freezing import publish_result
from models import db
from tests.conftest import NOON
from tests.factories import make_cadre, make_hr, make_leader, make_secretary, make_unit
from tests.lecture_results import make_season, proposed, visitor_of

PREVIEW, SEVERITY, RESULTS, OWN = "results/preview", "results/judges", "results", "my-judging"
RESULT = ("results/1", "results/1.json", "results/1.xlsx", "results/1/lecture-01")
PAGES = ("", "/lecture-01", "/lecture-02")  # there in every state
ORGANISERS = {"organiser", "other"}
EVERYBODY = {*ORGANISERS, "judge", "speaker", "cadre", "secretary", "hr", "leader"}
CLOSED = {PREVIEW, SEVERITY, RESULTS, *RESULT}
SEEN = {  # by state: what organisers find, what everybody else does, what the judge does besides
    "preparing": (set(), set(), set()),
    "scoring": (set(), set(), set()),
    "closed": (CLOSED, set(), set()),
    "frozen": (CLOSED - {PREVIEW}, set(), set()),
    "published": (CLOSED - {PREVIEW}, {RESULTS, *RESULT}, {OWN}),
}


@pytest.fixture
def visitors(login, database):
    """The season, whose result is proposed, its scores, and a client of each who may come."""
    season = make_season()
    told = [one["score"] for one in json.loads(proposed(season).document)["official"]]
    others = {
        "cadre": make_cadre(), "secretary": make_secretary(season.branch), "hr": make_hr(),
        "leader": make_leader(make_unit(name="综合科")),
    }  # fmt: skip
    db.session.commit()
    own = {name: getattr(season, name) for name in (*ORGANISERS, "judge", "speaker")}
    return season, told, {name: login(account) for name, account in (own | others).items()}


def bring_to(season, state):
    if state == "published":
        publish_result(season.series, 1, visitor_of(season.other), now=NOON)
    season.series.state = state
    db.session.commit()


def found_by(client, season):
    answers = {one: client.get(f"{season.page}/{one}").status_code for one in (*CLOSED, OWN)}
    assert set(answers.values()) <= {200, 403, 404}, answers
    return {one for one, status in answers.items() if status == 200}


@pytest.mark.parametrize("state", SEEN)
def test_values_are_found_in_their_time_by_whom_they_are_for(visitors, state):
    season, _told, clients = visitors
    bring_to(season, state)
    organisers, others, judge = SEEN[state]
    wanted = dict.fromkeys(EVERYBODY, others) | dict.fromkeys(ORGANISERS, organisers)
    wanted["judge"] = others | judge
    assert {name: found_by(client, season) for name, client in clients.items()} == wanted


@pytest.mark.parametrize("state", SEEN)
def test_pages_that_are_always_there_tell_scores_once_they_are_published(visitors, state):
    season, told, clients = visitors
    bring_to(season, state)
    for name, client in clients.items():
        pages = "".join(client.get(season.page + one).text for one in PAGES)
        assert any(score in pages for score in told) == (state == "published"), name
