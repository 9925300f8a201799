"""The command line: another way in, the same rules."""

from flask import Flask

from blueprints.commands import (  # noqa: F401 - they add to `hours` and to `placements`
    past_hours,
    placement_due,
    placement_history,
    rehearsal,
)
from blueprints.commands.accounts import accounts
from blueprints.commands.audit import audit
from blueprints.commands.backup import backup
from blueprints.commands.demo import demo
from blueprints.commands.files import files
from blueprints.commands.hours import hours
from blueprints.commands.lectures import lectures
from blueprints.commands.matters import matters
from blueprints.commands.people import people
from blueprints.commands.placements import placements
from blueprints.commands.reading import reading
from blueprints.commands.rules import rules
from blueprints.commands.search import search
from blueprints.commands.selfcheck import selfcheck


def register_commands(app: Flask) -> None:
    for group in (
        accounts, audit, backup, demo, files, hours, lectures, matters, people, placements,
        reading, rules, search, selfcheck,
    ):  # fmt: skip
        app.cli.add_command(group)
