"""The rule of study first as it stands on a day, and taking in a new version of it."""

from datetime import date, datetime

from domain.audit import Actor
from domain.groupstudy.rules import GatheringKind, StudyFirst, Words, parse_study_first
from domain.kept_rules import Keeper
from models import StudyFirstRules

_keeper = Keeper(StudyFirstRules, parse_study_first, "study_first.loaded")


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


def versions() -> list[tuple[StudyFirstRules, StudyFirst]]:
    """Every version, the one that holds latest first. One query."""
    return _keeper.versions()


def rule_on(day: date) -> StudyFirst:
    """The rule in force on the day: of those that hold by then, the latest. One query.

    Raises:
        NoRule.
    """
    found = _keeper.on(day)
    if found is None:
        raise NoRule(day)
    return found


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
            for rule in _keeper.parsed.values()
            for one in rule.requirements
            if one.id == requirement_id
        ]
        if found:
            return max(found, key=lambda one: one[:2])[2]
        versions()
    return None


def find_version(slug: str, version: int) -> tuple[StudyFirstRules, StudyFirst] | None:
    """One query."""
    return _keeper.find(slug, version)


def load_study_first(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep a version of the rule; False when it is kept already. The caller commits.

    What was closed before stays as it was credited.

    Raises:
        domain.hours.fields.PackRefused: the text is no such rule.
        domain.kept_rules.RuleChanged: the version is kept with another text.
    """
    return _keeper.load(text, file, actor=actor, now=now)


def bring_study_first(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """``load_study_first`` of what an organiser brings while another version holds already.

    Raises:
        domain.kept_rules.BeginsInThePast: it is new, and would hold from a day that is past.
        As ``load_study_first``.
    """
    return _keeper.bring(text, file, actor=actor, now=now)
