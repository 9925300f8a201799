"""The engine by property, under a book that uses everything: caps, sums, orders, words."""

import re
from collections import defaultdict
from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.shared.clock import hours_text
from blueprints.shared.hours_words import line_sentence, sum_rows
from domain.hours.activities import Activity
from domain.hours.engine import credit, judge
from domain.hours.pack_format import LEAVE
from domain.hours.pack_parsing import parse_pack
from domain.hours.statements import line_of
from tests.domain.rule_books import DISTRICT

CAPS = """
[[caps]]
id = "elective-year"
part = "elective"
per = "year"
credit = "20.00"
zh = "选修每年最多计 20 学时"
en = "electives count 20 hours a year at most"

[[caps]]
id = "theory-required"
part = "required"
tag = "theory"
per = "class"
credit = "7.00"
zh = "理论必修每班最多计 7 学时"
en = "required theory counts 7 hours a class at most"

[[groups]]  # groups[0]"""
TEXT = DISTRICT.replace("[[groups]]  # groups[0]", CAPS, 1)
PACKS = {
    number: parse_pack(TEXT.replace("version = 1", f"version = 1\nover_new_year = {rule!r}"), "x")
    for number, rule in enumerate(("share", "last_day", "first_day"))
}


@st.composite
def an_activity(draw):
    on = draw(st.dates(date(2024, 1, 1), date(2025, 12, 31)))
    longer = draw(st.one_of(st.just(0), st.integers(1, 800)))
    kind = draw(st.sampled_from([*PACKS[0].kinds, "unknown"]))
    return Activity(
        draw(st.integers(1, 10**6)), kind, on, draw(st.integers(0, 960)),
        draw(st.sampled_from(list(PACKS))), on + timedelta(days=longer) if longer else None,
        draw(st.integers(0, 9)), draw(st.integers(0, 9)), draw(st.integers(0, 5)),
        draw(st.sampled_from(["national", "local", "none"])), draw(st.integers(0, 5)),
        draw(st.sampled_from(["", "required", "elective", "other"])),
        draw(st.sampled_from(["", "theory", "theory;online", "other"])),
        draw(st.sampled_from([None, True, False])), draw(st.integers(0, 2000)),
        draw(st.sampled_from(["", "a", "b"])),
    )  # fmt: skip


activities = st.lists(an_activity(), max_size=30, unique_by=lambda one: one.id)


@given(activities, st.randoms())
@settings(deadline=None)
def test_the_order_of_arrival_changes_nothing(given_activities, random):
    shuffled = list(given_activities)
    random.shuffle(shuffled)
    assert list(judge(shuffled, PACKS)) == list(judge(given_activities, PACKS))


def _bucket(cap, line):
    if cap.per == "year":
        return line.year
    named = line.activity.class_name if cap.per == "class" else ""
    return (line.rule, named) if named else line.activity.id


@given(activities)
@settings(deadline=None)
def test_no_cap_is_ever_exceeded(given_activities):
    credited = credit(given_activities, PACKS)
    for cap in PACKS[0].caps:
        used = defaultdict(int)
        for line in credited:
            fits = cap.kind in {"", line.rule} and cap.part in {"", line.part}
            if fits and (not cap.tag or cap.tag in line.tags.split(";")):
                used[_bucket(cap, line)] += line.hundredths
        assert all(hundredths <= cap.hundredths for hundredths in used.values())


@given(activities)
@settings(deadline=None)
def test_shares_sum_up_and_every_cut_has_a_name(given_activities):
    for one in judge(given_activities, PACKS):
        if one.unruled is not None:
            assert one.lines == []
            continue
        assert sum(line.uncapped_hundredths for line in one.lines) == one.uncapped
        got = sum(line.hundredths for line in one.lines)
        assert got <= one.capped <= one.uncapped
        of_years = any(cap.id == line.cap and cap.per == "year" for line in one.lines
                       for cap in PACKS[0].caps)  # fmt: skip
        assert got == one.capped or of_years
        assert all(0 <= line.hundredths <= line.uncapped_hundredths for line in one.lines)
        assert all(
            (line.hundredths < line.uncapped_hundredths) == bool(line.cap) for line in one.lines
        )
        assert (one.cap == LEAVE) <= (got == 0)
        expected = {0: list(one.activity.years), 1: [one.activity.last_on.year],
                    2: [one.activity.on.year]}[one.activity.pack_id]  # fmt: skip
        assert [line.year for line in one.lines] == expected


@given(activities)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_numbers_of_an_explanation_are_those_of_its_line(app, given_activities):
    with app.test_request_context():
        for got in credit(given_activities, PACKS):
            line = line_of(got, PACKS[got.activity.pack_id])
            for language in ("zh_Hans_CN", "en"):
                with force_locale(language):
                    sentence, rows = line_sentence(line), dict(sum_rows(line))
                numbers = re.findall(r"\d+\.\d\d", sentence)
                assert hours_text(got.hundredths) in numbers
                assert str(got.year) in sentence
                if got.cap:
                    assert hours_text(got.uncapped_hundredths) in numbers
                assert any(value.endswith(hours_text(_whole(got))) for value in rows.values())


def _whole(got):
    [one] = judge([got.activity], PACKS)
    return one.uncapped


@pytest.mark.parametrize(
    ("kind", "amount", "hundredths"),
    [
        ("course", {"minutes": 10}, 50), ("course", {"minutes": 59}, 100),
        ("course", {"minutes": 60}, 133), ("reading", {"count": 1}, 0),
        ("reading", {"count": 4}, 600), ("visit", {"half_days": 1}, 150),
        ("visit", {"half_days": 4}, 300), ("lecture", {}, 200), ("exam", {}, 500),
        ("teaching", {"minutes": 15}, 100), ("training", {"days": 1, "half_days": 1}, 1200),
        ("paper", {"level": "national"}, 2000),
    ],
)  # fmt: skip
def test_conversions(kind, amount, hundredths):
    [one] = judge([Activity(1, kind, date(2024, 5, 1), 0, 0)._replace(**amount)], PACKS)
    assert one.uncapped == hundredths


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("course", "no_amount"), ("visit", "no_amount"), ("training", "no_amount"),
     ("paper", "level_unknown"), ("dance", "kind_unknown")],
)  # fmt: skip
def test_what_has_no_rule_says_why(kind, reason):
    [one] = judge([Activity(1, kind, date(2024, 5, 1), 0, 0)], PACKS)
    assert (one.unruled, one.lines) == (reason, [])


def test_a_band_over_days_holds_the_half_day_above_it():
    text = DISTRICT.replace(
        'convert = { of = "days", credit = "8.00", half_day = "4.00" }',
        'convert = { of = "days" }\nbands = [{ from = 1, to = 3, credit = "9.00" }, '
        '{ from = 4, per = 2, credit = "15.00" }]',
    )
    packs = {0: parse_pack(text, "x")}
    # three days and a half are still in the first band; four and a half are 2.25 x 15.00
    for days, hundredths in ((3, 900), (4, 3375)):
        activity = Activity(days, "training", date(2024, 5, 1), 0, 0, days=days, half_days=1)
        [one] = judge([activity], packs)
        assert one.uncapped == hundredths
