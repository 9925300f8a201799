"""Who is in a class: added by branch or by list, joining an open one, leaving, taken off.

What somebody did in a class stays, whoever goes; who comes back finds it. The caller commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor, is_here, members_of
from domain.audit import Actor
from domain.locks import lock_people
from domain.reading.duties import LEFT, follow_members, owe_nothing
from domain.reading.holding import hold
from domain.reading.reach import OPEN, PLANNED
from domain.reading.steps import take_step
from models import Branch, BranchMembership, ClassMember, Person, ReadingClass, db

BY_BRANCH, BY_LIST, JOINED = "branch", "list", "joined"
MOST_MEMBERS = 500


class NotForAnybody(Exception):
    """Members of this class are named by its organiser."""


class TooMany(Exception):
    """The class would have more than ``MOST_MEMBERS`` members."""


class NobodyToAdd(Exception):
    """Nobody of those named is here, or all are in the class already."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the organiser sees them; ``branch`` of the day, empty for none."""

    id: int
    person_id: int
    staff_no: str
    name: str
    branch: str
    way: str
    added_at: datetime
    entry_id: int | None
    reason: str


def member_rows(class_id: int, *, today: date) -> list[MemberRow]:
    """The members by name. One query."""
    rows: Any = db.session.execute(
        sa.select(
            ClassMember.id, Person.id, Person.staff_no, Person.name,
            sa.func.coalesce(sa.func.min(Branch.name), ""), ClassMember.way, ClassMember.added_at,
            ClassMember.entry_id, ClassMember.reason,
        )
        .join(Person, Person.id == ClassMember.person_id)
        .outerjoin(
            BranchMembership,
            sa.and_(
                BranchMembership.person_id == Person.id,
                BranchMembership.superseded_at.is_(None), BranchMembership.from_on <= today,
                sa.or_(BranchMembership.to_on.is_(None), BranchMembership.to_on >= today),
            ),
        )
        .outerjoin(Branch, Branch.id == BranchMembership.branch_id)
        .where(ClassMember.class_id == class_id, ClassMember.removed_at.is_(None))
        .group_by(ClassMember.id, Person.id)
        .order_by(Person.search_key, Person.staff_no)
    )  # fmt: skip
    return [MemberRow(*row) for row in rows]


def find_member(reading: ReadingClass, member_id: int) -> ClassMember | None:
    """The membership, if it is one of the class and stands. One query."""
    return db.session.scalars(
        sa.select(ClassMember).where(
            ClassMember.id == member_id, ClassMember.class_id == reading.id,
            ClassMember.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def own_class(member_id: int, visitor: Visitor) -> ReadingClass | None:
    """The class of the visitor's own membership. One query."""
    if visitor.person_id is None:
        return None
    return db.session.scalars(
        sa.select(ReadingClass)
        .join(ClassMember, ClassMember.class_id == ReadingClass.id)
        .where(ClassMember.id == member_id, ClassMember.person_id == visitor.person_id)
    ).one_or_none()


def people_of_branch(branch_id: int, *, today: date) -> list[int]:
    """The ids of the people who are in the branch on the day and have not left. One query."""
    return list(
        db.session.scalars(
            sa.select(Person.id).where(
                Person.id.in_(members_of(frozenset({branch_id}), today)), is_here(Person, today)
            )
        )
    )


def add_members(
    reading: ReadingClass, person_ids: Collection[int], way: str, *, today: date, actor: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """Put people into the class, or back into it; how many were not in it. ``way``: how.

    Some twenty statements, and one more for each whose work is owed.

    Raises:
        domain.reading.holding.NotInState: the class is closed.
        NobodyToAdd: nobody of them is here, or all are in it already.
        TooMany.
    """
    hold(reading, PLANNED, OPEN)
    added = _enter(reading, person_ids, way, today=today, actor=actor, now=now)
    if not added:
        raise NobodyToAdd
    take_step(
        reading, "members_added", actor, now,
        values=({}, {"people": [one.person_id for one in added], "way": way}),
    )  # fmt: skip
    follow_members(reading, added, actor=actor, now=now)
    return len(added)


def join_class(
    reading: ReadingClass, person_id: int, *, today: date, actor: Actor, now: datetime
) -> None:
    """Join a class that anybody may join; done twice, once is done.

    Raises:
        NotForAnybody, TooMany.
        domain.reading.holding.NotInState: it is not open.
    """
    hold(reading, OPEN)
    if reading.joining != "open":
        raise NotForAnybody
    added = _enter(reading, [person_id], JOINED, today=today, actor=actor, now=now)
    if added:
        take_step(reading, "joined", actor, now, values=({}, {"person": person_id}))
        follow_members(reading, added, actor=actor, now=now)


def leave_class(reading: ReadingClass, member: ClassMember, *, actor: Actor, now: datetime) -> None:
    """Leave a class that one joined by oneself.

    Raises:
        NotForAnybody: the organiser put the member in, and takes them out.
        domain.reading.holding.NotInState: it is not open.
    """
    hold(reading, OPEN)
    if member.way != JOINED:
        raise NotForAnybody
    _go(reading, member, "left", actor, now)


def remove_member(
    reading: ReadingClass, member: ClassMember, *, actor: Actor, now: datetime
) -> None:
    """Take a member out; what they did stays, and is there when they come back.

    Raises:
        domain.reading.holding.NotInState: the class is closed.
    """
    hold(reading, PLANNED, OPEN)
    _go(reading, member, "member_removed", actor, now)


def _go(reading: ReadingClass, member: ClassMember, act: str, actor: Actor, now: datetime) -> None:
    member.removed_at = now
    take_step(reading, act, actor, now, values=({}, {"person": member.person_id}))
    owe_nothing({member.id}, LEFT, actor=actor, now=now)


def _enter(
    reading: ReadingClass, person_ids: Collection[int], way: str, *, today: date, actor: Actor,
    now: datetime,
) -> list[ClassMember]:  # fmt: skip
    """The memberships that are new, or stand again. The class is held."""
    lock_people(*person_ids)
    here = set(
        db.session.scalars(
            sa.select(Person.id).where(
                Person.id.in_(person_ids), is_here(Person, today), Person.merged_into_id.is_(None)
            )
        )
    )
    known = {
        one.person_id: one
        for one in db.session.scalars(
            sa.select(ClassMember).where(ClassMember.class_id == reading.id)
        )
    }
    standing = sum(one.removed_at is None for one in known.values())
    added = []
    for person_id in sorted(here):
        member = known.get(person_id)
        if member is not None and member.removed_at is None:
            continue
        if member is None:
            member = ClassMember(class_id=reading.id, person_id=person_id)
            db.session.add(member)
        member.way, member.removed_at = way, None
        member.added_by, member.added_at = actor.account_id, now
        added.append(member)
    if standing + len(added) > MOST_MEMBERS:
        raise TooMany
    db.session.flush()
    return added
