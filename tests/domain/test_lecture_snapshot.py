"""A frozen result as it is read: bands, changes, accounts, prizes."""

from datetime import date
from fractions import Fraction

import pytest

from domain.lectures.awards import Awards, NotDescending, awarded
from domain.lectures.reckoning import reckon
from domain.lectures.result_file import PublishedLecture
from domain.lectures.snapshot import AdjustedRow, ResultRow, bands, changes, snapshot_of
from tests.lecture_halls import assign, make_judge, make_sheet
from tests.lecture_results import make_season, proposed


def row(place, alike, *, score="80.00"):
    name = f"lecture-{place:02d}"
    others = frozenset(f"lecture-{one:02d}" for one in alike)
    lecture = PublishedLecture(name, place, name)
    adjusted = AdjustedRow(80.0, 1.0, place, place, others)
    return ResultRow(lecture, 1, place, score, None, 5, adjusted)


def places(found):
    return [[one.place for one in band.rows] for band in found]


def test_rows_of_which_none_is_told_from_another_are_a_whole_band():
    rows = [row(1, []), row(2, [3, 4]), row(3, [2, 4]), row(4, [2, 3]), row(5, [])]
    (band,) = bands(rows)
    assert ([one.place for one in band.rows], band.whole) == ([2, 3, 4], True)


def test_a_chain_of_neighbours_is_one_band_but_not_whole():
    rows = [row(1, []), row(2, [3]), row(3, [2, 4]), row(4, [3]), row(5, [6]), row(6, [5])]
    found = bands(rows)
    assert places(found) == [[2, 3, 4], [5, 6]]
    assert [band.whole for band in found] == [False, True]


def test_lectures_that_are_alike_but_no_neighbours_make_no_band():
    assert bands([row(1, [3]), row(2, []), row(3, [1])]) == []


@pytest.fixture
def season(database):
    return make_season()


def test_the_accounts_come_to_the_scores_and_places_that_were_frozen(season):
    read = snapshot_of(proposed(season).document)
    for one in read.rows:
        account = read.accounts[one.slug]
        assert (account.score, account.place) == (one.score, one.place)


def test_the_interval_reaches_nine_in_ten_to_either_side():
    low, high = row(1, []).adjusted.interval
    assert (round(low, 3), round(high, 3)) == (78.355, 81.645)
    assert AdjustedRow(80.0, None, 1, 3, frozenset()).interval is None


def test_what_changed_is_told_lecture_by_lecture(season):
    before = snapshot_of(proposed(season).document)
    assert changes(before, before) == []
    for _time in range(3):
        make_sheet(assign(season.lectures[2], make_judge(season.series)), "1")
    after = snapshot_of(_reckoned(season))
    found = changes(before, after)
    assert found[0].lecture.slug == "lecture-03"
    assert (found[0].before.place, found[0].after.place) == (3, 2)  # behind 84.50
    season.lectures[0].withdrawn_at = season.series.written_at
    gone = changes(after, snapshot_of(_reckoned(season)))[-1]
    assert (gone.lecture.slug, gone.after) == ("lecture-01", None)


def _reckoned(season):
    return reckon(season.series).document(season.series, 9, None, date(2026, 11, 20))


def test_who_shares_a_place_shares_the_prize(database):
    season = make_season(lectures=3, judges=3, shares=("0.8", "0.8", "0.6"))
    read = snapshot_of(proposed(season).document)
    found = awarded(read, Awards((1, 2, 3)))
    assert [(one.row.place, one.award) for one in found] == [
        (1, "first"), (1, "first"), (3, "third"),
    ]  # fmt: skip
    assert awarded(read, Awards((1, 2, 3), Fraction(99))) == []
    assert [one.award for one in awarded(read, Awards((0, 1, 0)))] == ["second", "second"]


def test_prizes_end_one_below_the_other():
    with pytest.raises(NotDescending) as refused:
        Awards((3, 3, 0))
    assert refused.value.award == "second"
