"""The self-check in words, for the command and for the page of settings."""

import json
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import moment_text, now
from blueprints.shared.verification import FLAWS
from domain.selfcheck import Installation, Point, State, examine

SHOWN_SETTINGS = (
    "PRODUCTION", "DEMO", "DEMO_TODAY", "ORGANISATION", "TIMEZONE", "TOTP", "PASSWORD_PROFILE",
    "SESSION_IDLE_MINUTES", "SQLITE_JOURNAL",
)  # fmt: skip
TITLES = {
    "versions": _l("Versions"),
    "settings": _l("Settings"),
    "sqlite": _l("SQLite"),
    "postgresql": _l("PostgreSQL"),
    "migrations": _l("Tables"),
    "trail": _l("Audit trail"),
    "backup": _l("Last backup"),
    "fonts": _l("Chinese font"),
    "folder": _l("Instance folder"),
    "files": _l("Files handed in"),
    "disk": _l("Free space"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One point as it is read: a title, a sentence, and the facts under it."""

    name: str
    state: State
    title: str
    sentence: str
    facts: list[tuple[str, str]]


def look_around() -> list[Look]:
    """Examine this installation and say what was found, in the reader's language."""
    folder = Path(current_app.config["INSTANCE"])
    root = Path(current_app.root_path)
    here = Installation(
        root=root,
        folder=folder,
        newest_revision=newest_revision(root),
        settings={name: _setting(name) for name in SHOWN_SETTINGS},
        journal=str(current_app.config["SQLITE_JOURNAL"]),
    )
    return [_look(point) for point in examine(here, now=now())]


def newest_revision(root: Path) -> str:
    """The revision that the migrations of this program end at."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see extensions.LaterMigrate

    return str(ScriptDirectory(root / "migrations").get_current_head())


def _setting(name: str) -> str:
    value = current_app.config[name]
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)


def _look(point: Point) -> Look:
    facts = [(name, _fact(value)) for name, value in point.facts.items()]
    return Look(point.name, point.state, str(TITLES[point.name]), _sentence(point), facts)


def _fact(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _sentence(point: Point) -> str:
    if point.name == "trail":
        return _trail(point)
    if point.name == "backup":
        return _backup(point)
    words = _WORDS[point.name]
    return str(words.get(point.state, "")) % point.facts


def _trail(point: Point) -> str:
    if point.state is State.UNKNOWN:
        return _("There is no trail yet: the tables are missing.")
    if point.state is State.GOOD:
        return ngettext("Whole: %(num)d row.", "Whole: %(num)d rows.", point.facts["rows"])
    return _(
        "Row %(seq)d does not hold: %(flaw)s.",
        seq=point.facts["bad_seq"], flaw=FLAWS[point.facts["flaw"]],
    )  # fmt: skip


def _backup(point: Point) -> str:
    if point.state is State.UNKNOWN:
        return _("No backup has been made here yet.")
    when = moment_text(point.facts["made_at"])
    if point.state is State.GOOD:
        return _("Made %(when)s.", when=when)
    return _("The last one was made %(when)s: more than seven days ago.", when=when)


_NO_OTHER = _l("No other program may write the database file while this one runs.")
_WORDS: dict[str, dict[State, object]] = {
    "versions": {State.GOOD: _l("What this installation runs on.")},
    "settings": {State.GOOD: _l("As read from the environment at start; secrets are not shown.")},
    "sqlite": {
        State.GOOD: _NO_OTHER,
        State.BAD: _l("SQLite did not take a setting that the promises of this program rest on."),
    },
    "postgresql": {
        State.GOOD: _l("A commit is on the disk before it is acknowledged."),
        State.BAD: _l("synchronous_commit is off: an acknowledged change can be lost."),
    },
    "migrations": {
        State.GOOD: _l("Up to date."),
        State.BAD: _l("At revision “%(here)s”, not “%(newest)s”: run flask db upgrade."),
    },
    "fonts": {
        State.GOOD: _l("The machine has one."),
        State.BAD: _l("None is installed: printed files would have blanks for Chinese."),
        State.UNKNOWN: _l("Cannot be told: fontconfig (fc-list) is not installed."),
    },
    "folder": {
        State.GOOD: _l("Writable, and closed to other users of the machine."),
        State.BAD: _l("%(folder)s must be writable and closed to others; its mode is %(mode)s."),
    },
    "files": {
        State.GOOD: _l("%(looked_at)d of %(files)d looked at, and every one is in its place."),
        State.BAD: _l(
            "%(lost)d of %(looked_at)d are missing or cut short in the folder “files”: "
            "bring them back from a backup."
        ),
        State.UNKNOWN: _l("There are none yet: the tables are missing."),
    },
    "disk": {
        State.GOOD: _l("%(free_megabytes)d MB are free."),
        State.BAD: _l("Only %(free_megabytes)d MB are free."),
    },
}


def as_json(looks: list[Look]) -> str:
    """One JSON document: whether all is well, and every point."""
    points = {
        look.name: {"state": look.state, "sentence": look.sentence, "facts": dict(look.facts)}
        for look in looks
    }
    return json.dumps({"well": all_well(looks), "points": points}, ensure_ascii=False)


def all_well(looks: list[Look]) -> bool:
    return not any(look.state is State.BAD for look in looks)
