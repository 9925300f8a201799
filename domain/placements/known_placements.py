"""Placements of a person as they were known at an instant: changed since, told as they were.

A placement changes in place, and each step keeps the values before it. So what was known
before an instant is the row, with every later step taken back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from domain.placements.holding import OVER, RUNNING
from models import Paper, Person, Placement, PlacementStep, db

DAYS = frozenset({"from_on", "planned_to_on", "ended_on", "document_on"})
TAKEN_BACK = DAYS | {
    "state", "document_no", "host_unit_id", "host_post", "grass_roots", "to_post_id",
    "home_post_id", "mentor_id", "unit_id",
}  # fmt: skip
HELD = (*RUNNING, *OVER)


@dataclass(frozen=True, slots=True)
class Known:
    """What a history tells of a placement. ``to_on``: the real end, else the planned one."""

    placement_id: int
    kind: str
    from_on: date
    to_on: date | None
    document_no: str
    document_on: date | None
    paper_id: int | None
    unit_id: int | None
    host_unit_id: int | None
    host_post: str
    home_post_id: int | None
    to_post_id: int | None
    grass_roots: bool
    mentor_id: int | None
    mentor_name: str
    person_name: str


def known_placements(person_id: int, before: datetime | None) -> list[Known]:
    """Those that were decided and not called off, of the person or guided by them.

    ``before``: as known before the instant; ``None``: as they stand. One query, two with it.
    """
    mentor, placed = aliased(Person), aliased(Person)
    decided = (
        Placement.state.in_(HELD)
        if before is None
        else sa.and_(Placement.approved_at.is_not(None), Placement.approved_at < before)
    )
    rows = db.session.execute(
        sa.select(Placement, placed.name, mentor.name, _paper())
        .join(placed, placed.id == Placement.person_id)
        .outerjoin(mentor, mentor.id == Placement.mentor_id)
        .where(sa.or_(Placement.person_id == person_id, Placement.mentor_id == person_id), decided)
        .order_by(Placement.from_on, Placement.id)
    ).all()
    undone = {} if before is None else _undone([row[0].id for row in rows], before)
    found = [
        _known(row, person_name, mentor_name, paper_id, undone.get(row.id, {}))
        for row, person_name, mentor_name, paper_id in rows
    ]
    return [one for one in found if one is not None]


def _paper() -> sa.ScalarSelect[int]:
    return (
        sa.select(Paper.id)
        .where(Paper.number == Placement.document_no, Placement.document_no != "")
        .scalar_subquery()
    )  # fmt: skip


def _undone(ids: list[int], before: datetime) -> dict[int, dict[str, Any]]:
    """For each placement the values that steps taken since then had found. One query."""
    rows = db.session.execute(
        sa.select(PlacementStep.placement_id, PlacementStep.before)
        .where(PlacementStep.placement_id.in_(ids), PlacementStep.at >= before)
        .order_by(PlacementStep.id.desc())
    )
    found: dict[int, dict[str, Any]] = {}
    for placement_id, text in rows:
        values = {k: v for k, v in json.loads(text).items() if k in TAKEN_BACK}
        found.setdefault(placement_id, {}).update(values)
    return found


def _known(
    row: Placement, person_name: str, mentor_name: str | None, paper_id: int | None,
    undone: Mapping[str, Any],
) -> Known | None:  # fmt: skip
    def value(name: str) -> Any:
        if name not in undone:
            return getattr(row, name)
        earlier = undone[name]
        return date.fromisoformat(earlier) if name in DAYS and earlier else earlier

    if value("state") not in HELD:
        return None
    return Known(
        placement_id=row.id, kind=row.kind, from_on=value("from_on"),
        to_on=value("ended_on") or value("planned_to_on"), document_no=value("document_no"),
        document_on=value("document_on"), paper_id=paper_id, unit_id=value("unit_id"),
        host_unit_id=value("host_unit_id"), host_post=value("host_post"),
        home_post_id=value("home_post_id"), to_post_id=value("to_post_id"),
        grass_roots=value("grass_roots"), mentor_id=value("mentor_id"),
        mentor_name=mentor_name or "", person_name=person_name,
    )  # fmt: skip
