"""Rows that go in at once: the path of every logged entry, where the unit of work costs most."""

from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached

from models import EntryStep, StudyEntry, db
from models.base import Base

Row = TypeVar("Row", StudyEntry, EntryStep)


def insert_now(row: Row) -> Row:
    """Insert the row with what it holds and give it its id; it is in the session afterwards.

    What the session holds is flushed first, as the unit of work would. Columns that were not
    set are left to the database and read when asked for.
    """
    db.session.flush()
    values = {name: value for name, value in row.__dict__.items() if not name.startswith("_sa_")}
    result: sa.CursorResult[Any] = db.session.connection().execute(_insert(type(row)), values)
    row.id = (result.inserted_primary_key or (0,))[0]
    make_transient_to_detached(row)
    db.session.add(row)
    return row


@cache
def _insert(table: type[Base]) -> sa.Insert:
    return sa.insert(table)
