"""``flask backup``: one archive of database and files, checked, and brought back."""

import json
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import now
from blueprints.shared.saving import gate, writing
from blueprints.shared.selfcheck_words import newest_revision
from domain.backup.check import check_backup
from domain.backup.create import Instance, create_backup
from domain.backup.manifest import ArchiveDamaged, CannotRestore, Damage, Manifest, Obstacle
from domain.backup.restore import refuse_unfit, restore_files, restore_rows
from domain.selfcheck import note_backup, program_version
from models import db

backup = AppGroup("backup", help="One archive of the database and the files.")

FILE = click.Path(dir_okay=False, path_type=Path)
DAMAGES = {
    Damage.NOT_AN_ARCHIVE: _l("it is not an archive of this program"),
    Damage.CHANGED: _l("it is cut short, or a byte of it was changed"),
    Damage.OTHER_FORMAT: _l("its format is not one that this version reads"),
    Damage.MEMBER_DIFFERS: _l("a part of it is not as it was written"),
    Damage.MEMBER_MISSING: _l("a part of it is missing"),
    Damage.MEMBER_UNKNOWN: _l("it has a part that does not belong in it"),
}
OBSTACLES = {
    Obstacle.OTHER_REVISION: _l(
        "it was made by another version of the program; install that version, restore, then upgrade"
    ),
    Obstacle.DATABASE_IN_USE: _l("the database here is not empty"),
    Obstacle.FILES_IN_THE_WAY: _l("the instance folder here already holds files"),
    Obstacle.COUNTS_DIFFER: _l("after loading, a table does not have the rows it should have"),
    Obstacle.HEAD_DIFFERS: _l("after loading, the audit trail does not end where it should"),
}


@backup.command("create")
@click.argument("file", type=FILE)
@click.option("--overwrite", is_flag=True, help="Replace an older file of that name.")
@in_own_language
def create(file: Path, *, overwrite: bool) -> None:
    """Write FILE, while the program goes on working. Only its owner can read it."""
    folder = Path(current_app.config["INSTANCE"])
    instance = Instance(db.engine, folder, program_version(Path(current_app.root_path)))
    try:
        with _writers_waiting_where_they_must():
            manifest = create_backup(instance, file, now=now(), overwrite=overwrite)
    except FileExistsError:
        _called_wrongly(
            _("%(file)s is there already. Choose another name, or add --overwrite.", file=file)
        )
    except OSError as error:
        _called_wrongly(_("%(file)s cannot be written: %(why)s", file=file, why=error.strerror))
    note_backup(folder, file, manifest)
    click.echo(_sentence(file, manifest), err=True)


@backup.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def check(file: Path, *, as_json: bool) -> None:
    """Read the whole of FILE and compare every checksum; exit 1 if it is damaged."""
    manifest = _checked(file)
    document = {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "revision": manifest.revision,
        "database": manifest.database,
        "rows": manifest.rows,
        "audit": {"seq": manifest.audit_seq, "hash": manifest.audit_hash},
    }
    click.echo(json.dumps(document) if as_json else _sentence(file, manifest))


@backup.command("restore")
@click.argument("file", type=FILE)
@in_own_language
def restore(file: Path) -> None:
    """Load FILE into an empty database and an instance folder without files."""
    manifest = _checked(file)
    folder = Path(current_app.config["INSTANCE"])
    try:
        refuse_unfit(manifest, newest_revision(Path(current_app.root_path)), folder)
        db.session.rollback()
        from flask_migrate import upgrade  # noqa: PLC0415 - see extensions.LaterMigrate

        upgrade()
        _load(file, manifest, folder)
    except CannotRestore as refused:
        _fail(_("Not restored: %(why)s.", why=OBSTACLES[refused.obstacle]), refused.found)
    click.echo(_sentence(file, manifest), err=True)
    click.echo(_("Restored: the same rows and the same end of the audit trail."), err=True)


def _load(file: Path, manifest: Manifest, folder: Path) -> None:
    """Files first: they are of no effect until the rows that name them are committed."""
    added = restore_files(file, manifest, folder)
    try:
        with writing():
            restore_rows(file, manifest)
    except BaseException:
        for path in added:
            shutil.rmtree(path)
        raise


@contextmanager
def _writers_waiting_where_they_must():
    """A long reader keeps SQLite from writing only in its older journal mode."""
    if current_app.config["SQLITE_JOURNAL"] != "truncate":
        yield
        return
    gate().enter()
    try:
        yield
    finally:
        gate().leave()


def _checked(file: Path) -> Manifest:
    try:
        return check_backup(file)
    except ArchiveDamaged as damaged:
        _fail(_("Refused: %(why)s.", why=DAMAGES[damaged.damage]), damaged.member)
    except OSError as error:
        _fail(_("The file cannot be read."), str(error.strerror))


def _called_wrongly(message: str):
    click.echo(message, err=True)
    sys.exit(2)


def _fail(message: str, detail: str):
    click.echo(f"{message} ({detail})" if detail else message, err=True)
    sys.exit(1)


def _sentence(file: Path, manifest: Manifest) -> str:
    return _(
        "%(file)s: whole; made %(made_at)s, %(rows)d rows, audit trail ends at row %(seq)d.",
        file=file, made_at=manifest.made_at, rows=sum(manifest.rows.values()),
        seq=manifest.audit_seq,
    )  # fmt: skip
