"""Locks of a person's row: they make checks over several lines of one person safe."""

from collections.abc import Collection

import sqlalchemy as sa

from models import Person, StudyEntry, db
from models.base import on_sqlite


def lock_people(*person_ids: int) -> None:
    """Hold the people's rows until the transaction ends (on SQLite the gate does it).

    In the order of their ids, so that two writers never wait for each other in a ring. FOR NO KEY
    UPDATE, here and below: rows that only name one of them are still added by those who hold
    something else, and never wait for who holds the people.
    """
    if on_sqlite():
        return
    db.session.execute(
        sa.select(Person.id)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id)
        .with_for_update(key_share=True)
    ).all()


def lock_owners(entry_ids: Collection[int]) -> None:
    """Hold the people whose entries these are, as ``lock_people`` does. One statement."""
    if on_sqlite():
        return
    owners = sa.select(StudyEntry.person_id).where(StudyEntry.id.in_(entry_ids))
    db.session.execute(
        sa.select(Person.id)
        .where(Person.id.in_(owners))
        .order_by(Person.id)
        .with_for_update(key_share=True)
    ).all()


def lock_everybody() -> None:
    """Hold the rows of all people: nobody's hours are settled until the transaction ends."""
    if on_sqlite():
        return
    db.session.execute(
        sa.select(Person.id).order_by(Person.id).with_for_update(key_share=True)
    ).all()
