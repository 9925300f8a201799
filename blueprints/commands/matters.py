"""``flask matters``: what a day does to everything that is owed."""

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import now
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.matters.daily import daily

matters = AppGroup("matters", help="Whatever is owed an answer.")


@matters.command("daily")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def run_daily(as_json: bool) -> None:  # noqa: FBT001 - click gives it by name
    """Raise late matters a level and bring back what is to be looked at again; idempotent."""
    with writing():
        done = daily(actor=Actor(None), now=now())
    if as_json:
        click.echo(json.dumps(asdict(done)))
    click.echo(
        _(
            "%(risen)d late matters went up a level, %(back)d were handed back, "
            "%(again)d came back for a second look.",
            risen=done.risen, back=done.handed_back, again=done.looked_back,
        ),
        err=True,
    )  # fmt: skip
