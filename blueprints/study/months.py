"""A month of one's own study as a calendar; on a phone the days that hold something, as a list."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import abort, render_template
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import MONTHS, is_chinese, narrow_weekdays, today
from blueprints.shared.hours_words import amount_text, topic_text
from blueprints.study.blueprint import bp
from blueprints.study.words import STATES
from domain import own_entries
from domain.claims import minutes_by_day
from domain.hours.packs import pack_in_force
from domain.own_entries import Sums
from models import StudyEntry

FIRST_YEAR = 2000
SHAPE = re.compile(r"(\d{4})-(\d\d)", re.ASCII)


@dataclass(slots=True)
class Day:
    """One square: what was studied on it, and the minutes of what is counted by minutes."""

    on: date
    inside: bool  # of the month, not of those beside it
    minutes: int = 0
    entries: list[StudyEntry] = field(default_factory=list)


@bp.get("/months/<month>")
@allow("entry.log")
def month(month: str):
    """Entries that count: waiting, confirmed, returned; each with its own amount, as in the list.

    One that goes over the end of a month stands in both: its minutes by the day, all its days.
    """
    first = _first_day_or_404(month)
    last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    weeks = _weeks(first, last)
    rows = own_entries.entries_between(current_user.person_id, first, last)
    _fill({day.on: day for week in weeks for day in week if day.inside}, rows)
    pack = pack_in_force(today())[1]
    minutes = sum(day.minutes for week in weeks for day in week)
    amounts = ("days", "half_days", "count", "sessions")
    sums = Sums(
        len(rows), minutes, *(sum(getattr(row, name) for row in rows) for name in amounts)
    )  # fmt: skip
    return render_template(
        "study/month.html", title=month_title(first), weeks=weeks, sums=sums, rows=rows,
        weekdays=narrow_weekdays(), before=_beside(first - timedelta(days=1)),
        after=_beside(last + timedelta(days=1)), pack=pack, topic_text=topic_text,
        amount_text=amount_text, states=STATES,
        days_studied=sum(1 for week in weeks for day in week if day.entries),
    )  # fmt: skip


def month_title(first: date) -> str:
    """``2026年11月`` or ``November 2026``."""
    if is_chinese():
        return f"{first.year}年{first.month}月"
    return f"{MONTHS[first.month - 1]} {first.year}"


def _first_day_or_404(text: str) -> date:
    found = SHAPE.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months
        abort(404)
    first = date(max(1, int(found[1])), int(found[2]), 1)
    return first if first.year >= FIRST_YEAR and first <= today() else abort(404)


def _beside(day: date) -> str:
    """The month of the day as the address has it; empty where no entries can be."""
    return f"{day:%Y-%m}" if day.year >= FIRST_YEAR and day <= today() else ""


def _weeks(first: date, last: date) -> list[list[Day]]:
    begins = first - timedelta(days=first.weekday())
    weeks = ((last - begins).days // 7) + 1
    days = [begins + timedelta(days=number) for number in range(7 * weeks)]
    squares = [Day(day, first <= day <= last) for day in days]
    return [squares[number : number + 7] for number in range(0, len(squares), 7)]


def _fill(days: dict[date, Day], rows: list[StudyEntry]) -> None:
    for row in rows:
        spread = minutes_by_day(row.minutes, row.studied_on, row.ends_on or row.studied_on)
        for on, minutes in spread.items():
            if on in days:
                days[on].entries.append(row)
                days[on].minutes += minutes
