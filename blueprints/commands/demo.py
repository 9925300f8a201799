"""``flask demo``: the made-up organisation, and the password of its accounts."""

import os
import secrets
import string
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from blueprints.commands.reading import sync_folders
from blueprints.commands.rules import load_folder
from blueprints.shared.clock import now, today
from blueprints.shared.saving import writing
from domain.accounts.passwords import find_refusal, hash_password
from domain.audit import Actor
from domain.demo.accounts import USERNAMES
from domain.demo.loading import NotEmpty, is_empty, load_demo
from domain.demo.reading import add_reading

demo = AppGroup("demo", help="The made-up organisation to look around in.")
GROUPS, GROUP_LENGTH = 4, 4
LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


@demo.command("load")
def load() -> None:
    """Fill an empty instance with the demo organisation; one that has anybody stays as it is."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("the demo organisation is not for production")
    if not is_empty():
        click.echo("This instance has an organisation already; nothing was loaded.")
        _tell_password()
        return
    load_folder(Path(current_app.root_path) / "content" / "rules")
    password_hash = hash_password(_make_password())
    try:
        with writing():
            loaded = load_demo(
                today=today(), zone=current_app.config["TIMEZONE"], password_hash=password_hash,
                key=current_app.config["SECRET_KEY"], actor=Actor(None), now=now(),
            )  # fmt: skip
    except NotEmpty:
        raise click.ClickException("somebody else filled this instance just now") from None
    click.echo(
        f"Demo organisation: {loaded.units} units, {loaded.branches} branches, "
        f"{loaded.people} people, {loaded.entries} entries."
    )
    sync_folders([Path(current_app.root_path) / "content" / "reading"])
    with writing():
        add_reading(today=today(), zone=current_app.config["TIMEZONE"])
    _tell_password()


@demo.command("password")
def tell_password() -> None:
    """Print the demo's accounts and their password; nothing where there is no demo."""
    _tell_password()


def _tell_password() -> None:
    kept = _password_file()
    if kept.exists():
        click.echo(f"Accounts: {' '.join(USERNAMES)}")
        click.echo(f"Password: {kept.read_text()}  (kept in {kept})")


def _password_file() -> Path:
    return current_app.config["INSTANCE"] / "demo_password"


def _make_password() -> str:
    """DEMO_PASSWORD, or a new one that the password rules take; kept for the owner alone."""
    password = current_app.config["DEMO_PASSWORD"] or _new_password()
    kept = _password_file()
    kept.unlink(missing_ok=True)
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
    return password


def _new_password() -> str:
    while True:
        groups = (
            "".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
        )
        password = "-".join(groups)
        if find_refusal(password, "dengbao3", names=USERNAMES) is None:
            return password
