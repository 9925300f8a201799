"""The part of the audit trail that is about one account: what it did, and what was done to it."""

from collections.abc import Sequence

import sqlalchemy as sa

from models import AuditRow, db


def count_own_rows(account_id: int) -> int:
    """How many rows ``own_rows`` has. One query."""
    rows = sa.select(sa.func.count()).select_from(AuditRow).where(_own(account_id))
    return db.session.scalar(rows) or 0


def own_rows(account_id: int, *, offset: int = 0, limit: int = 50) -> Sequence[AuditRow]:
    """A page of the rows, the newest first. One query."""
    query = sa.select(AuditRow).where(_own(account_id)).order_by(AuditRow.seq.desc())
    return db.session.scalars(query.offset(offset).limit(limit)).all()


def _own(account_id: int) -> sa.ColumnElement[bool]:
    about = sa.and_(AuditRow.noun == "account", AuditRow.noun_id == account_id)
    return sa.or_(AuditRow.actor_id == account_id, about)
