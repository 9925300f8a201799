"""A form has one effect, however often it is sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models import OnceKey, db


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
    kept = OnceKey(key=key[:64], account_id=account_id, at=now)
    try:
        with db.session.begin_nested():
            db.session.add(kept)
    except IntegrityError:
        db.session.rollback()
        found = db.session.scalars(sa.select(OnceKey).where(OnceKey.key == key[:64])).one()
        raise DoneBefore(found.location if found.account_id == account_id else "/") from None
    return kept
