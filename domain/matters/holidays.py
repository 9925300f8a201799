"""The holiday table: days that are not what their weekday says. HR edits it; nothing commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.cells import CellRefused, read_day
from domain.matters.raising import count_from
from domain.matters.reckoning import calendar_changed, hold_calendar
from domain.sheets import Column, Sheet, SheetRow, read_sheet
from models import Holiday, Matter, db

HOLIDAY_COLUMNS = (
    Column("day", "日期", "day", required=True),
    Column("kind", "类型", "kind", required=True),
    Column("name", "名称", "name"),
)
OFF_WORDS, WORK_WORDS = {"休", "休息", "off"}, {"班", "上班", "work"}
MOST_ROWS = 1000
LONGEST_NAME = 60
FIRST_YEAR = 2000  # of which the table has a page


class DayTwice(Exception):
    """The day stands in the table already."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


class RowWrong(StrEnum):
    """What is wrong with a row."""

    DAY = "day"
    KIND = "kind"
    NAME = "name"
    TWICE = "twice"  # in the file
    KNOWN = "known"  # in the table, and it says something else


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A row of a file: what it says, or what is wrong with it; ``same`` stands already."""

    number: int
    written: Mapping[str, str]
    day: date | None = None
    is_working: bool = False
    name: str = ""
    wrong: tuple[RowWrong, ...] = ()
    same: bool = False


def holidays_of(year: int) -> list[Holiday]:
    """The days of the year that the table names, in order. One query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return list(
        db.session.scalars(
            sa.select(Holiday).where(Holiday.day.between(first, last)).order_by(Holiday.day)
        )
    )


def years_kept() -> list[int]:
    """The years of which the table names days. One query."""
    return sorted({day.year for day in db.session.scalars(sa.select(Holiday.day))})


def add_holiday(day: date, *, is_working: bool, name: str, actor: Actor, now: datetime) -> None:
    """Name a day, and reckon anew by when open matters are due.

    Raises:
        DayTwice: the table names it already.
    """
    hold_calendar()
    if _among({day}):
        raise DayTwice(day)
    _add([(day, is_working, name)], actor, now)


def take_out(holiday: Holiday, *, actor: Actor, now: datetime) -> None:
    """The day is what its weekday says again; open matters are reckoned anew.

    Nothing where somebody else has taken it out meanwhile.
    """
    day, is_working = holiday.day, holiday.is_working
    hold_calendar()
    if not _among({day}):
        return
    audit.record(
        actor, "holiday.taken_out", "holiday", day.toordinal(), at=now,
        before={"on": day, "working": is_working},
    )  # fmt: skip
    db.session.delete(holiday)
    _reckon_anew(actor, now)


def _among(days: Collection[date]) -> set[date]:
    """Those of the days that the table names. One query."""
    return set(db.session.scalars(sa.select(Holiday.day).where(Holiday.day.in_(days))))


def read_holidays(content: bytes, filename: str) -> list[HolidayRow]:
    """The rows of a file, each judged by itself, by the file, and by the table. One query.

    Raises:
        domain.sheets.SheetRefused: it is no such file at all.
    """
    sheet: Sheet = read_sheet(content, filename, HOLIDAY_COLUMNS, most_rows=MOST_ROWS)
    found = db.session.execute(sa.select(Holiday.day, Holiday.is_working))
    kept = {one.day: one.is_working for one in found}
    rows: list[HolidayRow] = []
    seen: set[date] = set()
    for one in sheet.rows:
        rows.append(_row(one, kept, seen))
        seen |= {day for day in (rows[-1].day,) if day is not None}
    return rows


def _row(row: SheetRow, kept: Mapping[date, bool], seen: set[date]) -> HolidayRow:
    wrong: list[RowWrong] = []
    day, kind, name = (row.cells.get(key, "").strip() for key in ("day", "kind", "name"))
    is_working = kind.casefold() in WORK_WORDS
    if not is_working and kind.casefold() not in OFF_WORDS:
        wrong.append(RowWrong.KIND)
    if len(name) > LONGEST_NAME:
        wrong.append(RowWrong.NAME)
    on: date | None
    try:
        on = read_day(day)
    except CellRefused:
        on = None
    if on is None or on.year < FIRST_YEAR:
        return HolidayRow(row.number, row.cells, None, is_working, name, (RowWrong.DAY, *wrong))
    if on in seen:
        wrong.append(RowWrong.TWICE)
    same = on in kept and kept[on] == is_working
    if on in kept and not same and not wrong:
        wrong.append(RowWrong.KNOWN)
    return HolidayRow(row.number, row.cells, on, is_working, name, tuple(wrong), same)


def bring_in(rows: Sequence[HolidayRow], *, actor: Actor, now: datetime) -> int:
    """Name the days of the rows that are right and new, now as when they were read; how many."""
    hold_calendar()
    right = {row.day: row for row in rows if row.day and not row.wrong and not row.same}
    named = _among(right)
    new = [(day, row.is_working, row.name) for day, row in right.items() if day not in named]
    if new:
        _add(new, actor, now)
    return len(new)


def _add(days: Sequence[tuple[date, bool, str]], actor: Actor, now: datetime) -> None:
    for day, is_working, name in days:
        db.session.add(
            Holiday(
                day=day, is_working=is_working, name=name, recorded_by=actor.account_id,
                recorded_at=now,
            )
        )  # fmt: skip
        audit.record(
            actor, "holiday.added", "holiday", day.toordinal(), at=now,
            after={"on": day, "working": is_working},
        )  # fmt: skip
    _reckon_anew(actor, now)


def _reckon_anew(actor: Actor, now: datetime) -> None:
    """Open matters whose day the reply times set, and that have not risen, get the right one."""
    calendar = calendar_changed()
    counted = db.session.scalars(
        sa.select(Matter)
        .where(
            Matter.state != "closed", Matter.since_on.is_not(None), Matter.level == 0,
        )
        .order_by(Matter.id)
        .with_for_update()
    ).all()  # fmt: skip
    for matter in counted:
        if matter.since_on is not None:
            count_from(matter, matter.since_on, calendar, actor=actor, now=now)
    db.session.flush()
