"""Accounts for everybody who has none: many at once, in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.accounts.opening import UsernameImpossible, open_account, plain_username
from domain.audit import Actor
from models import Account, Person, db


@dataclass(frozen=True, slots=True)
class Opened:
    """How many accounts were opened, and the staff numbers that are no free username."""

    accounts: int
    passed_over: tuple[str, ...]


def count_without_account(today: date) -> int:
    """How many people here on the day have no account. One query."""
    return (
        db.session.scalar(sa.select(sa.func.count()).select_from(_without(today).subquery())) or 0
    )


def open_for_everybody(*, today: date, actor: Actor, now: datetime) -> Opened:
    """Open an account without a password for each person here who has none.

    The username is the staff number in lower case. Who finds it taken, or whose number cannot
    be one, is passed over. An account that waits for its person is given this one, as in
    ``open_account``. Some seconds for thousands of people; the caller commits.
    """
    free = {
        username: kind == "staff" and person_id is None
        for username, kind, person_id in db.session.execute(
            sa.select(Account.username, Account.kind, Account.person_id)
        )
    }
    waiting = frozenset(username for username, waits in free.items() if waits)
    wanted: list[tuple[int, str]] = []
    passed_over = []
    for person_id, staff_no in db.session.execute(_without(today)):
        username = _username(staff_no)
        if username is None or not free.get(username, True):
            passed_over.append(staff_no)
        else:
            free[username] = False
            wanted.append((person_id, username))
    open_accounts(wanted, waiting, actor=actor, now=now)
    return Opened(len(wanted), tuple(passed_over))


def open_accounts(
    wanted: Sequence[tuple[int, str]], waiting: frozenset[str], *, actor: Actor, now: datetime
) -> None:
    """Accounts without a password, by person and username, each with its row of the trail.

    ``waiting`` are usernames whose account exists already; it is given its person.

    Raises:
        IntegrityError, UsernameTaken, PersonHasAccount: somebody else opened one meanwhile.
    """
    new = []
    for person_id, username in wanted:
        if username in waiting:
            open_account(username, person_id, actor=actor, now=now)
        else:
            new.append({"username": username, "person_id": person_id, "created_at": now})
    if not new:
        return
    added = db.session.execute(
        sa.insert(Account).returning(Account.id, Account.person_id), new
    ).all()
    for row in sorted(added, key=lambda row: row.id):
        audit.record(
            actor, "account.opened", "account", row.id, at=now,
            after={"person": row.person_id, "hand": None, "holder": None},
        )  # fmt: skip


def _username(staff_no: str) -> str | None:
    try:
        return plain_username(staff_no)
    except UsernameImpossible:
        return None


def _without(today: date) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (Person.id, Person.staff_no)
    return (
        sa.select(*columns)
        .where(
            Person.merged_into_id.is_(None),
            sa.or_(Person.left_on.is_(None), Person.left_on > today),
            ~sa.exists().where(Account.person_id == Person.id),
        )
        .order_by(Person.staff_no)
    )
