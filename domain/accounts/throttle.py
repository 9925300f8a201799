"""Guessing is slow: after some wrong tries a name and a source wait.

A row for each wrong try, by the SHA-256 of what is throttled, so that the table tells no
names; shared by every worker of every machine.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.visitors import token_hash
from models import SignInFailure, db

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
NAME_TRIES = 5
# A whole floor may come from one address behind a router or proxy: twenty people who each
# mistype once must not shut the others out, and twenty tries over all names guess nothing.
SOURCE_TRIES = 20


@dataclass(frozen=True, slots=True)
class Throttled:
    """One thing that may be tried wrongly ``tries`` times in fifteen minutes."""

    key: str
    tries: int


def name_key(username: str) -> Throttled:
    """The name as typed, whether such an account exists or not."""
    return Throttled(token_hash(f"name {username.strip().lower()}"), NAME_TRIES)


def source_key(source: str) -> Throttled:
    return Throttled(token_hash(f"source {source}"), SOURCE_TRIES)


def code_key(account_id: int) -> Throttled:
    """The second factor of an account."""
    return Throttled(token_hash(f"code {account_id}"), NAME_TRIES)


def wait_left(*asked: Throttled, now: datetime) -> timedelta | None:
    """How long the longest-waiting of them still waits, or ``None``. One query each."""
    waits = [_wait(one, now) for one in asked]
    return max((wait for wait in waits if wait is not None), default=None)


def note_failure(*tried: Throttled, now: datetime) -> None:
    """Count a wrong try, and forget those older than a day; the caller commits."""
    db.session.execute(sa.delete(SignInFailure).where(SignInFailure.at < now - KEPT))
    db.session.add_all(SignInFailure(key_sha256=one.key, at=now) for one in tried)
    db.session.flush()


def forget(*known: Throttled) -> None:
    """Begin to count anew: the right one was given; the caller commits."""
    keys = [one.key for one in known]
    db.session.execute(sa.delete(SignInFailure).where(SignInFailure.key_sha256.in_(keys)))


def _wait(one: Throttled, now: datetime) -> timedelta | None:
    """Until fewer than ``tries`` lie in the window: the oldest of the last ``tries`` says when."""
    deciding = db.session.scalar(
        sa.select(SignInFailure.at)
        .where(SignInFailure.key_sha256 == one.key, SignInFailure.at > now - WINDOW)
        .order_by(SignInFailure.at.desc())
        .offset(one.tries - 1)
        .limit(1)
    )
    return None if deciding is None else deciding + WINDOW - now
