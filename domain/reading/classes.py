"""Classes: written, changed, opened, taken away from their files. The caller commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.audit import Actor
from domain.claims import Claim, is_measured_by
from domain.hours.pack_format import LEVEL
from domain.hours.packs import Kind, pack_in_force
from domain.reading.asked import Asked, asked_of
from domain.reading.duties import follow_class
from domain.reading.holding import FromFiles, hold
from domain.reading.reach import OPEN, PLANNED
from domain.reading.slugs import is_class_slug
from domain.reading.steps import take_step
from domain.search.classes import keep_class
from domain.versions import change, next_version
from models import ReadingClass, ReadingMaterial, db

OF_FILES = ("title", "title_en", "theme", "theme_en", "kind", "joining", "asks")
LONGEST_TOPIC = 120
FILES, DETACHED, LOCAL = "files", "detached", "local"


class SlugTaken(Exception):
    """Another class, or a word of the program, has the address."""


class EndBeforeStart(Exception):
    """The last day comes before the first."""


class DaysWanting(Exception):
    """An open class has a first and a last day."""


class NothingToRead(Exception):
    """No material is on the syllabus."""


class KindUnfit(Exception):
    """The rules know no such kind, or it is measured by something else than the class gives."""

    def __init__(self, kind: str, measured_by: str) -> None:
        super().__init__(f"{kind} is measured by {measured_by}")
        self.kind, self.measured_by = kind, measured_by


@dataclass(frozen=True, slots=True)
class ClassText:
    """What its organiser says of a class; the last day is included."""

    title: str
    kind: str
    asked: Asked
    title_en: str = ""
    theme: str = ""
    theme_en: str = ""
    joining: str = "assigned"
    starts_on: date | None = None
    ends_on: date | None = None
    organiser_id: int | None = None
    leader_id: int | None = None

    def values(self) -> dict[str, Any]:
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "asked"}
        return {**found, "asks": self.asked.as_json()}


def credited_kinds(day: date) -> list[Kind]:
    """The kinds as which a class may be credited: all of the rules but those that ask a level."""
    _pack_id, pack = pack_in_force(day)
    return [one for one in pack.kinds.values() if one.asks != LEVEL]


def write_class(
    slug: str, text: ClassText, *, today: date, actor: Actor, now: datetime
) -> ReadingClass:
    """A new class, planned.

    Raises:
        SlugTaken, EndBeforeStart, KindUnfit.
        domain.hours.packs.NoPackInForce: no rules today.
    """
    _check(text, today)
    if not is_class_slug(slug):
        raise SlugTaken
    reading = ReadingClass(
        slug=slug, state=PLANNED, origin=LOCAL, written_by=actor.account_id, written_at=now,
        version=1, **text.values(),
    )  # fmt: skip
    with _own_slug():
        db.session.add(reading)
        db.session.flush()
    take_step(reading, "written", actor, now, values=({}, {"kind": text.kind}))
    keep_class(reading)
    return reading


def edit_class(
    reading: ReadingClass, text: ClassText, *, version: int, reason: str = "", today: date,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Other words, days or people; what comes from files stays as it is.

    What the members owe of an open class follows its days and what it asks.

    Raises:
        domain.versions.Stale: somebody changed the class since ``version`` was read.
        domain.reading.holding.NotInState: it is closed.
        EndBeforeStart, DaysWanting, KindUnfit.
    """
    hold(reading, PLANNED, OPEN)
    next_version(reading, version)
    values = text.values()
    if reading.origin == FILES:
        values = {name: value for name, value in values.items() if name not in OF_FILES}
        _check_days(text.starts_on, text.ends_on)
    else:
        _check(text, today)
    if reading.state == OPEN and (text.starts_on is None or text.ends_on is None):
        raise DaysWanting
    changed = change(reading, values)
    take_step(reading, "edited", actor, now, reason=reason, values=changed)
    keep_class(reading)
    if reading.state == OPEN:
        follow_class(reading, actor=actor, now=now)


def open_class(reading: ReadingClass, *, actor: Actor, now: datetime) -> None:
    """Open it: its members read from now on, and owe what it asks by its last day.

    Raises:
        domain.reading.holding.NotInState: it is not planned.
        DaysWanting, NothingToRead, KindUnfit.
    """
    hold(reading, PLANNED)
    if reading.starts_on is None or reading.ends_on is None:
        raise DaysWanting
    on_syllabus = sa.select(ReadingMaterial.id).where(
        ReadingMaterial.class_id == reading.id, ReadingMaterial.removed_at.is_(None)
    )
    if db.session.scalar(on_syllabus.limit(1)) is None:
        raise NothingToRead
    check_kind(reading.kind, asked_of(reading.asks), reading.starts_on)
    values = change(reading, {"state": OPEN})
    reading.version += 1
    take_step(reading, "opened", actor, now, values=values)
    follow_class(reading, actor=actor, now=now)


def detach_class(reading: ReadingClass, *, actor: Actor, now: datetime) -> None:
    """From now on the class is kept here; its files no longer change it.

    Raises:
        domain.reading.holding.FromFiles: it does not come from files, or was detached before.
    """
    hold(reading)
    if reading.origin != FILES:
        raise FromFiles
    values = change(reading, {"origin": DETACHED})
    reading.version += 1
    take_step(reading, "detached", actor, now, values=values)


def check_kind(kind: str, asked: Asked, day: date) -> None:
    """See that the kind of the rules in force is measured by what the class gives.

    Raises:
        KindUnfit.
    """
    _pack_id, pack = pack_in_force(day)
    found = pack.kinds.get(kind)
    if found is None or not is_measured_by(claim_of(kind, asked, day), found):
        raise KindUnfit(kind, "" if found is None else found.asks)


def claim_of(
    kind: str, asked: Asked, first: date, last: date | None = None, title: str = ""
) -> Claim:
    """The whole class as one activity of its days, worth what it says."""
    return Claim(
        studied_on=first, ends_on=last if last != first else None, topic=title[:LONGEST_TOPIC],
        gained="", kind=kind, minutes=asked.minutes, days=asked.days, half_days=asked.half_days,
        count=asked.count, sessions=asked.sessions,
    )  # fmt: skip


def _check(text: ClassText, today: date) -> None:
    _check_days(text.starts_on, text.ends_on)
    check_kind(text.kind, text.asked, text.starts_on or today)


def _check_days(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise EndBeforeStart


@contextmanager
def _own_slug() -> Iterator[None]:
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise SlugTaken from error
