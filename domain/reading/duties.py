"""What a member owes a class: one matter for each membership, due on the last day of the class.

It is raised when the class opens or the member comes, closed when nothing is lacking any more,
when the member goes or the class closes, and opened again where something is lacking again.
Nothing commits.
"""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.matters import (
    Taken,
    close_matter,
    close_matters,
    move_matter,
    raise_matter,
    reopen_matter,
)
from domain.matters.kinds import CLASS_WORK
from domain.matters.raising import NOBODY, find_matters
from domain.reading.reach import OPEN
from domain.reading.standings import standings
from models import ClassMember, Matter, ReadingClass, db

DONE, LEFT, CLOSED = "done", "left_class", "class_closed"


def follow_member(class_id: int, person_id: int, *, actor: Actor, now: datetime) -> None:
    """Bring what the member owes to where the member is now.

    Whoever reads a section, passes a test or writes a reflection calls it. One statement for
    somebody who owes nothing; three more to see how far the member is, and the change itself.
    """
    row = db.session.execute(
        sa.select(ReadingClass, ClassMember)
        .join(ClassMember, ClassMember.class_id == ReadingClass.id)
        .where(
            ReadingClass.id == class_id, ReadingClass.state == OPEN,
            ClassMember.person_id == person_id, ClassMember.removed_at.is_(None),
        )
        .with_for_update(read=True, of=ReadingClass)  # nobody closes it meanwhile
    ).one_or_none()  # fmt: skip
    if row is not None:
        _follow(row[0], [row[1]], actor=actor, now=now)


def follow_class(reading: ReadingClass, *, actor: Actor, now: datetime) -> None:
    """The same for every member, after the class, its days or its syllabus changed."""
    members = db.session.scalars(
        sa.select(ClassMember).where(
            ClassMember.class_id == reading.id, ClassMember.removed_at.is_(None)
        )
    ).all()
    _follow(reading, members, actor=actor, now=now)


def follow_members(
    reading: ReadingClass, members: Collection[ClassMember], *, actor: Actor, now: datetime
) -> None:
    """The same for these members of an open class; nothing where it is not open."""
    if reading.state == OPEN:
        _follow(reading, members, actor=actor, now=now)


def owe_nothing(member_ids: Collection[int], outcome: str, *, actor: Actor, now: datetime) -> None:
    """The members have gone, or the class is closed: nothing is owed, and nothing comes back."""
    for matter in close_matters(CLASS_WORK, member_ids, outcome=outcome, actor=actor, now=now):
        matter.look_back_on = None
    db.session.flush()


def _follow(
    reading: ReadingClass, members: Collection[ClassMember], *, actor: Actor, now: datetime
) -> None:
    if not members or reading.ends_on is None:
        return
    known = find_matters(CLASS_WORK, [one.id for one in members])
    found = standings(reading, [one.person_id for one in members])
    for member in members:
        matter = known.get(member.id)
        if found[member.person_id].lacks:
            _owe(reading, member, matter, reading.ends_on, actor=actor, now=now)
        elif matter is not None and matter.turn != NOBODY:
            close_matter(
                CLASS_WORK, member.id, outcome=DONE, actor=actor, now=now, comes_back=False
            )
            _record("work_done", member, actor, now)


def _owe(
    reading: ReadingClass, member: ClassMember, matter: Matter | None, due_on: date, *,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Owed by the last day of the class; nothing new is owed once that day is past."""
    past = due_on < now.date()
    if matter is None:
        if not past:
            raise_matter(
                CLASS_WORK, member.id, owed_by=member.person_id,
                owed_to=_organiser(reading, member), due_on=due_on, title=reading.title,
                actor=actor, now=now,
            )  # fmt: skip
            _record("work_owed", member, actor, now)
    elif matter.turn == NOBODY:
        if not past:
            reopen_matter(matter, Taken("reopened"), actor=actor, now=now, due_on=due_on)
            _record("work_owed", member, actor, now)
    else:
        move_matter(
            matter, due_on=None if past else due_on, title=reading.title, actor=actor, now=now
        )


def _record(act: str, member: ClassMember, actor: Actor, now: datetime) -> None:
    """The trail is told; with it, pages kept while it stands still are made anew."""
    audit.record(
        actor, f"reading.{act}", "class_member", member.id, at=now,
        after={"person": member.person_id},
    )  # fmt: skip


def _organiser(reading: ReadingClass, member: ClassMember) -> int | None:
    """Nobody owes anything to oneself."""
    return None if reading.organiser_id == member.person_id else reading.organiser_id
