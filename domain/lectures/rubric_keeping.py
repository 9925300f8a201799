"""Versions of rubrics as they are kept: loaded from files or the editor, never changed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from domain.lectures.rubric import Rubric, parse_rubric
from models import RubricVersion, db


class RubricChanged(Exception):
    """The version is kept with another text."""

    def __init__(self, slug: str, version: int) -> None:
        super().__init__(f"{slug} {version}")
        self.slug, self.version = slug, version


_parsed: dict[str, Rubric] = {}  # by digest of the text: a version never changes


def rubric_versions() -> list[tuple[RubricVersion, Rubric]]:
    """Every version, the latest of each rubric first. One query."""
    rows = db.session.scalars(
        sa.select(RubricVersion).order_by(RubricVersion.slug, RubricVersion.version.desc())
    )
    return [(row, parsed(row)) for row in rows]


def find_rubric(slug: str, version: int) -> tuple[RubricVersion, Rubric] | None:
    """One query."""
    row = db.session.scalars(_version(slug, version)).one_or_none()
    return None if row is None else (row, parsed(row))


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
        RubricChanged: the version is kept with another text.
    """
    rubric = parse_rubric(text, file)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if _is_kept(rubric, sha256):
        return False
    row = RubricVersion(
        slug=rubric.id, version=rubric.version, effective_from=rubric.effective_from,
        source_text=text, sha256=sha256, loaded_by=actor.account_id, loaded_at=now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # somebody else kept the version meanwhile
        if _is_kept(rubric, sha256):
            return False
        raise
    audit.record(
        actor, "rubric.loaded", "rubric_versions", row.id, at=now, after={"sha256": sha256}
    )
    return True


def _is_kept(rubric: Rubric, sha256: str) -> bool:
    """Whether this version is kept, with this text. One query."""
    kept = db.session.scalars(_version(rubric.id, rubric.version)).one_or_none()
    if kept is not None and kept.sha256 != sha256:
        raise RubricChanged(rubric.id, rubric.version)
    return kept is not None


def parsed(row: RubricVersion) -> Rubric:
    found = _parsed.get(row.sha256)
    if found is None:
        found = _parsed[row.sha256] = parse_rubric(row.source_text, row.slug)
    return found


def _version(slug: str, version: int) -> sa.Select[Any]:
    return sa.select(RubricVersion).where(
        RubricVersion.slug == slug, RubricVersion.version == version
    )


def latest_versions(known: Sequence[tuple[RubricVersion, Rubric]]) -> list[
    tuple[RubricVersion, Rubric]
]:  # fmt: skip
    """Of ``rubric_versions()``, the latest of each rubric."""
    found: dict[str, tuple[RubricVersion, Rubric]] = {}
    for row, rubric in known:
        found.setdefault(row.slug, (row, rubric))
    return list(found.values())
