"""People whom a roster adds: their records and lines, in a few statements for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.people.spans import signed
from domain.pinyin import search_key
from domain.roster.opening import Places
from domain.roster.plans import Acts, RowPlan
from models import BranchMembership, Person, Tenure, db


def add_people(
    rows: Sequence[RowPlan], places: Places, *, actor: Actor, now: datetime
) -> list[int]:
    """Add the people of the rows and return their ids, in the order of the rows.

    One row of the trail for each person.

    Raises:
        IntegrityError: somebody else added a number meanwhile.
    """
    if not rows:
        return []
    people = [
        {
            "staff_no": row.staff_no, "name": row.name, "search_key": search_key(row.name),
            "party_member": row.acts.party_member, "created_at": now,
        }
        for row in rows
    ]  # fmt: skip
    ids = _inserted(people)
    joined = [_membership(person_id, row.acts, places) for person_id, row in _of(ids, rows)]
    served = [_tenure(person_id, row.acts, places) for person_id, row in _of(ids, rows)]
    for model, lines in ((BranchMembership, joined), (Tenure, served)):
        values = [signed(line, actor, now) for line in lines if line]
        if values:
            db.session.execute(sa.insert(model), values)
    for (person_id, row), membership, tenure in zip(_of(ids, rows), joined, served, strict=True):
        audit.record(
            actor, "person.added", "person", person_id, at=now,
            after=_told(row, membership, tenure),
        )  # fmt: skip
    return ids


def _of(ids: Sequence[int], rows: Sequence[RowPlan]) -> "zip[tuple[int, RowPlan]]":
    return zip(ids, rows, strict=True)


def _membership(person_id: int, acts: Acts, places: Places) -> dict[str, Any]:
    if acts.branch is None:
        return {}
    return {
        "person_id": person_id, "branch_id": places.branches[acts.branch],
        "office": acts.office, "from_on": acts.on,
    }  # fmt: skip


def _tenure(person_id: int, acts: Acts, places: Places) -> dict[str, Any]:
    if acts.post is None:
        return {}
    return {
        "person_id": person_id, "post_id": places.posts[acts.post], "rank": acts.rank,
        "from_on": acts.post_from,
    }  # fmt: skip


def _told(row: RowPlan, membership: dict[str, Any], tenure: dict[str, Any]) -> dict[str, Any]:
    """Ids, days and digests, as the trail may hold them."""
    return {
        "staff_no": row.staff_no, "name": audit.digest(row.name),
        "party_member": row.acts.party_member, "branch_id": membership.get("branch_id"),
        "office": membership.get("office"), "joined_on": membership.get("from_on"),
        "post_id": tenure.get("post_id"), "in_post_from": tenure.get("from_on"),
    }  # fmt: skip


def _inserted(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the people, some hundreds in a statement; their ids in the order of the rows."""
    added = db.session.execute(sa.insert(Person).returning(Person.staff_no, Person.id), rows)
    ids = {row[0]: row[1] for row in added}
    return [ids[row["staff_no"]] for row in rows]
