"""The picture of a history: where bars lie, and how much of their words has room."""

from datetime import date

import pytest

from blueprints.placements.timeline import LEFT, timeline
from domain.placements.histories import History, HistoryLine

TODAY = date(2026, 11, 20)


def tenure(first, last, post="文书", **values):
    return HistoryLine("tenure", first, last, ("综合处",), post, **{"main": True} | values)


def drawn(*lines, **values):
    chart = timeline(History(list(lines)), today=TODAY, today_said="today", **values)
    return chart, {look: [bar for bar in chart.bars if bar.look == look] for look in LOOKS}


LOOKS = ("tl-home", "tl-now", "tl-over", "tl-away", "tl-gap", "tl-mentor", "tl-side", "tl-off")


@pytest.fixture(autouse=True)
def _in_english(app):
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        yield


def test_posts_lie_side_by_side_over_whole_years():
    chart, bars = drawn(
        tenure(date(2024, 1, 1), date(2024, 12, 31)), tenure(date(2025, 1, 1), None)
    )
    [past], [now] = bars["tl-home"], bars["tl-now"]
    assert past.x == LEFT
    assert past.x + past.width < now.x
    assert now.x + now.width <= chart.today_x
    assert [said for _x, said in chart.years] == ["2024", "2025", "2026", "2027"]
    assert [text.said for text in past.texts] == ["综合处 文书", "2024.01–2024.12"]


def test_a_secondment_lies_over_the_home_post_and_a_second_one_above_it():
    home = tenure(date(2024, 1, 1), None)
    away = [
        HistoryLine("secondment", date(2025, month, 1), date(2026, month, 1), ("青溪镇",), "副主任")
        for month in (1, 6)
    ]
    _chart, bars = drawn(home, *away)
    near, far = bars["tl-away"]
    assert near.y < bars["tl-now"][0].y < near.y + near.height
    assert far.y + far.height < near.y


def test_a_short_bar_has_its_number_and_a_shorter_one_nothing():
    lines = [
        tenure(date(2000, 1, 1), date(2000, 12, 1)),
        tenure(date(2001, 1, 1), date(2001, 1, 9)),
    ]
    _chart, bars = drawn(*lines, tenure(date(2002, 1, 1), None))
    assert [[text.said for text in bar.texts] for bar in bars["tl-home"]] == [["1"], []]
    assert "2. Post held: 综合处 文书, 2001.01–2001.01" in bars["tl-home"][1].title


def test_mentorships_that_meet_lie_in_lanes_of_their_own():
    pairs = [
        HistoryLine("mentorship", date(2024, month, 1), date(2025, 6, 1), other="方", guides=True)
        for month in (1, 3)
    ]
    _chart, bars = drawn(tenure(date(2020, 1, 1), None), *pairs)
    assert len({bar.y for bar in bars["tl-mentor"]}) == 2


def test_a_gap_and_the_days_held_too_long_are_marked():
    gap = HistoryLine("gap", date(2023, 1, 1), date(2023, 5, 31))
    lines = (tenure(date(2020, 1, 1), date(2022, 12, 31)), gap, tenure(date(2023, 6, 1), None))
    chart, bars = drawn(*lines, over_from=date(2026, 6, 1))
    assert [text.said for text in bars["tl-gap"][0].texts] == ["5 months"]
    [over] = bars["tl-over"]
    assert round(over.x + over.width, 1) == chart.today_x


def test_what_does_not_hold_on_the_day_asked_for_is_pale_and_lengths_end_there():
    away = HistoryLine("secondment", date(2025, 1, 1), date(2029, 1, 1), ("青溪镇",), "副主任")
    lines = (tenure(date(2020, 1, 1), date(2024, 12, 31)), tenure(date(2025, 1, 1), None), away)
    _chart, bars = drawn(*lines, asked=date(2025, 6, 30))
    assert (len(bars["tl-off"]), len(bars["tl-now"]), bars["tl-home"]) == (1, 1, [])
    assert [text.said for text in bars["tl-away"][0].texts] == ["青溪镇", "6 months"]


def test_a_long_life_is_cut_for_paper():
    short, _bars = drawn(tenure(date(2020, 1, 1), None))
    long, _bars = drawn(tenure(date(1984, 1, 1), None))
    assert short.slices == []
    assert len(long.slices) == 3
    assert long.slices[-1] + long.slice_width >= long.width


def test_without_lines_there_is_no_picture():
    assert timeline(History(), today=TODAY, today_said="today") is None
