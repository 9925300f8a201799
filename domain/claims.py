"""What a person claims to have studied, and whether it can be so: its days, its room, its twins."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from domain.hours.pack_format import (
    ACTIVITY,
    COUNT,
    DAYS,
    HALF_DAYS,
    LEVEL,
    MINUTES,
    PERSON,
    SESSIONS,
    Kind,
    Pack,
)
from domain.hours.packs import get_packs_in_force
from domain.hours.years import check_open
from domain.rows import Prepared
from models import StudyEntry, db
from models.base import flush

SELF_STUDY = "self_study"
MOST_MINUTES_A_DAY = 16 * 60
MOST_SPAN = 366  # days from the first of a claim to its last, both included
DAY_MINUTES, HALF_DAY_MINUTES = 8 * 60, 4 * 60  # what a day of training fills of the sixteen hours
MEASURES = {  # what a kind asks for, and the columns that say it; an activity just was
    MINUTES: ("minutes",), DAYS: ("days", "half_days"), HALF_DAYS: ("half_days",),
    COUNT: ("count",), SESSIONS: ("sessions",), LEVEL: ("count",), ACTIVITY: ("count",),
}  # fmt: skip
AMOUNTS = ("minutes", "days", "half_days", "count", "sessions")
COUNTING = ("waiting", "confirmed", "returned")  # states that fill the day


class DayTooFull(Exception):
    """The claim does not fit into the day ``on``; ``minutes_left`` says how many would."""

    def __init__(self, minutes_left: int, on: date) -> None:
        super().__init__(f"{minutes_left} minutes are left on {on}")
        self.minutes_left, self.on = minutes_left, on


class DayRefused(Exception):
    """The last day lies after ``latest`` or before ``earliest``, which are both open."""

    def __init__(self, earliest: date, latest: date) -> None:
        super().__init__(f"{earliest} to {latest}")
        self.earliest, self.latest = earliest, latest


class DaysDoNotFit(Exception):
    """More days are claimed than the ``span`` of days from the first to the last holds."""

    def __init__(self, span: int) -> None:
        super().__init__(f"{span} days")
        self.span = span


class SpanTooLong(Exception):
    """More than ``MOST_SPAN`` days lie from the first to the last: one of them is mistyped."""


class RecordMerged(Exception):
    """The person's record was merged into another meanwhile: nothing new is entered under it."""


class KindRefused(Exception):
    """The rules in force know no such kind for persons to log, or it asks for other amounts."""


class LooksTwice(Exception):
    """A warning: the entries ``ids`` are of the same day and as long, or of the same hours."""

    def __init__(self, ids: tuple[int, ...], *, twin: bool) -> None:
        super().__init__(f"entries {ids}")
        self.ids, self.twin = ids, twin


class Amounts(Protocol):
    """How much an entry or a claim says it was."""

    @property
    def minutes(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def half_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Claim:
    """What the owner says: which days, how much as the kind asks, on what, what was gained.

    ``gained`` is Markdown; ``gained_html`` the same rendered, where it is more than one plain
    line. Without ``material_id`` the material on offer that has the topic as its title is meant.
    """

    studied_on: date
    minutes: int
    topic: str
    gained: str
    kind: str = SELF_STUDY
    ends_on: date | None = None
    start_time: time | None = None
    days: int = 0
    half_days: int = 0
    count: int = 0
    level: str = ""
    sessions: int = 0
    leave_hundredths: int = 0
    online: bool | None = None
    part: str = ""  # the last two only as a file says them
    tags: str = ""
    material_id: int | None = None
    document: str = ""
    gained_html: str | None = None

    @property
    def last_on(self) -> date:
        return self.ends_on or self.studied_on


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands already where a claim is to go: minutes by day, a twin, the material meant."""

    minutes: dict[date, int]
    twin_id: int | None
    material_id: int | None


def minutes_on(entry: Amounts) -> int:
    """Minutes for the sixteen hours: a day of training is 8 hours, a half day 4."""
    return entry.minutes + DAY_MINUTES * entry.days + HALF_DAY_MINUTES * entry.half_days


def even_share(minutes: int, first: date, last: date) -> int:
    """Of minutes spread evenly over the days, both ends included, those of one; rounded up."""
    return -(-minutes // ((last - first).days + 1))


def minutes_by_day(minutes: int, first: date, last: date) -> dict[date, int]:
    """The minutes of each of the days."""
    share = even_share(minutes, first, last)
    return {first + timedelta(days=day): share for day in range((last - first).days + 1)}


def check_claim(
    person_id: int, claim: Claim, *, today: date, but: int = 0, accepted: bool = False,
    keeps: tuple[date, date | None] | None = None,
) -> int | None:  # fmt: skip
    """Refuse a claim that cannot be; the material it means, if any. The caller holds the person.

    ``but`` is the entry that the claim is to change and ``keeps`` its days: days that stay are
    not judged again, and its kind is taken as it is. Two queries for one of this year.

    Raises:
        RecordMerged, KindRefused, SpanTooLong, DaysDoNotFit, DayRefused, DayTooFull.
        domain.hours.packs.NoPackInForce: there are no rules for its first day, or today.
        domain.hours.years.YearClosed: the books of its year are closed.
        LooksTwice: unless ``accepted``.
    """
    judged = keeps != (claim.studied_on, claim.ends_on)
    check_span(claim)
    _, pack = get_packs_in_force({today, claim.studied_on} if judged else {today})[today]
    if keeps is None:
        _check_kind(claim, pack)
    earliest = pack.earliest(today)
    if judged and not earliest <= claim.last_on <= today:  # until its last day it was not over
        raise DayRefused(earliest, today)
    check_open([
        year for year in range(claim.studied_on.year, claim.last_on.year + 1) if year < today.year
    ])  # fmt: skip
    standing = standing_for(person_id, claim, but=but)
    _check_room(claim, standing)
    if not accepted:
        _warn(person_id, claim, standing, but)
    return claim.material_id or standing.material_id


def _check_kind(claim: Claim, pack: Pack) -> None:
    kind = pack.kinds.get(claim.kind)
    if kind is None or kind.by != PERSON or not is_measured_by(claim, kind):
        raise KindRefused


def is_measured_by(claim: Claim, kind: Kind) -> bool:
    """Whether the claim gives the amounts that its kind asks for, and no others."""
    asked = sum(getattr(claim, name) for name in MEASURES[kind.asks])
    if asked < 1 or asked != sum(getattr(claim, name) for name in AMOUNTS):
        return False
    if claim.leave_hundredths and kind.leave_at_most is None:
        return False
    return kind.asks != LEVEL or claim.level in kind.levels


def check_span(claim: Claim) -> None:
    """Refuse ``SpanTooLong``, or more days than it holds (``DaysDoNotFit``)."""
    span = (claim.last_on - claim.studied_on).days + 1
    if span > MOST_SPAN:
        raise SpanTooLong
    if span < 1 or 2 * claim.days + claim.half_days > 2 * span:
        raise DaysDoNotFit(max(0, span))


def _check_room(claim: Claim, standing: Standing) -> None:
    asked = minutes_by_day(minutes_on(claim), claim.studied_on, claim.last_on)
    for day, minutes in asked.items():
        left = MOST_MINUTES_A_DAY - standing.minutes.get(day, 0)
        if minutes > left:
            raise DayTooFull(max(0, left), day)


def _warn(person_id: int, claim: Claim, standing: Standing, but: int) -> None:
    if standing.twin_id is not None:
        raise LooksTwice((standing.twin_id,), twin=True)
    if claim.start_time is not None:
        met = overlapping(person_id, claim, but=but)
        if met:
            raise LooksTwice(met, twin=False)


def standing_for(person_id: int, claim: Claim, *, but: int = 0) -> Standing:
    """What stands on the days of the claim, the entry ``but`` left out. One query."""
    flush()
    asked = {
        "person": person_id, "first": claim.studied_on, "last": claim.last_on, "but": but,
        "kind": claim.kind, "minutes": claim.minutes, "days": claim.days,
        "half_days": claim.half_days, "count": claim.count, "level": claim.level,
        "sessions": claim.sessions, "topic": claim.topic,
    }  # fmt: skip
    minutes: dict[date, int] = {}
    twin_id = material_id = None
    for studied_on, ends_on, filled, twin, material in _STANDING.rows(asked):
        if filled == _MERGED:
            raise RecordMerged
        twin_id, material_id = twin_id or twin, material_id or material
        if studied_on is not None:
            first, last = _day(studied_on), _day(ends_on or studied_on)
            for day, share in minutes_by_day(int(filled), first, last).items():
                minutes[day] = minutes.get(day, 0) + share
    return Standing(minutes, twin_id, material_id)


_MERGED = -1  # in place of minutes
_FILLED = f"minutes + {DAY_MINUTES} * days + {HALF_DAY_MINUTES} * half_days"
_TWIN = (
    "CASE WHEN studied_on = :first AND kind = :kind AND minutes = :minutes AND days = :days"
    " AND half_days = :half_days AND count = :count AND level = :level"
    " AND sessions = :sessions THEN id END"
)
_OF_PERSON = (
    "FROM study_entries WHERE person_id = :person AND id <> :but"
    " AND state IN ('waiting', 'confirmed', 'returned')"
)
# One day each; those over several days, by an index of their own; the material of the topic.
_STANDING = Prepared(
    sa.text(
        f"SELECT studied_on, CAST(NULL AS date) AS ends_on, sum({_FILLED}) AS filled,"  # noqa: S608
        f" min({_TWIN}) AS twin_id, CAST(NULL AS integer) AS material_id {_OF_PERSON}"
        " AND studied_on BETWEEN :first AND :last AND ends_on IS NULL GROUP BY studied_on"
        f" UNION ALL SELECT studied_on, ends_on, {_FILLED}, {_TWIN}, NULL {_OF_PERSON}"
        " AND ends_on >= :first AND studied_on <= :last"
        " UNION ALL SELECT NULL, NULL, 0, NULL, id FROM materials"
        " WHERE title = :topic AND retired_at IS NULL"
        f" UNION ALL SELECT NULL, NULL, {_MERGED}, NULL, NULL FROM people"
        " WHERE id = :person AND merged_into_id IS NOT NULL"
    ).bindparams(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date))
)


def _day(value: date | str) -> date:
    """A day as the driver gives it: SQLite's is a text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def overlapping(person_id: int, claim: Claim, *, but: int = 0) -> tuple[int, ...]:
    """The entries of the day whose hours meet those of the claim; both have a start. One query."""
    rows: Any = db.session.execute(
        sa.select(StudyEntry.id, StudyEntry.start_time, StudyEntry.minutes)
        .where(
            StudyEntry.person_id == person_id, StudyEntry.studied_on == claim.studied_on,
            StudyEntry.start_time.is_not(None), StudyEntry.state.in_(COUNTING),
            StudyEntry.id != but,
        )
        .order_by(StudyEntry.id)
    )  # fmt: skip
    first, last = _hours(claim.studied_on, claim.start_time or time.min, claim.minutes)
    spans = [(row.id, *_hours(claim.studied_on, row.start_time, row.minutes)) for row in rows]
    return tuple(id_ for id_, begins, ends in spans if begins < last and first < ends)


def _hours(day: date, start: time, minutes: int) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, start)
    return begins, begins + timedelta(minutes=minutes)
