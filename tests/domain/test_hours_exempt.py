"""Exempt periods: whole months come off what a year asks, the same for every reader."""

from datetime import UTC, date, datetime

import pytest

from domain.audit import Actor
from domain.hours import exempt
from domain.hours.exempt import AlreadyExempt, PeriodOutOfOrder
from domain.hours.figures import figure, figures
from domain.hours.part_years import exempt_months
from domain.hours.years import YearClosed
from models import ClosedYear, db
from tests.factories import ROOT, make_person
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TEXT = (ROOT / "content" / "rules" / "hours-example-office.toml").read_text(encoding="utf-8")


def _add(person, from_on, to_on):
    return exempt.add_period(
        person, "sick", from_on=from_on, to_on=to_on, document="人字1号", actor=Actor(None), now=NOW
    )


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([], 0),
        ([((2026, 2, 1), (2026, 2, 14))], 0),  # 14 of 28 days are not more than half
        ([((2026, 2, 1), (2026, 2, 15))], 1),
        ([((2026, 4, 16), (2026, 4, 30))], 0),  # 15 of 30
        ([((2026, 3, 16), (2026, 3, 31))], 1),  # 16 of 31
        ([((2026, 3, 1), (2026, 3, 10)), ((2026, 3, 20), (2026, 3, 25))], 1),  # 10 + 6
        ([((2026, 3, 1), (2026, 3, 10)), ((2026, 3, 5), (2026, 3, 15))], 0),  # 15, none twice
        ([((2025, 11, 20), (2026, 2, 1))], 1),  # of 2026: January; one day of February
        ([((2025, 1, 1), (2027, 12, 31))], 12),
        ([((2024, 1, 1), (2025, 12, 31))], 0),
    ],
)
def test_a_month_counts_when_more_than_half_of_its_days_are_exempt(spans, months):
    days = [(date(*first), date(*last)) for first, last in spans]
    assert exempt_months(days, 2026) == months


def test_what_is_asked_shrinks_by_twelfths_rounded_half_up(database, count_queries):
    load_pack()
    person, other = make_person(), make_person()
    _add(person, date(2026, 3, 1), date(2026, 3, 31))
    figure(other.id, 2026, today=TODAY)  # the rules are read once in a process
    with count_queries() as queries:
        found = figures([person.id, other.id], 2026, today=TODAY)
    assert len(queries) == 2
    shown = found[person.id]
    assert shown == figure(person.id, 2026, today=TODAY)
    assert shown.main.months_off == 1
    assert shown.requirement.parts == {"group": 8250, "online": 4583, "self": 1833}
    assert (shown.requirement.total, shown.owed) == (14667, 14667)
    assert (found[other.id].requirement.total, found[other.id].main.months_off) == (16000, 0)
    assert figure(person.id, 2025, today=TODAY).requirement.total == 16000


def test_a_whole_exempt_year_asks_for_nothing(database):
    load_pack()
    person = make_person()
    _add(person, date(2026, 1, 1), date(2026, 12, 31))
    shown = figure(person.id, 2026, today=TODAY)
    assert (shown.requirement.total, shown.owed, shown.share, shown.met) == (0, 0, 100, True)


def test_rules_for_full_years_take_nothing_off(database):
    text = TEXT.replace('part_year = "by_month"', 'part_year = "full"')
    load_pack(text)
    person = make_person()
    _add(person, date(2026, 1, 1), date(2026, 12, 31))
    shown = figure(person.id, 2026, today=TODAY)
    assert (shown.requirement.total, shown.main.months_off) == (16000, 0)


def test_days_out_of_order_and_days_taken_are_refused(database):
    person = make_person()
    with pytest.raises(PeriodOutOfOrder):
        _add(person, date(2026, 3, 2), date(2026, 3, 1))
    first = _add(person, date(2026, 3, 1), date(2026, 3, 31))
    with pytest.raises(AlreadyExempt) as refused:
        _add(person, date(2026, 3, 31), date(2026, 4, 5))
    assert refused.value.period is first
    _add(make_person(), date(2026, 3, 31), date(2026, 4, 5))


def test_a_period_that_was_taken_out_counts_no_more_but_stays_on_record(database):
    load_pack()
    person = make_person()
    period = _add(person, date(2026, 3, 1), date(2026, 3, 31))
    exempt.supersede_period(period, "mistaken", actor=Actor(None), now=NOW)
    assert period.superseded_at == NOW
    assert exempt.periods_of(person.id) == []
    assert figure(person.id, 2026, today=TODAY).requirement.total == 16000
    with pytest.raises(exempt.PeriodSuperseded):
        exempt.supersede_period(period, "other", actor=Actor(None), now=NOW)
    _add(person, date(2026, 3, 1), date(2026, 3, 31))


def test_a_period_touches_no_closed_year(database):
    person = make_person()
    kept = _add(person, date(2025, 12, 1), date(2025, 12, 15))
    db.session.add(ClosedYear(year=2025, closed_at=NOW))
    db.session.flush()
    with pytest.raises(YearClosed):
        _add(person, date(2025, 12, 20), date(2026, 1, 20))
    with pytest.raises(YearClosed):
        exempt.supersede_period(kept, "mistaken", actor=Actor(None), now=NOW)
    _add(person, date(2026, 1, 1), date(2026, 1, 20))
    assert len(exempt.periods_of(person.id)) == 2
