"""Writing an archive while the program goes on working."""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa

from domain.backup.manifest import FILES, FOLDERS, MANIFEST, TABLES, Manifest
from domain.backup.rows import write_table
from domain.backup.seal import seal
from domain.files.store import FILES as STORE
from domain.files.store import UNFINISHED
from models import AuditHead, StoredFile, db


@dataclass(frozen=True, slots=True)
class Instance:
    """What is backed up: the database behind the engine, and the folder of the instance."""

    engine: sa.Engine
    folder: Path
    version: str


def create_backup(
    instance: Instance, target: Path, *, now: datetime, overwrite: bool = False
) -> Manifest:  # fmt: skip
    """Write the archive; it appears under its name only when it is whole and on the disk.

    All tables are read from one snapshot, so writers are neither seen halfway nor kept
    waiting (with SQLITE_JOURNAL=truncate the caller holds the gate: readers block writers
    there). The file can be read by its owner alone.

    Raises:
        FileExistsError: there is a file of that name, which ``overwrite`` would replace.
    """
    target = target.absolute()
    _refuse_existing(target, overwrite=overwrite)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        parts = Path(name)
        manifest = _write_parts(instance, parts, now=now)
        archive = parts / "archive"
        descriptor = os.open(archive, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
                text = manifest.as_json().encode()
                tar.addfile(_member(MANIFEST, len(text)), BytesIO(text))
                for member in manifest.members:
                    _add(tar, member, _source(instance, parts, member))
            seal(file)
            file.flush()
            os.fsync(file.fileno())
        _refuse_existing(target, overwrite=overwrite)
        archive.replace(target)
    _sync_folder(target.parent)
    return manifest


def _refuse_existing(target: Path, *, overwrite: bool) -> None:
    if target.exists() and not overwrite:
        raise FileExistsError(target)


def _write_parts(instance: Instance, parts: Path, *, now: datetime) -> Manifest:
    """Dump the tables from one snapshot and take every checksum."""
    rows, members = {}, {}
    (parts / TABLES).mkdir()
    with _snapshot(instance.engine) as connection:
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        head = connection.execute(sa.select(AuditHead.seq, AuditHead.hash)).one()
        for table in db.metadata.sorted_tables:
            member = f"{TABLES}{table.name}.jsonl"
            with (parts / member).open("w", encoding="utf-8") as out:
                rows[table.name] = write_table(connection, table, out)
            members[member] = _sha256(parts / member)
        named = frozenset(connection.scalars(sa.select(StoredFile.sha256)))
    # What a row names is never changed or removed, so that all of it is here. What none names
    # may be gone any moment.
    for path in _files(instance.folder, named):
        members[FILES + path.relative_to(instance.folder).as_posix()] = _sha256(path)
    return Manifest(
        version=instance.version, revision=str(revision), database=instance.engine.dialect.name,
        made_at=now.astimezone(UTC).isoformat(), rows=rows, audit_seq=head.seq,
        audit_hash=head.hash, members=members,
    )  # fmt: skip


def _snapshot(engine: sa.Engine) -> sa.Connection:
    """A connection whose one reading transaction sees one moment of the database."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return connection


def _files(folder: Path, named: frozenset[str]) -> Iterator[Path]:
    """The files to back up; not those that are being written just now, or that no row names."""
    for name in FOLDERS:
        found = (folder / name).rglob("*") if (folder / name).is_dir() else ()
        yield from sorted(
            path
            for path in found
            if not path.name.startswith(UNFINISHED)
            and path.is_file()
            and not path.is_symlink()
            and (name != STORE or path.name in named)
        )


def _source(instance: Instance, parts: Path, member: str) -> Path:
    if member.startswith(FILES):
        return instance.folder / member.removeprefix(FILES)
    return parts / member


def _add(tar: tarfile.TarFile, member: str, source: Path) -> None:
    with source.open("rb") as file:
        tar.addfile(_member(member, source.stat().st_size), file)


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
