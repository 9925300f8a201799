"""The self-check tells what holds and what does not, and writes nothing."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain import selfcheck
from domain.backup.manifest import Manifest
from domain.files.store import Store
from domain.selfcheck import Installation, State
from models import StoredFile, db
from tests.instances import REVISION

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path):
    tmp_path.chmod(0o700)
    return Installation(ROOT, tmp_path, REVISION, {"TOTP": "offered"}, "wal")


@pytest.fixture
def found(here, database):
    def look(name: str, installation: Installation = here):
        points = {point.name: point for point in selfcheck.examine(installation, now=NOW)}
        return points[name]

    return look


def test_versions_name_the_program_and_what_is_under_it(found):
    facts = found("versions").facts
    assert facts["rigong"] == "0.1.0"
    assert facts["python"].startswith("3.")
    assert db.engine.dialect.name in facts


def test_sqlite_settings_are_those_that_a_connection_reads_back(found):
    if db.engine.dialect.name == "postgresql":
        assert found("postgresql").facts == {"synchronous_commit": "on"}
        return
    point = found("sqlite")
    assert point.state is State.GOOD
    assert point.facts == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 10000,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "recursive_triggers": 1,
        "wal_autocheckpoint": 0,
        "cache_size": -200,
    }


def test_a_setting_that_was_lost_is_noticed(found):
    if db.engine.dialect.name == "postgresql":
        db.session.connection().exec_driver_sql("SET LOCAL synchronous_commit = off")
        assert found("postgresql").state is State.BAD
        return
    connection = db.session.connection()
    connection.exec_driver_sql("PRAGMA busy_timeout = 5")
    try:
        assert found("sqlite").state is State.BAD
    finally:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10000")


def test_tables_of_an_older_program_are_noticed(here, found):
    assert found("migrations").state is State.GOOD
    newer = Installation(ROOT, here.folder, "9999", {}, "wal")
    point = found("migrations", newer)
    assert (point.state, point.facts) == (State.BAD, {"here": REVISION, "newest": "9999"})


def test_the_whole_trail_is_walked(found):
    assert found("trail").state is State.GOOD


def test_an_old_backup_is_wrong_and_none_is_not_known(here, found):
    assert found("backup").state is State.UNKNOWN
    for age, state in ((timedelta(days=7), State.GOOD), (timedelta(days=8), State.BAD)):
        made_at = (NOW - age).isoformat()
        manifest = Manifest("0.1.0", REVISION, "sqlite", made_at, {}, 3, "0" * 64, {})
        selfcheck.note_backup(here.folder, Path("b.tar.gz"), manifest)
        assert found("backup").state is state


def test_a_note_of_the_last_backup_that_cannot_be_read_is_not_known(here, found):
    (here.folder / selfcheck.LAST_BACKUP).write_text("{")
    assert found("backup").state is State.UNKNOWN


def test_fonts_cannot_be_told_without_fontconfig(found, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert found("fonts").state is State.UNKNOWN


def test_a_machine_without_a_chinese_font_is_noticed(found, tmp_path, monkeypatch):
    program = tmp_path / "fc-list"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("fc-list") == str(program)
    assert found("fonts").state is State.BAD


def test_an_instance_folder_that_others_can_read_is_noticed(here, found):
    assert found("folder").state is State.GOOD
    here.folder.chmod(0o755)
    point = found("folder")
    assert (point.state, point.facts["mode"]) == (State.BAD, "755")


def test_a_file_that_is_lost_or_cut_short_is_noticed(here, found, monkeypatch):
    store = Store(here.folder)
    assert found("files").facts["files"] == 0
    digests = [store.put(b"proof %d" % number) for number in range(3)]
    for digest in digests:
        db.session.add(
            StoredFile(sha256=digest, media_type="application/pdf", size=7, stored_at=NOW)
        )
    db.session.flush()
    assert (found("files").state, found("files").facts["looked_at"]) == (State.GOOD, 3)
    store.path_of(digests[1]).write_bytes(b"pro")
    point = found("files")
    assert (point.state, point.facts["lost"]) == (State.BAD, 1)
    assert point.facts["first_lost"] == [digests[1]]
    store.path_of(digests[1]).unlink()
    assert found("files").facts["lost"] == 1
    monkeypatch.setattr(selfcheck, "MOST_FILES", 2)
    assert found("files").facts["looked_at"] == 2


def test_a_full_disk_is_noticed(found, monkeypatch):
    assert found("disk").state is State.GOOD
    monkeypatch.setattr(selfcheck, "LEAST_FREE", 10**18)
    assert found("disk").state is State.BAD


def test_the_command_lists_what_is_wrong_and_its_exit_status_says_so(app, database, monkeypatch):
    monkeypatch.setenv("PATH", "")  # what fonts this machine has is not the matter
    folder = app.config["INSTANCE"]
    runner = app.test_cli_runner()
    folder.chmod(0o700)
    well = runner.invoke(args=["selfcheck", "--json"])
    document = json.loads(well.stdout)
    assert (well.exit_code, document["well"]) == (0, True)
    assert document["points"]["settings"]["facts"]["PASSWORD_PROFILE"] == "asvs"
    folder.chmod(0o707)
    try:
        wrong = runner.invoke(args=["selfcheck"])
        assert wrong.exit_code == 1
        assert "!!  Instance folder:" in wrong.stdout
        assert "its mode is 707" in wrong.stdout
    finally:
        folder.chmod(0o700)
    assert app.config["SECRET_KEY"] not in well.stdout + wrong.stdout


def test_the_command_speaks_the_language_of_the_terminal_and_names_sqlite_s_one_rule(app, database):
    if db.engine.dialect.name == "sqlite":
        answer = app.test_cli_runner().invoke(args=["selfcheck"])
        assert "No other program may write the database file" in answer.stdout
