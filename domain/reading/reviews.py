"""Reflections as lists show them, their versions with what was said, and what is alike."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.matters.kinds import REFLECTION
from domain.matters.standing import Standing
from domain.reading.answering import lies_with, reviewable
from domain.reading.likeness import Likeness, alike
from domain.reading.reflections import ACCEPTED, RETURNED, TAKEN_BACK, WAITING
from models import (
    Account,
    MarginAnswer,
    Matter,
    Person,
    ReadingClass,
    Reflection,
    ReflectionVersion,
    db,
)

MINE, WAITS, ANSWERED = "mine", "waiting", "answered"  # what to show
STATES = {MINE: (WAITING,), WAITS: (WAITING,), ANSWERED: (ACCEPTED, RETURNED)}


class Row(NamedTuple):
    """A reflection in a list of reviewers; ``title``, length and day of its last version."""

    id: int
    name: str
    staff_no: str
    class_id: int
    class_slug: str
    class_title: str
    class_title_en: str
    title: str
    characters: int
    number: int
    handed_in_at: datetime
    state: str
    sharing: str
    due_on: date | None


class Group(NamedTuple):
    """How many reflections of a class are in a state, and how many of them lie with the visitor."""

    class_id: int
    title: str
    title_en: str
    state: str
    many: int
    mine: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """``show`` is one of ``STATES``; ``class_id`` 0 asks for every class."""

    show: str = WAITS
    class_id: int = 0


@dataclass(frozen=True, slots=True)
class Margin:
    """A margin answer with who wrote it."""

    answer: MarginAnswer
    name: str


@dataclass(slots=True)
class Version:
    """A version with the margin answers that stand, in the order of the text."""

    row: ReflectionVersion
    answered_by: str
    margins: list[Margin] = field(default_factory=list)


class Alike(NamedTuple):
    """A version of somebody else that shares passages: whose, of which class, and what."""

    version: ReflectionVersion
    name: str
    class_title: str
    class_title_en: str
    likeness: Likeness


def groups(held: Standing) -> list[Group]:
    """The classes and states of what the visitor reviews. One query."""
    mine = sa.func.sum(sa.case((sa.and_(Reflection.state == WAITING, lies_with(held)), 1), else_=0))
    rows = db.session.execute(
        sa.select(
            ReadingClass.id, ReadingClass.title, ReadingClass.title_en, Reflection.state,
            sa.func.count(Reflection.id), mine,
        )
        .join(ReadingClass, ReadingClass.id == Reflection.class_id)
        .where(reviewable(held))
        .group_by(ReadingClass.id, ReadingClass.title, ReadingClass.title_en, Reflection.state)
        .order_by(ReadingClass.title, ReadingClass.id, Reflection.state)
    )  # fmt: skip
    return [Group(*row) for row in rows]


def reflections(held: Standing, wanted: Wanted, *, page: int, size: int) -> list[Row]:
    """A page of them: what waits the longest first, what was answered the latest. One query."""
    conditions = [reviewable(held), Reflection.state.in_(STATES[wanted.show])]
    if wanted.show == MINE:
        conditions.append(lies_with(held))
    if wanted.class_id:
        conditions.append(Reflection.class_id == wanted.class_id)
    at: Any = ReflectionVersion.handed_in_at
    order = (at.desc(), Reflection.id.desc()) if wanted.show == ANSWERED else (at, Reflection.id)
    query = _rows().where(*conditions).order_by(*order).limit(size).offset((page - 1) * size)
    return [Row(*one) for one in db.session.execute(query)]


def find_row(held: Standing, reflection_id: int) -> Row | None:
    """The line of one that the visitor reviews. One query."""
    row = db.session.execute(
        _rows().where(Reflection.id == reflection_id, reviewable(held))
    ).one_or_none()
    return None if row is None else Row(*row)


def _rows() -> Any:
    later = sa.orm.aliased(ReflectionVersion)
    is_last = ~sa.exists().where(
        later.reflection_id == ReflectionVersion.reflection_id,
        later.number > ReflectionVersion.number,
    )
    return (
        sa.select(
            Reflection.id, Person.name, Person.staff_no, ReadingClass.id, ReadingClass.slug,
            ReadingClass.title, ReadingClass.title_en, ReflectionVersion.title,
            ReflectionVersion.characters, ReflectionVersion.number, ReflectionVersion.handed_in_at,
            Reflection.state, Reflection.sharing, Matter.due_on,
        )
        .join(ReflectionVersion, ReflectionVersion.reflection_id == Reflection.id)
        .join(Person, Person.id == Reflection.person_id)
        .join(ReadingClass, ReadingClass.id == Reflection.class_id)
        .outerjoin(
            Matter, sa.and_(Matter.kind == REFLECTION, Matter.source_id == Reflection.id)
        )
        .where(is_last)
    )  # fmt: skip


def versions_of(reflection_id: int, *, of_author: bool) -> list[Version]:
    """What was handed in, the last first; what was taken back only for the author. One query."""
    writer, reviewer = sa.orm.aliased(Person), sa.orm.aliased(Person)
    wrote, decided = sa.orm.aliased(Account), sa.orm.aliased(Account)
    query = (
        sa.select(
            ReflectionVersion, sa.func.coalesce(reviewer.name, decided.username, ""), MarginAnswer,
            sa.func.coalesce(writer.name, wrote.username, ""),
        )
        .outerjoin(decided, decided.id == ReflectionVersion.answered_by)
        .outerjoin(reviewer, reviewer.id == decided.person_id)
        .outerjoin(
            MarginAnswer,
            sa.and_(
                MarginAnswer.version_id == ReflectionVersion.id, MarginAnswer.removed_at.is_(None)
            ),
        )
        .outerjoin(wrote, wrote.id == MarginAnswer.account_id)
        .outerjoin(writer, writer.id == wrote.person_id)
        .where(ReflectionVersion.reflection_id == reflection_id)
        .order_by(ReflectionVersion.number.desc(), MarginAnswer.start, MarginAnswer.id)
    )  # fmt: skip
    if not of_author:
        query = query.where(ReflectionVersion.verdict != TAKEN_BACK)
    found: dict[int, Version] = {}
    for version, by, margin, name in db.session.execute(query):
        kept = found.setdefault(version.number, Version(version, by))
        if margin is not None:
            kept.margins.append(Margin(margin, name))
    return list(found.values())


def alike_to(held: Standing, reflection_id: int, plain: str) -> list[Alike]:
    """What others handed in, of this class and of others, that shares long passages with a text.

    Only what the visitor may review is looked at. One query; the texts are compared here.
    """
    later = sa.orm.aliased(ReflectionVersion)
    is_last = ~sa.exists().where(
        later.reflection_id == ReflectionVersion.reflection_id,
        later.number > ReflectionVersion.number, later.verdict != TAKEN_BACK,
    )  # fmt: skip
    rows: Any = db.session.execute(
        sa.select(ReflectionVersion, Person.name, ReadingClass.title, ReadingClass.title_en)
        .join(Reflection, Reflection.id == ReflectionVersion.reflection_id)
        .join(Person, Person.id == Reflection.person_id)
        .join(ReadingClass, ReadingClass.id == Reflection.class_id)
        .where(
            reviewable(held), Reflection.id != reflection_id, is_last,
            ReflectionVersion.verdict != TAKEN_BACK,
        )
        .options(
            sa.orm.load_only(
                ReflectionVersion.number, ReflectionVersion.plain, ReflectionVersion.title,
                ReflectionVersion.handed_in_at, ReflectionVersion.reflection_id,
            )
        )
        .order_by(ReflectionVersion.id)
    ).all()  # fmt: skip
    named = {row[0].id: row for row in rows}
    found = alike(plain, ((row[0].id, row[0].plain) for row in rows))
    return [Alike._make([*named[one.key], one]) for one in found]


def find_of_author(reflection_id: int, person_id: int | None) -> tuple[str, Reflection] | None:
    """The author's reflection, with its class's part of the address. One query."""
    row = db.session.execute(
        sa.select(ReadingClass.slug, Reflection)
        .join(ReadingClass, ReadingClass.id == Reflection.class_id)
        .where(Reflection.id == reflection_id, Reflection.person_id == person_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])
