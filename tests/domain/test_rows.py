"""The connection that statements compiled once keep: only as long as its transaction goes on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError

from domain.rows import QUICK, Prepared, begin_anew, connection_of, insert_apart, insert_now
from models import EntryStep, Person, StudyEntry, db
from models.base import UtcDateTime
from tests.factories import make_person
from tests.instances import new_instance

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PEOPLE = Prepared(sa.select(Person.id))


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    """An application with real commits, whose session is no part of a test's transaction."""
    folder = tmp_path / "instance"
    with new_instance(request.param, "rigong_rows", folder) as app, app.app_context():
        yield app


def fail_to_flush():
    db.session.add(Person(staff_no=None))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_transaction_that_failed_takes_no_statement_more(installation):
    connection = connection_of(db.session())
    assert connection_of(db.session()) is connection
    with db.session.no_autoflush:
        make_person()
        assert len(PEOPLE.rows({})) == 1
        fail_to_flush()
        with pytest.raises(PendingRollbackError):
            PEOPLE.rows({})
    db.session.rollback()
    assert PEOPLE.rows({}) == []


def test_what_begins_after_a_failure_begins_in_a_transaction_of_its_own(installation):
    assert PEOPLE.rows({}) == []
    fail_to_flush()
    db.session.expunge_all()
    begin_anew(lambda: None)
    assert PEOPLE.rows({}) == []


def test_an_error_of_the_driver_hides_what_was_given_where_the_engine_does(installation):
    secret = Prepared(sa.text("SELECT no_such_function(:word)"))
    db.engine.hide_parameters = True
    with pytest.raises(DBAPIError) as failed:
        secret.rows({"word": "秘密"})
    assert "秘密" not in str(failed.value)


def test_an_error_while_rows_are_read_is_one_of_the_session_too(installation):
    lines = "SELECT 1 AS number UNION ALL SELECT -9223372036854775807 - 1"
    with pytest.raises(DBAPIError):
        Prepared(sa.text(f"SELECT abs(number) FROM ({lines}) AS lines")).rows({})  # noqa: S608


def test_what_is_asked_apart_begins_no_transaction_that_would_end_at_the_gate(installation):
    db.session.rollback()
    assert PEOPLE.rows_apart({}) == []
    assert db.session().in_transaction() == (db.engine.dialect.name != "sqlite")
    make_person()
    db.session.commit()
    assert len(PEOPLE.rows_apart({})) == 1


def test_an_inserted_row_has_what_it_was_given_and_reads_the_rest(installation):
    values = {
        "person_id": make_person().id, "studied_on": date(2026, 11, 1), "minutes": 45,
        "topic": "党章", "gained": "", "state": "waiting", "submitted_at": NOW,
    }  # fmt: skip
    entry = insert_now(StudyEntry, values)
    step = insert_apart(
        EntryStep, {"entry_id": entry.id, "act": "submitted", "actor_id": None, "at": NOW}
    )
    assert (entry in db.session, step in db.session) == (True, False)
    assert (entry.kind, entry.version, entry.online) == ("self_study", 1, None)
    assert not db.session.is_modified(entry)
    entry.minutes = 60
    db.session.commit()
    kept = db.session.scalars(sa.select(StudyEntry)).one()
    assert (kept is entry, kept.minutes, kept.topic, kept.submitted_at) == (True, 60, "党章", NOW)
    steps = db.session.scalars(sa.select(EntryStep)).all()
    assert [(one.id, one.entry_id, one.at) for one in steps] == [(step.id, entry.id, NOW)]


MOMENTS = [
    NOW, NOW.replace(microsecond=1), datetime(987, 1, 2, tzinfo=UTC),
    datetime(2026, 11, 2, 1, 2, 3, 450_000, ZoneInfo("Asia/Shanghai")), None,
]  # fmt: skip


@pytest.mark.parametrize("kind", QUICK)
def test_days_and_moments_are_written_to_sqlite_as_sqlalchemy_writes_them(kind):
    usual = kind().dialect_impl(sqlite.dialect()).bind_processor(sqlite.dialect())
    values = MOMENTS if kind is UtcDateTime else [date(2026, 1, 2), date(987, 12, 31), NOW, None]
    assert [QUICK[kind](one) for one in values] == [usual(one) for one in values]


def test_a_moment_without_a_zone_is_not_written():
    with pytest.raises(ValueError, match="time zone"):
        QUICK[UtcDateTime](datetime(2026, 11, 2))  # noqa: DTZ001 - that is the mistake
