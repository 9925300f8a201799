"""By when a matter is due: the reply times and the holidays as one copy in each process.

The digest of both stands in one row (``reply_calendar``). A copy is kept by its digest, so it
is never out of date: whoever uses one that may be says which it was, and is told.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.matters.kinds import KINDS, ORGANISER, PLACER, SECURITY
from domain.matters.reply_times import Times, parse_times
from domain.matters.working_days import WorkingDays
from models import Holiday, ReplyCalendar, ReplyTimes, db

MOST_COPIES = 8


class TimesChanged(Exception):
    """A file changed although its version did not; ``slug`` and ``version`` name it."""

    def __init__(self, slug: str, version: int) -> None:
        super().__init__(f"{slug} {version}")
        self.slug, self.version = slug, version


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What turns the day on which something lies with somebody into the day it is due."""

    token: str
    days: WorkingDays
    versions: Sequence[Times]  # the latest first
    _due: dict[tuple[str, date], tuple[date, date | None]] = field(default_factory=dict)

    def times(self, on: date) -> Times:
        """The reply times in force on the day; those of the program where no file says any."""
        return next((one for one in self.versions if one.effective_from <= on), Times())

    def due(self, kind: str, on: date) -> tuple[date, date | None]:
        """The last day in time of what was raised on the day, and when it rises a level."""
        found = self._due.get((kind, on))
        if found is None:
            due_on = self.days.after(on, self.times(on).of(kind).within)
            found = self._due[kind, on] = (due_on, self.rises(kind, due_on, 0, on))
        return found

    def back_due(self, kind: str, on: date) -> date:
        """The last day in time for whoever it was owed to, when it came back on the day."""
        return self.days.after(on, self.times(on).of(kind).back_within)

    def rises(self, kind: str, due_on: date, level: int, on: date) -> date | None:
        """The working day on which it goes from the level to the next; ``None``: it stays."""
        time = self.times(on).of(kind)
        if level >= time.levels or KINDS[kind].duty in (SECURITY, ORGANISER, PLACER):
            return None
        return self.days.after(due_on, 1 + level * time.rises_every)

    def look_back(self, kind: str, source_id: int, on: date) -> date | None:
        """The day on which a matter closed on the day comes back, by rule or by the draw."""
        times = self.times(on)
        after = times.of(kind).look_back_after
        if not after and times.sample.draws(kind, source_id):
            after = times.sample.after
        return self.days.after(on, after) if after else None

    def look_back_due(self, on: date) -> date:
        return self.days.after(on, self.times(on).look_back_within)


_copies: dict[str, Reckoning] = {}  # by the digest of what they were read from
_latest: list[Reckoning] = []  # the one that this process used last


def guess() -> Reckoning:
    """The copy that this process used last, which may be out of date. Rarely a query."""
    return _latest[0] if _latest else reckoning()


def reckoning() -> Reckoning:
    """The holidays and reply times as they stand. One query, two more where they changed."""
    token = db.session.execute(_TOKEN).scalar_one()
    found = _copies.get(token) or _read()
    _latest[:] = [found]
    return found


def _read() -> Reckoning:
    """Read them, and keep them under the digest of what was read."""
    holidays = db.session.execute(_HOLIDAYS).all()
    rows = db.session.execute(_TIMES).all()
    token = _digest(holidays, rows)
    versions = [parse_times(row.source_text, row.slug) for row in rows]
    if len(_copies) >= MOST_COPIES:
        _copies.clear()
    days = WorkingDays({row.day: row.is_working for row in holidays})
    found = _copies[token] = Reckoning(token, days, versions)
    return found


_TOKEN = sa.select(ReplyCalendar.token)
_HOLIDAYS = sa.select(Holiday.day, Holiday.is_working).order_by(Holiday.day)
_TIMES = sa.select(ReplyTimes.sha256, ReplyTimes.source_text, ReplyTimes.slug).order_by(
    ReplyTimes.effective_from.desc(), ReplyTimes.id.desc()
)


def hold_calendar() -> None:
    """Whoever else asks for it waits until this transaction ends; on SQLite the gate does it.

    It is for those who change the holidays or the reply times, or do what a day does. One query.
    """
    db.session.execute(_TOKEN.with_for_update())


def calendar_changed() -> Reckoning:
    """Keep the digest anew, after the holidays or reply times changed. Three statements."""
    db.session.flush()
    found = _read()
    db.session.execute(sa.update(ReplyCalendar).values(token=found.token))
    return found


def _digest(holidays: Sequence[Any], times: Sequence[Any]) -> str:
    content = [[str(row.day), row.is_working] for row in holidays], [row.sha256 for row in times]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def load_times(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep the reply times of a file; False when this version is kept already.

    What was raised before keeps the day it was due by. The caller commits.

    Raises:
        PackRefused: the text is no file of reply times.
        TimesChanged: the version is kept with another text.
    """
    times = parse_times(text, file)
    hold_calendar()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    kept = db.session.scalars(
        sa.select(ReplyTimes).where(
            ReplyTimes.slug == times.id, ReplyTimes.version == times.version
        )
    ).one_or_none()
    if kept is not None:
        if kept.sha256 != sha256:
            raise TimesChanged(times.id, times.version)
        return False
    row = ReplyTimes(
        slug=times.id, version=times.version, effective_from=times.effective_from,
        source_text=text, sha256=sha256, loaded_at=now,
    )  # fmt: skip
    db.session.add(row)
    calendar_changed()
    audit.record(actor, "times.loaded", "reply_times", row.id, at=now, after={"sha256": sha256})
    return True
