"""Who is due to move, as the tables have it: the radar of a year; what one person is due for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from domain.access import is_here
from domain.placements.holding import APPROVED, PROPOSED
from domain.placements.radar import (
    Asked,
    Due,
    Held,
    Moving,
    PostFacts,
    Together,
    TooOften,
    due_of_person,
    moved_in,
    moved_together,
    stretches,
    too_often,
)
from domain.placements.reach import ROTATION
from domain.placements.rotation_book import RuleBook
from domain.placements.rotation_rules import rules_on
from models import Person, Placement, Post, RotationMark, Tenure, Unit, db


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a line is about."""

    person_id: int
    staff_no: str
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """A rotation of the person that is proposed, or approved and still to begin."""

    placement_id: int
    state: str
    from_post_id: int | None
    from_on: date


@dataclass(frozen=True, slots=True)
class DueLine:
    """Somebody due for a post; with the mark of the year and the rotation that is on its way."""

    person: Named
    due: Due
    mark: RotationMark | None = None
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class Radar:
    """Of the people asked for: who is due in the year, and what does not go together."""

    year: int
    book: RuleBook
    lines: list[DueLine]
    together: list[Together]
    too_often: list[TooOften]
    people: dict[int, Named]  # those of the lines and the warnings
    posts: dict[int, PostFacts]


def radar_of(who: sa.ColumnElement[bool], year: int, *, today: date) -> Radar:
    """The radar of a year for the people of a condition on ``Person``. Five queries.

    The rules are those in force on the last day of the year; the first limit comes first.
    """
    return _Loaded(who, today).in_year(year)


def due_of(person_id: int, today: date) -> list[DueLine]:
    """What the person is due for this year and, what is not listed for it, next year.

    Six queries.
    """
    loaded = _Loaded(Person.id == person_id, today)
    now, following = (loaded.in_year(today.year + more).lines for more in (0, 1))
    told = {(one.due.post.id, one.due.since) for one in now}
    return now + [one for one in following if (one.due.post.id, one.due.since) not in told]


class _Loaded:
    """The people, their posts, marks and rotations, read once for every year that is asked."""

    def __init__(self, who: sa.ColumnElement[bool], today: date) -> None:
        self._who, self._today = who, today
        self._posts = _posts()
        self._held = {named: stretches(lines) for named, lines in _lines(who, today)}
        marks = db.session.scalars(
            self._about(sa.select(RotationMark), RotationMark.person_id).where(
                RotationMark.withdrawn_at.is_(None)
            )
        )
        self._marks = {(one.person_id, one.year): one for one in marks}
        self._moves = {one.person_id: _move(one) for one in self._coming()}

    def in_year(self, year: int) -> Radar:
        asked = Asked(rules_on(date(year, 12, 31)), year, self._today)
        lines: list[DueLine] = []
        moved: list[Moving] = []
        often: list[TooOften] = []
        for named, held in self._held.items():
            lines += self._lines_of(named, held, asked)
            moved += moved_in(named.person_id, held, self._posts, year)
            found = too_often(named.person_id, held, asked)
            often += [] if found is None else [found]
        lines.sort(key=lambda one: (one.due.limit_on, one.person.staff_no))
        rule = asked.book.together
        pairs = moved_together((one.due for one in lines), moved) if rule is not None else []
        shown = {one.person.person_id for one in lines} | {one.person_id for one in often}
        shown |= {side.person_id for one in pairs for side in (one.head, one.deputy)}
        people = {one.person_id: one for one in self._held if one.person_id in shown}
        return Radar(year, asked.book, lines, pairs, often, people, self._posts)

    def _lines_of(self, named: Named, held: list[Held], asked: Asked) -> Iterator[DueLine]:
        mark = self._marks.get((named.person_id, asked.year))
        move = self._moves.get(named.person_id)
        found = due_of_person(
            named.person_id, held, self._posts, asked, mark="" if mark is None else mark.state,
            moves_from=None if move is None or move.state != APPROVED else move.from_post_id,
        )  # fmt: skip
        for due in found:
            leads = move is not None and move.from_post_id in {None, due.post.id}
            yield DueLine(named, due, mark, move if leads else None)

    def _coming(self) -> sa.ScalarResult[Placement]:
        return db.session.scalars(
            self._about(sa.select(Placement), Placement.person_id)
            .where(
                Placement.kind == ROTATION,
                Placement.state.in_((PROPOSED, APPROVED)),
            )
            .order_by(Placement.from_on.desc(), Placement.id)
        )

    def _about(self, query: sa.Select[Any], person_id: Any) -> sa.Select[Any]:
        return query.join(Person, Person.id == person_id).where(self._who)


def _move(row: Placement) -> Move:
    return Move(row.id, row.state, row.from_post_id, row.from_on)


def _posts() -> dict[int, PostFacts]:
    rows = db.session.execute(
        sa.select(
            Post.id, Post.unit_id, Unit.name, Post.title, Post.leading, Post.key_post,
            Post.deputy_of_id, Post.term_years,
        ).join(Unit, Unit.id == Post.unit_id)
    )  # fmt: skip
    return {row[0]: PostFacts(*row) for row in rows}


def _lines(who: sa.ColumnElement[bool], today: date) -> Iterator[tuple[Named, list[Held]]]:
    """The standing lines of the people who are here, person by person."""
    rows = db.session.execute(
        sa.select(
            Person.id, Person.staff_no, Person.name, Tenure.post_id, Tenure.from_on, Tenure.to_on,
            Tenure.main, Tenure.rank,
        )
        .join(Tenure, Tenure.person_id == Person.id)
        .where(
            who, Person.merged_into_id.is_(None), is_here(Person, today),
            Tenure.superseded_at.is_(None),
        )
        .order_by(Person.id)
    )  # fmt: skip
    for key, lines in groupby(rows, lambda row: row[:3]):
        yield Named(*key), [Held(*line[3:]) for line in lines]
