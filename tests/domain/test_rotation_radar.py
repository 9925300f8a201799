"""Who is due, by answers reckoned by hand, and by what must hold whatever the days are."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.hours.requirements import months_after
from domain.placements.radar import (
    DUE,
    EXEMPT,
    OVERDUE,
    PLANNED,
    Asked,
    Held,
    PostFacts,
    due_of_person,
    moved_in,
    moved_together,
    stretches,
    too_often,
)
from tests.rotation import clause, rule_book

TODAY = date(2026, 11, 20)
HEAD = PostFacts(1, 1, "处", "处长", leading=True)
DEPUTY = PostFacts(2, 1, "处", "副处长", leading=True, deputy_of_id=1)
CLERK = PostFacts(3, 1, "处", "科员")
CASHIER = PostFacts(4, 1, "处", "出纳", key_post=True)
TERM = PostFacts(5, 1, "处", "主任", leading=True, term_years=4)
POSTS = {one.id: one for one in (HEAD, DEPUTY, CLERK, CASHIER, TERM)}
TEN = clause("ten", "years = 10")
TERMS = clause("terms", "terms = 2", 'posts = ["leading"]')
HEADS = clause("heads", "years = 5", 'posts = ["head"]')
KEYS = clause("keys", "years = 5", 'posts = ["key"]', "side_posts = true")
PAIRS = '[together]\nzh = "不同时"\nen = "apart"\nsource.zh = "丙"\nsource.en = "C"\n'
OFTEN = (
    '[too_often]\nzh = "频繁"\nen = "often"\nposts = 2\nwithin_months = 12\n'
    'source.zh = "丙"\nsource.en = "C"\n'
)
BOOK = rule_book(TEN, TERMS, HEADS, KEYS, PAIRS, OFTEN)


def due(*lines, year=2027, book=BOOK, today=TODAY, **values):
    asked = Asked(book, year, today)
    return due_of_person(7, stretches(lines), POSTS, asked, **values)


def told(*lines, **values):
    return [(one.clause.id, str(one.limit_on), one.state) for one in due(*lines, **values)]


def test_the_limit_is_the_same_day_so_many_years_later_and_due_by_the_last_day_of_the_year():
    assert told(Held(3, date(2017, 12, 31))) == [("ten", "2027-12-31", DUE)]
    assert told(Held(3, date(2018, 1, 1))) == []
    assert told(Held(3, date(2018, 1, 1)), year=2028) == [("ten", "2028-01-01", DUE)]


def test_from_29_february_a_limit_is_reached_on_the_last_of_february():
    assert told(Held(3, date(2016, 2, 29)), year=2026) == [("ten", "2026-02-28", DUE)]
    eight = rule_book(clause("eight", "years = 8"))
    found = told(Held(3, date(2016, 2, 29)), year=2024, book=eight)
    assert found == [("eight", "2024-02-29", DUE)]


def test_the_clause_whose_limit_comes_first_decides_and_all_are_listed():
    [found] = due(Held(1, date(2017, 3, 1)))
    assert [(one.clause.id, str(one.on)) for one in found.limits] == [
        ("heads", "2022-03-01"), ("ten", "2027-03-01"), ("terms", "2027-03-01"),
    ]  # fmt: skip
    assert (found.clause.id, found.state, found.since) == ("heads", OVERDUE, date(2017, 3, 1))


def test_terms_are_those_of_the_post_or_else_of_the_rules():
    assert told(Held(5, date(2019, 6, 1)), book=rule_book(TERMS)) == [("terms", "2027-06-01", DUE)]
    assert told(Held(2, date(2017, 6, 1)), book=rule_book(TERMS)) == [("terms", "2027-06-01", DUE)]
    short = replace(rule_book(TERMS), term_years=3)
    assert told(Held(2, date(2021, 6, 1)), book=short) == [("terms", "2027-06-01", DUE)]


def test_a_clause_of_heads_says_nothing_of_deputies_nor_of_clerks():
    book = rule_book(HEADS)
    assert told(Held(1, date(2022, 6, 1)), book=book) == [("heads", "2027-06-01", DUE)]
    assert told(Held(2, date(2022, 6, 1)), Held(3, date(2020, 6, 1)), book=book) == []


def test_a_clause_of_a_rank_counts_the_rank_of_the_latest_line():
    book = rule_book(clause("rank", "years = 3", 'ranks = ["县处级副职"]'))
    lines = Held(3, date(2020, 1, 1), date(2023, 12, 31)), Held(3, date(2024, 1, 1), None)
    assert told(*lines, book=book, year=2026) == []
    promoted = replace(lines[1], rank="县处级副职")
    assert told(lines[0], promoted, book=book, year=2026) == [("rank", "2023-01-01", OVERDUE)]


def test_a_post_beside_the_main_one_counts_where_the_clause_says_so():
    beside = Held(4, date(2022, 5, 1), main=False)
    assert told(beside) == [("keys", "2027-05-01", DUE)]
    assert told(replace(beside, post_id=3, from_on=date(2010, 1, 1))) == []


def test_lines_that_follow_each_other_day_by_day_count_as_one_and_a_gap_begins_anew():
    first = Held(3, date(2017, 5, 1), date(2020, 4, 30))
    assert told(first, Held(3, date(2020, 5, 1))) == [("ten", "2027-05-01", DUE)]
    assert told(first, Held(3, date(2020, 5, 2))) == []
    elsewhere = Held(2, date(2020, 5, 1), date(2021, 4, 30))
    assert told(first, elsewhere, Held(3, date(2021, 5, 1))) == []


def test_a_line_within_another_of_the_same_post_ends_nothing():
    lines = Held(3, date(2017, 5, 1)), Held(3, date(2018, 1, 1), date(2018, 6, 30), main=False)
    assert [one.to_on for one in stretches(lines)] == [None]


def test_who_has_left_the_post_is_due_for_it_no_more():
    left = Held(3, date(2010, 5, 1), date(2026, 11, 19))
    assert told(left, year=2026) == []
    assert told(replace(left, to_on=date(2026, 11, 20)), year=2026) == [
        ("ten", "2020-05-01", PLANNED)
    ]
    assert told(replace(left, to_on=date(2026, 12, 31))) == []  # gone before 2027


def test_of_a_past_year_those_count_who_were_still_there_on_its_last_day():
    assert told(Held(3, date(2014, 5, 1), date(2025, 6, 30)), year=2024) == [
        ("ten", "2024-05-01", PLANNED)
    ]
    assert told(Held(3, date(2014, 5, 1), date(2024, 6, 30)), year=2024) == []


def test_a_known_last_day_and_an_approved_rotation_are_planned_and_marks_are_what_hr_says():
    late = Held(3, date(2015, 5, 1))
    assert told(late) == [("ten", "2025-05-01", OVERDUE)]
    assert told(late, mark=EXEMPT) == [("ten", "2025-05-01", EXEMPT)]
    assert told(late, mark=PLANNED) == [("ten", "2025-05-01", PLANNED)]
    assert told(late, moves_from=3) == [("ten", "2025-05-01", PLANNED)]
    assert told(late, moves_from=1) == [("ten", "2025-05-01", OVERDUE)]
    [found] = due(replace(late, to_on=date(2027, 2, 28)), mark=EXEMPT)
    assert (found.state, found.leaves_on) == (PLANNED, date(2027, 2, 28))


def test_head_and_deputy_who_are_both_due_are_named_and_not_where_one_is_exempt():
    head, deputy = (due(Held(post, date(2017, 5, 1))) for post in (1, 2))
    deputy = [replace(one, person_id=8) for one in deputy]
    [pair] = moved_together([*head, *deputy], [])
    assert (pair.head.person_id, pair.deputy.person_id) == (7, 8)
    assert moved_together([*head, *(replace(one, state=EXEMPT) for one in deputy)], []) == []
    assert moved_together(head, []) == []


def test_a_deputy_who_is_due_and_a_head_who_has_moved_this_year_are_named():
    lines = Held(1, date(2020, 1, 1), date(2026, 6, 30)), Held(5, date(2026, 7, 1))
    moved = moved_in(9, stretches(lines), POSTS, 2026)
    [pair] = moved_together(due(Held(2, date(2016, 5, 1)), year=2026), moved)
    assert (pair.head.person_id, pair.head.why, pair.deputy.why) == (9, "moved", DUE)
    assert moved_in(9, stretches(lines), POSTS, 2027) == []
    long_ago = replace(lines[0], to_on=date(2021, 6, 30))
    assert moved_in(9, stretches([long_ago, lines[1]]), POSTS, 2026) == []


def test_two_main_posts_taken_up_within_a_year_are_too_often():
    first, second = Held(3, date(2025, 7, 1), date(2026, 6, 30)), Held(2, date(2026, 7, 1))
    asked = Asked(BOOK, 2026, TODAY)
    assert too_often(7, [first, second], asked) is None  # a whole year lies between
    sooner = replace(first, from_on=date(2025, 7, 2))
    assert too_often(7, [sooner, second], asked).stretches == (sooner, second)
    assert too_often(7, [sooner, second], replace(asked, year=2027)) is None
    assert too_often(7, [sooner, replace(second, main=False)], asked) is None
    assert too_often(7, [sooner, second], replace(asked, book=rule_book(TEN))) is None


LEAP = {(2, 28), (2, 29), (3, 1)}  # neighbours in one year and not in the next
days = st.dates(date(2000, 1, 1), date(2026, 12, 31))
posts = st.sampled_from(sorted(POSTS))


@st.composite
def histories(draw):
    starts = sorted(draw(st.lists(days, min_size=1, max_size=5, unique=True)))
    ends = [draw(st.sampled_from([None, 0, 200])) for _one in starts]
    lines = []
    for start, after, end in zip(starts, [*starts[1:], None], ends, strict=True):
        to_on = None if after is None else after - timedelta(days=1)
        if end is not None and to_on is not None:
            to_on = max(start, to_on - timedelta(days=end))
        lines.append(Held(draw(posts), start, to_on))
    return lines


def _later(day):
    return None if day is None else months_after(day, 12)


@given(histories(), st.integers(2024, 2030))
def test_a_year_later_everybody_is_due_a_year_later(lines, year):
    ends = [day for line in lines for day in (line.from_on, line.to_on) if day is not None]
    assume(not any((day.month, day.day) in LEAP for day in ends))
    shifted = [
        replace(line, from_on=_later(line.from_on), to_on=_later(line.to_on)) for line in lines
    ]
    before = due(*lines, year=year)
    after = due(*shifted, year=year + 1, today=_later(TODAY))
    assert [(one.post.id, one.clause.id, one.state, _later(one.since)) for one in before] == [
        (one.post.id, one.clause.id, one.state, one.since) for one in after
    ]


@given(histories(), st.data(), st.integers(2024, 2030))
def test_a_line_split_in_two_that_follow_each_other_changes_nothing(lines, data, year):
    line = data.draw(st.sampled_from(lines))
    last = line.to_on or date(2026, 12, 31)
    assume(last > line.from_on)
    cut = data.draw(st.dates(line.from_on, last - timedelta(days=1)))
    parts = [replace(line, to_on=cut), replace(line, from_on=cut + timedelta(days=1))]
    others = [one for one in lines if one is not line]
    assert due(*others, *parts, year=year) == due(*lines, year=year)
