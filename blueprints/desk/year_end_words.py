"""The year-end table in words: one reading of it for the page and for both files."""

from dataclasses import dataclass

from flask_babel import gettext as _

from blueprints.shared.clock import day_text, full_day_text, hours_text
from blueprints.shared.figure_words import grace_text
from blueprints.shared.hours_words import pack_text, part_word, span_text
from domain.hours.year_end import Member, YearEnd


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows of texts, and the sums.

    The columns from ``numbers_from`` to before ``numbers_to`` are hours.
    """

    headings: list[str]
    rows: list[list[str]]
    sums: list[str]
    numbers_from: int
    numbers_to: int
    rules: str


def heading_of(shown: YearEnd) -> str:
    """What the table is called; of a running year with its day."""
    values = {"branch": shown.branch.name, "year": shown.year}
    if shown.running:
        day = full_day_text(shown.as_of)
        return _("%(branch)s: year-end table of %(year)d, as of %(day)s", day=day, **values)
    return _("%(branch)s: year-end table of %(year)d", **values)


def table_of(shown: YearEnd) -> Table:
    parts, had, sums = shown.parts, shown.had, shown.sums
    pack = shown.members[0].figure.pack if shown.members else None
    names = [part_word(pack, part) if pack else part for part in parts]
    return Table(
        [
            _("No."), _("Staff number"), _("Name"), *names, _("Total"), _("Required"), _("Owed"),
            _("Met"), _("Remarks"),
        ],
        [_row(number, one, parts) for number, one in enumerate(shown.members, start=1)],
        [
            "", "", _("Total"), *(hours_text(had.get(part, 0)) for part in parts),
            hours_text(sums.had), hours_text(sums.required), hours_text(sums.owed),
            _("%(met)d of %(members)d", met=sums.met, members=sums.members), "",
        ],
        numbers_from=3, numbers_to=3 + len(parts) + 3, rules=pack_text(pack) if pack else "",
    )  # fmt: skip


def _row(number: int, member: Member, parts: list[str]) -> list[str]:
    shown = member.figure
    return [
        str(number), member.staff_no, member.name,
        *(hours_text(shown.had.get(part, 0)) for part in parts), hours_text(shown.total),
        hours_text(shown.requirement.total), hours_text(shown.owed),
        _("yes") if shown.met else _("no"), remarks_of(member),
    ]  # fmt: skip


def remarks_of(member: Member) -> str:
    """Since and until when in the branch, and which days were exempt."""
    remarks = []
    if member.from_on:
        remarks.append(_("in the branch from %(day)s", day=day_text(member.from_on)))
    if member.to_on:
        remarks.append(_("in the branch until %(day)s", day=day_text(member.to_on)))
    remarks += [
        _("exempt %(days)s", days=span_text(first, None if first == last else last))
        for first, last in member.exempt
    ]
    if member.figure.in_grace:
        remarks.append(grace_text(member.figure.main))
    return _("; ").join(remarks)
