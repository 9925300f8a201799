"""Two who change the same series at once wait for each other in turn, never in a ring."""

import threading
import time
from contextvars import Context

import pytest
import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.lectures import advice, freezing
from domain.lectures.holding import hold
from domain.lectures.lecture_keeping import LectureText, Speakers, edit_lecture
from domain.organisation.branches import merge_branches
from domain.organisation.changes import When
from domain.organisation.units import merge_units
from models import Branch, Lecture, LectureComment, LectureSeries, ScoreSheet, Unit, db
from tests.conftest import NOON
from tests.domain.test_confirming_together import WAIT, app, reading
from tests.factories import make_branch, make_organiser, make_person, make_unit
from tests.lecture_halls import make_lecture, make_series
from tests.lecture_results import make_season, proposed, published, visitor_of

__all__ = ["app"]  # the fixture

DAY = NOON.date()
TODAY = When(DAY, DAY, Actor(None), NOON)


def after(app, series_id, first, second):
    """What each gave or raised: ``first`` goes on while ``second`` waits for the held series."""
    answers = [None, None]

    def run():
        with app.app_context():
            answers[1] = outcome(second)

    def held():
        hold(db.session.get_one(LectureSeries, series_id))
        other.start()
        until_one_waits(other)
        return first()

    other = threading.Thread(target=Context().run, args=(run,))
    with app.app_context():
        answers[0] = outcome(held)
    other.join(WAIT)
    return answers


def outcome(work):
    try:
        with writing():
            return work()
    except Exception as error:  # noqa: BLE001 - handed to the test
        return error
    finally:
        db.session.remove()


def until_one_waits(other):
    """On SQLite whoever writes waits outside; on PostgreSQL, for a row."""
    if db.engine.dialect.name == "sqlite":
        return
    waits = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    ends = time.monotonic() + WAIT
    with db.engine.connect() as connection:
        while other.is_alive() and time.monotonic() < ends:
            if connection.scalar(waits):
                return
            connection.rollback()
            time.sleep(0.01)


@pytest.fixture
def hall(app):
    """Ids of a series, of its lecture, of the branch and the unit that merge, and their others."""
    with app.app_context(), writing():
        kept, merged = make_branch(), make_branch()
        unit, other = make_unit(), make_unit()
        speaker = make_person(branch=merged, unit=other)
        series = make_series(unit, state="preparing")
        lecture = make_lecture(series, merged, unit_id=other.id)
        organiser = make_organiser()
        db.session.flush()
        return {
            "series": series.id, "lecture": lecture.id, "speaker": speaker.id,
            "branches": (kept.id, merged.id), "units": (unit.id, other.id),
            "organiser": visitor_of(organiser),
        }  # fmt: skip


@pytest.mark.parametrize("noun", ["branches", "units"])
def test_a_lecture_is_edited_while_who_sent_it_merges(app, hall, noun):
    def edit():
        lecture = db.session.get_one(Lecture, hall["lecture"])
        series = db.session.get_one(LectureSeries, hall["series"])
        text = LectureText("改过的题目", hall["branches"][1], Speakers((hall["speaker"],)))
        edit_lecture(lecture, series, text, hall["organiser"], version=1, today=DAY, now=NOON)
        return "edited"

    def merge():
        model, work = (
            (Branch, merge_branches) if noun == "branches" else (Unit, merge_units)
        )  # fmt: skip
        kept, merged = (db.session.get_one(model, one) for one in hall[noun])
        work(kept, merged, when=TODAY)
        return "merged"

    assert after(app, hall["series"], edit, merge) == ["edited", "merged"]
    with reading(app):
        lecture = db.session.get_one(Lecture, hall["lecture"])
        moved = lecture.branch_id if noun == "branches" else lecture.unit_id
        assert (lecture.topic, moved) == ("改过的题目", hall[noun][0])


def test_advice_is_answered_while_a_correction_is_published(app):
    with app.app_context():
        season = make_season()
        sheet = (
            db.session.query(ScoreSheet).filter_by(lecture_id=season.lectures[0].id).first()
        )  # fmt: skip
        comment = LectureComment(
            lecture_id=sheet.lecture_id, sheet_id=sheet.id, text="讲得再慢些", state="shown",
            advice=True,
        )  # fmt: skip
        db.session.add(comment)
        published(season)
        freezing.begin_correction(
            season.series, "时间记错了", visitor_of(season.organiser), now=NOON
        )  # fmt: skip
        season.lectures[0].minutes_spoken = 50
        number = proposed(season, reason="时间记错了").number
        series_id, comment_id, version = season.series.id, comment.id, comment.version
        decider, speaker = visitor_of(season.other), visitor_of(season.speaker).actor
        db.session.remove()

    def publish():
        series = db.session.get_one(LectureSeries, series_id)
        return freezing.publish_result(series, number, decider, now=NOON).state

    def answer():
        series = db.session.get_one(LectureSeries, series_id)
        found = db.session.get_one(LectureComment, comment_id)
        advice.answer_advice(series, found, "下次放慢", version=version, actor=speaker, now=NOON)
        return "answered"

    assert after(app, series_id, publish, answer) == ["published", "answered"]
    with reading(app):
        assert db.session.get_one(LectureComment, comment_id).answer == "下次放慢"
