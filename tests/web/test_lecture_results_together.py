"""Two organisers at the same moment: one result is proposed, and one publication has an effect."""

import pytest
import sqlalchemy as sa

from domain.visitors import find_visitor
from models import LectureResult, LectureSeries, LectureStep, Matter, db
from tests.conftest import NOON
from tests.instances import new_instance
from tests.lecture_results import make_season, proposed
from tests.web.test_queue_together import at_once


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    with new_instance(request.param, "rigong_lectures", tmp_path / "instance") as app:
        yield app


def made(app, *, is_proposed):
    """The page of a series, and the usernames of its two organisers."""
    with app.app_context():
        season = make_season()
        if is_proposed:
            proposed(season)
        assert find_visitor(season.other.username, today=NOON.date()) is not None
        return season.page, season.organiser.username, season.other.username


def test_proposed_twice_at_once_it_is_proposed_once(installation):
    page, *organisers = made(installation, is_proposed=False)
    answers = at_once(installation, [(name, f"{page}/results", {}) for name in organisers * 2])
    assert answers == [302] * 4
    with installation.app_context():
        assert db.session.scalars(sa.select(LectureResult.state)).all() == ["proposed"]
        assert len(db.session.scalars(sa.select(Matter)).all()) == 1


def test_published_twice_at_once_it_is_published_once(installation):
    page, _proposer, other = made(installation, is_proposed=True)
    address = f"{page}/results/1/publication"
    assert at_once(installation, [(other, address, {})] * 4) == [302] * 4
    with installation.app_context():
        assert db.session.scalars(sa.select(LectureSeries.state)).all() == ["published"]
        acts = db.session.scalars(sa.select(LectureStep.act).order_by(LectureStep.id)).all()
        assert acts == ["result_proposed", "result_published"]


def test_published_and_turned_down_at_once_it_is_one_of_both(installation):
    page, proposer, other = made(installation, is_proposed=True)
    forms = [
        (other, f"{page}/results/1/publication", {}),
        (proposer, f"{page}/results/1/refusal", {"why": "漏了一张"}),
    ]
    assert at_once(installation, forms) == [302] * 2
    with installation.app_context():
        result = db.session.scalars(sa.select(LectureResult)).one()
        series = db.session.scalars(sa.select(LectureSeries)).one()
        assert (result.state, series.state) in {
            ("published", "published"), ("turned_down", "closed"),
        }  # fmt: skip
