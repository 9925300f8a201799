"""The ledger on real rows, by property: whatever is done in whatever order, the books add up."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import confirming
from domain.audit import Actor
from domain.hours import ledger, settling
from domain.hours.engine import credit
from domain.hours.figures import figure, figures
from domain.hours.months import month_of
from domain.hours.recompute import recompute
from domain.hours.settling import settle_people
from domain.hours.statements import folded, statement
from models import Credit, CreditMonth, db
from tests.factories import ROOT, make_account, make_entry, make_person
from tests.packs import load_pack

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
YEARS = (2024, 2025, 2026)
on_rows = settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@st.composite
def a_claim(draw):
    """Mostly long self-study, so that the cap bites; days and papers over New Year as well."""
    on = draw(st.dates(date(2024, 12, 20), date(2026, 1, 10)))
    kind = draw(st.sampled_from(["self_study", "self_study", "outside_training", "paper"]))
    longer = draw(st.integers(1, 20)) if draw(st.booleans()) else 0
    claim = {"kind": kind, "studied_on": on, "minutes": 0}
    if longer:
        claim["ends_on"] = on + timedelta(days=longer)
    if kind == "self_study":
        return claim | {"minutes": draw(st.integers(1, 960))}
    if kind == "paper":
        level = draw(st.sampled_from(["provincial", "city", "office"]))
        return claim | {"level": level, "count": draw(st.integers(1, 3))}
    return claim | {"days": draw(st.integers(1, 5)), "half_days": draw(st.integers(0, 1))}


@st.composite
def a_story(draw):
    """Claims, what befalls each of them in turn, and two orders in which all of it happens."""
    claims = draw(st.lists(a_claim(), min_size=1, max_size=6))
    fates = [
        [*draw(st.sampled_from([(), ("return", "undo")])), "confirm",
         *draw(st.sampled_from([(), (), ("void",), ("undo", "confirm again")]))]
        for _ in claims
    ]  # fmt: skip
    turns = [number for number, fate in enumerate(fates) for _ in fate]
    return claims, fates, draw(st.permutations(turns)), draw(st.permutations(turns))


class Told:
    """One person who lives through the story in one order."""

    def __init__(self, claims, fates, turns):
        self.person, self.actor = make_person(), Actor(make_account().id)
        self.entries = [make_entry(self.person, **claim) for claim in claims]
        self.steps = {}
        left = [list(fate) for fate in fates]
        for number in turns:
            self.befall(number, left[number].pop(0))

    def befall(self, number, what):
        entry, signed = self.entries[number], {"actor": self.actor, "now": NOW}
        if what.startswith("confirm"):
            [self.steps[number]] = confirming.confirm_entries([entry], **signed)
        elif what == "return":
            self.steps[number] = confirming.return_entry(entry, "太笼统", **signed)
        elif what == "undo":
            [self.entries[number]] = confirming.undo_steps([self.steps[number]], **signed)
        else:
            confirming.void_entry(entry, "重复登记", **signed)

    def standing(self):
        """What each claim came to in the end, by year: the sum of its lines."""
        rows = db.session.execute(
            sa.select(Credit.source_id, Credit.year, sa.func.sum(Credit.hundredths))
            .where(Credit.person_id == self.person.id)
            .group_by(Credit.source_id, Credit.year)
        )
        numbers = {entry.id: number for number, entry in enumerate(self.entries)}
        return {
            (numbers[entry_id], year): int(net)
            for entry_id, year, net in rows
            if net and entry_id in numbers
        }


@given(a_story())
@on_rows
def test_whatever_happens_in_whatever_order_everything_comes_to_the_same(database, story):
    load_pack()
    claims, fates, first, second = story
    one, other = Told(claims, fates, first), Told(claims, fates, second)
    assert one.standing() == other.standing()
    for year in YEARS:
        both = figures([one.person.id, other.person.id], year, today=TODAY)
        assert both[one.person.id].had == both[other.person.id].had
        assert both[one.person.id] == figure(one.person.id, year, today=TODAY)


@given(a_story())
@on_rows
def test_many_confirmed_at_once_come_to_the_same_as_one_by_one(database, story):
    load_pack()
    claims, _, _, _ = story
    fates = [["confirm"] for _ in claims]
    one_by_one = Told(claims, fates, range(len(claims)))
    at_once = Told(claims, fates, [])
    steps = confirming.confirm_entries(at_once.entries[::-1], actor=at_once.actor, now=NOW)
    assert at_once.standing() == one_by_one.standing()
    lines = sa.select(Credit.source_id, Credit.cause).where(Credit.person_id == at_once.person.id)
    own = {(step.entry_id, f"confirmed:{step.id}") for step in steps}
    assert {tuple(row) for row in db.session.execute(lines)} <= own
    assert recompute(write=False).adds_up


@given(a_story())
@on_rows
def test_the_lines_sum_up_to_the_total_and_the_total_is_the_engines_answer(database, story):
    load_pack()
    claims, fates, turns, _ = story
    person = Told(claims, fates, turns).person
    credited = credit(*ledger.confirmed_activities(person.id, set(YEARS)))
    for year in YEARS:
        lines, shown = statement(person.id, year), figure(person.id, year, today=TODAY)
        assert sum(line.hundredths for line in lines) == shown.total
        assert sum(line.hundredths for line in folded(lines)) == shown.total
        assert shown.total == sum(one.hundredths for one in credited if one.year == year)
    assert settling.settle(person.id, set(YEARS), cause="again:1", now=NOW) == 0
    assert settle_people({person.id: set(YEARS)}, {person.id: "again:2"}, now=NOW) == 0


@given(a_story())
@on_rows
def test_the_monthly_sums_are_those_of_the_lines_and_recompute_finds_nothing(database, story):
    load_pack()
    claims, fates, turns, _ = story
    person = Told(claims, fates, turns).person
    assert recompute(write=False).adds_up
    of_lines = defaultdict(int)
    for line in db.session.scalars(sa.select(Credit).where(Credit.person_id == person.id)):
        of_lines[line.year, month_of(line.on, line.year), line.part] += line.hundredths
    kept = db.session.scalars(sa.select(CreditMonth).where(CreditMonth.person_id == person.id))
    assert {(one.year, one.month, one.part): one.hundredths for one in kept} == of_lines


@given(a_story())
@on_rows
def test_every_reader_gets_the_same_figure(database, story):
    load_pack()
    claims, fates, turns, _ = story
    person, others = Told(claims, fates, turns).person, [make_person() for _ in range(2)]
    for year in YEARS:
        alone = figure(person.id, year, today=TODAY)
        among = figures([person.id, *(one.id for one in others)], year, today=TODAY)[person.id]
        assert alone == among
        by_lines = defaultdict(int)
        for line in statement(person.id, year):
            by_lines[line.part] += line.hundredths
        assert alone.had == by_lines


def test_an_activity_keeps_the_version_of_its_first_confirmation_and_shares_its_cap(database):
    load_pack()
    person, actor = make_person(), Actor(make_account().id)
    first = make_entry(person, minutes=900)
    confirming.confirm_entries([first], actor=actor, now=NOW)
    earlier = first.pack_id
    later = _another_version()
    second = make_entry(person, minutes=900, studied_on=date(2026, 11, 19))
    third = make_entry(person, minutes=900, studied_on=date(2026, 11, 20))
    confirming.confirm_entries([second, third], actor=actor, now=NOW)
    assert (first.pack_id, second.pack_id) == (earlier, later)
    assert figure(person.id, 2026, today=TODAY).total == 4000


def _another_version() -> int:
    file = ROOT / "content" / "rules" / "hours-example-office.toml"
    newer = file.read_text(encoding="utf-8").replace("version = 3", "version = 4")
    return load_pack(newer, from_on=date(2020, 1, 2)).id
