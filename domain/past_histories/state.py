"""What a file of histories is set against: people, units, posts, lines, placements, papers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from domain.cells import zeroless
from domain.past_histories.columns import HistoryFile
from domain.people.numbers import AT_ONCE, PersonKnown, hold_people, people_by_number
from domain.placements.holding import OVER, STANDING
from domain.placements.reach import MENTORSHIP
from domain.placements.rotation_rules import rules_on
from models import Paper, Placement, Post, Tenure, Unit, db

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostKnown:
    post_id: int
    unit_id: int
    title: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class LineKnown:
    """A standing line of a person."""

    post_id: int
    main: bool
    from_on: date
    to_on: date | None
    rank: str
    document_no: str
    document_on: date | None


@dataclass(frozen=True, slots=True)
class PlacementKnown:
    kind: str
    person_id: int
    from_on: date
    last_on: date | None
    running: bool
    mentor_id: int | None
    host_id: int | None
    to_post_id: int | None


@dataclass(frozen=True)
class HistoryState:
    """``units``: ids by every path that ends at a unit's name; open ones hide closed ones."""

    people: dict[str, PersonKnown]  # by number, present and former
    units: dict[Path, list[int]]
    paths: dict[int, Path]
    outside: dict[str, int]
    closed: dict[int, date]  # units that stand no more: the first day without them
    posts: dict[tuple[int, str], list[PostKnown]]
    posts_by_id: dict[int, PostKnown]
    lines: dict[int, list[LineKnown]]
    placements: dict[int, list[PlacementKnown]]
    mentees: dict[int, int]  # of mentors: how many pairs run
    papers: dict[str, date | None]
    most_mentees: int | None

    @cached_property
    def alike(self) -> dict[str, str]:
        """A number without leading zeros -> a number that is known."""
        return {zeroless(number): number for number in self.people}

    def unit_name(self, unit_id: int) -> str:
        return " / ".join(self.paths.get(unit_id, ()))


def load_history_state(file: HistoryFile, *, today: date, hold: bool = False) -> HistoryState:
    """Read what the file is set against. Eight queries, and two for each 500 people in it.

    ``hold`` keeps the rows of those people, mentors among them, until the transaction ends.
    """
    people = people_by_number()
    named = {row.line.staff_no for row in file.rows} | {row.line.counterpart for row in file.rows}
    ids = sorted({people[one].person_id for one in named if one in people})
    if hold:
        hold_people(ids)
    units, paths, outside, closed = _units()
    posts = _posts()
    by_unit: dict[tuple[int, str], list[PostKnown]] = defaultdict(list)
    for post in posts:
        by_unit[post.unit_id, post.title].append(post)
    return HistoryState(
        people=people, units=units, paths=paths, outside=outside, closed=closed,
        posts=by_unit,
        posts_by_id={post.post_id: post for post in posts}, lines=_lines(ids),
        placements=_placements(ids), mentees=_mentees(), papers=_papers(),
        most_mentees=rules_on(today).mentorship.most_mentees,
    )  # fmt: skip


def _units() -> tuple[
    dict[Path, list[int]], dict[int, Path], dict[str, int], dict[int, date]
]:  # fmt: skip
    rows: Any = db.session.execute(
        sa.select(Unit.id, Unit.parent_id, Unit.name, Unit.outside, Unit.closed_on)
        .order_by(Unit.closed_on.is_not(None), Unit.id)
    ).all()  # fmt: skip
    above = {row.id: (row.parent_id, row.name) for row in rows}
    paths: dict[int, Path] = {}
    found: dict[Path, list[int]] = defaultdict(list)
    open_paths: set[Path] = set()
    for row in rows:
        path = paths[row.id] = tuple(_upward(row.id, above))[::-1]
        if row.outside:
            continue
        for start in range(len(path)):
            tail = path[start:]
            if row.closed_on is None:
                open_paths.add(tail)
            if row.closed_on is None or tail not in open_paths:
                found[tail].append(row.id)
    outside = {row.name: row.id for row in reversed(rows) if row.outside}
    closed = {row.id: row.closed_on for row in rows if row.closed_on is not None}
    return found, paths, outside, closed


def _upward(unit_id: int | None, above: dict[int, tuple[int | None, str]]) -> Iterator[str]:
    while unit_id is not None:
        unit_id, name = above[unit_id]
        yield name


def _posts() -> list[PostKnown]:
    """The open ones first, then those closed last."""
    rows: Any = db.session.execute(
        sa.select(Post.id, Post.unit_id, Post.title, Post.closed_on).order_by(
            Post.closed_on.desc().nulls_first(), Post.id
        )
    )
    return [PostKnown(*row) for row in rows]


def _some(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _lines(ids: list[int]) -> dict[int, list[LineKnown]]:
    """Standing lines by person, the earliest first."""
    found: dict[int, list[LineKnown]] = defaultdict(list)
    for some in _some(ids):
        rows: Any = db.session.execute(
            sa.select(
                Tenure.person_id, Tenure.post_id, Tenure.main, Tenure.from_on, Tenure.to_on,
                Tenure.rank, Tenure.document_no, Tenure.document_on,
            )
            .where(Tenure.person_id.in_(some), Tenure.superseded_at.is_(None))
            .order_by(Tenure.from_on, Tenure.id)
        )  # fmt: skip
        for person_id, *line in rows:
            found[person_id].append(LineKnown(*line))
    return found


def _placements(ids: list[int]) -> dict[int, list[PlacementKnown]]:
    """What is neither turned down nor called off, by who is placed."""
    found: dict[int, list[PlacementKnown]] = defaultdict(list)
    for some in _some(ids):
        rows: Any = db.session.execute(
            sa.select(
                Placement.kind, Placement.person_id, Placement.from_on,
                sa.func.coalesce(Placement.ended_on, Placement.planned_to_on),
                Placement.state.in_(STANDING), Placement.mentor_id, Placement.host_unit_id,
                Placement.to_post_id,
            ).where(Placement.person_id.in_(some), Placement.state.in_((*STANDING, *OVER)))
        )  # fmt: skip
        for row in rows:
            found[row[1]].append(PlacementKnown(*row))
    return found


def _mentees() -> dict[int, int]:
    rows: Any = db.session.execute(
        sa.select(Placement.mentor_id, sa.func.count())
        .where(Placement.kind == MENTORSHIP, Placement.state.in_(STANDING))
        .group_by(Placement.mentor_id)
    )
    return dict(iter(rows))


def _papers() -> dict[str, date | None]:
    rows: Any = db.session.execute(sa.select(Paper.number, Paper.dated_on))
    return dict(iter(rows))
