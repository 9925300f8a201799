"""A rule pack that is wrong is refused with file and field; the pack in force stays."""

from datetime import date

import pytest

from domain.audit import Actor
from domain.hours import packs
from domain.hours.fields import Expected, PackRefused
from tests.factories import ROOT, THEN
from tests.packs import load_pack

FILE = ROOT / "content" / "rules" / "hours-example-office.toml"
FIELDS = """id version effective_from effective_to confirmed part_year title.zh source.zh
back_dating.days back_dating.last_year_until confirmation.within_days parts[].id kinds[].part
kinds[].by kinds[].convert.of kinds[].convert.per kinds[].convert.credit kinds[].convert.half_day
kinds[].levels[].id kinds[].levels[].credit caps[].kind caps[].per caps[].credit
requirements[].main requirements[].parts requirements[].total"""
TEXT = FILE.read_text(encoding="utf-8")
FIRST_FORMAT = """
id = "old"
version = 1
effective_from = 2020-01-01
confirmed = false
title = { zh = "旧规则", en = "Old rules" }
source = { zh = "无", en = "None" }
back_dating = { days = 30, last_year_until = "01-15" }

[[parts]]
id = "self"
zh = "自学"
en = "Self-study"

[[kinds]]
id = "self_study"
part = "self"
zh = "干部自学"
en = "Self-study"
convert = { of = "minutes", per = 45, credit = "1.00" }

[[requirements]]
id = "year"
main = true
zh = "年度要求"
en = "The year"
parts = { self = "20.00" }
total = "20.00"
"""


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('id = "example-office"', "", "id"),
        ("version = 3", "version = 0", "version"),
        ("effective_from = 2020-01-01", 'effective_from = "2020"', "effective_from"),
        ("confirmed = false", 'confirmed = "no"', "confirmed"),
        ("confirmed = false", "confirmed = false\nsurprise = 1", "surprise"),
        ('last_year_until = "01-15"', 'last_year_until = "02-30"', "back_dating.last_year_until"),
        ('part = "self"', 'part = "sel"', "kinds[0].part"),
        ("per = 45", "per = 0", "kinds[0].convert.per"),
        ('of = "minutes"', 'of = "weeks"', "kinds[0].convert.of"),
        ('by = "office"', 'by = "nobody"', "kinds[2].by"),
        ('half_day = "3.00"', "half = 1", "kinds[3].convert.half_day"),
        ('credit = "6.00", half', 'per = 45, credit = "6.00", half', "kinds[3].convert.per"),
        ('credit = "12.00"', 'credit = "12"', "kinds[5].levels[0].credit"),
        ('id = "city"', 'id = "provincial"', "kinds[5].levels[1].id"),
        ("within_days = 7", "within_days = 0", "confirmation.within_days"),
        ("within_days = 7", "within = 7", "confirmation.within"),
        ('part_year = "by_month"', 'part_year = "by_week"', "part_year"),
        ('id = "online"', 'id = "group"', "parts[1].id"),
        ('credit = "40.00"', 'credit = "40"', "caps[0].credit"),
        ('kind = "self_study"\nper', 'kind = "other"\nper', "caps[0].kind"),
        ('total = "160.00"', 'total = "159.99"', "requirements[1].total"),
        ('self = "20.00"', 'selfish = "20.00"', "requirements[1].parts.selfish"),
    ],
)
def test_a_wrong_field_is_named(old, new, field):
    assert old in TEXT
    with pytest.raises(PackRefused) as refused:
        packs.parse_pack(TEXT.replace(old, new, 1), "mine.toml")
    assert (refused.value.file, refused.value.field) == ("mine.toml", field)
    assert refused.value.expected


def test_a_pack_of_the_first_format_still_reads_and_takes_the_defaults():
    pack = packs.parse_pack(FIRST_FORMAT, "old.toml")
    assert pack.part_year == "full"
    assert [(one.asks, one.by, one.levels) for one in pack.kinds.values()] == [
        ("minutes", "person", {})
    ]


def test_a_kind_by_level_without_a_level_is_refused():
    start, end = TEXT.index("[[kinds.levels]]"), TEXT.index("[[caps]]")
    with pytest.raises(PackRefused) as refused:
        packs.parse_pack(TEXT[:start] + TEXT[end:], "mine.toml")
    assert refused.value.field == "kinds[5].levels"


def test_the_shipped_kinds_ask_for_minutes_days_and_levels():
    kinds = packs.parse_pack(TEXT, FILE.name).kinds
    assert {one.id: one.asks for one in kinds.values()} == {
        "self_study": "minutes", "online_course": "minutes", "group_training": "minutes",
        "outside_training": "days", "teaching": "minutes", "paper": "level",
    }  # fmt: skip
    assert [one.id for one in kinds.values() if one.by == "office"] == ["group_training"]
    assert kinds["paper"].levels["city"] == {"zh": "市级刊物", "en": "city journal"}


def test_broken_toml_is_refused_with_its_line():
    with pytest.raises(PackRefused) as refused:
        packs.parse_pack('id = "a"\nversion = \n', "mine.toml")
    assert (refused.value.expected, refused.value.line) == (Expected.TOML, 2)


def test_a_pack_loads_once_and_a_changed_file_of_the_same_version_is_refused(database):
    load_pack()
    assert packs.load_pack(TEXT, "x.toml", actor=Actor(None), now=THEN) is False
    with pytest.raises(packs.PackInForceChanged):
        packs.load_pack(TEXT + "# more\n", "x.toml", actor=Actor(None), now=THEN)


def test_the_adopted_pack_is_in_force_and_none_before_the_first(database):
    load_pack()
    later = TEXT.replace("version = 3", "version = 4").replace("2020-01-01", "2027-01-01")
    packs.load_pack(later, "x.toml", actor=Actor(None), now=THEN)
    assert packs.pack_in_force(date(2027, 1, 1))[1].version == 3  # loaded alone is not adopted
    load_pack(later)
    assert packs.pack_in_force(date(2026, 12, 31))[1].version == 3
    assert packs.pack_in_force(date(2027, 1, 1))[1].version == 4
    with pytest.raises(packs.NoPackInForce):
        packs.pack_in_force(date(2019, 12, 31))


def test_every_field_of_a_pack_is_described_in_the_readme_of_content():
    readme = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    for field in FIELDS.split():
        assert f"`{field}`" in readme, field
