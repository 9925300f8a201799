"""``flask selfcheck``: whether this installation keeps its promises."""

import sys

import click
from flask.cli import with_appcontext

from blueprints.commands.language import in_own_language
from blueprints.shared.selfcheck_words import all_well, as_json, look_around
from domain.selfcheck import State

MARKS = {State.GOOD: "ok", State.BAD: "!!", State.UNKNOWN: "??"}


@click.command("selfcheck")
@click.option("--json", "as_document", is_flag=True, help="One JSON document on standard output.")
@with_appcontext
@in_own_language
def selfcheck(*, as_document: bool) -> None:
    """Look at versions, settings, database, trail, backup, fonts; exit 1 if one is wrong."""
    looks = look_around()
    if as_document:
        click.echo(as_json(looks))
    else:
        for look in looks:
            click.echo(f"{MARKS[look.state]}  {look.title}: {look.sentence}")
            for name, value in look.facts:
                click.echo(f"      {name}: {value}")
    sys.exit(0 if all_well(looks) else 1)
