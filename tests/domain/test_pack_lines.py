"""Every field of a TOML text is found in its line, however the text is written."""

import tomllib

import pytest

from domain.hours.pack_lines import field_lines, line_of

TEXT = '''# a comment with [brackets] and a = "sign"
id = "one"
title = { zh = "甲 # 非注释", en = "A, ] }" } # behind
source.zh = 'C:\\path\\'
source.en = """
two
lines \\""" not yet""""

[[kinds]]
id = "first"  # [not.a.header]
ranks = [
  "a", # one
  "b, ]",
  # nothing
  'c'
]

[[kinds]]
"id" = "second"
convert = { of = "minutes", per = 45 }
  [kinds.source]
  zh = "丁"
  [[kinds.levels]]
  id = "x"
  [[kinds.levels]]
  id = "y"
  credit = "1.00"

[[kinds]]
convert.of = "days"
  [[kinds.levels]]
  id = "z"
nested = [[1, 2], [
  3]]

[ "back.dating" . days ]
least = 3
on = 2026-01-31
'''


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("id", 2), ("title", 3), ("title.en", 3), ("source", 4), ("source.zh", 4),
        ("source.en", 5), ("kinds", 9), ("kinds[0]", 9), ("kinds[0].id", 10),
        ("kinds[0].ranks", 11), ("kinds[0].ranks[0]", 12), ("kinds[0].ranks[1]", 13),
        ("kinds[0].ranks[2]", 15), ("kinds[1]", 18), ("kinds[1].id", 19),
        ("kinds[1].convert.per", 20), ("kinds[1].source.zh", 22), ("kinds[1].levels", 23),
        ("kinds[1].levels[0].id", 24), ("kinds[1].levels[1]", 25),
        ("kinds[1].levels[1].credit", 27), ("kinds[2].convert.of", 30),
        ("kinds[2].levels[0].id", 32), ("kinds[2].levels[0].nested[1][0]", 34),
        ("back.dating.days", 36), ("back.dating.days.least", 37), ("back.dating.days.on", 38),
    ],
)  # fmt: skip
def test_the_line_of_a_field_is_found(name, line):
    tomllib.loads(TEXT)
    assert field_lines(TEXT)[name] == line


@pytest.mark.parametrize(
    ("missing", "line"),
    [("kinds[1].part", 18), ("kinds[0].convert.per", 9), ("version", 1), ("title.fr", 3)],
)
def test_a_field_that_is_missing_is_told_by_what_it_is_missing_in(missing, line):
    assert line_of(field_lines(TEXT), missing) == line


def test_line_ends_of_either_kind_count_once():
    assert field_lines("a = 1\r\n\r\n[b]\r\nc = [\r\n1,\r\n2]\r\n")["b.c[1]"] == 6
    assert field_lines("") == {}
