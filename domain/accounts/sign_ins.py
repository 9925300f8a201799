"""Sign-ins: one row for each device that is signed in, found by the hash of its token."""

import secrets
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.visitors import token_hash
from models import Account, Person, SignIn, db

LONGEST = timedelta(hours=12)  # whatever happens, a sign-in stands no longer


def start_sign_in(
    account: Account, *, now: datetime, source: str, device: str = "", own_device: bool = False
) -> str:
    """Add a sign-in for the account and return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = SignIn(
        token_sha256=token_hash(token), account_id=account.id, own_device=own_device,
        device=device[:120], source=source[:45], created_at=now, seen_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(Actor(account.id, source), "account.signed_in", "sign_in", row.id, at=now)
    return token


def end_sign_ins(account_id: int, reason: str, *, now: datetime, but: int | None = None) -> int:
    """End every sign-in of the account that stands, except ``but``; the number ended."""
    ended = db.session.execute(
        sa.update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != (but or 0))
        .values(ended_at=now, end_reason=reason)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def sign_out_devices(
    account_id: int, *, actor: Actor, now: datetime, but: int | None = None
) -> None:
    """End the account's sign-ins, except ``but``, because its owner or keeper asks for it."""
    end_sign_ins(account_id, "asked", now=now, but=but)
    audit.record(actor, "account.sign_ins_ended", "account", account_id, at=now)


def end_sign_in(sign_in_id: int, *, now: datetime, actor: Actor) -> None:
    """End one sign-in, by its own sign-out or from the list of devices."""
    row = db.session.get_one(SignIn, sign_in_id)
    if row.ended_at is None:
        row.ended_at, row.end_reason = now, "signed_out"
        audit.record(actor, "account.signed_out", "sign_in", row.id, at=now)


def standing_sign_ins(account_id: int, *, now: datetime) -> list[SignIn]:
    """The devices signed in to the account, the last seen first. One query.

    One that began more than twelve hours ago stands no longer and is not listed.
    """
    return list(
        db.session.scalars(
            sa.select(SignIn)
            .where(
                SignIn.account_id == account_id,
                SignIn.ended_at.is_(None),
                SignIn.created_at > now - LONGEST,
            )
            .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        )
    )


def former_account(token: str) -> int | None:
    """Whose sign-in the token was, whether it still stands or not."""
    return db.session.scalar(
        sa.select(SignIn.account_id).where(SignIn.token_sha256 == token_hash(token))
    )


def may_enter(account: Account, *, today: date) -> bool:
    """Whether the account is open, and its person, or a hand's keeper, is still here.

    A record that was merged into another is nobody: its account lets nobody in.
    """
    if account.disabled_at is not None:
        return False
    whose = account.person_id or account.holder_id
    gone = sa.or_(Person.left_on <= today, Person.merged_into_id.is_not(None))
    return db.session.scalar(sa.select(Person.id).where(Person.id == whose, gone)) is None


def note_wrong_try(account_id: int | None, *, source: str, now: datetime) -> None:
    """Write a wrong password or code into the trail; ``None`` for a name that nobody has."""
    audit.record(Actor(None, source), "account.sign_in_failed", "account", account_id, at=now)
