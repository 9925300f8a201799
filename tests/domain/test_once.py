"""A form's key counts once, and is forgotten when no open page can carry it any more."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain import once
from domain.once import DoneBefore
from models import OnceKey, db

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def _keys():
    return list(db.session.scalars(sa.select(OnceKey.key).order_by(OnceKey.key)))


def test_a_key_is_taken_once_and_says_where_its_answer_was(database):
    kept = once.claim("k" * 80, None, now=NOW)
    once.answer_is_at(kept, "/study/entries/7")
    db.session.commit()
    with pytest.raises(DoneBefore) as done:
        once.claim("k" * 80, None, now=NOW)
    assert done.value.location == "/study/entries/7"


def test_keys_are_forgotten_after_thirty_days_and_not_before(database):
    once.claim("old", None, now=NOW - timedelta(days=30, seconds=1))
    once.claim("young", None, now=NOW - timedelta(days=30))
    once.forget_old(now=NOW)
    assert _keys() == ["young"]
