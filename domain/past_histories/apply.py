"""Bringing histories in: lines and placements of every row that is ready, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from domain.organisation.changes import AlreadyClosed, NameTaken, When
from domain.organisation.posts import Traits, open_past_post, open_post
from domain.organisation.units import open_unit
from domain.past_histories.plans import (
    HistoriesPlan,
    HistoryKind,
    HistoryPlan,
    NewPlacement,
    NewTenure,
    PostAt,
    UnitAt,
)
from domain.people.lines import kept_open
from domain.people.spans import signed
from domain.placements.holding import COMPLETED, UNDER_WAY
from domain.placements.papers import name_paper
from domain.placements.reach import ROTATION
from domain.placements.steps import take_step
from models import Placement, Post, Tenure, Unit, db


class LinesInTheWay(Exception):
    """A writer who passed the locks by was faster; nothing of it may be kept."""


def apply_histories(
    plan: HistoriesPlan, *, today: date, actor: Actor, now: datetime, import_id: int | None = None
) -> None:
    """Write the rows that are ready; ``plan`` was made from a state that holds the people.

    Placements of the past come in as completed, approved by who brings them in. Adds and
    flushes; the caller commits. A few statements for all lines, and some for each placement,
    new post and new paper.

    Raises:
        LinesInTheWay: nothing of it may be kept.
    """
    rows = plan.of_kind(HistoryKind.ADDED)
    when = When(on=today, today=today, actor=actor, now=now)
    try:
        places = _Places(when)
        places.open_all(rows)
        _name_papers(rows, actor, now)
        _add_lines([row.tenure for row in rows if row.tenure is not None], places, actor, now)
        for row in rows:
            if row.placement is not None:
                _add_placement(row.placement, places, actor, now)
    except (IntegrityError, NameTaken, AlreadyClosed) as refused:
        raise LinesInTheWay from refused
    audit.record(
        actor, "histories.applied", "import_file", import_id, at=now,
        after={str(kind): count for kind, count in plan.counts.items()},
    )  # fmt: skip


@dataclass
class _Places:
    """The ids of units and posts; those that nobody knew are opened from their first day on."""

    when: When
    units: dict[str, int] = field(default_factory=dict)
    posts: dict[tuple[int | str, str], int] = field(default_factory=dict)

    def open_all(self, rows: Sequence[HistoryPlan]) -> None:
        """Each on its first day, and all in one order: two files at once never wait in a ring."""
        wanted = sorted(_places_of(rows), key=lambda one: one[0])
        units: dict[str, date] = {}
        posts: dict[tuple[int | str, str], tuple[date, PostAt]] = {}
        for day, unit, post in wanted:
            if unit.unit_id is None:
                units.setdefault(unit.name, day)
            if post is not None and post.post_id is None:
                posts.setdefault(post.key, (day, post))
        for name, day in sorted(units.items()):
            self.units[name] = open_unit(name=name, outside=True, when=self._on(day)).id
        for key in sorted(posts, key=lambda key: (str(key[0]), key[1])):
            day, post = posts[key]
            self.posts[key] = self._opened(post, self._on(day))
        for post_id in sorted({post.post_id for _day, _unit, post in wanted
                               if post is not None and post.post_id is not None}):  # fmt: skip
            kept_open(Post, post_id)

    def _on(self, day: date) -> When:
        return replace(self.when, on=min(day, self.when.today))

    def _opened(self, post: PostAt, on: When) -> int:
        unit = db.session.get_one(Unit, self.unit_id(post.unit))
        traits = Traits(strand=post.strand, grass_roots=post.grass_roots)
        if post.closed_on is None:
            return open_post(unit=unit, title=post.title, traits=traits, when=on).id
        return open_past_post(
            unit=unit, title=post.title, traits=traits, closed_on=post.closed_on, when=on
        ).id

    def unit_id(self, unit: UnitAt) -> int:
        return unit.unit_id if unit.unit_id is not None else self.units[unit.name]

    def post_id(self, post: PostAt) -> int:
        return post.post_id if post.post_id is not None else self.posts[post.key]


def _places_of(rows: Sequence[HistoryPlan]) -> Iterable[tuple[date, UnitAt, PostAt | None]]:
    for row in rows:
        if row.tenure is not None:
            yield row.tenure.from_on, row.tenure.post.unit, row.tenure.post
        if row.placement is not None and row.placement.host is not None:
            yield row.placement.from_on, row.placement.host, None


def _name_papers(rows: Sequence[HistoryPlan], actor: Actor, now: datetime) -> None:
    """Each number once, with its day where any row says one; in one order, whatever the file's."""
    papers: dict[str, date | None] = {}
    for row in rows:
        for one in (row.tenure, row.placement):
            if one is not None and one.document_no:
                papers[one.document_no] = papers.get(one.document_no) or one.document_on
    for number, day in sorted(papers.items()):
        name_paper(number, day, actor=actor, now=now)


def _add_lines(tenures: Sequence[NewTenure], places: _Places, actor: Actor, now: datetime) -> None:
    values = [
        signed(
            {
                "person_id": one.person_id, "post_id": places.post_id(one.post), "rank": one.rank,
                "main": one.main, "from_on": one.from_on, "to_on": one.to_on,
                "document_no": one.document_no, "document_on": one.document_on,
            },
            actor, now,
        )
        for one in tenures
    ]  # fmt: skip
    if not values:
        return
    db.session.execute(sa.insert(Tenure), values)
    for line in values:
        told = {name: line[name] for name in ("post_id", "main", "from_on", "to_on")}
        audit.record(actor, "person.line_imported", "person", line["person_id"], at=now, after=told)


def _add_placement(one: NewPlacement, places: _Places, actor: Actor, now: datetime) -> None:
    before = places.post_id(one.before) if one.before is not None else None
    over = not one.running
    values: dict[str, Any] = {
        "kind": one.kind, "state": COMPLETED if over else UNDER_WAY, "person_id": one.person_id,
        "unit_id": places.unit_id(one.before.unit) if one.before is not None else None,
        "from_on": one.from_on, "planned_to_on": one.last_on,
        "ended_on": (one.last_on or one.from_on) if over else None,
        "document_no": one.document_no, "document_on": one.document_on,
        "mentor_id": one.mentor_id, "grass_roots": one.grass_roots, "host_post": one.host_post,
    }  # fmt: skip
    if one.kind == ROTATION and one.to_post is not None:
        to_post = places.post_id(one.to_post)
        values |= {
            "from_post_id": before, "to_post_id": to_post, "to_rank": one.rank,
            "tenure_id": _line_of(one, to_post),
        }  # fmt: skip
    elif one.host is not None:
        values |= {"home_post_id": before, "host_unit_id": places.unit_id(one.host)}
    placement = Placement(
        **values, proposed_by=actor.account_id, proposed_at=now, approved_by=actor.account_id,
        approved_at=now,
    )  # fmt: skip
    db.session.add(placement)
    db.session.flush()
    told = {name: value for name, value in values.items() if value}
    take_step(placement, "imported", actor, now, reason=one.note, values=({}, told))


def _line_of(one: NewPlacement, post_id: int) -> int | None:
    return db.session.scalar(
        sa.select(Tenure.id).where(
            Tenure.person_id == one.person_id, Tenure.post_id == post_id,
            Tenure.from_on == one.from_on, Tenure.superseded_at.is_(None),
        )
    )  # fmt: skip
