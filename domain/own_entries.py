"""One's own entries: a filtered list with its sums, what stands open, the days of a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.claims import AMOUNTS, COUNTING, SELF_STUDY
from domain.hours.pack_format import MINUTES, PERSON, Kind, Pack
from domain.hours.packs import InForce, adopted_column, adopted_in
from models import Person, StudyEntry, StudyTimer, db

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of one's own entries is asked for; both days are included.

    Without ``states`` it is everything but drafts. ``text`` is looked for in topic and gained,
    whatever its case. An entry over several days is found by any of them.
    """

    states: tuple[str, ...] = ()
    kind: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """How many entries there are in all, and what they come to together."""

    entries: int
    minutes: int
    days: int
    half_days: int
    count: int
    sessions: int


class OpenEntry(NamedTuple):
    """One of one's own entries, as much of it as home shows."""

    id: int
    kind: str
    studied_on: date
    minutes: int
    topic: str
    state: str
    submitted_at: datetime
    ends_on: date | None
    days: int
    half_days: int
    count: int  # type: ignore[assignment]  # a tuple counts too; nobody asks it to here
    level: str
    sessions: int
    part: str
    tags: str
    online: bool | None
    leave_hundredths: int


@dataclass(frozen=True, slots=True)
class OpenEntries:
    """What stands open of one's own, oldest first; the latest self-study of all; the timer."""

    waiting: list[OpenEntry]
    drafts: list[OpenEntry]
    latest: OpenEntry | None
    timer_since: datetime | None  # when the timer that runs was started
    adopted: InForce  # the hours rules, which the figure beside them asks for


def plain_kind(pack: Pack) -> Kind | None:
    """What is logged by minutes alone: self-study, or the first kind that persons log so."""
    kinds = [one for one in pack.kinds.values() if one.by == PERSON and one.asks == MINUTES]
    return next((one for one in kinds if one.id == SELF_STUDY), kinds[0] if kinds else None)


def open_entries(person_id: int) -> OpenEntries:
    """The person's open entries, the latest self-study, the timer; the rules. One query."""
    found = db.session.connection().execute(_OPEN, {"person": person_id}).all()
    rows = [OpenEntry._make(row[:-2]) for row in found if row.id is not None]
    return OpenEntries(
        [row for row in rows if row.state == "waiting"],
        [row for row in rows if row.state == DRAFT],
        max(
            (row for row in rows if row.kind == SELF_STUDY and row.state != DRAFT),
            key=lambda row: row.id, default=None,
        ),
        found[0].started_at if found else None, adopted_in(found[0].adopted if found else None),
    )  # fmt: skip


_LATEST = (
    sa.select(sa.func.max(StudyEntry.id))
    .where(
        StudyEntry.person_id == sa.bindparam("person"), StudyEntry.kind == SELF_STUDY,
        StudyEntry.state.not_in(("withdrawn", DRAFT)),
    )
    .scalar_subquery()
)  # fmt: skip
_OPEN = (  # from the person: the timer may run where no entry is open
    sa.select(
        *(getattr(StudyEntry, name) for name in OpenEntry._fields), StudyTimer.started_at,
        adopted_column().label("adopted"),
    )
    .select_from(Person)
    .outerjoin(StudyTimer, StudyTimer.person_id == Person.id)
    .outerjoin(
        StudyEntry,
        sa.and_(
            StudyEntry.person_id == sa.bindparam("person"),
            sa.or_(
                StudyEntry.state == "waiting", StudyEntry.state == DRAFT,
                StudyEntry.id == _LATEST,
            ),
        ),
    )
    .where(Person.id == sa.bindparam("person"))
    .order_by(StudyEntry.submitted_at, StudyEntry.id)
)  # fmt: skip


def own_entries(
    person_id: int, wanted: Wanted, *, page: int = 1, size: int
) -> list[StudyEntry]:  # fmt: skip
    """A page of the person's entries, latest study day first. One query."""
    rows = db.session.scalars(
        sa.select(StudyEntry)
        .where(*_conditions(person_id, wanted))
        .order_by(StudyEntry.studied_on.desc(), StudyEntry.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return list(rows)


def own_sums(person_id: int, wanted: Wanted) -> Sums:
    """What all of the person's entries wanted come to. One query."""
    amounts = (getattr(StudyEntry, name) for name in AMOUNTS)
    row: Any = db.session.execute(
        sa.select(
            sa.func.count(StudyEntry.id),
            *(sa.func.coalesce(sa.func.sum(amount), 0) for amount in amounts),
        ).where(*_conditions(person_id, wanted))
    ).one()
    return Sums(*(int(number) for number in row))


def _conditions(person_id: int, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    states = StudyEntry.state.in_(wanted.states) if wanted.states else StudyEntry.state != DRAFT
    conditions = [StudyEntry.person_id == person_id, states]
    if wanted.kind:
        conditions.append(StudyEntry.kind == wanted.kind)
    if wanted.first is not None:
        conditions.append(
            sa.or_(StudyEntry.studied_on >= wanted.first, StudyEntry.ends_on >= wanted.first)
        )
    if wanted.last is not None:
        conditions.append(StudyEntry.studied_on <= wanted.last)
    if wanted.text:
        conditions.append(
            sa.or_(
                StudyEntry.topic.icontains(wanted.text, autoescape=True),
                StudyEntry.gained.icontains(wanted.text, autoescape=True),
            )
        )
    return conditions


def entries_between(person_id: int, first: date, last: date) -> list[StudyEntry]:
    """The person's entries that count and touch these days, in order. One query."""
    rows = db.session.scalars(
        sa.select(StudyEntry)
        .where(*_conditions(person_id, Wanted(COUNTING, first=first, last=last)))
        .order_by(StudyEntry.studied_on, StudyEntry.start_time, StudyEntry.id)
    )
    return list(rows)


def own_kinds(person_id: int) -> set[str]:
    """The kinds that the person's entries are of. One query."""
    return set(
        db.session.scalars(
            sa.select(StudyEntry.kind).where(StudyEntry.person_id == person_id).distinct()
        )
    )


def last_topics(person_id: int, most: int = 3) -> Sequence[StudyEntry]:
    """The person's latest entries on different topics, to log the same again. One query."""
    rows = db.session.scalars(
        sa.select(StudyEntry)
        .where(
            StudyEntry.person_id == person_id, StudyEntry.state.not_in(("withdrawn", DRAFT)),
            StudyEntry.batch_id.is_(None),
        )
        .order_by(StudyEntry.id.desc())
        .limit(20)
    )  # fmt: skip
    latest: dict[tuple[str, str], StudyEntry] = {}
    for row in rows:
        latest.setdefault((row.kind, row.topic), row)
    return list(latest.values())[:most]


def last_of_kind(person_id: int, kind: str) -> StudyEntry | None:
    """The person's latest entry of the kind that was handed in. One query."""
    return db.session.scalars(
        sa.select(StudyEntry)
        .where(
            StudyEntry.person_id == person_id, StudyEntry.kind == kind,
            StudyEntry.state.not_in(("withdrawn", DRAFT)),
        )
        .order_by(StudyEntry.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip


def of_ids(person_id: int, ids: Sequence[int]) -> list[StudyEntry]:
    """Those of these entries that are the person's. One query."""
    rows = db.session.scalars(
        sa.select(StudyEntry)
        .where(StudyEntry.person_id == person_id, StudyEntry.id.in_(ids))
        .order_by(StudyEntry.id)
    )
    return list(rows)
