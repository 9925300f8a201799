"""A form has one effect, however often it is sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import make_transient_to_detached

from models import OnceKey, db
from models.base import UtcDateTime


class DoneBefore(Exception):
    """The form with this key has taken effect; ``location`` is where its answer was."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def claim(key: str, account_id: int | None, *, now: datetime) -> OnceKey:
    """Take the key for this transaction; a second sender waits for the first one's end.

    Raises:
        DoneBefore: the first sender committed. The session has been rolled back.
    """
    kept = OnceKey(key=key[:64], account_id=account_id, location="/", at=now)
    asked = {"key": kept.key, "account": account_id, "at": now}
    if db.session.connection().execute(_TAKE, asked).rowcount == 0:
        db.session.rollback()
        found = db.session.scalars(sa.select(OnceKey).where(OnceKey.key == key[:64])).one()
        raise DoneBefore(found.location if found.account_id == account_id else "/")
    make_transient_to_detached(kept)  # it is a row now, and its location may still be written
    db.session.add(kept)
    return kept


_TAKE = sa.text(
    'INSERT INTO once_keys ("key", account_id, location, at) '
    "VALUES (:key, :account, '/', :at) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("at", type_=UtcDateTime()))
