"""``flask files``: the store of what people handed in."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import machine_now
from blueprints.shared.saving import writing
from domain.files.store import Store
from domain.files.sweeping import sweep

files = AppGroup("files", help="What people handed in as proof.")


@files.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def sweep_files(*, as_json: bool) -> None:
    """Remove files that no entry names and that were sent more than two days ago."""
    with writing():
        swept = sweep(Store(Path(current_app.config["INSTANCE"])), now=machine_now())
    if as_json:
        click.echo(json.dumps({"files": swept.files, "bytes": swept.size}))
        return
    text = _("Files removed: %(num)d; bytes freed: %(size)d.", num=swept.files, size=swept.size)
    click.echo(text, err=True)
