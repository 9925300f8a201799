"""A form has one effect, however often it is sent."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.rows import Prepared
from models import OnceKey, db
from models.base import UtcDateTime

LONGEST_KEY = 64
KEPT_FOR = timedelta(days=30)  # no page stays open longer: a sign-in ends after 12 hours


class DoneBefore(Exception):
    """The form with this key has taken effect; ``location`` is where its answer was."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def claim(key: str, account_id: int | None, *, now: datetime) -> str:
    """Take the key for this transaction; a second sender waits for the first one's end.

    Returns the key as it is kept, for ``answer_is_at``.

    Raises:
        DoneBefore: the first sender committed. The session has been rolled back.
    """
    kept = key[:LONGEST_KEY]
    asked = {"key": kept, "account": account_id, "at": now}
    if _TAKE.change(asked) == 0:
        db.session.rollback()
        found = db.session.scalars(sa.select(OnceKey).where(OnceKey.key == kept)).one()
        raise DoneBefore(found.location if found.account_id == account_id else "/")
    return kept


def answer_is_at(key: str, location: str) -> None:
    """Keep where a key's form is answered; it is ``/`` when nothing else was said."""
    if location != "/":
        db.session.execute(sa.update(OnceKey).where(OnceKey.key == key).values(location=location))


def forget_old(*, now: datetime) -> None:
    """Remove the keys that no open form can carry any more. The caller commits."""
    db.session.execute(sa.delete(OnceKey).where(OnceKey.at < now - KEPT_FOR))


_TAKE = Prepared(
    sa.text(
        'INSERT INTO once_keys ("key", account_id, location, at) '
        "VALUES (:key, :account, '/', :at) ON CONFLICT DO NOTHING"
    ).bindparams(sa.bindparam("at", type_=UtcDateTime()))
)
