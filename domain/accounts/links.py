"""One-time links: the way to a first password, or to a new one when the old is forgotten."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.access import members_of, staff_of
from domain.accounts import passwords, throttle
from domain.audit import Actor
from domain.visitors import token_hash
from models import Account, OneTimeLink, Person, db

LINK_LASTS = timedelta(hours=72)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_GROUPS, _GROUP = 4, 4
MOST_AT_ONCE = 400  # slips on one page: fifty sheets


class LinkSpent(Exception):
    """No link of that token stands: it is used, withdrawn, too old, or was never issued."""


class HasPassword(Exception):
    """The hand has been in use: a new link for it comes from the command line only."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A link just issued. ``token`` is kept nowhere: this is the one moment to show it."""

    username: str
    name: str
    staff_no: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to give a link: those who never signed in, of a branch, of a unit, or everybody."""

    branch_id: int | None = None
    unit_id: int | None = None
    also_with_link: bool = False


def issue_link(account: Account, *, actor: Actor, now: datetime) -> Issued:
    """Issue a link for the account; older ones stop working. The caller commits."""
    return _issue([account], actor=actor, now=now)[0]


def issue_first_link(hand: Account, *, actor: Actor, now: datetime) -> Issued:
    """Issue the link by which one of the three hands comes in first; the caller commits.

    Who issues a link could take the account over. So the security officer issues this one, and
    every later one comes from the command line: no hand can become another.

    Raises:
        HasPassword: the hand has been in use, or it is disabled.
    """
    if hand.password_hash or hand.disabled_at is not None:
        raise HasPassword
    return issue_link(hand, actor=actor, now=now)


def issue_links(choice: Choice, *, today: date, actor: Actor, now: datetime) -> list[Issued]:
    """Issue links for the accounts of the choice, ``MOST_AT_ONCE`` at most, by staff number.

    The caller commits. An account that has had a password is never among them.
    """
    query = _chosen(choice, today=today, now=now)
    accounts = db.session.scalars(
        query.order_by(Person.staff_no, Account.username).limit(MOST_AT_ONCE)
    )
    return _issue(list(accounts), actor=actor, now=now)


def count_chosen(choice: Choice, *, today: date, now: datetime) -> int:
    """How many accounts the choice names. One query."""
    chosen = _chosen(choice, today=today, now=now).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(chosen)) or 0


def find_link(token: str, *, now: datetime) -> OneTimeLink | None:
    """The link of the token, in any case, while it may be used and its account is open."""
    return db.session.scalars(
        sa.select(OneTimeLink)
        .join(Account, Account.id == OneTimeLink.account_id)
        .where(
            OneTimeLink.token_sha256 == token_hash(token.lower()),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
            OneTimeLink.expires_at > now,
            Account.disabled_at.is_(None),
        )
    ).one_or_none()


def use_link(token: str, password_hash: str, *, source: str, now: datetime) -> Account:
    """Set the password that the link was for, end every sign-in; the caller commits.

    Raises:
        LinkSpent: the link does not stand, perhaps since a moment ago.
    """
    link = find_link(token, now=now)
    spent = link is None or not _spend(link, now)
    if link is None or spent:
        raise LinkSpent
    account = db.session.get_one(Account, link.account_id)
    actor = Actor(account.id, source)
    audit.record(actor, "account.link_used", "one_time_link", link.id, at=now)
    passwords.set_password(account, password_hash, actor=actor, now=now)
    throttle.forget(throttle.name_key(account.username), throttle.code_key(account.id))
    return account


def _spend(link: OneTimeLink, now: datetime) -> bool:
    """Whether this transaction, of all that try, is the one that uses the link."""
    spent = db.session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.id == link.id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .values(used_at=now)
    )
    return int(spent.rowcount) == 1  # type: ignore[attr-defined]


def _chosen(choice: Choice, *, today: date, now: datetime) -> sa.Select[Any]:
    query = (
        sa.select(Account)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            Account.kind == "staff",
            Account.password_hash == "",
            Account.disabled_at.is_(None),
            sa.or_(Person.left_on.is_(None), Person.left_on > today),
        )
    )
    if choice.branch_id is not None:
        query = query.where(Person.id.in_(members_of(frozenset({choice.branch_id}), today)))
    if choice.unit_id is not None:
        query = query.where(Person.id.in_(staff_of(frozenset({choice.unit_id}), today)))
    if not choice.also_with_link:
        standing = sa.exists().where(
            OneTimeLink.account_id == Account.id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.withdrawn_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        query = query.where(~standing)
    return query


def _issue(accounts: list[Account], *, actor: Actor, now: datetime) -> list[Issued]:
    ids = [account.id for account in accounts]
    passwords.withdraw_links(ids, now=now)
    people_ids = [account.person_id or account.holder_id for account in accounts]
    people = {
        person.id: person
        for person in db.session.scalars(sa.select(Person).where(Person.id.in_(people_ids)))
    }
    return [
        _issue_one(account, people.get(account.person_id or account.holder_id or 0), actor, now)
        for account in accounts
    ]


def new_token() -> str:
    """Four groups of four: 79 bits, and short enough to be typed from paper."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(_GROUPS * _GROUP))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _issue_one(account: Account, person: Person | None, actor: Actor, now: datetime) -> Issued:
    token = new_token()
    link = OneTimeLink(
        token_sha256=token_hash(token), account_id=account.id, issued_at=now,
        expires_at=now + LINK_LASTS, issued_by_id=actor.account_id,
    )  # fmt: skip
    db.session.add(link)
    db.session.flush()
    audit.record(actor, "account.link_issued", "account", account.id, at=now)
    return Issued(
        account.username, person.name if person else "", person.staff_no if person else "",
        token, link.expires_at,
    )  # fmt: skip
