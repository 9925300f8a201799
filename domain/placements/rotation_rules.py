"""The rotation rules as they stand on a day, and taking in a new version of them.

They hold every number of placements: who is due to move, and what bounds mentorships and
secondments (``domain.placements.rotation_book``).
"""

from datetime import date, datetime

from domain.audit import Actor
from domain.kept_rules import Keeper
from domain.placements.rotation_book import NOTHING_RULED, RuleBook
from domain.placements.rotation_parsing import parse_rotation
from models import RotationRules

_keeper = Keeper(RotationRules, parse_rotation, "rotation_rules.loaded")


def rules_on(day: date) -> RuleBook:
    """The rules in force on the day; where none are, nothing is asked and nothing bounded.

    One query.
    """
    return _keeper.on(day) or NOTHING_RULED


def rotation_versions() -> list[tuple[RotationRules, RuleBook]]:
    """Every version, the one that holds latest first. One query."""
    return _keeper.versions()


def find_rotation_rules(slug: str, version: int) -> tuple[RotationRules, RuleBook] | None:
    """One query."""
    return _keeper.find(slug, version)


def load_rotation(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep a version of the rules; False when it is kept already. The caller commits.

    Raises:
        domain.hours.fields.PackRefused: the text is no rotation rules.
        domain.kept_rules.RuleChanged: the version is kept with another text.
    """
    return _keeper.load(text, file, actor=actor, now=now)


def bring_rotation(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """``load_rotation`` of what HR brings while another version holds already.

    Raises:
        domain.kept_rules.BeginsInThePast: it is new, and would hold from a day that is past.
        As ``load_rotation``.
    """
    return _keeper.bring(text, file, actor=actor, now=now)
