"""``flask placements due``: who is due to move in a year, and by which clause."""

import json

import click
import sqlalchemy as sa
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.commands.placements import placements
from blueprints.shared.clock import today
from blueprints.shared.conversion_words import word
from blueprints.shared.rotation_words import due_text, post_text
from domain.cells import EARLIEST_YEAR, LATEST_YEAR
from domain.placements.due import DueLine, radar_of


@placements.command("due")
@click.option("--year", required=True, type=click.IntRange(EARLIEST_YEAR, LATEST_YEAR),
              help="The year by whose last day a limit is reached.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def due(year: int, *, as_json: bool) -> None:
    """Who is due to move in a year, the first limit first; exempt and planned ones too.

    Whose limit was reached in an earlier year is overdue.
    """
    found = radar_of(sa.true(), year, today=today())
    if as_json:
        people = [_person(line) for line in found.lines]
        click.echo(json.dumps({"year": year, "people": people}, ensure_ascii=False, indent=2))
        return
    for line in found.lines:
        click.echo(f"{line.person.staff_no} {line.person.name}  {due_text(line)}")
    if not found.lines:
        click.echo(_("Nobody is due to move in %(year)d.", year=year))


def _person(line: DueLine) -> dict[str, str]:
    due = line.due
    return {
        "person": line.person.staff_no,
        "post": post_text(due.post),
        "since": due.since.isoformat(),
        "limit_on": due.limit_on.isoformat(),
        "clause": due.clause.id,
        "source": word(due.clause.source),
        "state": due.state,
    }
