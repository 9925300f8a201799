"""content/README.md is all that whoever writes a rule book has: it is whole, and it is true."""

import re

from domain import cells
from domain.hours.engine import Unruled
from domain.hours.fields import MOST
from domain.hours.pack_parsing import MOST_DAYS_BACK, parse_pack
from domain.hours.requirement_parsing import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    MOST_MONTHS,
    MOST_YEARS,
)
from domain.past_activities.columns import KIND_CHARACTERS, MOST_COUNT, MOST_DAYS, MOST_MINUTES
from domain.rehearsal.columns import (
    MOST_ROWS,
    REHEARSAL_COLUMNS,
    TEXT_CHARACTERS,
    read_activities,
)
from domain.rehearsal.rehearsing import rehearse
from tests.architecture.tree import ROOT

TEXT = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
READING = re.compile(
    r"\.(?:text|texts|number|number_or_none|flag|day|month_day|amount|share|choice|table|tables|"
    r"rows|slug|worded|true_or_absent)\(\s*\"(\w+)\""
)


def _documented():
    named = re.findall(r"`([a-z_.\[\]]+)`", TEXT)
    return {word for name in named for word in re.findall(r"\w+", name)}


def test_every_field_that_is_read_is_described():
    read = set()
    for path in (ROOT / "domain" / "hours").glob("*_parsing.py"):
        read |= set(READING.findall(path.read_text(encoding="utf-8")))
    assert {"bands", "leave_at_most", "anchor_year", "carry", "offices"} <= read
    assert read - _documented() == set()


def test_the_limits_of_numbers_are_those_that_are_held():
    held = (
        f"to {MOST} where", f"at most {MOST_DAYS_BACK};", f"from {EARLIEST_YEAR} to {LATEST_YEAR}",
        f"to {MOST_YEARS}, may", f"to {MOST_MONTHS}, may", f"{MOST_ROWS:,} rows",
        f"{MOST_MINUTES} minutes, {MOST_DAYS} days or half days, {MOST_COUNT} of",
        f"at most {TEXT_CHARACTERS} characters, other texts {KIND_CHARACTERS}.",
        f"of years {cells.EARLIEST_YEAR} to {cells.LATEST_YEAR}",
    )  # fmt: skip
    assert [told for told in held if told not in TEXT] == []


def test_every_reason_and_every_key_of_the_document_is_described():
    named = _documented()
    assert {str(one) for one in Unruled} <= named
    assert {"required_tags", "times", "due_on", "refused", "carried_out"} <= named


def test_every_column_of_a_file_of_activities_is_described_with_both_headings():
    for column in REHEARSAL_COLUMNS:
        assert f"`{column.en}` {column.zh}" in TEXT, column.key


def test_the_worked_example_comes_to_what_it_says():
    pack = parse_pack(re.findall(r"```toml\n(id = .*?)```", TEXT, re.DOTALL)[0], "README.md")
    file = re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL)[0]
    found = rehearse(pack, read_activities(file.encode(), "a.csv").rows)
    shares = {
        one.row.activity_id: [line.hundredths for line in one.judged.lines]
        for one in found.activities
    }
    assert shares == {"1": [1500, 1500], "2": [800], "3": [1600]}
    (_, first), (_, second) = found.years
    assert (first.had, first.owed) == ({"required": 2300, "elective": 1600}, 100)
    assert (second.total, second.carried_in, second.owed) == (1500, 0, 2500)


def test_the_bands_of_the_example_are_read_as_told():
    [bands] = re.findall(r"```toml\n(\[\[kinds\]\].*?)```", TEXT, re.DOTALL)
    [book] = re.findall(r"```toml\n(id = .*?)```", TEXT, re.DOTALL)
    bands = bands.replace('part = "online"', 'part = "elective"')
    pack = parse_pack(book.replace("[[caps]]", f"{bands}[[caps]]", 1), "x")
    text = "person,kind,starts_on,minutes\n" + "".join(
        f"w,online_course,2024-01-0{n},{minutes}\n"
        for n, minutes in enumerate((15, 29, 40), start=1)
    )
    found = rehearse(pack, read_activities(text.encode(), "a.csv").rows)
    assert [one.judged.capped for one in found.activities] == [25, 50, 133]
