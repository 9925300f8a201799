"""A rule book of a kind that is not shipped, worked by hand by a careful clerk.

The book and the file stand in ``tests/domain/rule_books.py``; every number below was computed
on paper, as the comments say.
"""

import pytest

from domain.hours.pack_parsing import parse_pack
from domain.rehearsal.columns import read_activities
from domain.rehearsal.rehearsing import rehearse
from tests.domain.rule_books import ACTIVITIES, DISTRICT

PACK = parse_pack(DISTRICT, "district.toml")


def rehearsed(text=ACTIVITIES, pack=PACK, encoding="utf-8"):
    read = read_activities(text.encode(encoding), "activities.csv")
    assert read.refused == []
    return rehearse(pack, read.rows)


@pytest.fixture(scope="module")
def found():
    return rehearsed()


CREDITS = {
    # by id: uncapped, the cap, and of each share the year, part, tags and credit
    "1": (600, "", [(2024, "required", "theory", 600)]),  # 3 sessions of 2.00
    "2": (50, "", [(2024, "elective", "online", 50)]),  # 29 minutes: the band 10 to 29
    "3": (222, "", [(2024, "elective", "online", 222)]),  # 100 / 45 = 2.2222
    "5": (600, "", [(2024, "elective", "", 600)]),  # 5 books are 2 whole pairs of 3.00
    # 200 / 45 x 3 = 13.3333, at most 10.00 a time
    "6": (1333, "teaching-activity", [(2024, "elective", "", 1000)]),
    "7": (2400, "", [(2024, "required", "", 2400)]),  # 3 days of 8.00
    # 2 days are 16.00; of the class's 30.00 there are 6.00 left
    "8": (1600, "training-class", [(2024, "required", "", 600)]),
    "9": (300, "", [(2024, "elective", "", 300)]),  # 3 half days begin 2 pairs of 1.50
    "10": (500, "", [(2024, "required", "online", 500)]),  # flat; online yes adds the tag
    "11": (1000, "", [(2024, "elective", "", 1000)]),  # 2 of 5.00
    # 450 / 45 = 10.00; online has 0.50 + 2.22 + 5.00 = 7.72 of 12.00: 4.28 are left
    "12": (1000, "online-year", [(2024, "elective", "online", 428)]),
    # 4 days are 32.00, a seventh is 4.571; 4.58 is more
    "13": (3200, "leave", [(2024, "required", "", 0), (2025, "required", "", 0)]),
    # 5 days are 40.00, a seventh is 5.714; 5.71 is not more. The class counts 30.00
    "14": (4000, "training-class", [(2025, "required", "", 3000)]),
    "15": (4000, "leave", [(2025, "required", "", 0)]),  # 5.72 is more
    "16": (200, "", [(2025, "elective", "theory", 200)]),  # its own part
    "18": (100, "", [(2025, "elective", "", 100)]),  # 45 minutes: 30 to 59; online no
    "19": (400, "", [(2024, "required", "theory", 400)]),
    "20": (500, "", [(2025, "required", "theory", 500)]),  # its own tag
}
UNRULED = {
    "4": "no_band", "17": "kind_unknown", "21": "part_unknown", "22": "level_unknown",
}  # fmt: skip


def test_every_activity_comes_to_what_the_clerk_gets(found):
    got = {
        one.row.activity_id: (
            one.judged.uncapped, next((line.cap for line in one.judged.lines if line.cap), ""),
            [(line.year, line.part, line.tags, line.hundredths) for line in one.judged.lines],
        )
        for one in found.activities
        if one.judged.lines
    }  # fmt: skip
    assert got == CREDITS
    assert {
        one.row.activity_id: one.judged.unruled
        for one in found.activities
        if one.judged.unruled is not None
    } == UNRULED


def by_key(rows):
    return {(person, one.requirement.id, one.last_year): one for person, one in rows}


def test_the_years_are_what_the_clerk_gets(found):
    years = by_key(found.years)
    assert set(years) == {
        ("li", "staff-year", 2024), ("li", "officers-year", 2024), ("li", "officers-year", 2025),
        ("wang", "staff-year", 2024), ("wang", "staff-year", 2025),
    }  # fmt: skip
    first, second = years["wang", "staff-year", 2024], years["wang", "staff-year", 2025]
    # required 6 + 24 + 6 + 5 = 41; elective 0.50 + 2.22 + 6 + 10 + 3 + 10 + 4.28 = 36
    assert (first.had, first.total) == ({"required": 4100, "elective": 3600}, 7700)
    assert first.tags == {"online": 1200, "theory": 600}
    assert (first.owed, first.met, first.carried_in) == (0, True, 0)
    # surplus 37. From required 41 - 20 = 21, at most 6: to elective. Then 31 are left, of which
    # elective has 36 - 10 = 26 of its own. Together 32 go on
    assert (first.carried_on, first.carried_out) == ({"elective": 3200}, 3200)
    # required 30, elective 2 + 1 = 3; nothing online: 5 are owed though the total is there
    assert second.had == {"required": 3000, "elective": 300}
    assert (second.carried, second.owed, second.met) == ({"elective": 3200}, 500, False)
    assert second.carried_out == 0  # 33 of its own are no surplus; carried hours stay behind


def test_a_least_number_of_activities_keeps_a_requirement_unmet(found):
    years = by_key(found.years)
    before, after = years["li", "officers-year", 2024], years["li", "officers-year", 2025]
    # only theory counts: 4.00 of 4.00, but no examination
    assert (before.total, before.owed, before.times_met, before.met) == (400, 0, False, False)
    assert (after.total, after.owed, after.met) == (500, 0, True)


def test_the_fixed_window_is_what_the_clerk_gets(found):
    [(person, window)] = found.windows
    # li is a leader from the examination of 2025 on; 4 + 5 of 120 in 2024 to 2026
    assert (person, window.first_year, window.last_year) == ("li", 2024, 2026)
    assert (window.total, window.required_total, window.owed) == (900, 12000, 11100)


def test_the_order_of_the_rows_changes_no_figure(found):
    head, *lines = ACTIVITIES.splitlines()
    other = rehearsed("\n".join([head, *reversed(lines)]))
    assert (other.years, other.windows) == (found.years, found.windows)
    credit = {one.row.activity_id: one.judged.lines for one in found.activities}
    for one in other.activities:
        lines = credit[one.row.activity_id]
        assert [line[1:] for line in one.judged.lines] == [line[1:] for line in lines]


CHINESE = """\
人员,职级组,学习类别,开始日期,结束日期,天数,级别,学时类型,标签,线上,请假学时,学习内容,备注
wang,科员,脱产班,2023年12月30日,2024.1.2,4,,选修,理论; 线上,否,,冬班,不用
wang,科员,论文,2024-05-01,,,地方级,,,,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_headings_and_words_may_be_chinese_in_any_usual_encoding(encoding):
    got = rehearsed(CHINESE, encoding=encoding)
    [class_, paper] = got.activities
    # 32.00, of the class 30.00; two days in each year. Online was said twice: no is the last word
    assert [(line.year, line.part, line.tags, line.hundredths) for line in class_.judged.lines] == [
        (2023, "elective", "theory", 1500), (2024, "elective", "theory", 1500),
    ]  # fmt: skip
    assert class_.row.activity_id == "2"
    assert paper.judged.capped == 500
    assert got.outside_dates == 0  # what counts is the last day


def test_a_bad_row_is_named_by_row_and_column():
    head = "activity_id,person,kind,starts_on,ends_on,minutes,online,leave_hours"
    rows = ["1,w,course,2024-13-01,,x,maybe,6.123", "2,,course,2024-05-02,2024-05-01,1,,",
            "3,w,course,2024-05-02,,1,,", "3,w,course,2024-05-03,,1,,"]  # fmt: skip
    read = read_activities("\n".join([head, *rows]).encode(), "a.csv")
    assert [(number, [(one.field, str(one.reason)) for one in why]) for number, why in
            read.refused] == [
        (2, [("starts_on", "date_impossible"), ("minutes", "number_shape"),
             ("online", "yes_no_unknown"), ("leave_hours", "hours_shape")]),
        (3, [("person", "missing"), ("ends_on", "ends_before")]),
        (5, [("activity_id", "id_twice")]),
    ]  # fmt: skip
