"""Every change leaves a row in its own transaction, and a row that was touched is found."""

import hashlib
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from domain import audit, trail
from domain.audit import Actor
from domain.trail import Anchor, Flaw, TrailFilter
from models import AuditHead, AuditRow, db
from tests.factories import columns_of, make_cadre

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


COMMAND = Actor(None)


def add_rows(count: int, actor: Actor = COMMAND, **values) -> list[str]:
    """So many rows, one commit each; returns their hashes."""
    hashes = []
    for number in range(count):
        audit.record(
            actor, "entry.logged", "entry", 100 + number, at=NOW,
            **{"after": {"minutes": 45, "topic": audit.digest("公文格式")}} | values,
        )  # fmt: skip
        db.session.commit()
        hashes.append(trail.head().hash)
    return hashes


def without_triggers(statement: str, **values) -> None:
    """What the owner of the database file can do: drop the triggers and write."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        for act in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_rows_no_{act}")
    else:
        connection.exec_driver_sql("ALTER TABLE audit_rows DISABLE TRIGGER USER")
    connection.execute(sa.text(statement), values)
    db.session.expire_all()


def test_an_untouched_trail_is_whole(database):
    add_rows(3)
    verdict = trail.verify()
    assert verdict.whole
    assert (verdict.rows, verdict.head.seq, verdict.bad_seq) == (3, 3, None)


def test_an_empty_trail_is_whole(database):
    assert trail.verify().whole
    assert trail.head() == Anchor(0, audit.GENESIS)


def test_the_walk_reads_in_batches_and_still_sees_every_row(database, monkeypatch):
    monkeypatch.setattr(trail, "BATCH", 2)
    add_rows(5)
    assert trail.verify().rows == 5
    without_triggers("UPDATE audit_rows SET after = '{}' WHERE seq = 4")
    assert trail.verify().bad_seq == 4


@pytest.mark.parametrize(
    "change",
    [
        "after = '{\"minutes\": 60}'",
        "before = '{}'",
        "action = 'entry.confirmed'",
        "noun_id = 7",
        "source = '10.0.0.9'",
        "noun = 'person'",
        "noun_id = NULL",
    ],
)
def test_a_row_that_was_changed_is_named(database, change):
    add_rows(4)
    without_triggers(f"UPDATE audit_rows SET {change} WHERE seq = 3")  # noqa: S608
    verdict = trail.verify()
    assert (verdict.rows, verdict.bad_seq, verdict.flaw) == (2, 3, Flaw.CHANGED)


def test_a_row_that_was_changed_with_its_hash_breaks_the_tie_of_the_next(database):
    add_rows(4)
    row = db.session.get(AuditRow, 2)
    forged = AuditRow(
        seq=2, at=row.at, actor_id=None, source=row.source, action="entry.confirmed",
        noun=row.noun, noun_id=row.noun_id, before=row.before, after=row.after,
    )  # fmt: skip
    without_triggers(
        "UPDATE audit_rows SET action = 'entry.confirmed', hash = :hash WHERE seq = 2",
        hash=audit.row_hash(columns_of(forged), row.previous_hash),
    )
    verdict = trail.verify()
    assert (verdict.bad_seq, verdict.flaw) == (3, Flaw.UNTIED)


def test_a_row_that_was_taken_out_is_named(database):
    add_rows(4)
    without_triggers("DELETE FROM audit_rows WHERE seq = 2")
    verdict = trail.verify()
    assert (verdict.bad_seq, verdict.flaw) == (2, Flaw.MISSING)


def test_a_tail_that_was_cut_without_its_head_is_named(database):
    add_rows(4)
    without_triggers("DELETE FROM audit_rows WHERE seq = 4")
    verdict = trail.verify()
    assert (verdict.bad_seq, verdict.flaw) == (4, Flaw.MISSING)


def test_a_tail_that_was_cut_with_its_head_is_found_by_an_anchor_alone(database):
    hashes = add_rows(4)
    without_triggers("DELETE FROM audit_rows WHERE seq = 4")
    db.session.execute(sa.update(AuditHead).values(seq=3, hash=hashes[2]))
    assert trail.verify().whole
    verdict = trail.verify(Anchor(4, hashes[3]))
    assert (verdict.rows, verdict.bad_seq, verdict.flaw) == (3, 4, Flaw.ANCHOR_MISSING)


def test_an_anchor_holds_for_a_trail_that_grew_and_not_for_one_that_was_rewritten(database):
    hashes = add_rows(4)
    assert trail.verify(Anchor(2, hashes[1])).whole
    other = hashlib.sha256(b"another history").hexdigest()
    verdict = trail.verify(Anchor(2, other))
    assert (verdict.bad_seq, verdict.flaw) == (2, Flaw.ANCHOR_DIFFERS)


def test_a_head_that_names_another_hash_or_an_earlier_row_is_found(database):
    hashes = add_rows(3)
    db.session.execute(sa.update(AuditHead).values(hash="f" * 64))
    assert trail.verify().flaw is Flaw.HEAD_DIFFERS
    db.session.execute(sa.update(AuditHead).values(seq=2, hash=hashes[1]))
    verdict = trail.verify()
    assert (verdict.bad_seq, verdict.flaw) == (3, Flaw.BEYOND_HEAD)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_rows SET action = 'x'", "DELETE FROM audit_rows WHERE seq = 1"]
)
def test_the_database_refuses_to_change_or_delete_a_row(database, statement):
    add_rows(1)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(statement))


def test_a_change_that_is_rolled_back_leaves_no_row(database):
    make_cadre()
    audit.record(Actor(None), "account.created", "account", 1, at=NOW)
    db.session.rollback()
    add_rows(1)
    (row,) = db.session.scalars(sa.select(AuditRow))
    assert row.action == "entry.logged"


def test_a_change_and_its_row_are_saved_by_the_same_commit(database, count_queries):
    account = make_cadre()
    audit.record(Actor(account.id), "account.created", "account", account.id, at=NOW)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditRow)) == 0
    db.session.commit()
    row = db.session.get(AuditRow, 1)
    assert (row.actor_id, row.noun_id) == (account.id, account.id)


def test_the_head_is_locked_after_everything_else_is_written(database, count_queries):
    """So that nobody waits for it longer than one insert."""
    with count_queries() as statements:
        audit.record(Actor(None), "account.created", "account", 1, at=NOW)
        make_cadre()
        db.session.commit()
    written = [text.split("\n")[0] for text in statements]
    locked = next(n for n, text in enumerate(statements) if "audit_head" in text)
    assert not any("INTO people" in text or "INTO accounts" in text for text in written[locked:])
    if db.session.connection().dialect.name == "postgresql":
        assert "FOR UPDATE" in statements[locked]


def test_the_trail_is_read_newest_first_and_by_every_filter(database):
    account = make_cadre()
    add_rows(2)
    add_rows(1, Actor(account.id, "10.0.0.9"))
    audit.record(Actor(None), "person.moved", "person", 7, at=datetime(2026, 11, 21, tzinfo=UTC))
    db.session.commit()

    def found(**wanted):
        page = trail.trail_page(TrailFilter(**wanted), number=1, size=10)
        assert page.total == len(page.lines)
        return [line.seq for line in page.lines]

    assert found() == [4, 3, 2, 1]
    assert found(username=f" {account.username.upper()} ") == [3]
    assert found(account_id=account.id) == [3]
    assert found(action="person.moved") == [4]
    assert found(noun="entry", noun_id=101) == [2]
    assert found(since=datetime(2026, 11, 21, tzinfo=UTC)) == [4]
    assert found(before=datetime(2026, 11, 21, tzinfo=UTC)) == [3, 2, 1]
    second = trail.trail_page(TrailFilter(), number=2, size=3)
    assert ([line.seq for line in second.lines], second.total) == ([1], 4)


def test_a_savepoint_that_is_undone_takes_only_its_own_rows_with_it(database):
    audit.record(COMMAND, "entry.logged", "entry", 1, at=NOW)
    savepoint = db.session.begin_nested()
    audit.record(COMMAND, "entry.logged", "entry", 2, at=NOW)
    savepoint.rollback()
    audit.record(COMMAND, "entry.logged", "entry", 3, at=NOW)
    db.session.commit()
    kept = db.session.scalars(sa.select(AuditRow.noun_id).order_by(AuditRow.seq)).all()
    assert kept == [1, 3]


def test_a_row_that_the_database_refused_takes_no_earlier_one_with_it(database):
    make_cadre(staff_no="1")
    audit.record(COMMAND, "entry.logged", "entry", 1, at=NOW)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        make_cadre(staff_no="1")
    db.session.commit()
    assert db.session.scalars(sa.select(AuditRow.noun_id)).all() == [1]
