"""A year that is closed: nothing goes in any more; only a void still touches it."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain import confirming, corrections, study
from domain.audit import Actor
from domain.hours import years
from domain.hours.figures import figure
from domain.hours.years import YearClosed, YearNotOver
from models import StudyEntry
from tests.factories import make_account, make_entry, make_person
from tests.packs import load_pack

TODAY = date(2026, 1, 10)  # until the 15th, the year before is open for entering
NOW = datetime(2026, 1, 10, 4, tzinfo=UTC)


def _close(year=2025):
    return years.close_year(year, "办字〔2026〕1号", today=TODAY, actor=Actor(None), now=NOW)


def _entry(person, **values):
    return make_entry(person, **{"studied_on": date(2025, 12, 20)} | values)


def test_a_year_that_runs_is_not_closed_and_no_year_twice(database):
    with pytest.raises(YearNotOver):
        _close(2026)
    _close()
    assert years.is_closed(2025)
    assert not years.is_closed(2024)
    with pytest.raises(YearClosed):
        _close()


def test_nothing_is_logged_or_moved_into_a_closed_year(database):
    load_pack()
    person, actor = make_person(), Actor(make_account().id)
    claim = study.Claim(studied_on=date(2025, 12, 20), minutes=45, topic="条例", gained="一行")
    waiting = _entry(person, minutes=45)
    signed = {"today": TODAY, "actor": actor, "now": NOW}
    this_year = make_entry(person, studied_on=date(2026, 1, 5))
    _close()
    with pytest.raises(YearClosed) as refused:
        study.log_entry(person.id, claim, **signed)
    assert refused.value.year == 2025
    for entry in (waiting, this_year):
        with pytest.raises(YearClosed):
            study.edit_entry(entry, claim, version=entry.version, **signed)


def test_nothing_is_confirmed_into_a_closed_year_not_even_a_share(database):
    load_pack()
    person, actor = make_person(), Actor(make_account().id)
    over = _entry(
        person, kind="outside_training", studied_on=date(2025, 12, 30), minutes=0, days=4,
        ends_on=date(2026, 1, 2),
    )  # fmt: skip
    _close()
    for entry in (_entry(person), over):
        with pytest.raises(YearClosed):
            confirming.confirm_entries([entry], actor=actor, now=NOW)
        database.refresh(entry)
        assert entry.state == "waiting"
    now_open = make_entry(person, studied_on=date(2026, 1, 5))
    assert len(confirming.confirm_entries([now_open], actor=actor, now=NOW)) == 1


def test_a_void_still_takes_back_what_a_closed_year_had(database):
    load_pack()
    person, actor = make_person(), Actor(make_account().id)
    first, second = _entry(person, minutes=960), _entry(person, minutes=960)
    third = _entry(person, minutes=90)
    confirming.confirm_entries([first, second, third], actor=actor, now=NOW)
    _close()
    assert figure(person.id, 2025, today=TODAY).total == 4000
    assert confirming.void_entry(first, "重复登记", actor=actor, now=NOW) is None
    assert figure(person.id, 2025, today=TODAY).total == 2133 + 200


def test_what_is_voided_in_a_closed_year_comes_back_to_nobody_and_is_not_corrected(database):
    load_pack()
    actor = Actor(make_account().id)
    over = _entry(
        make_person(), kind="outside_training", studied_on=date(2025, 12, 30), minutes=0, days=4,
        ends_on=date(2026, 1, 2),
    )  # fmt: skip
    asked, other = _entry(make_person()), make_entry(make_person(), studied_on=date(2026, 1, 5))
    confirming.confirm_entries([over, asked, other], actor=actor, now=NOW)
    correction = corrections.ask_correction(asked, "应为 30 分钟", actor=actor, now=NOW)
    _close()
    with pytest.raises(YearClosed):
        corrections.ask_correction(over, "应为 3 天", actor=actor, now=NOW)
    assert corrections.grant_correction(correction, actor=actor, now=NOW) is None
    assert confirming.void_entries([over, other], "误记", actor=actor, now=NOW) == 2
    query = sa.select(StudyEntry.replaces_id).where(StudyEntry.state == "returned")
    assert database.scalars(query).all() == [other.id]


def test_a_confirmation_is_not_taken_back_once_its_year_is_closed(database):
    load_pack()
    actor = Actor(make_account().id)
    steps = confirming.confirm_entries([_entry(make_person())], actor=actor, now=NOW)
    _close()
    with pytest.raises(confirming.TooLateToUndo):
        confirming.undo_steps(steps, actor=actor, now=NOW)


def test_the_books_tell_people_hours_and_what_is_open(database, count_queries):
    load_pack()
    actor = Actor(make_account().id)
    for minutes in (45, 90):
        confirming.confirm_entries([_entry(make_person(), minutes=minutes)], actor=actor, now=NOW)
    _entry(make_person())
    with count_queries() as queries:
        shown = years.books(TODAY)
    assert [(one.year, one.people, one.hundredths, one.waiting) for one in shown] == [
        (2026, 0, 0, 0), (2025, 2, 300, 1),
    ]  # fmt: skip
    assert len(queries) == 3
    _close()
    assert years.books(TODAY)[1].closed.document == "办字〔2026〕1号"
