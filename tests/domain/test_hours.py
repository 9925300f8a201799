"""The engine and the ledger, by property: sums, orders, caps, one figure."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import confirming
from domain.audit import Actor
from domain.hours import ledger, settling
from domain.hours.adoptions import adopt_pack
from domain.hours.engine import Activity, credit, half_up
from domain.hours.figures import Waiting, figure, figures, waiting_for
from domain.hours.packs import NoPackInForce, parse_pack
from domain.hours.statements import folded, statement
from models import Credit, db
from tests.factories import ROOT, make_account, make_entry, make_person
from tests.packs import load_next_version, load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
FILE = ROOT / "content" / "rules" / "hours-example-office.toml"
PACK = parse_pack(FILE.read_text(encoding="utf-8"), FILE.name)
LEVELS = [*PACK.kinds["paper"].levels, "unknown"]


@st.composite
def an_activity(draw):
    """Of any kind, from one day to four hundred: over one New Year, or two."""
    on = draw(st.dates(date(2025, 1, 1), date(2026, 12, 31)))
    longer = draw(st.one_of(st.just(0), st.integers(1, 400)))
    return Activity(
        id=draw(st.integers(1, 10**6)), kind=draw(st.sampled_from([*PACK.kinds, "unknown"])),
        on=on, minutes=draw(st.integers(1, 960)), pack_id=1,
        ends_on=on + timedelta(days=longer) if longer else None,
        days=draw(st.integers(0, 30)), half_days=draw(st.integers(0, 9)),
        count=draw(st.integers(0, 3)), level=draw(st.sampled_from(LEVELS)),
    )  # fmt: skip


activities = st.lists(an_activity(), max_size=40, unique_by=lambda one: one.id)


@given(activities, st.randoms())
def test_the_order_of_arrival_changes_nothing(given_activities, random):
    shuffled = list(given_activities)
    random.shuffle(shuffled)
    assert credit(shuffled, {1: PACK}) == credit(given_activities, {1: PACK})


@given(activities)
def test_no_cap_is_ever_exceeded_and_credit_is_never_more_than_uncapped(given_activities):
    credited = credit(given_activities, {1: PACK})
    for cap in PACK.caps:
        for year in (2025, 2026, 2027, 2028):
            used = sum(
                one.hundredths for one in credited if one.rule == cap.kind and one.year == year
            )
            assert used <= cap.hundredths
    assert all(0 <= one.hundredths <= one.uncapped_hundredths for one in credited)
    assert all((one.hundredths < one.uncapped_hundredths) == bool(one.cap) for one in credited)


@given(st.fractions(min_value=0, max_value=10**6))
def test_rounding_goes_half_up_and_never_further_than_a_half(amount):
    rounded = half_up(amount)
    assert -Fraction(1, 2) < rounded - amount <= Fraction(1, 2)


def test_thirty_minutes_are_sixty_seven_hundredths():
    [got] = credit([Activity(1, "self_study", TODAY, 30, 1)], {1: PACK})
    assert (got.hundredths, got.uncapped_hundredths, got.cap) == (67, 67, "")


@given(st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_ledger_ends_at_the_engines_answer_whatever_the_order(database, data):
    load_pack()
    person, confirmer = make_person(), Actor(make_account().id)
    long = data.draw(st.lists(st.integers(300, 900), min_size=1, max_size=6))
    entries = [
        make_entry(person, minutes=minutes, studied_on=TODAY - timedelta(days=number))
        for number, minutes in enumerate(long)
    ]
    order = data.draw(st.permutations(entries))
    steps = [confirming.confirm_entries([one], actor=confirmer, now=NOW)[0] for one in order]
    for step in data.draw(st.lists(st.sampled_from(steps), unique=True)):
        confirming.undo_steps([step], actor=confirmer, now=NOW)
    expected = sum(
        one.hundredths
        for one in credit(
            ledger.confirmed_activities(person.id, {2026})[0],
            {one.pack_id: PACK for one in entries},
        )
    )
    shown = figure(person.id, 2026, today=TODAY)
    lines = statement(person.id, 2026)
    assert shown.total == expected
    assert sum(line.hundredths for line in lines) == expected
    assert sum(line.hundredths for line in folded(lines)) == expected
    assert settling.settle(person.id, {2026}, cause="again:1", now=NOW) == 0


def test_the_cap_of_the_year_cuts_the_last_entry_and_its_room_comes_back_with_a_void(database):
    load_pack()
    person, confirmer = make_person(), Actor(make_account().id)
    entries = [
        make_entry(person, minutes=900, studied_on=TODAY - timedelta(days=3 - n)) for n in range(3)
    ]
    steps = confirming.confirm_entries(entries, actor=confirmer, now=NOW)
    assert figure(person.id, 2026, today=TODAY).total == 4000
    assert [line.hundredths for line in statement(person.id, 2026)] == [2000, 2000]
    confirming.undo_steps(steps[:1], actor=confirmer, now=NOW)
    shown = folded(statement(person.id, 2026))
    assert [(line.hundredths, line.what) for line in shown] == [(2000, "given"), (2000, "given")]


def test_a_list_gives_everybody_the_figure_they_see_themselves(database, count_queries):
    load_pack()
    people = [make_person() for _ in range(3)]
    confirmer = Actor(make_account().id)
    for number, person in enumerate(people):
        entry = make_entry(person, minutes=45 * (number + 1))
        confirming.confirm_entries([entry], actor=confirmer, now=NOW)
    with count_queries() as queries:
        found = figures([one.id for one in people], 2026, today=TODAY)
    assert [found[one.id].total for one in people] == [100, 200, 300]
    assert [found[one.id] for one in people] == [
        figure(one.id, 2026, today=TODAY) for one in people
    ]
    assert len(queries) == 2


def test_what_waits_is_counted_as_if_it_were_confirmed_with_the_cap(database):
    load_pack()
    person = make_person()
    confirming.confirm_entries(
        [make_entry(person, minutes=960), make_entry(person, minutes=795)],
        actor=Actor(make_account().id),
        now=NOW,
    )
    waiting = [make_entry(person, minutes=90)]
    assert waiting_for(figure(person.id, 2026, today=TODAY), waiting) == Waiting(100, 100)


def test_what_waits_is_judged_by_the_rules_of_its_day_as_the_queue_does(database):
    load_pack()
    newer = load_next_version(changed={"per = 45": "per = 90"})
    adopt_pack(newer, date(2026, 11, 10), "试行", actor=Actor(None), now=NOW)
    person = make_person()
    old, new = (make_entry(person, minutes=90, studied_on=date(2026, 11, day)) for day in (2, 12))
    shown = figure(person.id, 2026, today=TODAY)
    assert waiting_for(shown, [old, new]).total == 300
    assert [waiting_for(shown, [one]).total for one in (old, new)] == [200, 100]
    confirming.confirm_entries([old, new], actor=Actor(make_account().id), now=NOW)
    assert figure(person.id, 2026, today=TODAY).total == shown.total + 300


def test_owed_is_the_larger_of_the_totals_and_the_parts_shortfalls(database):
    load_pack()
    person = make_person()
    shown = figure(person.id, 2026, today=TODAY)
    assert (shown.owed, shown.share, shown.met) == (16000, 0, False)
    confirming.confirm_entries(
        [make_entry(person, minutes=900), make_entry(person, minutes=900, studied_on=TODAY)],
        actor=Actor(make_account().id),
        now=NOW,
    )
    shown = figure(person.id, 2026, today=TODAY)
    assert (shown.total, shown.owed) == (4000, 14000)  # 20 over in self-study helps no other part
    assert shown.share == pytest.approx(12.5)


def test_a_year_without_rules_says_so(database):
    with pytest.raises(NoPackInForce):
        figure(make_person().id, 2026, today=TODAY)


@pytest.mark.parametrize(
    "statement_text", ["UPDATE credits SET minutes = 1", "DELETE FROM credits"]
)
def test_the_database_refuses_to_change_or_remove_a_line(database, statement_text):
    load_pack()
    confirming.confirm_entries([make_entry(make_person())], actor=Actor(make_account().id), now=NOW)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(statement_text))
    assert db.session.scalars(sa.select(sa.func.count(Credit.id))).one() == 1
