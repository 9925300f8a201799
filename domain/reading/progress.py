"""How far everybody in a class is, who is behind and why, and reminding them.

The figure is the one that the learner sees (``standings``).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from domain.audit import Actor
from domain.matters.kinds import CLASS_WORK
from domain.matters.raising import find_matters
from domain.notices import notify
from domain.reading.asked import Asked, asked_of
from domain.reading.holding import hold
from domain.reading.lists import days_passed
from domain.reading.members import MemberRow, member_rows
from domain.reading.reach import OPEN
from domain.reading.standings import Part, Standing, asked_parts, standings, syllabus
from domain.reading.steps import take_step
from models import ReadingClass

REMINDER = "class_reminder"
LATE, SLOW, NOT_BEGUN = "late", "slow", "not_begun"


class NobodyToRemind(Exception):
    """Nobody of those asked for lacks anything."""


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A member and how far they are; ``behind`` says why they are behind, empty if they are not."""

    member: MemberRow
    standing: Standing
    read: int  # of the materials asked for
    passed: int  # of their self-tests
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """All members. ``expected``: how much of the days has passed, in whole percent."""

    rows: list[ProgressRow]
    parts: list[Part]  # of the syllabus, in its order
    asked: Asked
    to_read: int
    tests: int
    expected: int

    @property
    def behind(self) -> int:
        return sum(bool(row.behind) for row in self.rows)


def progress(reading: ReadingClass, *, today: date) -> Progress:
    """How far each member is. Three queries, however many."""
    members = member_rows(reading.id, today=today)
    parts, asked = syllabus(reading.id), asked_of(reading.asks)
    found = standings(reading, [one.person_id for one in members], parts=parts)
    to_read = asked_parts(parts, asked)
    tests = {one.id for one in to_read if one.has_test} if asked.test else set()
    expected = days_passed(reading, today)
    rows = []
    for member in members:
        standing = found[member.person_id]
        read = sum(one.id in standing.read for one in to_read)
        passed = len(tests & standing.passed)
        why = why_behind(reading, standing, expected, today=today)
        rows.append(ProgressRow(member, standing, read, passed, why))
    return Progress(rows, parts, asked, len(to_read), len(tests), expected)


def why_behind(
    reading: ReadingClass, standing: Standing, expected: int, *, today: date
) -> tuple[str, ...]:
    """Why somebody is behind: the class is over and something is lacking, or less is read than
    the share of the days that has passed. Nobody is behind where nothing is lacking.
    """
    if reading.state != OPEN or not standing.lacks or reading.ends_on is None:
        return ()
    if today > reading.ends_on:
        return (LATE,)
    if standing.percent >= expected:
        return ()
    return (SLOW,) if standing.done else (NOT_BEGUN, SLOW)


def remind(
    reading: ReadingClass, member_ids: Collection[int] | None, *, today: date, actor: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """Remind these members if they lack anything, or without ``member_ids`` all who are behind.

    How many. Each is told once of everything unread. Ten statements.

    Raises:
        domain.reading.holding.NotInState: the class is not open.
        NobodyToRemind.
    """
    hold(reading, OPEN)
    rows = progress(reading, today=today).rows
    chosen = [
        row.member
        for row in rows
        if (row.behind if member_ids is None else row.member.id in member_ids)
        and row.standing.lacks
    ]
    if not chosen:
        raise NobodyToRemind
    matters = find_matters(CLASS_WORK, [one.id for one in chosen])
    for one in chosen:
        matter = matters.get(one.id)
        notify(REMINDER, [one.person_id], matter_id=matter.id if matter is not None else None)
    people = [one.person_id for one in chosen]
    take_step(reading, "reminded", actor, now, values=({}, {"people": people}))
    return len(chosen)
