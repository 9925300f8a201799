"""The sign-in sheet brought back in: each row judged, then marked; nothing twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from domain.access import Visitor, is_here
from domain.cells import CellRefused, folded, read_name, read_staff_no
from domain.groupstudy.attendance import (
    ABSENT,
    BY_SHEET,
    EXPECTED,
    LATE,
    LEAVE,
    PRESENT,
    ChangedMeanwhile,
    Mark,
    Row,
    mark,
    rows_of,
)
from domain.groupstudy.crediting import EVERYBODY, held_rows
from domain.groupstudy.holding import OPEN, keep_still
from domain.groupstudy.naming import people_seen
from domain.recorded_lists import people_by_number
from domain.sheets import Column, SheetRow, read_sheet
from models import GroupStudy, Person, db

SHEET_COLUMNS = (
    Column("staff_no", "工号", "staff_no", required=True),
    Column("name", "姓名", "name"),
    Column("branch", "党支部", "branch"),
    Column("guest", "列席", "guest"),
    Column("state", "到会情况", "attendance", required=True),
    Column("reason", "原因", "reason"),
)
# The first of each is what our own sheets say.
STATE_WORDS = {
    PRESENT: ("已到", "到会", "出席", "到", "present", "yes", "√", "✓"),
    LATE: ("迟到", "late", "came late"),
    LEAVE: ("请假", "leave", "on leave"),
    ABSENT: ("缺席", "未到", "absent", "no", "×"),
}
STATE_OF = {folded(word): state for state, words in STATE_WORDS.items() for word in words}
MOST_ROWS, LONGEST_NAME, LONGEST_REASON = 1000, 100, 300


class RowWrong(StrEnum):
    """What is wrong with a row."""

    SHAPE = "shape"  # no staff number
    NOBODY = "nobody"  # whom the visitor sees has the number, nor anybody of that name
    TWICE = "twice"  # in the file
    NAME = "name"  # of somebody else
    STATE = "state"  # is none we know
    REASON = "reason"  # of leave is wanting
    LONG = "long"  # the reason
    LEFT = "left"  # is not here on the day
    CHANGED = "changed"  # the mark, since the preview


@dataclass(slots=True)
class SheetLine:
    """A row of a file: whom it is about, what they were and are to be, what is wrong with it."""

    number: int
    written: Mapping[str, str]
    person_id: int = 0
    name: str = ""
    state: str = ""
    reason: str = ""
    was: str = ""  # empty: not on the list
    was_reason: str = ""
    wrong: list[RowWrong] = field(default_factory=list)

    @property
    def guest(self) -> bool:
        return not self.was

    @property
    def changed(self) -> bool:
        """Whether bringing it in changes something; an empty state says nothing."""
        if self.wrong or not self.state:
            return False
        return self.state != self.was or (self.state == LEAVE and self.reason != self.was_reason)


def read_signed(
    gathering: GroupStudy, content: bytes, filename: str, visitor: Visitor
) -> list[SheetLine]:
    """The rows of a file, judged by themselves, by the file and by the list. Five queries.

    Whoever is not shown to the visitor is meant by number and name together: a number alone
    tells nothing of them, not even that it is somebody's.

    Raises:
        domain.sheets.SheetRefused: it is no such file at all.
    """
    sheet = read_sheet(content, filename, SHEET_COLUMNS, most_rows=MOST_ROWS)
    lines = [SheetLine(row.number, row.cells) for row in sheet.rows]
    numbers = {line.number: _number(row, line) for row, line in zip(sheet.rows, lines, strict=True)}
    known = people_by_number(
        {one for one in numbers.values() if one}, EVERYBODY, today=gathering.held_on
    )
    shown = people_seen(
        gathering.id, {one for one, _name in known.values()}, visitor, today=gathering.held_on
    )
    listed = {one.person_id: one for one in rows_of(gathering.id)}
    before: set[int] = set()
    for line in lines:
        found = known.get(numbers[line.number])
        if found is not None and found[0] not in shown and not _is_named(line, found[1]):
            found = None
        _judge_person(line, found, before)
        _judge_state(line)
        if line.person_id in listed:
            _compare(line, listed[line.person_id])
    _judge_guests(gathering, [one for one in lines if one.person_id and one.guest])
    return lines


def _number(row: SheetRow, line: SheetLine) -> str:
    try:
        return read_staff_no(row.cells.get("staff_no", ""))
    except CellRefused:
        line.wrong.append(RowWrong.SHAPE)
        return ""


def _judge_person(line: SheetLine, found: tuple[int, str] | None, before: set[int]) -> None:
    if found is None:
        if not line.wrong:
            line.wrong.append(RowWrong.NOBODY)
        return
    line.person_id, line.name = found
    if line.person_id in before:
        line.wrong.append(RowWrong.TWICE)
    before.add(line.person_id)
    if line.written.get("name") and not _is_named(line, line.name):
        line.wrong.append(RowWrong.NAME)
        line.name = ""  # whose number it is, is not told


def _is_named(line: SheetLine, name: str) -> bool:
    """Whether the name is written as it stands; blanks between make no difference."""
    try:
        return folded(read_name(line.written.get("name", ""), LONGEST_NAME)) == folded(name)
    except CellRefused:
        return False


def _judge_state(line: SheetLine) -> None:
    written = line.written.get("state", "").strip()
    line.reason = " ".join(line.written.get("reason", "").split())
    line.state = STATE_OF.get(folded(written), "")
    if written and not line.state:
        line.wrong.append(RowWrong.STATE)
    if line.state == LEAVE and not line.reason:
        line.wrong.append(RowWrong.REASON)
    if len(line.reason) > LONGEST_REASON:
        line.wrong.append(RowWrong.LONG)


def _compare(line: SheetLine, row: Row) -> None:
    line.was, line.was_reason = row.state or EXPECTED, row.reason


def _judge_guests(gathering: GroupStudy, lines: Sequence[SheetLine]) -> None:
    """Who is not on the list is a guest, and must be here on the day. One query."""
    gone = set(
        db.session.scalars(
            sa.select(Person.id).where(
                Person.id.in_({one.person_id for one in lines}),
                ~is_here(Person, gathering.held_on),
            )
        )
    )
    for line in lines:
        if line.person_id in gone:
            line.wrong.append(RowWrong.LEFT)


def bring_in(
    gathering: GroupStudy, lines: Sequence[SheetLine], seen: Mapping[int, str], visitor: Visitor,
    *, now: datetime,
) -> int:  # fmt: skip
    """Mark those whose rows are right and change something; how many. The caller commits.

    ``seen``: the state of each person in the preview, empty for whoever was not on the list. A
    row whose person is in another state by now is refused. The rows are held in one order,
    whatever that of the file. Eight statements or so for each. Brought in again, nothing
    changes.

    Raises:
        domain.groupstudy.holding.NotInState: the gathering is not open.
    """
    keep_still(gathering, OPEN)
    held, many = held_rows(gathering.id), 0
    for line in sorted(lines, key=lambda one: one.person_id):
        if not line.changed:
            continue
        row = held.get(line.person_id)
        if seen.get(line.person_id) != (row.state if row is not None else ""):
            line.wrong.append(RowWrong.CHANGED)
            continue
        made = Mark(line.state, BY_SHEET, line.reason if line.state == LEAVE else "")
        try:
            mark(gathering, line.person_id, made, was=line.was or EXPECTED, actor=visitor.actor,
                 now=now)  # fmt: skip
        except ChangedMeanwhile:  # a guest, who came just now
            line.wrong.append(RowWrong.CHANGED)
        else:
            many += 1
    return many
