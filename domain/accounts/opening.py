"""Accounts: opened, closed for a time, opened again, renamed. Passwords come by one-time link."""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.accounts.sign_ins import end_sign_ins
from domain.audit import Actor
from models import Account, Person, db

_USERNAME = re.compile(r"\w[\w.@-]{0,59}")
DEMO_NAMES = (
    "cadre", "secretary", "organiser", "hr", "leader", "admin", "security", "auditor",
)  # fmt: skip
DISABLE_REASONS = ("left", "absent", "misuse", "duplicate", "other")


class UsernameImpossible(Exception):
    """A username is 1 to 60 letters, digits or ``. _ @ -``, and begins with no punctuation."""


class UsernameTaken(Exception):
    """Another account carries the username."""


class PersonHasAccount(Exception):
    """The person has an account already: ``username``."""

    def __init__(self, username: str) -> None:
        super().__init__(username)
        self.username = username


class HolderHasHand(Exception):
    """The person keeps another of the three hands; nobody keeps two."""


class IsOwn(Exception):
    """Nobody opens or closes their own account."""


class PersonMerged(Exception):
    """The record of the account's person was merged into another: nobody is behind it."""


def plain_username(text: str) -> str:
    """The username as it is kept: trimmed and in lower case.

    Raises:
        UsernameImpossible: it has characters that a username may not have.
    """
    username = text.strip().lower()
    if _USERNAME.fullmatch(username) is None:
        raise UsernameImpossible(text)
    return username


def find_account(username: str) -> Account | None:
    """The account of the username, in any case."""
    return db.session.scalars(
        sa.select(Account).where(Account.username == username.strip().lower())
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account it is, as much as a page needs to name them."""

    username: str
    name: str
    staff_no: str


def get_owner(account_id: int) -> Owner:
    """The username, and the name and number of the person or holder where there is one."""
    row = db.session.execute(
        sa.select(
            Account.username,
            sa.func.coalesce(Person.name, ""),
            sa.func.coalesce(Person.staff_no, ""),
        )
        .outerjoin(Person, Person.id == sa.func.coalesce(Account.person_id, Account.holder_id))
        .where(Account.id == account_id)
    ).one()
    return Owner(*row)


def demo_usernames() -> list[str]:
    """Those of the demo's first names that have an account, in the order they are told."""
    names = db.session.scalars(sa.select(Account.username).where(Account.username.in_(DEMO_NAMES)))
    return sorted(names, key=DEMO_NAMES.index)


def open_account(
    username: str, person_id: int | None = None, *, actor: Actor, now: datetime
) -> Account:
    """Open a staff account without a password, for the person if given; the caller commits.

    A staff account of that username that has no person yet is given this one: HR's or an
    organiser's account may come before the roster.

    Raises:
        UsernameImpossible: see ``plain_username``.
        UsernameTaken: by an account of somebody else or of one of the three hands.
        PersonHasAccount: under another username.
    """
    username = plain_username(username)
    if person_id is not None:
        held = db.session.scalars(
            sa.select(Account).where(Account.person_id == person_id)
        ).one_or_none()
        if held is not None:
            raise PersonHasAccount(held.username)
        waiting = find_account(username)
        if waiting is not None and waiting.kind == "staff" and waiting.person_id is None:
            return _attach(waiting, person_id, actor=actor, now=now)
    account = Account(username=username, person_id=person_id, created_at=now)
    return _add(account, actor=actor, now=now)


def open_hand(
    username: str,
    hand: str,
    holder_id: int | None = None,
    *,
    enabled: bool,
    actor: Actor,
    now: datetime,
) -> Account:
    """Open the account of one of the three hands, without a password; the caller commits.

    The administrator opens it closed (``enabled=False``) and the security officer opens it
    for use: no hand makes another by itself.

    Raises:
        UsernameImpossible, UsernameTaken: as for ``open_account``.
        HolderHasHand: the person keeps a hand already.
    """
    if holder_id is not None and db.session.scalar(
        sa.select(Account.id).where(Account.holder_id == holder_id)
    ):
        raise HolderHasHand
    account = Account(
        username=plain_username(username), kind="hand", hand=hand, holder_id=holder_id,
        created_at=now, disabled_at=None if enabled else now,
    )  # fmt: skip
    return _add(account, actor=actor, now=now)


def hand_exists(hand: str) -> bool:
    """Whether any account of that hand was ever opened."""
    return db.session.scalar(sa.select(sa.exists().where(Account.hand == hand))) is True


def disable_account(account: Account, reason: str, *, actor: Actor, now: datetime) -> None:
    """Close the account: no sign-in until it is enabled; the caller commits.

    ``reason`` is one of ``DISABLE_REASONS``; a word of a list, since the trail takes no free
    text. To close a closed one changes nothing.

    Raises:
        IsOwn: the actor's own account.
    """
    if actor.account_id == account.id:
        raise IsOwn
    if reason not in DISABLE_REASONS:
        raise ValueError(reason)
    if account.disabled_at is None:
        account.disabled_at = now
        account.version += 1
        end_sign_ins(account.id, "disabled", now=now)
        audit.record(
            actor, "account.disabled", "account", account.id, at=now, after={"reason": reason}
        )
        db.session.flush()


def enable_account(account: Account, *, actor: Actor, now: datetime) -> None:
    """Open the account again; the caller commits.

    Raises:
        IsOwn: the actor's own account.
        PersonMerged: see there; taking the two records apart opens it again.
    """
    if actor.account_id == account.id:
        raise IsOwn
    merged = sa.select(Person.merged_into_id).where(Person.id == account.person_id)
    if db.session.scalar(merged) is not None:
        raise PersonMerged
    if account.disabled_at is not None:
        account.disabled_at = None
        account.version += 1
        audit.record(actor, "account.enabled", "account", account.id, at=now)
        db.session.flush()


def rename_account(account: Account, username: str, *, actor: Actor, now: datetime) -> None:
    """Give the account another username; its sign-ins stand. The caller commits.

    Raises:
        UsernameImpossible, UsernameTaken: as for ``open_account``.
    """
    username = plain_username(username)
    if username == account.username:
        return
    try:
        with db.session.begin_nested():
            account.username = username
            account.version += 1
    except IntegrityError as error:
        raise UsernameTaken(username) from error
    audit.record(
        actor, "account.renamed", "account", account.id, at=now,
        after={"username": audit.digest(username)},
    )  # fmt: skip


def _attach(account: Account, person_id: int, *, actor: Actor, now: datetime) -> Account:
    account.person_id = person_id
    account.version += 1
    db.session.flush()
    audit.record(
        actor, "account.attached", "account", account.id, at=now, after={"person": person_id}
    )
    return account


def _add(account: Account, *, actor: Actor, now: datetime) -> Account:
    if find_account(account.username) is not None:
        raise UsernameTaken(account.username)
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError as error:
        raise UsernameTaken(account.username) from error
    audit.record(
        actor, "account.opened", "account", account.id, at=now,
        after={"person": account.person_id, "hand": account.hand, "holder": account.holder_id},
    )  # fmt: skip
    return account
