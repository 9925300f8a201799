"""The way back from before there were lectures: nothing stays that was of them alone."""

from flask_migrate import downgrade, upgrade

from domain import notices
from domain.audit import Actor
from domain.groupstudy.rule_keeping import load_study_first
from domain.matters import raise_matter
from domain.matters.reckoning import load_times
from models import (
    LectureComment,
    Matter,
    MatterStep,
    Notice,
    NoticeChoice,
    ReplyTimes,
    ScoreSheet,
    StudyFirstRules,
    db,
)
from tests.architecture.test_migrations import migrating
from tests.conftest import NOON
from tests.factories import ROOT, make_person
from tests.gatherings import SHIPPED as STUDY_FIRST
from tests.lecture_results import make_season, published

__all__ = ["migrating"]  # the fixture

BY = {"actor": Actor(None), "now": NOON}
REPLY_TIMES = ROOT / "content" / "rules" / "reply-times.toml"
OLDER = {
    "study_first": ('[[kinds]]\nid = "lecture"', "[[requirements]]"),
    "reply_times": ('[[kinds]]\nid = "lecture_sheets"', None),
}


def older(text: str, version: int, begins: str, ends: str | None) -> str:
    """The rule without lectures, as a version before had it."""
    first = text.index(begins)
    rest = text[text.index(ends) :] if ends else ""
    return text[:first].replace(f"version = {version}", f"version = {version - 1}") + rest


def test_the_way_back_forgets_what_is_owed_told_and_ruled_of_lectures(migrating):
    upgrade()
    _load_rules()
    season = _season()
    raise_matter("entry", 1, owed_to=make_person().id, **BY)
    db.session.commit()
    assert {one.kind for one in db.session.query(Matter)} == {
        "entry", "lecture_result", "lecture_advice",
    }  # fmt: skip
    assert {one.topic for one in db.session.query(Notice)} == {"lecture_result", "lecture_advice"}
    organiser = season.organiser.id
    db.session.add(NoticeChoice(account_id=organiser, topic="recusal"))
    db.session.commit()
    db.session.remove()

    downgrade(revision="0010")
    assert [one.kind for one in db.session.query(Matter)] == ["entry"]
    for table in (MatterStep, Notice, NoticeChoice):
        assert db.session.query(table).all() == []
    assert [one.version for one in db.session.query(StudyFirstRules)] == [1]
    assert [one.version for one in db.session.query(ReplyTimes)] == [2]
    assert raise_matter("entry", 2, owed_to=make_person().id, **BY)  # by the calendar that is left
    db.session.commit()
    db.session.remove()

    upgrade()
    _load_rules()
    assert raise_matter("lecture_result", 1, owed_to=make_person().id, **BY)
    assert {one.version for one in db.session.query(ReplyTimes)} == {2, 3}


def _load_rules():
    for name, path, version, load in (
        ("study_first", STUDY_FIRST, 2, load_study_first),
        ("reply_times", REPLY_TIMES, 3, load_times),
    ):
        text = path.read_text("utf-8")
        load(older(text, version, *OLDER[name]), path.name, **BY)
        load(text, path.name, **BY)
    db.session.commit()


def _season():
    """Published, with advice that the speaker owes an answer, and everybody told."""
    season = make_season()
    sheet = db.session.query(ScoreSheet).filter_by(lecture_id=season.lectures[0].id).first()
    comment = LectureComment(
        lecture_id=sheet.lecture_id, sheet_id=sheet.id, text="再慢些", state="shown", advice=True
    )
    db.session.add(comment)
    published(season)
    db.session.commit()
    notices.deliver(now=NOON)
    db.session.commit()
    return season
