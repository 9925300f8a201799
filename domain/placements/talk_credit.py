"""What a confirmed talk of a pair is worth to both, and how it is taken back.

The caller holds the people and commits.
"""

from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Reach
from domain.audit import Actor
from domain.confirming import void_entries
from domain.hours.packs import pack_in_force
from domain.notices import notify
from domain.placements import duties
from domain.placements.rotation_book import MENTEE, MENTOR
from domain.placements.rotation_rules import rules_on
from domain.placements.steps import take_step
from domain.placements.talk_sides import CONFIRMED, RETURNED, WAITING
from domain.recording import record_activity
from domain.session_claims import session_claim
from models import Placement, PlacementTalk, StudyEntry, db

TRUSTED = Reach(everyone=True)  # that both were there is said by both


class TalkNotCreditable(Exception):
    """The hours rules of ``day`` do not know the kind that a talk counts as."""

    def __init__(self, kind: str, day: date) -> None:
        super().__init__(kind)
        self.kind, self.day = kind, day


def credit(
    placement: Placement, talk: PlacementTalk, *, today: date, actor: Actor, now: datetime
) -> None:
    """Each of the two is credited, once, as the rules of its day have it.

    Raises:
        TalkNotCreditable, domain.hours.packs.NoPackInForce.
        As ``domain.recording.record_activity``.
    """
    kinds = rules_on(talk.held_on).mentorship.credit
    if not kinds:
        return
    _pack_id, pack = pack_in_force(talk.held_on)
    for person_id, kind, column in (
        (placement.mentor_id, kinds.get(MENTOR), "mentor_entry_id"),
        (placement.person_id, kinds.get(MENTEE), "mentee_entry_id"),
    ):
        if not kind or person_id is None:
            continue
        claim = session_claim(
            pack, kind, on=talk.held_on, minutes=talk.minutes, topic=talk.topic
        )  # fmt: skip
        if claim is None:
            raise TalkNotCreditable(kind, talk.held_on)
        done = record_activity(
            claim, [person_id], TRUSTED, twins_too=[person_id], own_person_id=None, today=today,
            actor=actor, now=now,
        )  # fmt: skip
        entry_id = sa.select(StudyEntry.id).where(StudyEntry.batch_id == done.batch_id)
        setattr(talk, column, db.session.scalars(entry_id).one())
    db.session.flush()


def void(
    placement: Placement, talk: PlacementTalk, reason: str, *, actor: Actor, now: datetime
) -> None:
    """A confirmed talk was not so: what both had for it counts no more.

    Raises:
        As ``domain.confirming.void_entries``.
    """
    ids = [one for one in (talk.mentor_entry_id, talk.mentee_entry_id) if one is not None]
    entries = db.session.scalars(sa.select(StudyEntry).where(StudyEntry.id.in_(ids))).all()
    if entries:
        void_entries(entries, reason, actor=actor, now=now)
    talk.mentor_entry_id = talk.mentee_entry_id = None
    put_back(placement, talk, "talk_voided", reason, actor=actor, now=now)


def put_back(
    placement: Placement, talk: PlacementTalk, act: str, reason: str, *, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """It is with whoever logged it again, who is told."""
    talk.state, talk.reason, talk.version = RETURNED, reason, talk.version + 1
    talk.confirmed_by_id = talk.confirmed_at = None
    take_step(placement, act, actor, now, reason=reason, values=({}, {"talk": talk.id}))
    notify(duties.TOPIC, [talk.logged_by_id])


def call_off_talks(placement: Placement, reason: str, *, actor: Actor, now: datetime) -> None:
    """A pair that never was had no talks: the credited are voided, those that wait put back.

    Raises:
        As ``domain.confirming.void_entries``.
    """
    found = db.session.scalars(
        sa.select(PlacementTalk)
        .where(
            PlacementTalk.placement_id == placement.id,
            PlacementTalk.state.in_((CONFIRMED, WAITING)),
        )
        .order_by(PlacementTalk.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for talk in found:
        if talk.state == CONFIRMED:
            void(placement, talk, reason, actor=actor, now=now)
        else:
            put_back(placement, talk, "talk_returned", reason, actor=actor, now=now)
