"""Lists of accounts and roles, as the administrator and the security officer read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.pinyin import key_pattern
from domain.visitors import standing_grants
from models import Account, Branch, Grant, OneTimeLink, Person, RoleRequest, SignIn, Unit, db

LAPSED_SHOWN = timedelta(days=365)
_HOLDER = sa.orm.aliased(Person)
_NAME = sa.func.coalesce(Person.name, _HOLDER.name, "")
_STAFF_NO = sa.func.coalesce(Person.staff_no, _HOLDER.staff_no, "")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account of the list. ``link_until``: a one-time link that nobody has used yet."""

    id: int
    username: str
    hand: str | None
    name: str
    staff_no: str
    disabled_at: datetime | None
    has_password: bool
    second_factor: bool
    seen_at: datetime | None
    link_until: datetime | None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role asked for, standing or ended, with whom it is of and what it is for."""

    id: int
    role: str
    username: str
    name: str
    staff_no: str
    place: str
    from_on: date | None = None
    ends_on: date | None = None
    end_reason: str | None = None
    asked_at: datetime | None = None


def count_accounts(search: str, show: str) -> int:
    """How many accounts the search and the filter name. One query."""
    chosen = _narrowed(_accounts(Account.id), search, show).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(chosen)) or 0


def list_accounts(
    search: str, show: str, *, now: datetime, offset: int = 0, limit: int = 50
) -> list[AccountLine]:
    """A page of the accounts, by staff number, those without one last. One query.

    ``search`` is looked for in usernames, names, staff numbers and pinyin; ``show`` is ``never``
    (no password yet), ``disabled``, ``hands``, or anything else for all.
    """
    query = _narrowed(_account_columns(now), search, show)
    ordered = query.order_by(_STAFF_NO == "", _STAFF_NO, Account.username)
    return [AccountLine(*row) for row in db.session.execute(ordered.offset(offset).limit(limit))]


def get_account_line(account_id: int, *, now: datetime) -> AccountLine | None:
    """One account as the list shows it."""
    query = _account_columns(now).where(Account.id == account_id)
    row = db.session.execute(query).one_or_none()
    return AccountLine(*row) if row else None


def open_requests() -> list[RoleLine]:
    """The roles asked for and not decided, the oldest first. One query."""
    of_account = Account.person_id == RoleRequest.person_id
    query = (
        _roles(RoleRequest, of_account, *[sa.null()] * 3, RoleRequest.requested_at)
        .where(RoleRequest.decided_at.is_(None))
        .order_by(RoleRequest.requested_at, RoleRequest.id)
    )
    return [RoleLine(*row) for row in db.session.execute(query)]


def standing_roles(today: date, account_id: int | None = None) -> list[RoleLine]:
    """The roles that hold on the day, of one account or of all, by role and username."""
    query = _grants().where(standing_grants(today))
    if account_id is not None:
        query = query.where(Grant.account_id == account_id)
    rows = db.session.execute(query.order_by(Grant.role, Account.username, Grant.id))
    return [RoleLine(*row) for row in rows]


def ended_roles(today: date) -> list[RoleLine]:
    """What lapsed or was taken away in the year before the day, the latest first. One query."""
    query = _grants().where(Grant.ends_on <= today, Grant.ends_on > today - LAPSED_SHOWN)
    rows = db.session.execute(query.order_by(Grant.ends_on.desc(), Grant.id.desc()))
    return [RoleLine(*row) for row in rows]


def _account_columns(now: datetime) -> sa.Select[Any]:
    seen = sa.select(sa.func.max(SignIn.seen_at)).where(SignIn.account_id == Account.id)
    link = sa.select(sa.func.max(OneTimeLink.expires_at)).where(
        OneTimeLink.account_id == Account.id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.withdrawn_at.is_(None),
        OneTimeLink.expires_at > now,
    )
    return _accounts(
        Account.id, Account.username, Account.hand, _NAME, _STAFF_NO, Account.disabled_at,
        Account.password_hash != "", Account.totp_on_at.is_not(None),
        seen.scalar_subquery(), link.scalar_subquery(),
    )  # fmt: skip


def _accounts(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Account)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(_HOLDER, _HOLDER.id == Account.holder_id)
    )


def _narrowed(query: sa.Select[Any], search: str, show: str) -> sa.Select[Any]:
    if show == "never":
        query = query.where(Account.password_hash == "", Account.disabled_at.is_(None))
    elif show == "disabled":
        query = query.where(Account.disabled_at.is_not(None))
    elif show == "hands":
        query = query.where(Account.kind == "hand")
    text = search.strip().lower()
    if not text:
        return query
    pattern = key_pattern(text)
    found = [
        Account.username.contains(text, autoescape=True),
        Person.name.contains(text, autoescape=True),
        Person.staff_no.istartswith(text, autoescape=True),
    ]
    if pattern:
        found.append(Person.search_key.like(pattern))
    return query.where(sa.or_(*found))


def _grants() -> sa.Select[Any]:
    return _roles(
        Grant, Account.id == Grant.account_id, Grant.from_on, Grant.ends_on, Grant.end_reason
    )


def _roles(
    table: type[Grant] | type[RoleRequest],
    of_account: sa.ColumnElement[bool],
    *columns: Any,
) -> sa.Select[Any]:
    person_id = table.person_id if table is RoleRequest else Account.person_id
    place = sa.func.coalesce(Branch.name, Unit.name, "")
    return (
        sa.select(
            table.id, table.role, sa.func.coalesce(Account.username, ""),
            sa.func.coalesce(Person.name, ""), sa.func.coalesce(Person.staff_no, ""), place,
            *columns,
        )
        .select_from(table)
        .outerjoin(Account, of_account)
        .outerjoin(Person, Person.id == person_id)
        .outerjoin(Branch, Branch.id == table.branch_id)
        .outerjoin(Unit, Unit.id == table.unit_id)
    )  # fmt: skip
