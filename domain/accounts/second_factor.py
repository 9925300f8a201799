"""The second factor: a code of six digits every 30 seconds (TOTP, RFC 6238), or a recovery code."""

import hmac
import re
import secrets
from datetime import datetime

import pyotp
import sqlalchemy as sa

from domain import audit
from domain.accounts.sign_ins import end_sign_ins
from domain.audit import Actor
from domain.visitors import token_hash
from models import Account, RecoveryCode, db

STEP = 30  # seconds
CODES = 10
RESET_REASONS = ("lost", "replaced", "misuse", "other")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_CODE_LENGTH = 10


class AlreadyOn(Exception):
    """The second factor is on, perhaps since a moment ago: its codes have been shown."""


class CodeWrong(Exception):
    """The code is not the one of now, or was used before."""


def new_secret() -> str:
    """A secret for an authenticator app, in Base32."""
    return pyotp.random_base32()


def address_for_app(secret: str, username: str, issuer: str) -> str:
    """What the QR code says to the authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def turn_on(account: Account, secret: str, code: str, *, actor: Actor, now: datetime) -> list[str]:
    """Ask for codes of this secret from now on; the caller commits.

    Returns the ten recovery codes, which are kept nowhere: this is the one moment to show them.

    Raises:
        AlreadyOn: it is on, so the secret and the codes of before stay.
        CodeWrong: the app and the server do not agree, so nothing changes.
    """
    db.session.refresh(account, with_for_update=True)
    if account.totp_on_at is not None:
        raise AlreadyOn
    step = _step_of(secret, code, now)
    if step is None:
        raise CodeWrong
    account.totp_secret, account.totp_on_at, account.totp_last_step = secret, now, step
    account.version += 1
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)) for _ in range(CODES)]
    db.session.add_all(
        RecoveryCode(code_sha256=_code_hash(account.id, one), account_id=account.id)
        for one in codes
    )
    db.session.flush()
    audit.record(actor, "account.second_factor_on", "account", account.id, at=now)
    half = _CODE_LENGTH // 2
    return [f"{one[:half]}-{one[half:]}" for one in codes]


def check_code(account: Account, code: str, *, actor: Actor, now: datetime) -> None:
    """Accept a code of the app or a recovery code, each once; the caller commits.

    A code of the step before and of the step after is accepted too: clocks differ.

    Raises:
        CodeWrong: it is neither, or was used before.
    """
    plain = re.sub(r"[\s-]", "", code).lower()
    if not _take_step(account, plain, now) and not _take_recovery(account, plain, actor, now):
        raise CodeWrong


def turn_off(account: Account, *, actor: Actor, now: datetime) -> None:
    """Ask for no codes any more; the caller commits and has checked a code."""
    _forget(account)
    audit.record(actor, "account.second_factor_off", "account", account.id, at=now)


def reset(account: Account, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take away the second factor of somebody who lost it, and end their sign-ins.

    The caller commits. ``reason`` is one of ``RESET_REASONS``.
    """
    if reason not in RESET_REASONS:
        raise ValueError(reason)
    _forget(account)
    end_sign_ins(account.id, "second_factor_reset", now=now)
    audit.record(
        actor, "account.second_factor_reset", "account", account.id, at=now,
        after={"reason": reason},
    )  # fmt: skip


def count_recovery_codes(account_id: int) -> int:
    """How many recovery codes of the account are left."""
    left = sa.select(sa.func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(left) or 0


def _forget(account: Account) -> None:
    account.totp_secret, account.totp_on_at, account.totp_last_step = "", None, 0
    account.version += 1
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db.session.flush()


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, of the one now and those beside it."""
    plain = re.sub(r"[\s-]", "", code)
    step = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    for near in (step, step - 1, step + 1):
        if hmac.compare_digest(totp.at(near * STEP).encode(), plain.encode()):
            return near
    return None


def _take_step(account: Account, code: str, now: datetime) -> bool:
    step = _step_of(account.totp_secret, code, now) if account.totp_secret else None
    if step is None:
        return False
    taken = db.session.execute(
        sa.update(Account)
        .where(Account.id == account.id, Account.totp_last_step < step)
        .values(totp_last_step=step)
    )
    return int(taken.rowcount) == 1  # type: ignore[attr-defined]


def _take_recovery(account: Account, code: str, actor: Actor, now: datetime) -> bool:
    taken = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.code_sha256 == _code_hash(account.id, code),
            RecoveryCode.account_id == account.id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if int(taken.rowcount) != 1:  # type: ignore[attr-defined]
        return False
    audit.record(actor, "account.recovery_code_used", "account", account.id, at=now)
    return True


def _code_hash(account_id: int, code: str) -> str:
    return token_hash(f"{account_id} {code}")
