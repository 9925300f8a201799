"""Where a reader stopped, the same on every device, and how long the page was before the eyes.

The time is a suggestion to log an entry and nothing else: no figure of anybody counts it.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Visitor
from domain.locks import lock_people
from domain.reading.reach import readable
from models import ReadingClass, ReadingMaterial, ReadingPlace, db

MOST_SECONDS = 60  # that one report of a page adds
LONGEST_SECTION = 80
WORTH_LOGGING = 5 * 60  # seconds of a day from which on an entry is suggested


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a material: its section, how far down the text, the page of a PDF."""

    section: str = ""
    permille: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """Where somebody read last, with the titles that a line about it needs."""

    class_slug: str
    class_title: str
    class_title_en: str
    slug: str
    title: str
    title_en: str
    section: str
    permille: int
    page: int
    seconds: int
    study_on: date
    at: datetime


def keep_place(
    person_id: int, material_id: int, where: Where | None, *, seconds: int, now: datetime
) -> ReadingPlace:
    """Keep where the person is, and add the seconds that the page was before the eyes.

    Without ``where``, as of a page that was opened and not moved on, the place stays.

    No more is added than has passed since the person's last report from any page, and never
    more than ``MOST_SECONDS``: two pages beside each other count once. Another day begins at
    nothing. Three statements; not in the trail. The caller commits.
    """
    lock_people(person_id)
    last = db.session.scalar(
        sa.select(sa.func.max(ReadingPlace.at)).where(ReadingPlace.person_id == person_id)
    )
    passed = 0 if last is None else int((now - last).total_seconds())
    place = db.session.get(ReadingPlace, (person_id, material_id), populate_existing=True)
    if place is None:
        place = ReadingPlace(
            person_id=person_id, material_id=material_id, section="", permille=0, page=0,
            seconds=0, study_on=now.date(),
        )  # fmt: skip
        db.session.add(place)
    if place.study_on != now.date():
        place.seconds, place.study_on = 0, now.date()
    place.seconds += max(0, min(seconds, MOST_SECONDS, passed))
    if where is not None:
        place.section = where.section[:LONGEST_SECTION]
        place.permille, place.page = min(max(where.permille, 0), 1000), max(where.page, 0)
    place.at = now
    db.session.flush()
    return place


def place_of(person_id: int, material_id: int) -> ReadingPlace | None:
    """Where the person stopped in the material. One query."""
    return db.session.get(ReadingPlace, (person_id, material_id))


def last_stop(visitor: Visitor) -> Stop | None:
    """Where the visitor read last, of what may still be opened. One query."""
    row = db.session.execute(
        sa.select(
            ReadingClass.slug, ReadingClass.title, ReadingClass.title_en, ReadingMaterial.slug,
            ReadingMaterial.title, ReadingMaterial.title_en, ReadingPlace.section,
            ReadingPlace.permille, ReadingPlace.page, ReadingPlace.seconds, ReadingPlace.study_on,
            ReadingPlace.at,
        )
        .join(ReadingMaterial, ReadingMaterial.id == ReadingPlace.material_id)
        .join(ReadingClass, ReadingClass.id == ReadingMaterial.class_id)
        .where(
            ReadingPlace.person_id == visitor.person_id, ReadingMaterial.removed_at.is_(None),
            readable(visitor),
        )
        .order_by(ReadingPlace.at.desc(), ReadingPlace.material_id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    return None if row is None else Stop(*tuple(row))


def minutes_on(place: ReadingPlace | Stop | None, day: date) -> int:
    """The whole minutes of the day that are worth an entry; 0 where they are too few."""
    if place is None or place.study_on != day or place.seconds < WORTH_LOGGING:
        return 0
    return place.seconds // 60
