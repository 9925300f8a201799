"""``flask hours``: the figure of a person, and the lines under it."""

import json

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.commands.language import in_own_language
from blueprints.commands.results import amount, result_document
from blueprints.shared.clock import today
from blueprints.shared.conversion_words import word
from blueprints.shared.figure_words import owed_sentence, years_text
from blueprints.shared.hours_words import (
    in_both_languages,
    line_sentence,
    topic_text,
)
from blueprints.shared.saving import writing
from domain.hours.figures import Figure, figure
from domain.hours.packs import NoPackInForce
from domain.hours.recompute import Recomputed, recompute
from domain.hours.statements import Line, by_requirement, folded, statement
from models import Person, db

hours = AppGroup("hours", help="Credit hours.")


@hours.command("statement")
@click.option("--person", "staff_no", required=True, help="Staff number.")
@click.option("--year", required=True, type=click.IntRange(2000, 2200))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def print_statement(staff_no: str, year: int, *, as_json: bool) -> None:
    """The figure of a person's year and the lines under it."""
    person = db.session.scalars(sa.select(Person).where(Person.staff_no == staff_no)).one_or_none()
    if person is None:
        raise click.ClickException(_("No person has the staff number %(no)s.", no=staff_no))
    try:
        shown = figure(person.id, year, today=today())
    except NoPackInForce:
        raise click.ClickException(
            _("There are no hours rules for %(day)s", day=str(year))
        ) from None
    lines = folded(statement(person.id, year))
    if as_json:
        click.echo(json.dumps(_document(person, shown, lines), ensure_ascii=False, indent=2))
        return
    click.echo(f"{person.staff_no} {person.name} {year}")
    for line in lines:
        click.echo(f"{line.on}  {amount(line.hundredths):>8}  {line_sentence(line)}")
    click.echo(f"{_('Total'):10}  {amount(shown.total):>8}")
    for result in by_requirement(shown):
        said = owed_sentence(shown.pack, result)
        click.echo(f"{years_text(result)}  {word(result.requirement.words)}: {said}")


@hours.command("recompute")
@click.option("--dry-run", is_flag=True, help="Look only; the monthly sums stay as they are.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def recompute_hours(*, dry_run: bool, as_json: bool) -> None:
    """Check every balance against its entries, and put the monthly sums right.

    Lines of the ledger are never edited: where they differ from the rules, that is listed.
    Exit status 1 when anything differs. Others wait with writing until it is done.
    """
    with writing():
        found = recompute(write=not dry_run)
    if as_json:
        click.echo(json.dumps(_differences(found), ensure_ascii=False, indent=2))
    for text in [] if as_json else _difference_texts(found):
        click.echo(text)
    people = ngettext("%(num)d person checked", "%(num)d people checked", found.people)
    click.echo(_("%(people)s: everything adds up.", people=people) if found.adds_up else people,
               err=True)  # fmt: skip
    if not found.adds_up:
        raise SystemExit(1)


def _differences(found: Recomputed) -> dict[str, object]:
    return {
        "people": found.people,
        "differences": [
            {
                "person": one.staff_no, "year": one.year, "part": one.part,
                "entry": one.entry_id, "ledger": amount(one.ledger), "engine": amount(one.engine),
            }
            for one in found.lines
        ],
        "months": [
            {
                "person": one.staff_no, "year": one.year, "month": one.month, "part": one.part,
                "tags": [tag for tag in one.tags.split(";") if tag],
                "kept": amount(one.kept), "lines": amount(one.lines),
            }
            for one in found.months
        ],
    }  # fmt: skip


def _difference_texts(found: Recomputed) -> list[str]:
    lines = [
        _(
            "%(no)s, %(year)d, %(part)s, entry %(entry)d: %(ledger)s in the ledger, "
            "%(engine)s by the rules",
            no=one.staff_no, year=one.year, part=one.part, entry=one.entry_id,
            ledger=amount(one.ledger), engine=amount(one.engine),
        )
        for one in found.lines
    ]  # fmt: skip
    return lines + [
        _(
            "%(no)s, %(year)d-%(month)s, %(part)s: %(kept)s kept for the month, %(lines)s in "
            "its lines",
            no=one.staff_no, year=one.year, month=f"{one.month:02d}", part=one.part,
            kept=amount(one.kept), lines=amount(one.lines),
        )
        for one in found.months
    ]  # fmt: skip


def _document(person: Person, shown: Figure, lines: list[Line]) -> dict[str, object]:
    return {
        "person": person.staff_no,
        "year": shown.year,
        "requirements": [result_document(person.staff_no, one) for one in by_requirement(shown)],
        "lines": [
            {
                "id": line.id,
                "on": line.on.isoformat(),
                "activity": topic_text(line.topic, line.pack, line.rule),
                "part": line.part,
                "tags": line.tags.split(";") if line.tags else [],
                "credit": amount(line.hundredths),
                "rule": line.rule,
                "explanation": in_both_languages(line),
            }
            for line in lines
        ],
    }
