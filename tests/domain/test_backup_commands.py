"""``flask backup``: made, checked and brought back; refused before anything is touched."""

import json

import pytest
import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.backup.create import Instance, create_backup
from models import StudyEntry, db
from tests.conftest import NOON
from tests.factories import make_entry, make_person
from tests.instances import REVISION, new_instance, run_command


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def source(request, tmp_path_factory):
    """An installation with one entry and one row of the trail; it stays as it is."""
    folder = tmp_path_factory.mktemp("from") / "instance"
    with new_instance(request.param, "rigong_told", folder) as app, app.app_context():
        make_entry(make_person())
        audit.record(Actor(None), "rules.loaded", "rule_pack", None, at=NOON)
        db.session.commit()
        yield app
        db.session.remove()


def _backup(app, path):
    return create_backup(Instance(db.engine, app.config["INSTANCE"], "0.1.0"), path, now=NOON)


def test_the_commands_bring_an_archive_onto_a_machine_without_tables(source, tmp_path):
    path = tmp_path / "backup.tar.gz"
    made = run_command(source, "backup", "create", str(path))
    assert made.exit_code == 0, made.output
    with new_instance("sqlite", "bare", tmp_path / "bare", migrated=False) as bare:
        restored = run_command(bare, "backup", "restore", str(path))
        assert restored.exit_code == 0, restored.output
        again = run_command(bare, "backup", "restore", str(path))
        assert again.exit_code == 1
        assert "the database here is not empty. (people)" in again.output
        with bare.app_context():
            assert db.session.scalar(sa.select(sa.func.count()).select_from(StudyEntry)) == 1
            db.session.remove()


def test_an_older_file_of_that_name_stays_unless_it_is_to_be_overwritten(source, tmp_path):
    path = tmp_path / "backup.tar.gz"
    path.write_bytes(b"the backup of last year")
    refused = run_command(source, "backup", "create", str(path))
    assert refused.exit_code == 2
    assert f"{path} is there already." in refused.stderr
    assert path.read_bytes() == b"the backup of last year"
    assert [one.name for one in tmp_path.glob(".backup-*")] == []
    made = run_command(source, "backup", "create", "--overwrite", str(path))
    assert (made.exit_code, run_command(source, "backup", "check", str(path)).exit_code) == (0, 0)


def test_a_backup_that_cannot_be_written_says_so_in_one_line(source, tmp_path):
    refused = run_command(source, "backup", "create", str(tmp_path / "none" / "backup.tar.gz"))
    assert refused.exit_code == 2
    assert "cannot be written: No such file or directory" in refused.stderr


def test_the_commands_refuse_a_damaged_archive_before_touching_anything(source, tmp_path):
    path = tmp_path / "backup.tar.gz"
    _backup(source, path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with new_instance("sqlite", "bare", tmp_path / "bare", migrated=False) as bare:
        for command in ("check", "restore"):
            refused = run_command(bare, "backup", command, str(path))
            assert refused.exit_code == 1
            assert "Refused: it is cut short, or a byte of it was changed." in refused.output
        with bare.app_context():
            assert sa.inspect(db.engine).get_table_names() == []
        missing = run_command(bare, "backup", "check", str(tmp_path / "none"))
        assert missing.exit_code == 1


def test_backup_check_prints_what_is_in_it(source, tmp_path):
    path = tmp_path / "backup.tar.gz"
    made = _backup(source, path)
    answer = run_command(source, "backup", "check", str(path), "--json")
    document = json.loads(answer.stdout)
    assert document["rows"] == made.rows
    assert document["audit"] == {"seq": 1, "hash": made.audit_hash}
    assert document["revision"] == REVISION
