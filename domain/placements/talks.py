"""Talks of a placement: logged by one side, confirmed by the other, and only then credited.

Of a mentorship the sides are mentor and mentee; of a secondment who is seconded, and whoever
decides on it. The caller commits.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Reach, Visitor
from domain.confirming import void_entries
from domain.hours.packs import pack_in_force
from domain.hours.years import check_open
from domain.notices import notify
from domain.placements import duties
from domain.placements.holding import hold, hold_with_people
from domain.placements.reach import MENTORSHIP, may_talk
from domain.placements.rotation_book import MENTEE, MENTOR
from domain.placements.rotation_rules import rules_on
from domain.placements.steps import take_step
from domain.placements.talk_sides import (
    CONFIRMED,
    RETURNED,
    TALKING,
    WAITING,
    may_answer,
    may_log,
    may_void,
)
from domain.recording import record_activity
from domain.session_claims import session_claim
from domain.versions import change, next_version
from models import Placement, PlacementTalk, StudyEntry, db

MOST_MINUTES = 600
TRUSTED = Reach(everyone=True)  # that both were there is said by both


class NotASide(Exception):
    """The visitor is not the side whose step it is."""


class DayOutside(Exception):
    """The day of a talk lies between ``first`` and ``last``, both included."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} to {last}")
        self.first, self.last = first, last


class TalkStands(Exception):
    """A talk of that day, just as long, is written down already."""


class TalkNotCreditable(Exception):
    """The hours rules of ``day`` do not know the kind that a talk counts as."""

    def __init__(self, kind: str, day: date) -> None:
        super().__init__(kind)
        self.kind, self.day = kind, day


class TalkMovedOn(Exception):
    """The talk is in another state than the step asks for; ``talk`` is as it stands."""

    def __init__(self, talk: PlacementTalk) -> None:
        super().__init__(f"talk {talk.id} is {talk.state}")
        self.talk = talk


@dataclass(frozen=True, slots=True)
class TalkText:
    """What whoever logs it says of a talk."""

    held_on: date
    minutes: int
    topic: str
    said: str = ""

    def values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def log_talk(
    placement: Placement, text: TalkText, visitor: Visitor, *, today: date, now: datetime
) -> PlacementTalk:
    """Write a talk down and ask the other side to confirm it.

    Raises:
        NotASide, DayOutside, TalkStands.
        domain.placements.holding.NotInState: it has not begun, or is assessed.
        domain.hours.years.YearClosed: the books of its year are closed.
    """
    hold(placement, *TALKING)
    if visitor.person_id is None or not may_log(
        placement, visitor, decides=_decides(placement, visitor, today)
    ):
        raise NotASide
    _check(placement, text, today)
    talk = PlacementTalk(
        placement_id=placement.id, state=WAITING, logged_by_id=visitor.person_id, logged_at=now,
        version=1, **text.values(),
    )  # fmt: skip
    db.session.add(talk)
    db.session.flush()
    after = {"talk": talk.id, **text.values()}
    take_step(placement, "talk_logged", visitor.actor, now, values=({}, after))
    _ask_other(placement, talk, visitor, now=now)
    return talk


def edit_talk(
    placement: Placement, talk: PlacementTalk, text: TalkText, visitor: Visitor, *, version: int,
    today: date, now: datetime,
) -> None:  # fmt: skip
    """Who logged it puts it right, until it is confirmed; what was given back is asked anew.

    Raises:
        NotASide, DayOutside, TalkStands, TalkMovedOn.
        domain.placements.holding.NotInState, domain.hours.years.YearClosed.
        domain.versions.Stale: somebody changed it since ``version`` was read.
    """
    _hold_talk(placement, talk, WAITING, RETURNED)
    if visitor.person_id is None or visitor.person_id != talk.logged_by_id:
        raise NotASide
    next_version(talk, version)
    _check(placement, text, today, besides=talk.id)
    given_back = talk.state == RETURNED
    before, after = change(talk, {**text.values(), "state": WAITING, "reason": ""})
    values = ({"talk": talk.id, **before}, {"talk": talk.id, **after})
    take_step(placement, "talk_edited", visitor.actor, now, values=values)
    if given_back:
        _ask_other(placement, talk, visitor, now=now)


def confirm_talk(
    placement: Placement, talk: PlacementTalk, visitor: Visitor, *, version: int, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """The other side says so too: both are credited as the rules have it, each once.

    Some thirty statements.

    Raises:
        NotASide, TalkMovedOn, TalkNotCreditable, domain.hours.packs.NoPackInForce.
        domain.placements.holding.NotInState, domain.versions.Stale.
        As ``domain.recording.record_activity``.
    """
    _hold_talk(placement, talk, WAITING)
    if not may_answer(placement, talk, visitor, decides=_decides(placement, visitor, today)):
        raise NotASide
    next_version(talk, version)
    talk.state, talk.confirmed_by_id, talk.confirmed_at = CONFIRMED, visitor.person_id, now
    if placement.kind == MENTORSHIP:
        _credit(placement, talk, visitor, today=today, now=now)
    take_step(
        placement, "talk_confirmed", visitor.actor, now, values=({}, {"talk": talk.id})
    )  # fmt: skip
    duties.settle(
        placement, duties.TALK, row=talk.id, outcome="confirmed", actor=visitor.actor, now=now
    )


def give_back(
    placement: Placement, talk: PlacementTalk, reason: str, visitor: Visitor, *, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """The other side says why it is not so.

    Raises:
        NotASide, TalkMovedOn, domain.placements.holding.NotInState.
    """
    _hold_talk(placement, talk, WAITING)
    if not may_answer(placement, talk, visitor, decides=_decides(placement, visitor, today)):
        raise NotASide
    _return(placement, talk, "talk_returned", reason, visitor, now)
    duties.settle(
        placement, duties.TALK, row=talk.id, outcome="given_back", actor=visitor.actor, now=now
    )


def void_talk(
    placement: Placement, talk: PlacementTalk, reason: str, visitor: Visitor, *, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """A confirmed talk was not so: the credit of both is voided, and it may be put right.

    Raises:
        NotASide, TalkMovedOn, domain.placements.holding.NotInState.
        As ``domain.confirming.void_entries``.
    """
    _hold_talk(placement, talk, CONFIRMED)
    if not may_void(talk, visitor, decides=_decides(placement, visitor, today)):
        raise NotASide
    ids = [one for one in (talk.mentor_entry_id, talk.mentee_entry_id) if one is not None]
    entries = db.session.scalars(sa.select(StudyEntry).where(StudyEntry.id.in_(ids))).all()
    if entries:
        void_entries(entries, reason, actor=visitor.actor, now=now)
    talk.mentor_entry_id = talk.mentee_entry_id = None
    _return(placement, talk, "talk_voided", reason, visitor, now)


def _decides(placement: Placement, visitor: Visitor, today: date) -> bool:
    return may_talk(placement, visitor, today=today)


def _return(
    placement: Placement, talk: PlacementTalk, act: str, reason: str, visitor: Visitor,
    now: datetime,
) -> None:  # fmt: skip
    talk.state, talk.reason, talk.version = RETURNED, reason, talk.version + 1
    talk.confirmed_by_id = talk.confirmed_at = None
    take_step(
        placement, act, visitor.actor, now, reason=reason, values=({}, {"talk": talk.id})
    )  # fmt: skip
    notify(duties.TOPIC, [talk.logged_by_id])


def _credit(
    placement: Placement, talk: PlacementTalk, visitor: Visitor, *, today: date, now: datetime
) -> None:
    credit = rules_on(talk.held_on).mentorship.credit
    if not credit:
        return
    _pack_id, pack = pack_in_force(talk.held_on)
    for person_id, kind, column in (
        (placement.mentor_id, credit.get(MENTOR), "mentor_entry_id"),
        (placement.person_id, credit.get(MENTEE), "mentee_entry_id"),
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
            actor=visitor.actor, now=now,
        )  # fmt: skip
        entry_id = sa.select(StudyEntry.id).where(StudyEntry.batch_id == done.batch_id)
        setattr(talk, column, db.session.scalars(entry_id).one())
    db.session.flush()


def _hold_talk(placement: Placement, talk: PlacementTalk, *states: str) -> None:
    """Hold the people, the placement and the talk, in this order.

    Raises:
        TalkMovedOn, domain.placements.holding.NotInState.
    """
    hold_with_people(placement, *TALKING)
    db.session.refresh(talk, with_for_update=True)
    if talk.state not in states:
        raise TalkMovedOn(talk)


def _check(
    placement: Placement, text: TalkText, today: date, *, besides: int | None = None
) -> None:
    last = min(placement.ended_on or today, today)
    if not placement.from_on <= text.held_on <= last:
        raise DayOutside(placement.from_on, last)
    check_open({text.held_on.year})
    twin = sa.exists().where(
        PlacementTalk.placement_id == placement.id, PlacementTalk.held_on == text.held_on,
        PlacementTalk.minutes == text.minutes, PlacementTalk.state != RETURNED,
        PlacementTalk.id.is_distinct_from(besides),
    )  # fmt: skip
    if db.session.scalar(sa.select(twin)):
        raise TalkStands


def _ask_other(
    placement: Placement, talk: PlacementTalk, visitor: Visitor, *, now: datetime
) -> None:
    if visitor.person_id == placement.person_id:
        other = placement.mentor_id or duties.who_speaks_for(
            placement.unit_id, placement, today=now.date()
        )
    else:
        other = placement.person_id
    duties.ask(
        placement, duties.TALK, other, row=talk.id, owed_to=talk.logged_by_id,
        actor=visitor.actor, now=now,
    )  # fmt: skip
