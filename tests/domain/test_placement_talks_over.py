"""What becomes of the talks of a pair that is called off, ends early, or is assessed."""

from datetime import date

import pytest

from domain.placements import duties, running, talks
from domain.placements.holding import NotInState
from domain.placements.talks import TalkText
from models import StudyEntry, db
from tests.packs import load_pack
from tests.placed import NOON, TODAY, visitor
from tests.rotation import load_rotation_rules
from tests.web.placements import make_office


@pytest.fixture
def office(database):
    load_pack()
    load_rotation_rules()
    return make_office()


def logged(row, by, held_on=date(2026, 10, 10)):
    text = TalkText(held_on, 60, "公文办理")
    return talks.log_talk(row, text, visitor(by), today=TODAY, now=NOON)


def confirmed(row, talk, by):
    talks.confirm_talk(row, talk, visitor(by), version=talk.version, today=TODAY, now=NOON)


def counted():
    return db.session.query(StudyEntry).filter_by(state="confirmed").count()


def test_nobody_is_credited_with_the_talks_of_a_pair_called_off(office):
    row = office.paired()
    talk, waiting = logged(row, office.mentee), logged(row, office.mentor, date(2026, 10, 11))
    confirmed(row, talk, office.mentor)
    assert counted() == 2
    running.cancel(row, "从未开始", office.by_hr, today=TODAY, now=NOON)
    assert (counted(), talk.state, waiting.state) == (0, "returned", "returned")
    assert (talk.mentor_entry_id, talk.mentee_entry_id, talk.reason) == (None, None, "从未开始")


def test_a_talk_after_the_end_is_not_confirmed_and_may_be_given_back(office):
    row = office.paired()
    talk = logged(row, office.mentee, date(2026, 11, 15))
    running.end_early(row, date(2026, 11, 1), "调离", office.by_hr, today=TODAY, now=NOON)
    with pytest.raises(talks.DayOutside) as refused, db.session.begin_nested():
        confirmed(row, talk, office.mentor)
    assert (refused.value.last, counted()) == (date(2026, 11, 1), 0)
    db.session.refresh(talk)
    talks.give_back(row, talk, "已结束", visitor(office.mentor), today=TODAY, now=NOON)
    assert talk.state == "returned"


def test_what_waits_when_the_pair_is_assessed_is_answered_still(office):
    row = office.paired(state="completed")
    talk, other = logged(row, office.mentee), logged(row, office.mentee, date(2026, 10, 11))
    running.mark_assessed(row, actor=office.by_hr.actor, now=NOON)
    with pytest.raises(NotInState):
        logged(row, office.mentee, date(2026, 10, 12))
    confirmed(row, talk, office.mentor)
    talks.give_back(row, other, "没有谈", visitor(office.mentor), today=TODAY, now=NOON)
    assert (counted(), other.state, duties.is_owed(row, duties.TALK)) == (2, "returned", False)
    talks.void_talk(row, talk, "记错", visitor(office.mentor), today=TODAY, now=NOON)
    assert counted() == 0
