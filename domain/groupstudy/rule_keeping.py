"""The rule of study first as it stands on a day, and taking in a new version of it."""

import hashlib
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.groupstudy.rules import GatheringKind, StudyFirst, Words, parse_study_first
from models import StudyFirstRules, db


class NoRule(Exception):
    """No version of the rule is in force on the day."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


class KindNotRuled(Exception):
    """The rule in force on the day says nothing of the kind."""

    def __init__(self, kind: str, day: date) -> None:
        super().__init__(f"{kind} on {day}")
        self.kind, self.day = kind, day


class RuleChanged(Exception):
    """The version is kept with another text."""

    def __init__(self, slug: str, version: int) -> None:
        super().__init__(f"{slug} {version}")
        self.slug, self.version = slug, version


class BeginsInThePast(Exception):
    """A version would judge anew what was held before ``today``; it may hold from then on."""

    def __init__(self, today: date) -> None:
        super().__init__(str(today))
        self.today = today


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


def kind_on(kind: str, day: date) -> GatheringKind:
    """What the rule in force on the day says of a kind of gathering. One query.

    Raises:
        NoRule, KindNotRuled.
    """
    found = rule_on(day).kinds.get(kind)
    if found is None:
        raise KindNotRuled(kind, day)
    return found


def requirement_words(requirement_id: str) -> Words | None:
    """What a requirement is called, by the latest version that has it; ``None``: none has.

    No query where this process has read such a version before.
    """
    for _time in range(2):
        found = [
            (rule.effective_from, rule.version, one.words)
            for rule in _parsed.values()
            for one in rule.requirements
            if one.id == requirement_id
        ]
        if found:
            return max(found, key=lambda one: one[:2])[2]
        versions()
    return None


def load_study_first(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep a version of the rule; False when it is kept already. The caller commits.

    What was closed before stays as it was credited.

    Raises:
        domain.hours.fields.PackRefused: the text is no such rule.
        RuleChanged: the version is kept with another text.
    """
    rule = parse_study_first(text, file)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    kept = db.session.scalars(_version(rule.id, rule.version)).one_or_none()
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


def find_version(slug: str, version: int) -> tuple[StudyFirstRules, StudyFirst] | None:
    """One query."""
    row = db.session.scalars(_version(slug, version)).one_or_none()
    return None if row is None else (row, _parse(row))


def bring_study_first(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """``load_study_first`` of what an organiser brings while another version holds already.

    Raises:
        BeginsInThePast: it is new, and would hold from a day that is past.
        As ``load_study_first``.
    """
    rule, today = parse_study_first(text, file), now.date()
    known = versions()
    is_new = all((row.slug, row.version) != (rule.id, rule.version) for row, _rule in known)
    if known and is_new and rule.effective_from < today:
        raise BeginsInThePast(today)
    return load_study_first(text, file, actor=actor, now=now)


def _version(slug: str, version: int) -> sa.Select[Any]:
    return sa.select(StudyFirstRules).where(
        StudyFirstRules.slug == slug, StudyFirstRules.version == version
    )


def _parse(row: StudyFirstRules) -> StudyFirst:
    found = _parsed.get(row.sha256)
    if found is None:
        found = _parsed[row.sha256] = parse_study_first(row.source_text, row.slug)
    return found
