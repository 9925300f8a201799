"""Everything that a rule pack may not say, each with its line, and said in both languages."""

import pytest
from flask_babel import force_locale

from blueprints.shared.pack_words import EXPECTED, pack_refusal_text
from domain.hours.fields import Expected, PackRefused
from domain.hours.pack_parsing import parse_pack, read_pack
from tests.domain.rule_books import DISTRICT


def refused(text):
    with pytest.raises(PackRefused) as caught:
        parse_pack(text, "mine.toml")
    return caught.value


def replaced(old, new, number=1):
    """The district's book with the so-manyth place changed, and the line of that place."""
    at = -1
    for _ in range(number):
        at = DISTRICT.index(old, at + 1)
    return DISTRICT[:at] + new + DISTRICT[at + len(old) :], DISTRICT.count("\n", 0, at) + 1


WRONG = [
    # old, new, which of them, the field, what is expected, how many lines further down
    ("version = 1", "version = 1\nversoin = 2", 1, "versoin", Expected.KNOWN, 1),
    ('tags = ["theory"]', "tag = 'theory'", 1, "kinds[0].tag", Expected.KNOWN, 0),
    ('per = "class"', 'per = "class"\nover = "year"', 1, "caps[1].over", Expected.KNOWN, 1),
    ('of = "sessions",', 'of = "sessions", level = 1,', 1, "kinds[0].convert.level",
     Expected.KNOWN, 0),
    ("to = 29,", "to = 29, most = 3,", 1, "kinds[1].bands[0].most", Expected.KNOWN, 0),
    ('credit = "12.00"', 'credit = "0.00"', 1, "caps[2].credit", Expected.ABOVE_ZERO, 0),
    ('tag = "online"\nper', 'part = "required"\nper', 1, "caps[2].credit", Expected.ROOM_FOR, 2),
    ('tag = "online"\nper', "per", 1, "caps[2].credit", Expected.ROOM_FOR, 1),
    ('kind = "training"', 'kind = "training"\npart = "elective"', 1, "caps[1].part",
     Expected.PART_OF_KIND, 1),
    ('id = "training-class"', 'id = "leave"', 1, "caps[1].id", Expected.NOT_RESERVED, 0),
    ("from = 30", "from = 29", 1, "kinds[1].bands[1].from", Expected.NO_OVERLAP, 0),
    ("from = 30, to = 59", "from = 30", 1, "kinds[1].bands[2].from", Expected.NO_OVERLAP, 1),
    ("to = 59", "to = 29", 1, "kinds[1].bands[1].to", Expected.NOT_BELOW, 0),
    ('part = "required"', 'part = "other"', 1, "kinds[0].part", Expected.ONE_OF, 0),
    ('tags = ["theory"]', 'tags = ["theroy"]', 1, "kinds[0].tags[0]", Expected.ONE_OF, 0),
    ('kind = "teaching"', 'kind = "teachin"', 1, "caps[0].kind", Expected.ONE_OF, 0),
    ('tag = "online"', 'tag = "onlin"', 1, "caps[2].tag", Expected.ONE_OF, 0),
    ('groups = ["leaders"]', 'groups = ["leader"]', 1, "requirements[0].groups[0]",
     Expected.ONE_OF, 0),
    ('counts = ["required"]', 'counts = ["require"]', 1, "requirements[0].counts[0]",
     Expected.ONE_OF, 0),
    ('kind = "exam"', 'kind = "exams"', 1, "requirements[2].times[0].kind", Expected.ONE_OF, 0),
    ('kind = "exam"', "", 1, "requirements[2].times[0].kind", Expected.KIND_OR_TAG, -1),
    ('elective = "10.00"', 'electives = "10.00"', 1, "requirements[1].parts.electives",
     Expected.ONE_OF, 0),
    ('from = "required"', 'from = "requird"', 1, "requirements[1].carry[0].from",
     Expected.ONE_OF, 0),
    ('offices = ["secretary", "committee"]', 'offices = ["chief"]', 1, "groups[2].offices[0]",
     Expected.ONE_OF, 0),
    ('ranks = ["科员"]', "", 1, "groups[1].ranks", Expected.A_CONDITION, -4),
    ('total = "40.00"', 'total = "29.99"', 1, "requirements[1].total", Expected.SUM_OF_PARTS, 0),
    ('tag = "online"\ncredit = "5.00"', 'tag = "online"\ncredit = "41.00"', 1,
     "requirements[1].total", Expected.TAG_MINIMUM, -4),
    ('counts_tags = ["theory"]', 'counts = ["elective"]\nparts = { required = "1.00" }', 1,
     "requirements[2].parts.required", Expected.COUNTED, 1),
    ('id = "course"', 'id = "lecture"', 1, "kinds[1].id", Expected.UNIQUE_ID, 0),
    ('zh = "在线课程"', 'zh = "专题报告"', 1, "kinds[1].zh", Expected.UNIQUE_NAME, 0),
    ('en = "Online course"', 'en = "Lecture"', 1, "kinds[1].en", Expected.UNIQUE_NAME, 0),
    ('id = "elective"', 'id = "required"', 1, "parts[1].id", Expected.UNIQUE_ID, 0),
    ('id = "training-class"', 'id = "teaching-activity"', 1, "caps[1].id", Expected.UNIQUE_ID, 0),
    ('id = "staff"', 'id = "leaders"', 1, "groups[1].id", Expected.UNIQUE_ID, 0),
    ('id = "local"', 'id = "national"', 1, "kinds[7].levels[1].id", Expected.UNIQUE_ID, 0),
    ('id = "officers-year"', 'id = "staff-year"', 1, "requirements[2].id",
     Expected.UNIQUE_ID, 0),
    ("effective_to = 2026-12-31", "effective_to = 2023-12-31", 1, "effective_to",
     Expected.NOT_BEFORE, 0),
    ("window_years = 3", "", 1, "requirements[0].anchor_year", Expected.NEEDS_WINDOW, 1),
    ("window_years = 3", "window_years = 3\ncarry = [{}]", 1, "requirements[0].carry",
     Expected.ONE_YEAR_ONLY, 1),
    ('leave_at_most = "1/7"', 'leave_at_most = "8/7"', 1, "kinds[4].leave_at_most",
     Expected.SHARE, 0),
    ('times = "3.00"', "times = 3", 1, "kinds[3].convert.times", Expected.AMOUNT, 0),
    ('per = 45, credit = "1.00", times', 'credit = "1.00", times', 1,
     "kinds[3].convert.per", Expected.GIVEN, 0),
    ('round = "down"', 'round = "away"', 1, "kinds[2].convert.round", Expected.ONE_OF, 0),
    ("confirmed = true", "confirmed = 1", 1, "confirmed", Expected.TRUE_OR_FALSE, 0),
    ("window_years = 3", "window_years = 51", 1, "requirements[0].window_years",
     Expected.WHOLE, 0),
    ("grace_months = 12", "grace_months = 121", 1, "requirements[0].grace_months",
     Expected.WHOLE, 0),
    ("days = 60", "days = 0", 1, "back_dating.days", Expected.WHOLE, 0),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "number", "field", "expected", "further"), WRONG)
def test_what_is_wrong_is_named_with_its_line(old, new, number, field, expected, further):
    text, line = replaced(old, new, number)
    told = refused(text)
    assert (told.file, told.field, told.expected) == ("mine.toml", field, expected)
    assert told.line == line + further


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("a = 1\nb = \n", 2, Expected.TOML),
        ("a = 1\na = 2\n", 2, Expected.GIVEN_ONCE),
        ("[a]\nx = 1\n[b]\n[a]\n", 4, Expected.GIVEN_ONCE),
        ('a = "one\nb = 2', 1, Expected.TOML),
        ("a = [1,\n2", 2, Expected.TOML),
    ],
)
def test_broken_toml_is_told_by_its_line(text, line, expected):
    told = refused(text)
    assert (told.field, told.line, told.expected) == ("", line, expected)


def test_a_cap_may_leave_less_than_is_asked_where_hours_are_carried_in():
    assert parse_pack(DISTRICT.replace('credit = "12.00"', 'credit = "4.99"'), "x").caps
    without = DISTRICT.replace("[[requirements.carry]]", "[[requirements.none]]")
    carried = without.index("[[requirements.none]]")
    ends = without.index("[[requirements]]  # requirements[2]")
    told = refused((without[:carried] + without[ends:]).replace('"12.00"', '"4.99"'))
    assert (told.field, told.expected, told.details["least"]) == (
        "caps[2].credit", Expected.ROOM_FOR, 500,
    )  # fmt: skip


def test_bytes_that_are_no_utf_8_are_told_by_their_line():
    with pytest.raises(PackRefused) as caught:
        read_pack("id = 1\ntitle = '甲'".encode("gb18030"), "mine.toml")
    assert (caught.value.expected, caught.value.line) == (Expected.UTF_8, 2)
    assert read_pack("\ufeff".encode() + DISTRICT.encode(), "mine.toml").id == "district"


def test_a_pack_without_a_main_requirement_is_refused():
    told = refused(DISTRICT.replace("main = true\n", ""))
    assert (told.field, told.expected) == ("requirements", Expected.A_MAIN_ONE)


def test_every_refusal_can_be_said_in_both_languages(app):
    told = PackRefused("a.toml", "x", Expected.ONE_OF, 7, allowed=["b", "c"])
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert pack_refusal_text(told) == "a.toml 第 7 行，x，应为：b、c 之一"
        chinese = {one: str(text) for one, text in EXPECTED.items()}
    with app.test_request_context(), force_locale("en"):
        assert pack_refusal_text(told) == "a.toml, line 7, x: expected one of b, c"
        english = {one: str(text) for one, text in EXPECTED.items()}
    assert set(EXPECTED) == set(Expected)
    assert [one for one in Expected if chinese[one] == english[one]] == []
