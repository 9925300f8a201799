"""The rule of study first as it stands on a day, and taking in a new version of it."""

import hashlib
from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.groupstudy.rules import StudyFirst, parse_study_first
from models import StudyFirstRules, db


class NoRule(Exception):
    """No version of the rule is in force on the day."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


class RuleChanged(Exception):
    """The version is kept with another text."""

    def __init__(self, slug: str, version: int) -> None:
        super().__init__(f"{slug} {version}")
        self.slug, self.version = slug, version


_parsed: dict[str, StudyFirst] = {}  # by digest of the text: a version never changes


def versions() -> list[tuple[StudyFirstRules, StudyFirst]]:
    """Every version, the one that holds latest first. One query."""
    rows = db.session.scalars(
        sa.select(StudyFirstRules).order_by(
            StudyFirstRules.effective_from.desc(), StudyFirstRules.id.desc()
        )
    )
    return [(row, _parse(row)) for row in rows]


def rule_on(day: date) -> StudyFirst:
    """The rule in force on the day: of those that hold by then, the latest. One query.

    Raises:
        NoRule.
    """
    row = db.session.scalars(
        sa.select(StudyFirstRules)
        .where(StudyFirstRules.effective_from <= day)
        .order_by(StudyFirstRules.effective_from.desc(), StudyFirstRules.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NoRule(day)
    return _parse(row)


def load_study_first(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep a version of the rule; False when it is kept already. The caller commits.

    What was closed before stays as it was credited.

    Raises:
        domain.hours.fields.PackRefused: the text is no such rule.
        RuleChanged: the version is kept with another text.
    """
    rule = parse_study_first(text, file)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    kept = db.session.scalars(
        sa.select(StudyFirstRules).where(
            StudyFirstRules.slug == rule.id, StudyFirstRules.version == rule.version
        )
    ).one_or_none()
    if kept is not None:
        if kept.sha256 != sha256:
            raise RuleChanged(rule.id, rule.version)
        return False
    row = StudyFirstRules(
        slug=rule.id, version=rule.version, effective_from=rule.effective_from,
        source_text=text, sha256=sha256, loaded_by=actor.account_id, loaded_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor, "study_first.loaded", "study_first_rules", row.id, at=now, after={"sha256": sha256}
    )
    return True


def _parse(row: StudyFirstRules) -> StudyFirst:
    found = _parsed.get(row.sha256)
    if found is None:
        found = _parsed[row.sha256] = parse_study_first(row.source_text, row.slug)
    return found
