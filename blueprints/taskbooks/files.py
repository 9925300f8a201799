"""A task book as Word file in the form of official papers, and as spreadsheet."""

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text, today
from blueprints.shared.exports import SheetToWrite
from blueprints.shared.word_files import add_line, add_table, new_document, word_bytes
from blueprints.taskbooks.road_map import numbered, phase_name
from blueprints.taskbooks.words import ITEM_STATES, QUESTIONS, STATES, TESTS, state_text
from domain.taskbooks.lists import ItemRow, Phase
from domain.taskbooks.subjects import Subject
from models import TaskBook, TaskRehearsal
from models.taskbooks import FIVE_TESTS

if TYPE_CHECKING:
    from docx.document import Document

TASK_WIDTHS = [10, 34, 34, 20, 24, 16, 18]  # mm, of the 156 between the margins
RISK_WIDTHS = [12, 60, 60, 24]
TABLE_SIZE = 10.5  # pt
Rehearsals = list[tuple[TaskRehearsal, str]]


def review_words() -> dict[str, str]:
    return {
        "reached": _("What was reached"), "learned": _("What was learned"),
        "to_change": _("What to change"),
    }  # fmt: skip


def word_of(
    book: TaskBook, subject: Subject, phases: list[Phase], rehearsals: Rehearsals,
    organisation: str,
) -> bytes:  # fmt: skip
    """A4: the three questions, the tasks with measure, time and person, rehearsal, review."""
    document = new_document(title=book.title, author=organisation)
    add_line(document, book.title, size=22, align="center", title=True, after=6)
    add_line(document, subject.name, align="center")
    add_line(
        document,
        _("%(first)s to %(last)s", first=full_day_text(book.starts_on),
          last=full_day_text(book.ends_on)),
        align="center", after=14,
    )  # fmt: skip
    number = 0
    for name, label in QUESTIONS.items():
        number += 1
        _section(document, number, str(label), getattr(book, name))
    _section(document, number + 1, _("Tasks"))
    add_table(
        document, _task_headings(), _task_rows(phases), numbers_from=0, numbers_to=0,
        size=TABLE_SIZE, widths=TASK_WIDTHS, sums=False,
    )  # fmt: skip
    number += 2
    if rehearsals:
        _section(document, number, _("Rehearsal before"))
        add_table(
            document, [_("No."), *_risk_headings()], _risk_rows(rehearsals), numbers_from=0,
            numbers_to=0, size=TABLE_SIZE, widths=RISK_WIDTHS, sums=False,
        )  # fmt: skip
        number += 1
    if book.reached:
        _section(document, number, _("Review after"))
        for name, label in review_words().items():
            _section(document, 0, label, getattr(book, name))
    return word_bytes(document)


def _section(document: "Document", number: int, title: str, text: str = "") -> None:
    """A heading as official papers number them, and its paragraphs."""
    heading = _("%(number)s. %(title)s", number=_numeral(number), title=title) if number else title
    add_line(document, heading, indent=True).runs[0].bold = True
    for paragraph in text.splitlines():
        add_line(document, paragraph, indent=True)


def _numeral(number: int) -> str:
    """一 to 九 in Chinese, 1 to 9 in English: as the catalogue has them."""
    numerals = (_("1"), _("2"), _("3"), _("4"), _("5"), _("6"), _("7"))
    return numerals[number - 1]


def _task_headings() -> list[str]:
    return [
        _("No."), _("Task"), _("Measure"), _("Step"), _("Days"), _("Responsible"), _("Progress"),
    ]  # fmt: skip


def _task_rows(phases: list[Phase]) -> list[list[str]]:
    return [
        [
            number, row.item.what, row.item.measure, phase_name(phase, phases),
            days_text(row.item.starts_on, row.item.due_on), row.person.name if row.person else "",
            _progress(row),
        ]
        for phase, rows in numbered(phases)
        for number, row in rows
    ]  # fmt: skip


def _progress(row: ItemRow) -> str:
    text = state_text(row, today())
    return f"{text}\n{row.item.said}" if row.item.said else text


def days_text(first: date | None, last: date) -> str:
    if first is None or first == last:
        return full_day_text(last)
    return _("%(first)s to %(last)s", first=full_day_text(first), last=full_day_text(last))


def _risk_headings() -> list[str]:
    return [_("What may go wrong"), _("What then"), _("By whom")]


def _risk_rows(rehearsals: Rehearsals) -> list[list[str]]:
    return [
        [str(number), row.risk, row.answer, name]
        for number, (row, name) in enumerate(rehearsals, start=1)
    ]


def sheets_of(book: TaskBook, phases: list[Phase], rehearsals: Rehearsals) -> list[SheetToWrite]:
    """The tasks with days as days and the five tests; the rehearsal; questions and review."""
    headings = [
        _("No."), _("Task"), _("Measure"), _("Step"), _("Begins on"), _("Due on"),
        _("First due on"), _("Responsible"), _("Staff number"), _("State"), _("What is said"),
        _("Done or dropped on"), *(str(label) for label in TESTS.values()),
    ]  # fmt: skip
    rows = [
        [
            number, row.item.what, row.item.measure, phase_name(phase, phases), row.item.starts_on,
            row.item.due_on, row.item.first_due_on, row.person.name if row.person else "",
            row.person.staff_no if row.person else "", str(ITEM_STATES[row.item.state]),
            row.item.said, row.item.settled_on, *_tests(row),
        ]
        for phase, found in numbered(phases)
        for number, row in found
    ]  # fmt: skip
    said = [[str(label), getattr(book, name)] for name, label in QUESTIONS.items()]
    said += [[label, getattr(book, name)] for name, label in review_words().items()]
    about = [
        [_("Title"), book.title], [_("First day"), book.starts_on],
        [_("Last day"), book.ends_on], [_("State"), str(STATES[book.state])], *said,
    ]  # fmt: skip
    return [
        (_("Tasks"), headings, rows),
        (_("Rehearsal before"), [_("No."), *_risk_headings()], _risk_rows(rehearsals)),
        (_("Task book"), [_("What"), _("Said")], about),
    ]  # fmt: skip


def _tests(row: ItemRow) -> list[str]:
    """Yes, what is missing, or nothing where it was not asked."""
    asked = [getattr(row.item, name) for name in FIVE_TESTS]
    return ["" if said is None else said or _("yes") for said in asked]
