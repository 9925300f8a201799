"""Loading an archive into an empty database."""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.backup.check import open_archive
from domain.backup.manifest import FILES, TABLES, CannotRestore, Manifest, Obstacle
from domain.backup.rows import read_table
from domain.search.passages import rebuild_index
from models import AuditHead, ReplyCalendar, db

BORN_FILLED = {AuditHead.__tablename__, ReplyCalendar.__tablename__}  # one row, by the migration


def refuse_unfit(manifest: Manifest, revision: str, folder: Path) -> None:
    """See that the archive fits the program, the database and the folder. Changes nothing.

    The database may have no tables yet.

    Raises:
        CannotRestore: the revisions differ, the database holds rows, or files are in the way.
    """
    if manifest.revision != revision:
        raise CannotRestore(Obstacle.OTHER_REVISION, manifest.revision)
    for table, count in _counts(db.session.connection()).items():
        if count and table not in BORN_FILLED:
            raise CannotRestore(Obstacle.DATABASE_IN_USE, table)
    for name in _folders(manifest):
        if (folder / name).is_dir() and any((folder / name).iterdir()):
            raise CannotRestore(Obstacle.FILES_IN_THE_WAY, name)


def restore_rows(path: Path, manifest: Manifest) -> None:
    """Load every table in this transaction, then compare the counts and the audit head.

    The archive has been checked and the database found empty. The caller commits.

    Raises:
        CannotRestore: what was loaded is not what the manifest says; roll back.
    """
    connection = db.session.connection()
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:  # rows may name later rows of their own table; seen to at the commit
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for born in (AuditHead, ReplyCalendar):
        connection.execute(sa.delete(born))
    with open_archive(path) as tar:
        for table in db.metadata.sorted_tables:
            batches = read_table(table, _opened(tar, f"{TABLES}{table.name}.jsonl"))
            if sqlite or not _names_itself(table):
                _insert(connection, table, batches)
            else:
                _insert_at_once(connection, table, batches)
    if not sqlite:
        _set_sequences(connection)
    rebuild_index()
    _compare(connection, manifest)


def restore_files(path: Path, manifest: Manifest, folder: Path) -> list[Path]:
    """Put the files of the archive into the folder; returns the folders that were added.

    A folder appears only when all its files are in it.
    """
    added = []
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as temporary:
        with open_archive(path) as tar:
            for name in manifest.members:
                if name.startswith(FILES):
                    target = Path(temporary) / name.removeprefix(FILES)
                    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    with target.open("wb") as out:
                        shutil.copyfileobj(_opened(tar, name), out)
        for name in _folders(manifest):
            if (folder / name).is_dir():
                (folder / name).rmdir()  # it was found empty
            added.append((Path(temporary) / name).rename(folder / name))
    return added


def _folders(manifest: Manifest) -> list[str]:
    return sorted({name.split("/")[1] for name in manifest.members if name.startswith(FILES)})


def _opened(tar: tarfile.TarFile, name: str) -> Any:
    return tar.extractfile(name)


def _names_itself(table: sa.Table) -> bool:
    return any(key.column.table is table for key in table.foreign_keys)


def _insert(
    connection: sa.Connection, table: sa.Table, batches: Iterator[list[dict[str, Any]]]
) -> None:
    for batch in batches:
        connection.execute(sa.insert(table), batch)


def _insert_at_once(
    connection: sa.Connection, table: sa.Table, batches: Iterator[list[dict[str, Any]]]
) -> None:
    """One statement for all rows: PostgreSQL sees to foreign keys at the end of each."""
    columns = [sa.Column(column.name, column.type) for column in table.columns]
    staging = sa.Table(f"restoring_{table.name}", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    staging.create(connection)
    _insert(connection, staging, batches)
    names = [column.name for column in table.columns]
    connection.execute(sa.insert(table).from_select(names, sa.select(staging)))
    staging.drop(connection)


def _set_sequences(connection: sa.Connection) -> None:
    """Let the next row get the number after the last one."""
    for table in db.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = connection.scalar(
            sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))
        )
        last = connection.scalar(sa.select(sa.func.max(column)))
        if sequence is not None and last is not None:
            connection.execute(sa.select(sa.func.setval(sequence, last)))


def _compare(connection: sa.Connection, manifest: Manifest) -> None:
    for table, count in _counts(connection).items():
        if count != manifest.rows.get(table):
            raise CannotRestore(Obstacle.COUNTS_DIFFER, table)
    head = connection.execute(sa.select(AuditHead.seq, AuditHead.hash)).one()
    if (head.seq, head.hash) != (manifest.audit_seq, manifest.audit_hash):
        raise CannotRestore(Obstacle.HEAD_DIFFERS, str(head.seq))


def _counts(connection: sa.Connection) -> dict[str, int]:
    """Rows by table, of the tables that stand."""
    standing = set(sa.inspect(connection).get_table_names())
    return {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
        if table.name in standing
    }
