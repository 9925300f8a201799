"""What was said at the end of a secondment stands no more once it is extended."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.audit import Actor
from domain.people.spans import standing
from domain.placements import duties, opinions, running
from models import Post, Tenure, db
from tests.factories import make_hr, make_leader, make_person, make_unit
from tests.placed import NOON, TODAY, make_secondment, visitor
from tests.rotation import load_rotation_rules

LATER, ON = datetime(2027, 3, 1, 4, tzinfo=UTC), date(2027, 3, 1)


@pytest.fixture
def seconded(database):
    load_rotation_rules()
    unit, host = make_unit(), make_unit()
    person = make_person(unit=unit)
    home = db.session.get_one(Post, standing(Tenure, person.id)[0].post_id)
    row = make_secondment(
        person, home, host, unit_id=unit.id, state="completed", planned_to_on=date(2026, 10, 31)
    )
    return row, visitor(make_leader(host)), visitor(make_leader(unit))


def signed(row, side, by, *, today, now, read=0):
    which = opinions.find_asked(row, "final", side, "person")
    said = opinions.Said("好", "good")
    return opinions.sign(row, which, said, by, read=read, today=today, now=now)


def test_after_an_extension_all_are_asked_at_the_new_end_and_only_they_count(seconded):
    row, host, home = seconded
    former = signed(row, "host", host, today=TODAY, now=NOON)
    hr = visitor(make_hr())
    running.extend(row, date(2027, 2, 28), hr, document_no="n", today=TODAY, now=NOON)
    assert former.superseded_at == NOON
    running.follow_placements(today=ON, actor=Actor(None), now=LATER)
    assert duties.is_owed(row, "final_host")
    signed(row, "home", home, today=ON, now=LATER)
    assert row.state == "completed"
    signed(row, "host", host, today=ON, now=LATER)
    assert (row.state, duties.is_owed(row, "final_host")) == ("assessed", False)


def test_what_is_assessed_owes_no_opinion(seconded):
    row, _host, home = seconded
    duties.ask(row, "mid_term_host", home.person_id, actor=Actor(None), now=NOON)
    running.mark_assessed(row, actor=Actor(None), now=NOON)
    assert not duties.is_owed(row, "mid_term_host")


def test_the_page_says_that_what_was_said_at_the_end_lapsed(seconded, login):
    row, host, _home = seconded
    signed(row, "host", host, today=TODAY, now=NOON)
    hr = make_hr()
    later = NOON + timedelta(hours=1)
    running.extend(row, date(2027, 2, 28), visitor(hr), document_no="n", today=TODAY, now=later)
    db.session.commit()
    page = login(hr).get(f"/placements/{row.id}").text
    assert "it was extended" in page
    assert "What was said at its end lapsed" in page
