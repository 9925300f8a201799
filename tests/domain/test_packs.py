"""A rule pack that is wrong is refused with file and field; the pack in force stays."""

from datetime import date

import pytest

from domain.audit import Actor
from domain.hours import packs
from domain.hours.fields import PackRefused
from tests.factories import ROOT, THEN, load_pack

FILE = ROOT / "content" / "rules" / "hours-example-office.toml"
FIELDS = """id version effective_from effective_to confirmed title.zh source.zh back_dating.days
back_dating.last_year_until parts[].id kinds[].part kinds[].convert.of kinds[].convert.per
kinds[].convert.credit caps[].kind caps[].per caps[].credit requirements[].main
requirements[].parts requirements[].total"""
TEXT = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('id = "example-office"', "", "id"),
        ("version = 1", "version = 0", "version"),
        ("effective_from = 2020-01-01", 'effective_from = "2020"', "effective_from"),
        ("confirmed = false", 'confirmed = "no"', "confirmed"),
        ("confirmed = false", "confirmed = false\nsurprise = 1", "surprise"),
        ('last_year_until = "01-15"', 'last_year_until = "02-30"', "back_dating.last_year_until"),
        ('part = "self"', 'part = "sel"', "kinds[0].part"),
        ("per = 45", "per = 0", "kinds[0].convert.per"),
        ('id = "online"', 'id = "group"', "parts[1].id"),
        ('credit = "40.00"', 'credit = "40"', "caps[0].credit"),
        ('kind = "self_study"\nper', 'kind = "other"\nper', "caps[0].kind"),
        ('total = "160.00"', 'total = "159.99"', "requirements[0].total"),
        ('self = "20.00"', 'selfish = "20.00"', "requirements[0].parts.selfish"),
        ("main = true", "main = false", "requirements"),
    ],
)
def test_a_wrong_field_is_named(old, new, field):
    assert old in TEXT
    with pytest.raises(PackRefused) as refused:
        packs.parse_pack(TEXT.replace(old, new, 1), "mine.toml")
    assert (refused.value.file, refused.value.field) == ("mine.toml", field)
    assert refused.value.expected


def test_broken_toml_is_refused_with_its_line():
    with pytest.raises(PackRefused) as refused:
        packs.parse_pack('id = "a"\nversion = \n', "mine.toml")
    assert "line 2" in refused.value.expected


def test_a_pack_loads_once_and_a_changed_file_of_the_same_version_is_refused(database):
    load_pack()
    assert packs.load_pack(TEXT, "x.toml", actor=Actor(None), now=THEN) is False
    with pytest.raises(packs.PackInForceChanged):
        packs.load_pack(TEXT + "# more\n", "x.toml", actor=Actor(None), now=THEN)


def test_the_pack_that_begins_last_is_in_force_and_none_before_the_first(database):
    load_pack()
    later = TEXT.replace("version = 1", "version = 2").replace("2020-01-01", "2027-01-01")
    packs.load_pack(later, "x.toml", actor=Actor(None), now=THEN)
    assert packs.pack_in_force(date(2026, 12, 31))[1].version == 1
    assert packs.pack_in_force(date(2027, 1, 1))[1].version == 2
    with pytest.raises(packs.NoPackInForce):
        packs.pack_in_force(date(2019, 12, 31))


def test_every_field_of_a_pack_is_described_in_the_readme_of_content():
    readme = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    for field in FIELDS.split():
        assert f"`{field}`" in readme, field
