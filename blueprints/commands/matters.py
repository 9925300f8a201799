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
from domain.groupstudy import duties
from domain.matters.daily import daily
from domain.placements.pairs import flag_moved
from domain.placements.running import follow_placements
from domain.taskbooks.duties import raise_due_tasks

matters = AppGroup("matters", help="Whatever is owed an answer.")


@matters.command("daily")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def run_daily(as_json: bool) -> None:  # noqa: FBT001 - click gives it by name
    """Raise what falls due, late matters a level, bring back for a second look; idempotent."""
    actor, moment = Actor(None), now()
    with writing():
        due = raise_due_tasks(today=moment.date(), actor=actor, now=moment)
        gatherings = duties.daily(actor=actor, now=moment)
        placements = follow_placements(today=moment.date(), actor=actor, now=moment)
        flagged = flag_moved(today=moment.date(), actor=actor, now=moment)
        done = daily(actor=actor, now=moment)
    if as_json:
        moved = {
            "tasks_due": due,
            "gatherings_due": gatherings,
            "placements_moved": placements + flagged,
        }
        click.echo(json.dumps({**asdict(done), **moved}))
    click.echo(
        _(
            "%(due)d tasks and %(gatherings)d gatherings of study first fall due, %(moved)d "
            "placements moved on, %(risen)d late matters went up a level, %(back)d were handed "
            "back, %(again)d came back for a second look.",
            due=due, gatherings=gatherings, moved=placements + flagged, risen=done.risen,
            back=done.handed_back, again=done.looked_back,
        ),
        err=True,
    )  # fmt: skip
