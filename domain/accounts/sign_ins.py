"""Sign-ins: one row for each device that is signed in, found by the hash of its token."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.visitors import token_hash
from models import Account, SignIn, db


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


def end_sign_in(sign_in_id: int, *, now: datetime, actor: Actor) -> None:
    """End one sign-in, by its own sign-out or from the list of devices."""
    row = db.session.get_one(SignIn, sign_in_id)
    if row.ended_at is None:
        row.ended_at, row.end_reason = now, "signed_out"
        audit.record(actor, "account.signed_out", "sign_in", row.id, at=now)
