"""``flask hours import`` and ``template``: past activities in, and an empty file for them."""

import json
import sys
from pathlib import Path

import click
from flask_babel import gettext as _

from blueprints.commands.hours import hours
from blueprints.commands.language import in_own_language
from blueprints.shared import past_words
from blueprints.shared.clock import now, today
from blueprints.shared.file_words import file_refusal_text
from blueprints.shared.past_template import past_template
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.hours.packs import pack_in_force
from domain.hours.years import YearClosed
from domain.past_activities.apply import apply_past
from domain.past_activities.columns import PastFile, read_past_file
from domain.past_activities.compare import plan_past
from domain.past_activities.plans import PastKind, PastPlan
from domain.past_activities.state import load_past_state
from domain.sheets import SheetRefused


@hours.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def import_past(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Bring past activities of FILE in; exit 1 if rows were refused, 2 if it cannot be read."""
    try:
        read = read_past_file(file.read_bytes(), file.name)
    except SheetRefused as refused:
        raise click.UsageError(file_refusal_text(refused)) from None
    plan = _plan(read) if dry_run else _applied(read, file.name)
    _name_columns(plan)
    if as_json:
        document = _document(plan, applied=not dry_run)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(plan, applied=not dry_run)
    sys.exit(1 if plan.counts[PastKind.REFUSED] else 0)


@hours.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_own_language
def template(file: Path) -> None:
    """Write an empty file for past activities with headings and notes to FILE (.xlsx)."""
    _pack_id, pack = pack_in_force(today())
    try:
        file.write_bytes(past_template(pack))
    except OSError as error:
        raise click.UsageError(
            _("%(file)s cannot be written: %(why)s", file=file, why=error.strerror)
        ) from None
    click.echo(_("An empty file for past activities is in %(file)s.", file=file), err=True)


def _name_columns(plan: PastPlan) -> None:
    if plan.unknown_headings:
        headings = _(", ").join(plan.unknown_headings)
        click.echo(_("Columns that were passed over: %(headings)s", headings=headings), err=True)


def _plan(read: PastFile, *, hold: bool = False) -> PastPlan:
    return plan_past(read, load_past_state(read, hold=hold), today=today())


def _applied(read: PastFile, filename: str) -> PastPlan:
    try:
        with writing():
            plan = _plan(read, hold=True)
            if plan.counts[PastKind.READY]:
                apply_past(plan, filename, actor=Actor(None), now=now())
    except YearClosed as closed:
        raise click.ClickException(
            _("The year %(year)d was closed at the same moment. Nothing was written; run it again.",
              year=closed.year)
        ) from None  # fmt: skip
    return plan


def _print(plan: PastPlan, *, applied: bool) -> None:
    for kind in PastKind:
        click.echo(_("%(kind)s: %(num)d", kind=past_words.KINDS[kind], num=plan.counts[kind]))
    if not applied:
        click.echo(_("Nothing was written (--dry-run)."))
    for row in plan.of_kind(PastKind.REFUSED):
        click.echo(
            _("Row %(row)d, %(staff_no)s %(name)s: %(why)s", row=row.number,
              staff_no=row.staff_no, name=row.name, why=past_words.refusals_text(row)),
            err=True,
        )  # fmt: skip


def _document(plan: PastPlan, *, applied: bool) -> dict[str, object]:
    return {
        "ready": plan.counts[PastKind.READY],
        "unchanged": plan.counts[PastKind.UNCHANGED],
        "refused": [
            {
                "row": row.number,
                "staff_no": row.staff_no,
                "refusals": [
                    {
                        "field": one.field,
                        "value": one.value,
                        "reason": str(one.reason),
                        "message": past_words.refusal_text(one),
                    }
                    for one in row.refusals
                ],
            }
            for row in plan.of_kind(PastKind.REFUSED)
        ],
        "applied": applied,
    }
