"""A rubric as a file: what it may say, what it may not, and that it is written as it is read."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hours.fields import Expected, PackRefused
from domain.lectures.rubric import (
    METHODS,
    ROUNDINGS,
    Ballot,
    Criterion,
    Rubric,
    TimePenalty,
    parse_rubric,
)
from domain.lectures.rubric_writing import rubric_text
from tests.domain.lecture_rubrics import (
    BOTH_CLASSES,
    HEAD,
    PENICILLIN,
    SHIPPED,
    SKATING,
    rubric,
)

FULL = (
    HEAD
    + 'method = "trimmed_mean"\nminimum_sheets = 4\ndecimals = 2\n'
    + 'tie_break = ["artistic", "mean"]\n'
    + SKATING
    + BOTH_CLASSES.format(judges="drop_high = 2\ndrop_low = 1", audience="drop_low = 2")
    + '\n[time_penalty]\nminutes = 10\nper_minute = "0.5"\n'
    + "\n[adjusted]\nrobust = false\n\n[review]\nwithin_days = 7\n"
)


def refused(text):
    with pytest.raises(PackRefused) as caught:
        parse_rubric(text, "mine.toml")
    return caught.value


def test_the_shipped_rubric_says_what_was_proposed():
    found = parse_rubric(SHIPPED, "rubric-lecture-hall.toml")
    assert [(one.weight, one.most) for one in found.criteria] == [
        (25, 25), (30, 30), (15, 15), (20, 20), (10, 10),
    ]  # fmt: skip
    assert (found.method, found.minimum_sheets, found.decimals) == ("trimmed_mean", 3, 2)
    assert [(one.id, one.weight, one.drops) for one in found.ballots] == [
        ("A", 100, 2),
        ("B", 0, 0),
    ]
    assert found.confirmed is False


def test_what_is_absent_has_the_promised_value():
    found = rubric('method = "mean"')
    assert (found.minimum_sheets, found.decimals, found.rounding) == (3, 2, "half_up")
    assert (found.tie_break, found.time_penalty, found.robust) == ((), None, True)
    assert found.review_days == 14
    [judges] = found.ballots
    assert (judges.id, judges.weight, judges.minimum) == ("A", 100, 3)
    assert parse_rubric(PENICILLIN, "p.toml").robust is False


def test_a_full_rubric_is_read_field_by_field():
    found = parse_rubric(FULL, "mine.toml")
    assert found.criteria[0] == Criterion(
        "technical", {"zh": "技术", "en": "Technical"}, 50, Fraction(6), step=Fraction(1, 10)
    )
    assert found.ballots[1] == Ballot("B", {"zh": "听众", "en": "Audience"}, 20, 0, 2, 5)
    assert found.time_penalty == TimePenalty(10, 0, Fraction(1, 2), Fraction(100))
    assert (found.minimum_of(found.ballots[0]), found.review_days) == (4, 7)


WRONG = [
    # old, new, the field, what is expected
    ('method = "trimmed_mean"', 'method = "average"', "method", Expected.ONE_OF),
    ('method = "trimmed_mean"', 'method = "median"', "ballots[0].drop_high", Expected.NOT_BESIDE),
    ('method = "trimmed_mean"', 'method = "placings"', "ballots[0].drop_high", Expected.NOT_BESIDE),
    ("tie_break", 'placings_by = "artistic"\ntie_break', "placings_by", Expected.NOT_BESIDE),
    ('["artistic", "mean"]', '["artistic", "style"]', "tie_break[1]", Expected.ONE_OF),
    ('["artistic", "mean"]', '["mean", "mean"]', "tie_break[1]", Expected.TEXTS),
    ("weight = 50", "weight = 49", "criteria", Expected.WEIGHTS_OF_100),
    ("weight = 50", "weight = 0", "criteria[0].weight", Expected.WHOLE),
    ("weight = 50", 'weight = "50"', "criteria[0].weight", Expected.WHOLE),
    ('step = "0.1"', 'step = "0.7"', "criteria[0].step", Expected.STEP),
    ('step = "0.1"', "step = 0", "criteria[0].step", Expected.STEP),
    ('step = "0.1"', "step = 0.1", "criteria[0].step", Expected.DECIMAL),
    ('step = "0.1"', 'step = "-1"', "criteria[0].step", Expected.DECIMAL),
    ("most = 6\n", 'most = "1/3"\n', "criteria[0].most", Expected.DECIMAL),
    ("most = 6\n", "most = 1001\n", "criteria[0].most", Expected.DECIMAL),
    ("most = 6\n", 'most = "6.01"\n', "criteria[0].step", Expected.STEP),
    ("most = 6\n", "most = 6\nleast = 6\n", "criteria[0].most", Expected.ABOVE),
    ('id = "technical"', 'id = "artistic"', "criteria[1].id", Expected.UNIQUE_ID),
    ('en = "Artistic"', 'en = "technical"', "criteria[1].en", Expected.UNIQUE_NAME),
    ('id = "technical"', 'id = "median"', "criteria[0].id", Expected.NOT_A_WORD),
    ('id = "technical"', f'id = "{"t" * 41}"', "criteria[0].id", Expected.SHORT_ID),
    ("drop_high = 2", "drop_high = 3", "ballots[0].drop_low", Expected.FEWER_DROPPED),
    ("drop_high = 2", "drop_high = 4", "ballots[0].drop_high", Expected.FEWER_DROPPED),
    ("drop_low = 2", "drop_low = 5", "ballots[1].drop_low", Expected.FEWER_DROPPED),
    ("drop_low = 2", "minimum = 4", "ballots[1].minimum", Expected.WHOLE),
    ("weight = 20", "weight = 21", "ballots", Expected.WEIGHTS_OF_100),
    ("weight = 80", "weight = 0", "ballots[0].weight", Expected.WHOLE),
    ('id = "B"', 'id = "A"', "ballots[1].id", Expected.UNIQUE_ID),
    ('id = "B"', 'id = "C"', "ballots[1].id", Expected.ONE_OF),
    ("minutes = 10", "minutes = 0", "time_penalty.minutes", Expected.WHOLE),
    ('per_minute = "0.5"', "per_minute = 0", "time_penalty.per_minute", Expected.ABOVE),
    ("robust = false", 'robust = "no"', "adjusted.robust", Expected.TRUE_OR_FALSE),
    ("within_days = 7", "within = 7", "review.within", Expected.KNOWN),
    ("decimals = 2", "decimal = 2", "decimal", Expected.KNOWN),
    ("decimals = 2", "decimals = 5", "decimals", Expected.WHOLE),
    ("effective_from = 2026-01-01", "effective_from = 2026", "effective_from", Expected.DAY),
]


@pytest.mark.parametrize(("old", "new", "field", "expected"), WRONG)
def test_what_no_rubric_may_say_is_refused_with_its_field(old, new, field, expected):
    assert old in FULL
    told = refused(FULL.replace(old, new, 1))
    assert (told.field, told.expected, told.file) == (field, expected, "mine.toml")


def test_a_refusal_names_the_line():
    text = FULL.replace('step = "0.1"', 'step = "0.7"', 1)
    assert refused(text).line == text.count("\n", 0, text.index('"0.7"')) + 1


def test_trimming_needs_something_to_drop_and_judges_to_drop_it_of():
    assert refused(HEAD + 'method = "trimmed_mean"\n' + SKATING).field == "ballots"
    without = FULL.replace("drop_high = 2\ndrop_low = 1", "").replace("drop_low = 2", "")
    assert refused(without).expected == Expected.A_DROP
    head, judges, audience = (
        HEAD + 'method = "mean"\n' + SKATING + BOTH_CLASSES.format(judges="", audience="")
    ).split("[[ballots]]")
    told = refused(f"{head}[[ballots]]{audience}")
    assert (told.field, told.expected) == ("ballots", Expected.EACH_OF)
    assert judges.startswith('\nid = "A"')


@pytest.mark.parametrize(
    ("tables", "field"),
    [
        (BOTH_CLASSES.format(judges="", audience=""), "ballots[1].weight"),
        ("\n[time_penalty]\nminutes = 10\nper_minute = 1\n", "time_penalty"),
    ],
)
def test_placings_leave_no_room_for_what_places_would_not_show(tables, field):
    told = refused(HEAD + 'method = "placings"\n' + SKATING + tables)
    assert (told.field, told.expected) == (field, Expected.NOT_BESIDE)


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(str.strip)
WORDS = st.fixed_dictionaries({"zh": TEXT, "en": TEXT})
STEPS = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(1, 10_000)])


@st.composite
def rubrics(draw):
    parts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=4))
    weights = [*parts, 100 - sum(parts)]
    criteria = []
    for at, weight in enumerate(weights):
        step, least = draw(STEPS), draw(st.integers(0, 5))
        criteria.append(
            Criterion(f"c{at}", {"zh": f"项{at}", "en": f"Item {at}"}, weight,
                      least + step * draw(st.integers(1, 90)), Fraction(least), step,
                      draw(st.none() | WORDS))
        )  # fmt: skip
    method = draw(st.sampled_from(METHODS[:3]))
    drops = (1, draw(st.integers(0, 1))) if method == "trimmed_mean" else (0, 0)
    audience = draw(st.integers(0, 40))
    ballots = (
        Ballot("A", {"zh": "评委", "en": "Judges"}, 100 - audience, *drops, 3),
        Ballot("B", {"zh": "听众", "en": "Audience"}, audience, minimum=draw(st.integers(5, 9))),
    )
    penalty = TimePenalty(10, draw(st.integers(0, 9)), draw(STEPS), Fraction(5, 2))
    return Rubric(
        "r-1", draw(st.integers(1, 9)), draw(st.dates(date(1990, 1, 1))), draw(st.booleans()),
        draw(WORDS), draw(WORDS), method, tuple(criteria), ballots, draw(st.integers(3, 9)),
        draw(st.integers(0, 4)), draw(st.sampled_from(ROUNDINGS)),
        draw(st.sampled_from([(), ("c0",), ("median", "c1", "mean")])), None,
        draw(st.sampled_from([None, penalty])), draw(st.booleans()), draw(st.integers(1, 365)),
    )  # fmt: skip


@given(rubrics())
def test_what_is_written_is_read_as_the_same_rubric(made):
    assert parse_rubric(rubric_text(made), "made.toml") == made


def test_placings_are_written_as_they_are_read():
    made = rubric('method = "placings"\nplacings_by = "artistic"', SKATING)
    assert parse_rubric(rubric_text(made), "made.toml") == made
