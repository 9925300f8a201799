"""Lists of matters and their counts: the same conditions for Today, the frame and the lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.matters.kinds import ENTRY
from domain.matters.raising import NOBODY
from domain.matters.raising import OWED as OWED_TURN
from domain.matters.standing import Standing
from models import Account, Matter, MatterStep, Person, StudyEntry, db

MINE, OWED, PEOPLE, ALL = "mine", "owed", "people", "all"  # whose
OPEN, LATE, CLOSED, ANY = "open", "late", "closed", "any"  # in which state

_LAST_WORDS = (
    sa.select(MatterStep.words)
    .where(MatterStep.matter_id == Matter.id)
    .order_by(MatterStep.id.desc())
    .limit(1)
    .correlate(Matter)
    .scalar_subquery()
    .label("said")
)
_RAISED_BY = (
    sa.select(sa.func.coalesce(Person.name, Account.username))
    .select_from(Account)
    .outerjoin(Person, Person.id == Account.person_id)
    .where(Account.id == Matter.raised_by)
    .correlate(Matter)
    .scalar_subquery()
)
_ABOUT, _BY, _TO = (sa.orm.aliased(Person, name=name) for name in ("about", "owed_by", "owed_to"))


class Line(NamedTuple):
    """A matter as lists show it; names are empty where nobody stands."""

    id: int
    kind: str
    source_id: int
    title: str
    about: str
    about_no: str
    about_id: int | None
    owed_by: str
    owed_by_id: int | None
    owed_to: str
    raised_on: date
    due_on: date
    level: int
    state: str
    turn: str
    outcome: str
    version: int

    def is_late(self, today: date) -> bool:
        return self.turn != NOBODY and self.due_on < today


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matters; ``older``: raised so many days ago or longer; empty values ask for all."""

    whose: str = MINE
    state: str = OPEN
    kind: str = ""
    older: int = 0


class Counts(NamedTuple):
    """How many are open: the visitor's own part, of these the late ones, others' part, others'."""

    mine: int
    late: int
    owed: int
    people: int


@dataclass(frozen=True, slots=True)
class Today:
    """The first of what lies with the visitor and of what they wait for, and how many in all.

    ``entries``: the study entries among them, by id; ``said``: the words of the last step of
    what was answered, by the matter's id.
    """

    mine: list[Line]
    mine_in_all: int
    late: int
    owed: list[Line]
    owed_in_all: int
    entries: Mapping[int, StudyEntry]
    said: Mapping[int, str]


class Seen(NamedTuple):
    """A matter that the visitor may see, whether it is theirs to answer, and who raised it."""

    matter: Matter
    line: Line
    answers: bool
    raised_by: str


class Step(NamedTuple):
    """A step with the names of who took it and of whom it went to."""

    act: str
    at: datetime
    who: str
    to: str
    level: int
    words: str
    late_reason: str
    was_due_on: date


def counts(held: Standing) -> Counts:
    """The counts of what is open. One query."""
    mine = held.mine()
    conditions = (mine, sa.and_(mine, Matter.due_on < held.today), held.owed(), held.of_others())
    sums = [sa.func.coalesce(sa.func.sum(sa.case((one, 1), else_=0)), 0) for one in conditions]
    row = db.session.execute(sa.select(*sums).where(Matter.turn != NOBODY)).one()
    return Counts(*(int(number) for number in row))


def today_lines(held: Standing, most: int) -> Today:
    """The longest due first, so many of each side. One query."""
    sides = []
    for name, condition in ((MINE, held.mine()), (OWED, held.owed())):
        late = sa.func.sum(sa.case((Matter.due_on < held.today, 1), else_=0)).over()
        side = (
            sa.select(
                sa.literal(name).label("side"), sa.func.count(Matter.id).over().label("in_all"),
                late.label("late"), Matter.id.label("matter_id"),
            )
            .where(Matter.turn != NOBODY, condition)
            .order_by(Matter.due_on, Matter.id)
            .limit(most)
            .subquery()
        )  # fmt: skip
        sides.append(sa.select(side))
    either = sa.union_all(*sides).subquery()
    query = (
        _lines()
        .add_columns(either.c.side, either.c.in_all, either.c.late, _LAST_WORDS, StudyEntry)
        .join(either, either.c.matter_id == Matter.id)
        .outerjoin(StudyEntry, sa.and_(Matter.kind == ENTRY, StudyEntry.id == Matter.source_id))
        .order_by(Matter.due_on, Matter.id)
    )
    found: dict[str, list[Any]] = {MINE: [], OWED: []}
    entries: dict[int, StudyEntry] = {}
    said: dict[int, str] = {}
    for row in db.session.execute(query):
        found[row.side].append(row)
        if row.turn == OWED_TURN:
            said[row.id] = row.said or ""
        if row.StudyEntry is not None:
            entries[row.StudyEntry.id] = row.StudyEntry
    mine, owed = found[MINE], found[OWED]
    return Today(
        [Line._make(row[:-5]) for row in mine], mine[0].in_all if mine else 0,
        int(mine[0].late) if mine else 0, [Line._make(row[:-5]) for row in owed],
        owed[0].in_all if owed else 0, entries, said,
    )  # fmt: skip


def matters(
    held: Standing, wanted: Wanted, *, page: int, size: int
) -> tuple[list[Line], int]:  # fmt: skip
    """A page of the matters wanted, the longest due first, and how many. Two queries."""
    conditions = _conditions(held, wanted)
    total = db.session.scalars(sa.select(sa.func.count(Matter.id)).where(*conditions)).one()
    rows = db.session.execute(
        _lines()
        .where(*conditions)
        .order_by(Matter.due_on, Matter.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [Line._make(row) for row in rows], total


def find_visible(held: Standing, matter_id: int) -> Seen | None:
    """The matter, if the visitor may see it. One query."""
    row = db.session.execute(
        _lines()
        .add_columns(_RAISED_BY, held.answers(), Matter)
        .where(Matter.id == matter_id, held.visible())
        .execution_options(populate_existing=True)
    ).one_or_none()
    return (
        None if row is None else Seen(row[-1], Line._make(row[:-3]), bool(row[-2]), row[-3] or "")
    )


def steps_of(matter_id: int) -> Sequence[Step]:
    """What was done about the matter, in order. One query."""
    rows = db.session.execute(
        sa.select(
            MatterStep.act, MatterStep.at, sa.func.coalesce(Person.name, Account.username, ""),
            sa.func.coalesce(_TO.name, ""), MatterStep.level, MatterStep.words,
            MatterStep.late_reason, MatterStep.was_due_on,
        )
        .outerjoin(Account, Account.id == MatterStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(_TO, _TO.id == MatterStep.to_id)
        .where(MatterStep.matter_id == matter_id)
        .order_by(MatterStep.id)
    )  # fmt: skip
    return [Step(*row) for row in rows]


def _conditions(held: Standing, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    is_open = wanted.state in {OPEN, LATE}
    whose = {
        MINE: held.mine() if is_open else sa.and_(held.answers(), held.visible()),
        OWED: held.owed() if is_open else Matter.owed_to_id == held.visitor.person_id,
        PEOPLE: held.of_others(),
        ALL: held.visible(),
    }
    found = [whose[wanted.whose]]
    if is_open:
        found.append(Matter.turn != NOBODY)
    if wanted.state == LATE:
        found.append(Matter.due_on < held.today)
    if wanted.state == CLOSED:
        found.append(Matter.state == "closed")
    if wanted.kind:
        found.append(Matter.kind == wanted.kind)
    if wanted.older:
        found.append(Matter.raised_on <= held.today - timedelta(days=wanted.older))
    return found


def _lines() -> Any:
    named = {
        "about": _ABOUT.name, "about_no": _ABOUT.staff_no, "owed_by": _BY.name,
        "owed_to": _TO.name,
    }  # fmt: skip
    columns = [
        sa.func.coalesce(named[name], "") if name in named else getattr(Matter, name)
        for name in Line._fields
    ]
    return (
        sa.select(*columns)
        .select_from(Matter)
        .outerjoin(_ABOUT, _ABOUT.id == Matter.about_id)
        .outerjoin(_BY, _BY.id == Matter.owed_by_id)
        .outerjoin(_TO, _TO.id == Matter.owed_to_id)
    )
