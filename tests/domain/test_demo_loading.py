"""Loading the demo organisation: the same rows again, an empty instance only, the password."""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa

from domain import audit
from domain.accounts.passwords import find_refusal
from domain.demo.accounts import USERNAMES
from domain.demo.loading import NotEmpty, is_empty
from models import AuditRow, Base, Placement, StudyEntry, db
from tests.domain.test_demo import count, load
from tests.factories import columns_of
from tests.packs import load_pack


def digest() -> str:
    found = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.c if column.name != "password_hash"]
        for row in db.session.execute(sa.select(*columns).order_by(*table.primary_key.c)):
            found.update(repr((table.name, *row)).encode())
    return found.hexdigest()


def test_the_same_day_gives_the_same_rows(database):
    load_pack()
    db.session.commit()
    load()
    first = digest()
    db.session.rollback()
    assert is_empty()
    load()
    assert digest() == first


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2027, 7, 17), date(2028, 2, 29)])
def test_any_day_gives_rows_that_the_tables_take(database, today):
    """Without rotation rules as well."""
    assert load(today).people == 120
    assert count(Placement) == 14
    assert count(StudyEntry, StudyEntry.studied_on >= today) == 0
    waiting = count(StudyEntry, StudyEntry.state == "waiting")
    assert waiting > 12


def test_it_is_loaded_into_an_empty_instance_only_and_leaves_one_row_in_the_trail(database):
    load()
    db.session.commit()
    with pytest.raises(NotEmpty):
        load()
    rows = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "demo.loaded")).all()
    assert len(rows) == 1
    assert rows[0].hash == audit.row_hash(columns_of(rows[0]), rows[0].previous_hash)


def test_the_password_made_for_a_demo_is_one_that_the_rules_take(app, database, tmp_path):
    app.config["INSTANCE"], before = tmp_path, app.config["INSTANCE"]
    try:
        told = app.test_cli_runner().invoke(args=["demo", "load"])
        again = app.test_cli_runner().invoke(args=["demo", "load"])
    finally:
        app.config["INSTANCE"] = before
    kept = tmp_path / "demo_password"
    assert told.exit_code == again.exit_code == 0, (told.output, again.output)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert find_refusal(kept.read_text(), "dengbao3", names=USERNAMES) is None
    assert kept.read_text() in told.output
    assert "nothing was loaded" in again.output
    assert kept.read_text() in again.output
