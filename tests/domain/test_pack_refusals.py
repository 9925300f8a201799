"""Everything that a rule pack may not say, each with its line, and said in both languages."""

import json

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
    ('tag = "online"\nper', 'part = "required"\nper', 1, "caps[2].credit",
     Expected.ROOM_IN_WINDOW, 2),
    ('tag = "online"\nper', "per", 1, "caps[2].credit", Expected.ROOM_IN_WINDOW, 1),
    ('credit = "12.00"', 'credit = "4.99"', 1, "caps[2].credit", Expected.ROOM_FOR, 0),
    ('of = "days",', 'of = "days", round = "down",', 1, "kinds[4].convert.round",
     Expected.NOT_BESIDE, 0),
    ('per = 45, credit = "1.00", times', 'per = 45, credit = "1.00", half_day = "1.00", times', 1,
     "kinds[3].convert.half_day", Expected.NOT_BESIDE, 0),
    ('of = "minutes" }', 'of = "minutes", per = 45 }', 1, "kinds[1].convert.per",
     Expected.NOT_BESIDE, 0),
    ('of = "level" }', 'of = "level", credit = "1.00" }', 1, "kinds[7].convert.credit",
     Expected.NOT_BESIDE, 0),
    ('of = "level" }', 'of = "count", credit = "1.00" }', 1, "kinds[7].levels",
     Expected.NOT_BESIDE, 2),
    ('of = "activity", credit = "5.00" }', 'of = "activity", credit = "5.00" }\nbands = []', 1,
     "kinds[6].bands", Expected.NOT_BESIDE, 1),
    ('ranks = ["科员"]', "party_member = false", 1, "groups[1].party_member",
     Expected.TRUE_OR_ABSENT, 0),
    ('ranks = ["科员"]', "ranks = []", 1, "groups[1].ranks", Expected.AT_LEAST_ONE, 0),
    ('counts = ["required"]', "counts = []", 1, "requirements[0].counts",
     Expected.AT_LEAST_ONE, 0),
    ("title = { zh", 'title = { fr = "x", zh', 1, "title.fr", Expected.KNOWN, 0),
    ("source = { zh", "source = { page = 3, zh", 1, "source.page", Expected.KNOWN, 0),
    ('en = "Lecture"', 'en = "Lecture"\nsource = { zh = "a", en = "b", x = 1 }', 1,
     "kinds[0].source.x", Expected.KNOWN, 1),
    ('id = "district"', 'id = "our district"', 1, "id", Expected.ID, 0),
    ('id = "district"', 'id = ".."', 1, "id", Expected.ID, 0),
    ('id = "course"', 'id = "course;"', 1, "kinds[1].id", Expected.ID, 0),
    ('en = "Online course"', 'en = "LECTURE"', 1, "kinds[1].en", Expected.UNIQUE_NAME, 0),
    ('id = "reading"', 'id = "Online_Course"', 1, "kinds[2].id", Expected.UNIQUE_ID, 0),
    ('en = "Elective"', 'en = "required"', 1, "parts[1].en", Expected.UNIQUE_NAME, 0),
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
    ('last_year_until = "01-31"', 'last_year_until = "W03"', 1, "back_dating.last_year_until",
     Expected.MONTH_DAY, 0),
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
        ("a = 1\nb = 2024-02-30\n", 2, Expected.REAL_DAY),
        ("a = 1\nb = " + 200 * "[" + 200 * "]", 2, Expected.PLAINER),
        ("a = 1\nb = " + 200 * "{a = " + "1" + 200 * "}", 2, Expected.PLAINER),
        ("a = 1\nb = " + 5000 * "9", 2, Expected.PLAINER),
        ("a = 1\n" + ".".join(140_000 * "a") + " = 1", 2, Expected.PLAINER),
        ("a = 1\nb = { " + 60_000 * '"!".' + "a = 1 }", 2, Expected.PLAINER),
        ("a = 1\nb = '" + 300_000 * "a" + "'", 1, Expected.SHORTER),
    ],
)
def test_broken_toml_is_told_by_its_line(text, line, expected):
    told = refused(text)
    assert (told.field, told.line, told.expected) == ("", line, expected)


def test_what_looks_deep_inside_a_text_is_read():
    text = DISTRICT.replace('en = "Lecture"', f'en = "Lecture {60 * "[."} {200 * "9"}"', 1)
    assert parse_pack(text, "x").kinds["lecture"].words["en"].startswith("Lecture [")


CAPPED = """
[[caps]]
id = "mine"
zh = "上限"
en = "there is a limit"
per = "year"
"""


@pytest.mark.parametrize(
    ("carries", "cap", "least"),
    [
        # 40 a year, 20 of them required and 10 elective, 5 online
        ([], 'credit = "39.99"', 4000),
        ([], 'part = "required"\ncredit = "19.99"', 2000),
        ([""], 'credit = "39.99"', None),  # carried into the total
        ([""], 'part = "required"\ncredit = "19.99"', 2000),  # which is no part's
        (["elective"], 'part = "elective"\ncredit = "9.99"', None),
        (["elective"], 'part = "required"\ncredit = "19.99"', 2000),
        (["elective"], 'credit = "19.99"', 2000),
        (["elective", "required"], 'credit = "5.00"', None),
        (["elective", "required"], 'credit = "4.99"', 500),  # nothing carried has a tag
        (["elective"], 'tag = "online"\ncredit = "4.99"', 500),
        (["elective"], 'tag = "online"\npart = "required"\ncredit = "0.01"', None),
    ],
)
def test_a_cap_may_leave_less_only_where_hours_are_carried_into_the_same(carries, cap, least):
    begins = DISTRICT.index("[[requirements.carry]]")
    ends = DISTRICT.index("[[requirements]]  # requirements[2]")
    rules = "".join(
        f"[[requirements.carry]]\nto = {json.dumps(part)}\n" if part else "[[requirements.carry]]\n"
        for part in carries
    )
    text = DISTRICT[:begins] + rules + DISTRICT[ends:]
    window = text.index("[[requirements]]  # requirements[0]")
    text = text[:window] + text[text.index("[[requirements]]  # requirements[1]") :]
    text = text + CAPPED + cap
    if least is None:
        assert parse_pack(text, "x").caps[3].id == "mine"
        return
    told = refused(text)
    assert (told.field, told.expected, told.details["least"]) == (
        "caps[3].credit", Expected.ROOM_FOR, least,
    )  # fmt: skip


def test_a_cap_below_a_window_is_told_what_is_asked_in_a_year_and_in_all_of_them(app):
    told = refused(replaced('tag = "online"\nper', 'part = "required"\nper')[0])
    with app.test_request_context(), force_locale("en"):
        assert pack_refusal_text(told).endswith(
            "expected at least 40.00 (120.00 in 3 years), which the requirement "
            "“leaders-three-years” asks of the same hours"
        )


def test_a_field_out_of_place_is_told_what_it_does_not_go_with(app):
    told = [
        refused(replaced('of = "days",', 'of = "days", round = "up",')[0]),
        refused(replaced('of = "minutes" }', 'of = "minutes", per = 45 }')[0]),
    ]
    with app.test_request_context(), force_locale("en"):
        assert [pack_refusal_text(one).partition("expected ")[2] for one in told] == [
            'nothing here: round does not go with of = "days"',
            "nothing here: per does not go with bands",
        ]


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
