"""Whether this installation keeps the promises that rest on its machine."""

import json
import os
import platform
import secrets
import shutil
import sqlite3
import subprocess
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain import trail
from domain.backup.manifest import Manifest
from domain.files.store import Store
from models import StoredFile, db
from models.base import COMMON, TRUNCATE, WAL

LEAST_FREE = 500 * 1024 * 1024  # bytes
OLDEST_BACKUP = timedelta(days=7)
LAST_BACKUP = "last_backup.json"
MOST_FILES = 5000  # looked at; of more, so many that follow a digest taken by lot


class State(StrEnum):
    """How one point stands."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"  # cannot be told on this machine


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at, and the facts that were found. No wording."""

    name: str
    state: State
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Installation:
    """What the caller knows of where it runs."""

    root: Path  # of the program
    folder: Path  # of the instance
    newest_revision: str
    settings: dict[str, str]  # without secrets
    journal: str


def examine(here: Installation, *, now: datetime) -> list[Point]:
    """Look at everything once. Walks the whole audit trail; writes nothing."""
    return [
        _versions(here),
        Point("settings", State.GOOD, dict(here.settings)),
        _database(here),
        _migrations(here),
        _trail(),
        _backup(here, now),
        _fonts(),
        _folder(here),
        _files(here),
        _disk(here),
    ]


def program_version(root: Path) -> str:
    with (root / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def note_backup(folder: Path, file: Path, manifest: Manifest) -> None:
    """Remember in the instance folder that a backup was made."""
    note = {"file": str(file.absolute()), "made_at": manifest.made_at, "seq": manifest.audit_seq}
    written = folder / f"{LAST_BACKUP}.{os.getpid()}"
    written.write_text(json.dumps(note))
    written.replace(folder / LAST_BACKUP)


def _versions(here: Installation) -> Point:
    dialect = db.engine.dialect
    server = dialect.server_version_info or ()
    if dialect.name == "sqlite":
        server = sqlite3.sqlite_version_info
    facts = {
        "rigong": program_version(here.root),
        "python": platform.python_version(),
        "sqlalchemy": sa.__version__,
        dialect.name: ".".join(map(str, server)),
    }
    return Point("versions", State.GOOD, facts)


def _database(here: Installation) -> Point:
    """The settings of SQLite, as a connection of ours reads them back."""
    if db.engine.dialect.name != "sqlite":
        answer = db.session.scalar(sa.text("SHOW synchronous_commit"))
        state = State.BAD if answer == "off" else State.GOOD
        return Point("postgresql", state, {"synchronous_commit": answer})
    wanted = {**COMMON, **(TRUNCATE if here.journal == "truncate" else WAL)}
    if here.journal != "truncate":
        wanted["wal_autocheckpoint"] = 0
    connection = db.session.connection()
    found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in sorted(wanted)}
    return Point("sqlite", State.GOOD if found == wanted else State.BAD, found)


def _migrations(here: Installation) -> Point:
    names = sa.inspect(db.session.connection()).get_table_names()
    current = None
    if "alembic_version" in names:
        current = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    state = State.GOOD if current == here.newest_revision else State.BAD
    return Point("migrations", state, {"here": current or "", "newest": here.newest_revision})


def _trail() -> Point:
    if "audit_head" not in sa.inspect(db.session.connection()).get_table_names():
        return Point("trail", State.UNKNOWN)
    verdict = trail.verify()
    facts = {"rows": verdict.rows, "bad_seq": verdict.bad_seq, "flaw": verdict.flaw}
    return Point("trail", State.GOOD if verdict.whole else State.BAD, facts)


def _backup(here: Installation, now: datetime) -> Point:
    """The last backup that was made here; none yet is not an error, an old one is."""
    try:
        note = json.loads((here.folder / LAST_BACKUP).read_text())
        made_at = datetime.fromisoformat(note["made_at"])
    except (OSError, ValueError, KeyError):
        return Point("backup", State.UNKNOWN)
    state = State.GOOD if now - made_at <= OLDEST_BACKUP else State.BAD
    return Point("backup", state, {"made_at": made_at, "file": note.get("file", "")})


def _fonts() -> Point:
    """A Chinese font of the machine; printed files need one."""
    program = shutil.which("fc-list")
    if program is None:
        return Point("fonts", State.UNKNOWN)
    answer = subprocess.run(  # noqa: S603 - nothing of it is given by anybody
        [program, ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=30, check=False
    )
    families = sorted({line.split(",")[0] for line in answer.stdout.splitlines() if line})
    return Point("fonts", State.GOOD if families else State.BAD, {"families": families[:3]})


def _folder(here: Installation) -> Point:
    mode = here.folder.stat().st_mode & 0o777
    good = os.access(here.folder, os.W_OK) and not mode & 0o007
    state = State.GOOD if good else State.BAD
    return Point("folder", state, {"folder": str(here.folder), "mode": f"{mode:03o}"})


def _files(here: Installation) -> Point:
    """Whether files that people handed in are where their rows say, and as long."""
    if "stored_files" not in sa.inspect(db.session.connection()).get_table_names():
        return Point("files", State.UNKNOWN)
    total = db.session.scalars(sa.select(sa.func.count(StoredFile.sha256))).one()
    first = secrets.token_hex(32) if total > MOST_FILES else ""
    rows = db.session.execute(
        sa.select(StoredFile.sha256, StoredFile.size)
        .order_by(StoredFile.sha256 < first, StoredFile.sha256)
        .limit(MOST_FILES)
    ).all()
    store = Store(here.folder)
    lost = [row.sha256 for row in rows if store.size_of(row.sha256) != row.size]
    facts = {"files": total, "looked_at": len(rows), "lost": len(lost), "first_lost": lost[:1]}
    return Point("files", State.BAD if lost else State.GOOD, facts)


def _disk(here: Installation) -> Point:
    free = shutil.disk_usage(here.folder).free
    state = State.GOOD if free >= LEAST_FREE else State.BAD
    return Point("disk", state, {"free_megabytes": free // (1024 * 1024)})
