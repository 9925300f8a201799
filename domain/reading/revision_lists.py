"""Revisions of a material as a page lists them, and two of them to be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models import Account, MaterialRevision, Person, db


@dataclass(frozen=True, slots=True)
class RevisionRow:
    id: int
    language: str
    number: int
    characters: int
    who: str
    written_at: datetime
    reason: str


def revision_rows(material_id: int) -> list[RevisionRow]:
    """Every revision, Chinese ones first, the latest first. One query."""
    rows: Any = db.session.execute(
        sa.select(
            MaterialRevision.id, MaterialRevision.language, MaterialRevision.number,
            MaterialRevision.characters, sa.func.coalesce(Person.name, Account.username, ""),
            MaterialRevision.written_at, MaterialRevision.reason,
        )
        .outerjoin(Account, Account.id == MaterialRevision.written_by)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(MaterialRevision.material_id == material_id)
        .order_by(MaterialRevision.language.desc(), MaterialRevision.number.desc())
    )  # fmt: skip
    return [RevisionRow(*row) for row in rows]


def before_each(rows: Sequence[RevisionRow]) -> dict[int, int]:
    """By the id of a revision, the id of the one before it in its language."""
    known = {(row.language, row.number): row.id for row in rows}
    return {
        row.id: known[row.language, row.number - 1]
        for row in rows
        if (row.language, row.number - 1) in known
    }


def two_texts(material_id: int, first: int, second: int) -> tuple[str, str] | None:
    """The texts of two revisions of the material, as they were written. One query."""
    found = {
        row.id: row.markdown
        for row in db.session.execute(
            sa.select(MaterialRevision.id, MaterialRevision.markdown).where(
                MaterialRevision.material_id == material_id,
                MaterialRevision.id.in_((first, second)),
            )
        )
    }
    return (found[first], found[second]) if {first, second} <= found.keys() else None
