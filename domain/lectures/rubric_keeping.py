"""Versions of rubrics as they are kept: loaded from files or the editor, never changed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from domain.audit import Actor
from domain.kept_rules import Keeper
from domain.lectures.rubric import Rubric, parse_rubric
from models import RubricVersion, db

_keeper = Keeper(RubricVersion, parse_rubric, "rubric.loaded")


def rubric_versions() -> list[tuple[RubricVersion, Rubric]]:
    """Every version, the latest of each rubric first. One query."""
    rows = db.session.scalars(
        sa.select(RubricVersion).order_by(RubricVersion.slug, RubricVersion.version.desc())
    )
    return [(row, parsed(row)) for row in rows]


def find_rubric(slug: str, version: int) -> tuple[RubricVersion, Rubric] | None:
    """One query."""
    return _keeper.find(slug, version)


def rubric_of(rubric_id: int) -> Rubric:
    """The rubric that a series names. At most one query."""
    return parsed(db.session.get_one(RubricVersion, rubric_id))


def latest_rubric(slug: str) -> tuple[int, Rubric] | None:
    """The id and the rubric of its latest version. One query."""
    row = db.session.scalars(
        sa.select(RubricVersion)
        .where(RubricVersion.slug == slug)
        .order_by(RubricVersion.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.id, parsed(row))


def load_rubric(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep a version of a rubric; False when it is kept already. The caller commits.

    Raises:
        domain.hours.fields.PackRefused: the text is no rubric.
        domain.kept_rules.RuleChanged: the version is kept with another text.
    """
    return _keeper.load(text, file, actor=actor, now=now)


def parsed(row: RubricVersion) -> Rubric:
    return _keeper.rules(row)


def latest_versions(known: Sequence[tuple[RubricVersion, Rubric]]) -> list[
    tuple[RubricVersion, Rubric]
]:  # fmt: skip
    """Of ``rubric_versions()``, the latest of each rubric."""
    found: dict[str, tuple[RubricVersion, Rubric]] = {}
    for row, rubric in known:
        found.setdefault(row.slug, (row, rubric))
    return list(found.values())
