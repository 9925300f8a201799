"""``flask placements import`` and ``template``: histories in, and an empty file for them."""

import json
import sys
from pathlib import Path

import click
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.commands.placements import placements
from blueprints.shared import past_history_words as words
from blueprints.shared.clock import now, today
from blueprints.shared.file_words import file_refusal_text
from blueprints.shared.past_history_template import history_template
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.past_histories.apply import LinesInTheWay, apply_histories
from domain.past_histories.columns import HistoryFile, read_history_file
from domain.past_histories.compare import plan_histories
from domain.past_histories.plans import HistoriesPlan, HistoryKind, HistoryPlan
from domain.past_histories.state import load_history_state
from domain.sheets import SheetRefused


@placements.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@click.option("--create-missing", is_flag=True,
              help="Create missing posts, and missing units as outside ones.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def import_histories(file: Path, *, dry_run: bool, create_missing: bool, as_json: bool) -> None:
    """Bring histories of FILE in; exit 1 if rows were refused, 2 if it cannot be read."""
    try:
        read = read_history_file(file.read_bytes(), file.name)
    except SheetRefused as refused:
        raise click.UsageError(file_refusal_text(refused)) from None
    plan = _plan(read, create_missing) if dry_run else _applied(read, create_missing)
    if plan.unknown_headings:
        headings = _(", ").join(plan.unknown_headings)
        click.echo(_("Columns that were passed over: %(headings)s", headings=headings), err=True)
    if as_json:
        document = _document(plan, applied=not dry_run)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(plan, applied=not dry_run)
    sys.exit(1 if plan.counts[HistoryKind.REFUSED] else 0)


@placements.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_own_language
def template(file: Path) -> None:
    """Write an empty file for histories with headings and notes to FILE (.xlsx)."""
    try:
        file.write_bytes(history_template())
    except OSError as error:
        raise click.UsageError(
            _("%(file)s cannot be written: %(why)s", file=file, why=error.strerror)
        ) from None
    click.echo(_("An empty file for histories is in %(file)s.", file=file), err=True)


def _plan(read: HistoryFile, create_missing: bool, *, hold: bool = False) -> HistoriesPlan:  # noqa: FBT001 - a flag
    state = load_history_state(read, today=today(), hold=hold)
    return plan_histories(read, state, today=today(), create_missing=create_missing)


def _applied(read: HistoryFile, create_missing: bool) -> HistoriesPlan:  # noqa: FBT001 - a flag
    try:
        with writing():
            plan = _plan(read, create_missing, hold=True)
            if plan.counts[HistoryKind.ADDED]:
                apply_histories(plan, today=today(), actor=Actor(None), now=now())
    except LinesInTheWay:
        raise click.ClickException(
            _("Somebody changed these histories at the same moment. Nothing was written; run it "
              "again.")
        ) from None  # fmt: skip
    return plan


def _print(plan: HistoriesPlan, *, applied: bool) -> None:
    for kind in HistoryKind:
        click.echo(_("%(kind)s: %(num)d", kind=words.KINDS[kind], num=plan.counts[kind]))
    if not applied:
        click.echo(_("Nothing was written (--dry-run)."))
    for row in plan.rows:
        why = words.refusals_text(row) or words.notes_text(row.notes)
        if why:
            click.echo(
                _("Row %(row)d, %(staff_no)s %(name)s: %(why)s", row=row.number,
                  staff_no=row.staff_no, name=row.name, why=why),
                err=True,
            )  # fmt: skip


def _document(plan: HistoriesPlan, *, applied: bool) -> dict[str, object]:
    return {
        "added": plan.counts[HistoryKind.ADDED],
        "unchanged": plan.counts[HistoryKind.UNCHANGED],
        "created": plan.opened,
        "notes": [
            {"row": row.number, "staff_no": row.staff_no, "note": words.note_text(note)}
            for row in plan.rows for note in row.notes
        ],
        "refused": [_refused(row) for row in plan.of_kind(HistoryKind.REFUSED)],
        "applied": applied,
    }  # fmt: skip


def _refused(row: HistoryPlan) -> dict[str, object]:
    return {
        "row": row.number,
        "staff_no": row.staff_no,
        "refusals": [
            {
                "field": one.field, "value": one.value, "reason": str(one.reason),
                "message": words.refusal_text(one),
            }
            for one in row.refusals
        ],
    }  # fmt: skip
