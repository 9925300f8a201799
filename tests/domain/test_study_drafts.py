"""Drafts and the timer: both stay on the server until something is logged, or they are let go."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain import drafts, timers
from domain.audit import Actor
from domain.claims import Claim, DayRefused
from domain.entry_steps import NotInState
from domain.versions import Stale
from models import Attachment, AuditRow, StoredFile, StudyEntry, StudyTimer, db
from tests.factories import THEN, make_account, make_entry, make_person
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def actor():
    return Actor(make_account().id, "127.0.0.1")


def claim(**values):
    defaults = {"studied_on": TODAY, "minutes": 0, "topic": "", "gained": ""}
    return Claim(**defaults | values)


def begin(person, **values) -> StudyEntry:
    return drafts.begin_draft(person.id, claim(**values), actor=actor(), now=NOW)


def hand_in(draft, **values) -> None:
    values = {"minutes": 45, "gained": "一句"} | values
    drafts.hand_in_draft(
        draft, claim(**values), version=draft.version, today=TODAY, actor=actor(), now=NOW
    )


def actions() -> list[str]:
    db.session.commit()
    return list(db.session.scalars(sa.select(AuditRow.action).order_by(AuditRow.seq)))[2:]


def test_a_draft_may_lack_everything_and_becomes_an_entry_by_being_handed_in():
    draft = begin(make_person())
    assert (draft.state, draft.minutes, draft.gained) == ("draft", 0, "")
    drafts.keep_draft(draft, claim(gained="刚写的"), version=1, now=NOW)
    hand_in(draft, gained="写完了")
    assert (draft.state, draft.minutes, draft.gained) == ("waiting", 45, "写完了")


def test_the_trail_tells_that_a_draft_begins_and_is_handed_in_but_not_that_it_is_kept():
    draft = begin(make_person())
    drafts.keep_draft(draft, claim(gained="刚写的"), version=1, now=NOW)
    drafts.keep_draft(draft, claim(gained="又写的"), version=2, now=NOW)
    hand_in(draft)
    assert actions() == ["entry.drafted", "entry.submitted"]


def test_a_draft_is_handed_in_under_the_rules_of_every_entry():
    draft = begin(make_person())
    with pytest.raises(DayRefused):
        hand_in(draft, studied_on=TODAY + timedelta(days=1))


def test_what_was_kept_elsewhere_meanwhile_is_not_overwritten():
    draft = begin(make_person())
    drafts.keep_draft(draft, claim(gained="手机上写的"), version=1, now=NOW)
    with pytest.raises(Stale):
        drafts.keep_draft(draft, claim(gained="电脑上写的"), version=1, now=NOW)
    db.session.expire(draft)
    assert draft.gained == "手机上写的"


def test_what_is_handed_in_is_no_draft_any_more():
    entry = make_entry(make_person())
    for act in (
        lambda: drafts.keep_draft(entry, claim(), version=1, now=NOW),
        lambda: hand_in(entry),
        lambda: drafts.discard_draft(entry, actor=actor(), now=NOW),
    ):
        with pytest.raises(NotInState):
            act()


def test_a_draft_is_thrown_away_with_what_hangs_on_it():
    draft = begin(make_person())
    db.session.add(StoredFile(sha256="0" * 64, media_type="image/jpeg", size=1, stored_at=THEN))
    db.session.flush()
    db.session.add(Attachment(entry_id=draft.id, sha256="0" * 64, name="一.jpg", added_at=THEN))
    db.session.flush()
    drafts.discard_draft(draft, actor=actor(), now=NOW)
    assert db.session.scalars(sa.select(StudyEntry)).all() == []
    assert db.session.scalars(sa.select(Attachment)).all() == []
    assert actions() == ["entry.drafted", "entry.discarded"]


def test_a_timer_that_runs_is_not_started_again_and_ends_once():
    person = make_person()
    timers.start_timer(person.id, actor=actor(), now=NOW)
    again = timers.start_timer(person.id, actor=actor(), now=NOW + timedelta(minutes=27))
    assert timers.minutes_between(again.started_at, NOW + timedelta(minutes=27)) == 27
    ended = [timers.end_timer(person.id, actor=actor(), now=NOW) for _ in range(2)]
    assert ended == [True, False]
    assert timers.find_timer(person.id) is None
    assert actions() == ["timer.started", "timer.ended"]


def test_each_person_has_a_timer_of_their_own():
    one, other = make_person(), make_person()
    timers.start_timer(one.id, actor=actor(), now=NOW)
    timers.start_timer(other.id, actor=actor(), now=NOW)
    timers.end_timer(one.id, actor=actor(), now=NOW)
    assert [row.person_id for row in db.session.scalars(sa.select(StudyTimer))] == [other.id]


def test_less_than_a_minute_counts_as_one():
    assert timers.minutes_between(NOW, NOW + timedelta(seconds=20)) == 1
