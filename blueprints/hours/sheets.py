"""The same lines and years as on the page, as spreadsheets."""

from flask_babel import gettext as _

from blueprints.shared.exports import Cell, workbook
from blueprints.shared.hours_words import (
    amount_text,
    kind_word,
    line_sentence,
    line_tags,
    part_word,
    topic_text,
)
from domain.hours.statements import Line, total_of
from domain.hours.windows import Window


def of_lines(lines: list[Line], title: str) -> bytes:
    """One row a line in the order of the page, and the total below."""
    headings = [
        _("Day"), _("Topic"), _("Kind"), _("Part"), _("Tags"), _("Amount"), _("How"), _("Hours")
    ]  # fmt: skip
    rows = [_row(line) for line in lines]
    rows.append([None, _("Total"), "", "", "", "", "", total_of(lines) / 100])
    return workbook([(title, headings, rows)])


def _row(line: Line) -> list[Cell]:
    return [
        line.on, topic_text(line.topic, line.pack, line.rule), kind_word(line.pack, line.rule),
        part_word(line.pack, line.part), line_tags(line), amount_text(line.kind, line),
        line_sentence(line), line.hundredths / 100,
    ]  # fmt: skip


def parts_of(shown: Window) -> dict[str, str]:
    """Every part that a year of the window knows or has, in the words of the latest rules."""
    parts: dict[str, str] = {}
    for one in reversed(shown.years):
        known = one.figure.pack if one.figure else None
        for part in [*(known.parts if known else ()), *one.had]:
            parts.setdefault(part, part_word(known, part) if known else part)
    return parts


def of_years(shown: Window) -> bytes:
    """Year by part, and the sums of the window below."""
    parts = parts_of(shown)
    headings = [_("Year"), *parts.values(), _("Required"), _("Owed"), _("Total")]
    rows: list[list[Cell]] = [
        [
            one.year, *(one.had.get(part, 0) / 100 for part in parts),
            one.yearly.required_total / 100 if one.yearly else None,
            one.yearly.owed / 100 if one.yearly else None, one.total / 100,
        ]
        for one in reversed(shown.years)
    ]  # fmt: skip
    had = shown.had
    rows.append([
        _("Total"), *(had.get(part, 0) / 100 for part in parts), shown.required / 100,
        shown.owed / 100, shown.total / 100,
    ])  # fmt: skip
    first, last = shown.years[0].year, shown.years[-1].year
    return workbook([(f"{first}-{last}", headings, rows)])
