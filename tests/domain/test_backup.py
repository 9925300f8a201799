"""A backup comes back whole, onto either database, and a damaged one touches nothing."""

import hashlib
import json
import tarfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain import audit, trail
from domain.audit import Actor
from domain.backup.check import check_backup
from domain.backup.create import Instance, create_backup
from domain.backup.manifest import CannotRestore, Manifest, Obstacle
from domain.backup.restore import refuse_unfit, restore_files, restore_rows
from domain.files.store import Store
from models import (
    Account,
    Attachment,
    ImportFile,
    Person,
    StoredFile,
    Unit,
    db,
)
from tests.factories import (
    make_absence,
    make_branch,
    make_cadre,
    make_entry,
    make_person,
    make_unit,
)
from tests.instances import REVISION, new_instance
from tests.reading_classes import make_class, make_reading_material
from tests.search_texts import found_by, reader

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
SCAN = b"a scanned document"
SCAN_DIGEST = hashlib.sha256(SCAN).hexdigest()
KINDS = ["sqlite", "postgresql"]
ORGANISER = reader(None, "organiser")


@pytest.fixture(scope="module", params=KINDS)
def source(request, tmp_path_factory):
    """An installation with rows of every awkward sort and an uploaded file; it stays as it is."""
    folder = tmp_path_factory.mktemp("from") / "instance"
    with new_instance(request.param, "rigong_from", folder) as app, app.app_context():
        _fill(Store(folder))
        (folder / "files/ab").mkdir(exist_ok=True)
        (folder / "files/ab/.new-0123").write_bytes(b"half of a fi")
        yield app
        db.session.remove()


@pytest.fixture(params=KINDS)
def busy(request, tmp_path):
    """An installation to write to."""
    with new_instance(request.param, "rigong_busy", tmp_path / "busy") as app, app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def empty(request, source, tmp_path):
    """A second installation, migrated and without a row; of the other kind, or as asked."""
    other = "sqlite" if db.engine.dialect.name == "postgresql" else "postgresql"
    with new_instance(getattr(request, "param", other), "rigong_to", tmp_path / "to") as app:
        yield app


def _fill(store):
    first, second = make_unit(name="一处"), make_unit(name="二处")
    first.parent_id = second.id  # a row that names a later one
    make_unit(name="综合科", parent_id=first.id)
    make_unit(name="综合科", parent_id=second.id)
    branch = make_branch(unit_id=second.id)
    one, two = make_person(branch=branch, name="单\u2028雄信"), make_person(unit=second)
    one.confirmer_id, two.confirmer_id = two.id, one.id  # each names the other
    make_absence(one, two)
    account = make_cadre(party_member=True)
    entry = make_entry(one, topic='引号"与\\反斜线', gained="第一行\n第二行")
    db.session.add(
        ImportFile(
            account_id=account.id, kind="roster", filename="名册.xlsx",
            content=bytes(range(256)), uploaded_at=NOW,
        )
    )  # fmt: skip
    digest = store.put(SCAN)
    db.session.add(
        StoredFile(sha256=digest, media_type="application/pdf", size=len(SCAN), stored_at=NOW)
    )
    db.session.flush()
    db.session.add(Attachment(entry_id=entry.id, sha256=digest, name="证书.pdf", added_at=NOW))
    make_reading_material(make_class(), title="公文起草")
    audit.record(Actor(account.id), "entry.submitted", "study_entry", entry.id, at=NOW)
    audit.record(Actor(None), "rules.loaded", "rule_pack", None, at=NOW, after={"版本": 1})
    db.session.commit()


def _backup(app, path: Path) -> Manifest:
    instance = Instance(db.engine, app.config["INSTANCE"], "0.1.0")
    return create_backup(instance, path, now=NOW)


def _restore(app, path: Path) -> None:
    manifest = check_backup(path)
    folder = app.config["INSTANCE"]
    refuse_unfit(manifest, REVISION, folder)
    db.session.rollback()
    app.extensions["gate"].enter()
    restore_files(path, manifest, folder)
    restore_rows(path, manifest)
    db.session.commit()
    app.extensions["gate"].leave(committed=True)


def _everything():
    """Every row of every table, as Python sees it."""
    return {
        table.name: [
            tuple(row)
            for row in db.session.execute(sa.select(table).order_by(*table.primary_key.columns))
        ]
        for table in db.metadata.sorted_tables
    }


@pytest.mark.parametrize("empty", KINDS, indirect=True)
def test_a_backup_of_either_database_comes_back_onto_either(source, empty, tmp_path):
    path = tmp_path / "backup.tar.gz"
    made = _backup(source, path)
    before, head = _everything(), trail.head()
    assert (made.audit_seq, made.audit_hash) == (head.seq, head.hash)
    with empty.app_context():
        _restore(empty, path)
        assert _everything() == before
        assert trail.head() == head
        assert trail.verify().whole
        assert [one.title for one in found_by(ORGANISER, "动笔").hits] == ["公文起草"]
        db.session.remove()
    assert Store(tmp_path / "to").read(SCAN_DIGEST) == SCAN


def test_life_goes_on_after_a_restore(source, empty, tmp_path):
    path = tmp_path / "backup.tar.gz"
    _backup(source, path)
    with empty.app_context():
        _restore(empty, path)
        known = set(db.session.scalars(sa.select(Person.id)))
        person = make_person(staff_no="new-1")
        audit.record(Actor(None), "person.added", "person", person.id, at=NOW)
        db.session.commit()
        assert person.id not in known
        assert trail.verify().rows == 3
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(sa.text("DELETE FROM audit_rows"))
        db.session.rollback()
        db.session.remove()


def test_the_archive_can_be_read_by_its_owner_alone_and_by_any_tar(source, tmp_path):
    path = tmp_path / "backup.tar.gz"
    left_over = Store(source.config["INSTANCE"]).put(b"of a form that was refused")
    made = _backup(source, path)
    assert path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(path) as tar:
        names = tar.getnames()
        assert names[0] == "manifest.json"
        assert json.loads(tar.extractfile("manifest.json").read())["rows"] == made.rows
    assert f"files/files/{SCAN_DIGEST[:2]}/{SCAN_DIGEST}" in names
    assert not any(".new-" in name or left_over in name for name in names)
    assert not any("secret" in name or "password" in name for name in names)
    assert sorted(item.name for item in tmp_path.iterdir() if item.is_file()) == [path.name]


def test_a_backup_under_writes_is_of_one_moment(busy, tmp_path):
    """Each writer adds a person and an audit row in one commit: the archive has as many of both."""
    stop, errors = threading.Event(), []

    def write(name: str) -> None:
        number = 0
        while not stop.is_set():
            with busy.app_context():
                busy.extensions["gate"].enter()
                try:
                    person = make_person(staff_no=f"{name}-{number}")
                    audit.record(Actor(None), "person.added", "person", person.id, at=NOW)
                    db.session.commit()
                except sa.exc.DBAPIError as error:
                    errors.append(error)
                finally:
                    busy.extensions["gate"].leave(committed=True)
            number += 1

    writers = [threading.Thread(target=write, args=(f"w{one}",)) for one in range(3)]
    for writer in writers:
        writer.start()
    made = [_backup(busy, tmp_path / f"{number}.tar.gz") for number in range(5)]
    stop.set()
    for writer in writers:
        writer.join()
    assert errors == []
    for manifest in made:
        assert manifest.rows["people"] == manifest.rows["audit_rows"] == manifest.audit_seq
    assert made[-1].audit_seq > made[0].audit_seq


def test_a_database_that_holds_rows_is_left_alone(source, empty, tmp_path):
    path = tmp_path / "backup.tar.gz"
    _backup(source, path)
    with empty.app_context():
        make_unit(name="已有")
        db.session.commit()
        with pytest.raises(CannotRestore) as refused:
            _restore(empty, path)
        assert (refused.value.obstacle, refused.value.found) == (Obstacle.DATABASE_IN_USE, "units")
        assert [unit.name for unit in db.session.scalars(sa.select(Unit))] == ["已有"]
        db.session.remove()


def test_another_version_or_files_in_the_way_are_refused(source, empty, tmp_path):
    path = tmp_path / "backup.tar.gz"
    manifest = _backup(source, path)
    with empty.app_context():
        with pytest.raises(CannotRestore) as refused:
            refuse_unfit(manifest, "9999", tmp_path / "to")
        assert (refused.value.obstacle, refused.value.found) == (Obstacle.OTHER_REVISION, REVISION)
        (tmp_path / "to/files").mkdir()
        (tmp_path / "to/files/mine").touch()
        with pytest.raises(CannotRestore) as refused:
            refuse_unfit(manifest, REVISION, tmp_path / "to")
        assert refused.value.obstacle is Obstacle.FILES_IN_THE_WAY
        db.session.remove()


def test_rows_that_do_not_match_the_manifest_are_not_kept(source, empty, tmp_path):
    path = tmp_path / "backup.tar.gz"
    manifest = _backup(source, path)
    promised = Manifest(**{**json.loads(manifest.as_json()), "audit_hash": "f" * 64})
    with empty.app_context():
        empty.extensions["gate"].enter()
        with pytest.raises(CannotRestore) as refused:
            restore_rows(path, promised)
        db.session.rollback()
        empty.extensions["gate"].leave()
        assert refused.value.obstacle is Obstacle.HEAD_DIFFERS
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0
        assert trail.head().seq == 0
        db.session.remove()
