"""First steps that wait for the administrator and for HR: the counts that Today shows them."""

import sqlalchemy as sa

from models import Account, Person, db

FEW = 2  # people: HR's own record, perhaps, and nobody else


def accounts_without_password() -> int:
    """How many open accounts nobody has signed in to, for want of a password. One query."""
    return _count(
        sa.select(sa.func.count(Account.id)).where(
            Account.password_hash == "", Account.disabled_at.is_(None)
        )
    )


def nobody_else_recorded() -> bool:
    """Whether the organisation is still empty. One query."""
    return _count(sa.select(sa.func.count(Person.id))) < FEW


def _count(query: sa.Select[tuple[int]] | sa.Select[int]) -> int:
    return int(db.session.execute(query).scalar_one())
