"""Two records that are in the same reading class become one: one membership is left to stand.

That of ``kept`` stands where either stood, and is credited where either was; the merged
record's stays beside it, and owes nothing.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.audit import Actor
from domain.reading.duties import LEFT, follow_member, owe_nothing
from models import ClassMember, db


def join_memberships(
    kept_id: int, merged_id: int, *, actor: Actor, now: datetime
) -> list[list[Any]]:
    """For classes that both were in. What each pair was before, to be put back."""
    other = sa.orm.aliased(ClassMember)
    pairs = db.session.execute(
        sa.select(ClassMember, other)
        .join(other, other.class_id == ClassMember.class_id)
        .where(ClassMember.person_id == kept_id, other.person_id == merged_id)
        .order_by(ClassMember.id)
    ).all()
    before = [[_columns(mine), _columns(theirs)] for mine, theirs in pairs]
    for mine, theirs in pairs:
        if theirs.removed_at is None:
            mine.removed_at = None
            theirs.removed_at = now
        if mine.entry_id is None and theirs.entry_id is not None:
            mine.entry_id, mine.reason = theirs.entry_id, theirs.reason
    db.session.flush()
    owe_nothing([theirs.id for _mine, theirs in pairs], LEFT, actor=actor, now=now)
    for mine, _theirs in pairs:
        follow_member(mine.class_id, kept_id, actor=actor, now=now)
    return before


def part_memberships(before: list[list[Any]], *, actor: Actor, now: datetime) -> None:
    """Each membership is again what it was."""
    for one in (columns for pair in before for columns in pair):
        member = db.session.get_one(ClassMember, one["id"])
        member.removed_at = _moment(one["removed_at"])
        member.entry_id, member.reason = one["entry_id"], one["reason"]
        db.session.flush()
        if member.removed_at is None:
            follow_member(member.class_id, member.person_id, actor=actor, now=now)
        else:
            owe_nothing({member.id}, LEFT, actor=actor, now=now)


def _columns(member: ClassMember) -> dict[str, Any]:
    removed = member.removed_at
    return {
        "id": member.id, "removed_at": removed.isoformat() if removed else None,
        "entry_id": member.entry_id, "reason": member.reason,
    }  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
