"""``flask people``: a roster brought in, and an empty one to fill in."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.shared import roster_words
from blueprints.shared.clock import now, today
from blueprints.shared.file_words import file_refusal_text
from blueprints.shared.roster_template import roster_template
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.cells import Refusal
from domain.roster.apply import PlanOvertaken, apply_plan
from domain.roster.compare import plan_roster
from domain.roster.plans import Plan, RowKind
from domain.roster.state import load_state
from domain.roster_columns import Roster, read_roster
from domain.sheets import SheetRefused

people = AppGroup("people", help="People and where they belong.")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@click.option("--create-missing", is_flag=True, help="Create missing units, branches and posts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def import_roster(file: Path, *, dry_run: bool, create_missing: bool, as_json: bool) -> None:
    """Bring the roster FILE in; exit 1 if rows were refused, 2 if it cannot be read."""
    try:
        roster = read_roster(file.read_bytes(), file.name)
    except SheetRefused as refused:
        raise click.UsageError(file_refusal_text(refused)) from None
    if roster.unknown_headings:
        headings = _(", ").join(roster.unknown_headings)
        click.echo(_("Columns that were passed over: %(headings)s", headings=headings), err=True)
    plan = _planned(roster, create_missing) if dry_run else _applied(roster, create_missing)
    if plan.odd_ranks:
        ranks = _(", ").join(plan.odd_ranks)
        click.echo(_("Ranks that nobody else holds: %(ranks)s", ranks=ranks), err=True)
    if as_json:
        document = _document(plan, applied=not dry_run)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(plan, applied=not dry_run)
    sys.exit(1 if plan.counts[RowKind.REFUSED] else 0)


@people.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_own_language
def template(file: Path) -> None:
    """Write an empty roster with headings, notes and drop-downs to FILE (.xlsx)."""
    try:
        file.write_bytes(roster_template())
    except OSError as error:
        raise click.UsageError(
            _("%(file)s cannot be written: %(why)s", file=file, why=error.strerror)
        ) from None
    click.echo(_("An empty roster is in %(file)s.", file=file), err=True)


def _planned(roster: Roster, create_missing: bool) -> Plan:  # noqa: FBT001 - two private steps
    return plan_roster(roster, load_state(), today=today(), create_missing=create_missing)


def _applied(roster: Roster, create_missing: bool) -> Plan:  # noqa: FBT001
    try:
        with writing():
            state = load_state()
            plan = plan_roster(roster, state, today=today(), create_missing=create_missing)
            if plan.counts[RowKind.ADDED] or plan.counts[RowKind.CHANGED]:
                apply_plan(plan, state, today=today(), actor=Actor(None), now=now())
    except PlanOvertaken:
        raise click.ClickException(
            _("Somebody changed the organisation at the same moment. Nothing was written; run it "
              "again.")
        ) from None  # fmt: skip
    return plan


def _print(plan: Plan, *, applied: bool) -> None:
    for kind in RowKind:
        label, count = roster_words.KINDS[kind], plan.counts[kind]
        click.echo(_("%(kind)s: %(num)d", kind=label, num=count))
    if not applied:
        click.echo(_("Nothing was written (--dry-run)."))
    for row in plan.of_kind(RowKind.REFUSED):
        click.echo(
            _("Row %(row)d, %(staff_no)s %(name)s: %(why)s", row=row.number,
              staff_no=row.staff_no, name=row.name,
              why=roster_words.refusals_text(row, terminal=True)),
            err=True,
        )  # fmt: skip


def _document(plan: Plan, *, applied: bool) -> dict[str, object]:
    refused = plan.of_kind(RowKind.REFUSED)
    return {
        "added": plan.counts[RowKind.ADDED],
        "changed": plan.counts[RowKind.CHANGED],
        "unchanged": plan.counts[RowKind.UNCHANGED],
        "refused": [
            {
                "row": row.number,
                "staff_no": row.staff_no,
                "refusals": [_refusal(refusal) for refusal in row.refusals],
            }
            for row in refused
        ],
        "applied": applied,
    }


def _refusal(refusal: Refusal) -> dict[str, str]:
    """The reason as a word that stays, and as a sentence."""
    return {
        "field": refusal.field,
        "value": refusal.value,
        "reason": str(refusal.reason),
        "message": roster_words.refusal_text(refusal, terminal=True),
    }
