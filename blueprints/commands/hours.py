"""``flask hours``: the figure of a person, and the lines under it."""

import json

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import hours_text, today
from blueprints.shared.hours_words import (
    in_both_languages,
    line_sentence,
    owed_sentence,
    topic_text,
)
from domain.hours.figures import Figure, figure
from domain.hours.packs import NoPackInForce
from domain.hours.statements import Line, folded, statement
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
    click.echo(f"{_('Total'):10}  {amount(shown.total):>8}  {owed_sentence(shown)}")


def amount(hundredths: int) -> str:
    """Credit hours as JSON and scripts read them: two decimals and a plain minus sign."""
    return hours_text(hundredths).replace("−", "-")


def _document(person: Person, shown: Figure, lines: list[Line]) -> dict[str, object]:
    return {
        "person": person.staff_no,
        "year": shown.year,
        "requirements": [_requirement(person, shown)],
        "lines": [
            {
                "id": line.id,
                "on": line.on.isoformat(),
                "activity": topic_text(line.topic, line.pack, line.rule),
                "part": line.part,
                "credit": amount(line.hundredths),
                "rule": line.rule,
                "explanation": in_both_languages(line),
            }
            for line in lines
        ],
    }


def _requirement(person: Person, shown: Figure) -> dict[str, object]:
    """As an object of ``years`` in ``hours rehearse``."""
    asked = shown.requirement
    return {
        "person": person.staff_no,
        "year": shown.year,
        "requirement": asked.id,
        "had": {part: amount(value) for part, value in shown.had.items()},
        "tags": {},
        "total": amount(shown.total),
        "required": {part: amount(value) for part, value in asked.parts.items()},
        "required_total": amount(asked.total),
        "carried_in": "0.00",
        "carried_out": "0.00",
        "owed": amount(shown.owed),
        "met": shown.met,
    }
