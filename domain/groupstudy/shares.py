"""What a gathering is worth to somebody: the role held there that is credited best."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from domain.claims import Claim
from domain.groupstudy.rule_keeping import kind_on
from domain.groupstudy.rules import ATTENDEE, LEADER, SPEAKER, GatheringKind
from domain.hours.engine import credit
from domain.hours.ledger import activity_of
from domain.hours.pack_format import Pack
from domain.hours.packs import pack_in_force
from domain.session_claims import session_claim
from models import GroupStudy, GroupStudyTalk, db


class NotCreditable(Exception):
    """The hours rules do not know the kind, or measure it by what no gathering tells."""

    def __init__(self, kind: str, day: date) -> None:
        super().__init__(kind)
        self.kind, self.day = kind, day


@dataclass(frozen=True, slots=True)
class Held:
    """From when to when it was held, on the clock of the organisation's zone."""

    starts_at: datetime
    ends_at: datetime

    @property
    def on(self) -> date:
        return self.starts_at.date()

    @property
    def minutes(self) -> int:
        """Of the hours that passed, also where the clocks were put on meanwhile."""
        passed = self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)
        return int(passed.total_seconds()) // 60


def held_times(gathering: GroupStudy, now: datetime) -> Held:
    """Its times as they stand, on the clock that ``now`` goes by."""
    return Held(
        gathering.starts_at.astimezone(now.tzinfo), gathering.ends_at.astimezone(now.tzinfo)
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What credits are reckoned from. ``spoke``: minutes by speaker."""

    topic: str
    leader_id: int | None
    kind: GatheringKind
    held: Held
    pack_id: int
    pack: Pack
    spoke: Mapping[int, int]


class Share(NamedTuple):
    """The role somebody is credited by, the entry it becomes, and hundredths before any cap."""

    role: str
    claim: Claim
    hundredths: int


def terms_of(gathering: GroupStudy, held: Held) -> Terms:
    """By the rule and the pack in force on its day. Three queries.

    Raises:
        domain.groupstudy.rule_keeping.NoRule, KindNotRuled, domain.hours.packs.NoPackInForce.
    """
    pack_id, pack = pack_in_force(held.on)
    kind = kind_on(gathering.kind, held.on)
    talks = db.session.scalars(
        sa.select(GroupStudyTalk).where(
            GroupStudyTalk.group_study_id == gathering.id, GroupStudyTalk.removed_at.is_(None)
        )
    )
    spoke: dict[int, int] = defaultdict(int)
    for talk in talks:
        spoke[talk.person_id] += _minutes_of(talk, held)
    return Terms(gathering.topic, gathering.leader_id, kind, held, pack_id, pack, spoke)


def _minutes_of(talk: GroupStudyTalk, held: Held) -> int:
    """One whose time runs still ends with the gathering."""
    if talk.began_at is None:
        return talk.planned_minutes
    ended_at = talk.ended_at or max(talk.began_at, held.ends_at)
    return int((ended_at - talk.began_at).total_seconds()) // 60


def best_share(terms: Terms, person_id: int) -> Share:
    """As what the person is credited: of the roles held, that which comes to most.

    Who leads and who listens is credited with the whole gathering, who speaks with the talk.

    Raises:
        NotCreditable.
    """
    held = {ATTENDEE: terms.held.minutes}
    if person_id == terms.leader_id:
        held[LEADER] = terms.held.minutes
    spoken = min(terms.spoke.get(person_id, 0), terms.held.minutes)
    if spoken:
        held[SPEAKER] = spoken
    roles = [one for one in (LEADER, SPEAKER, ATTENDEE) if one in held]
    return max((_share(terms, one, held[one]) for one in roles), key=lambda one: one.hundredths)


def _share(terms: Terms, role: str, minutes: int) -> Share:
    asked = terms.kind.credited_as(role)
    claim = session_claim(
        terms.pack, asked, on=terms.held.on, minutes=minutes, topic=terms.topic,
        start_time=terms.held.starts_at.time().replace(second=0, microsecond=0),
    )  # fmt: skip
    if claim is None:
        raise NotCreditable(asked, terms.held.on)
    lines = credit([activity_of(claim, terms.pack_id, entry_id=0)], {terms.pack_id: terms.pack})
    return Share(role, claim, sum(one.uncapped_hundredths for one in lines))
