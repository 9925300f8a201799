"""Who is behind a sign-in token, with everything the policy asks about them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import GrantHeld, Visitor, is_here, stands_on
from domain.rows import Prepared
from models import (
    Absence,
    Account,
    AuditHead,
    Branch,
    BranchMembership,
    Grant,
    Notice,
    Person,
    ReadingPlace,
    SignIn,
    db,
)


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A visitor with the times that decide whether the sign-in still stands.

    ``trail_head`` is the hash of the last row of the audit trail at that moment, ``unread`` how
    many notices are; ``reading_at`` is when a place in a text was last kept, which is in no trail.
    """

    visitor: Visitor
    created_at: datetime
    seen_at: datetime
    own_device: bool
    trail_head: str
    unread: int
    reading_at: datetime | None


def find_signed_in(
    token: str, *, today: date, source: str = "", apart: bool = False
) -> SignedIn | None:
    """The visitor of a token whose sign-in has not ended and whose account is open.

    Whether it has been idle too long is the caller's to say. One query; ``apart`` of the
    session's transaction where that is to begin later.
    """
    asked = {"token": token_hash(token), "today": today}
    rows = _QUERY.rows_apart(asked) if apart else _QUERY.rows(asked)  # one for each grant
    if not rows:
        return None
    row = rows[0]
    return SignedIn(
        _visitor(rows, source), row.created_at, row.seen_at, row.own_device, row.trail_head,
        row.unread, row.reading_at,
    )  # fmt: skip


def find_visitor(username: str, *, today: date) -> Visitor | None:
    """Who would be signed in to the account today; ``None`` where nobody could. One query."""
    rows = db.session.execute(_OF_ACCOUNT, {"username": username, "today": today}).all()
    return _visitor(rows, "command") if rows else None


def _visitor(rows: Sequence[Any], source: str) -> Visitor:
    """The visitor of these rows, one for each grant."""
    row = rows[0]
    return Visitor(
        account_id=row.account_id, sign_in_id=row.sign_in_id, username=row.username,
        hand=row.hand, person_id=row.person_id, staff_no=row.staff_no or "",
        name=row.name or row.username, branch_id=row.branch_id, branch_name=row.branch_name or "",
        office=row.office,
        grants=tuple(
            GrantHeld(one.role, one.grant_branch_id, one.grant_unit_id) for one in rows if one.role
        ),
        is_confirmer=row.is_deputy or row.is_named, language=row.language, theme=row.theme,
        password_set_at=row.password_set_at, totp_on=row.totp_on_at is not None, source=source,
    )  # fmt: skip


def standing_grants(today: sa.BindParameter[date] | date) -> sa.ColumnElement[bool]:
    """The condition that a grant holds on the day."""
    return sa.and_(Grant.from_on <= today, sa.or_(Grant.ends_on.is_(None), Grant.ends_on > today))


_TODAY = sa.bindparam("today", type_=sa.Date)
_IS_DEPUTY = sa.exists().where(
    Absence.deputy_id == Person.id, Absence.cancelled_at.is_(None),
    Absence.from_on <= _TODAY, Absence.to_on >= _TODAY,
)  # fmt: skip
_KEEPER = sa.orm.aliased(Person)  # a hand's account closes with the day its keeper leaves
_KEEPER_GONE = sa.exists().where(_KEEPER.id == Account.holder_id, _KEEPER.left_on <= _TODAY)
_UNREAD = (
    sa.select(sa.func.count(Notice.id))
    .where(Notice.account_id == Account.id, Notice.read_at.is_(None))
    .correlate(Account)
    .scalar_subquery()
)
_READING_AT = (
    sa.select(sa.func.max(ReadingPlace.at))
    .where(ReadingPlace.person_id == Account.person_id)
    .correlate(Account)
    .scalar_subquery()
)
_NAMED = sa.orm.aliased(Person)
_ACCOUNT = (
    Account.id.label("account_id"), Account.username, Account.hand, Account.person_id,
    Person.staff_no, Person.name, Branch.id.label("branch_id"), Branch.name.label("branch_name"),
    BranchMembership.office, _IS_DEPUTY.label("is_deputy"),
    sa.exists().where(_NAMED.confirmer_id == Person.id).label("is_named"),
    Account.language, Account.theme, Account.password_set_at, Account.totp_on_at, Grant.role,
    Grant.branch_id.label("grant_branch_id"), Grant.unit_id.label("grant_unit_id"),
)  # fmt: skip


def _of_open_accounts(query: Any) -> Any:
    """With the person, the grants and the branch; of accounts that may be signed in to."""
    return (
        query.outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Grant, sa.and_(Grant.account_id == Account.id, standing_grants(_TODAY)))
        .outerjoin(
            BranchMembership,
            sa.and_(BranchMembership.person_id == Person.id, stands_on(BranchMembership, _TODAY)),
        )
        .outerjoin(Branch, Branch.id == BranchMembership.branch_id)
        .where(
            Account.disabled_at.is_(None), is_here(Person, _TODAY),
            Person.merged_into_id.is_(None), ~_KEEPER_GONE,
        )
        .order_by(Grant.id)
    )  # fmt: skip


_QUERY = Prepared(
    _of_open_accounts(
        sa.select(
            *_ACCOUNT, SignIn.id.label("sign_in_id"), SignIn.created_at, SignIn.seen_at,
            SignIn.own_device, sa.select(AuditHead.hash).scalar_subquery().label("trail_head"),
            _UNREAD.label("unread"),
            _READING_AT.label("reading_at"),
        )
        .select_from(SignIn)
        .join(Account, Account.id == SignIn.account_id)
    ).where(SignIn.token_sha256 == sa.bindparam("token"), SignIn.ended_at.is_(None))
)  # fmt: skip
_OF_ACCOUNT = _of_open_accounts(
    sa.select(*_ACCOUNT, sa.literal(0).label("sign_in_id")).select_from(Account)
).where(Account.username == sa.bindparam("username"))
