"""Talks of a placement: logged by one side, confirmed by the other, and only then credited.

Of a mentorship the sides are mentor and mentee; of a secondment who is seconded, and whoever
decides on it. The caller commits.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Visitor
from domain.hours.years import check_open
from domain.placements import duties, talk_credit
from domain.placements.holding import hold, hold_with_people
from domain.placements.reach import MENTORSHIP, may_talk
from domain.placements.steps import take_step
from domain.placements.talk_sides import (
    ANSWERING,
    CONFIRMED,
    RETURNED,
    TALKING,
    WAITING,
    may_answer,
    may_log,
    may_void,
)
from domain.versions import change, next_version
from models import Placement, PlacementTalk, db

MOST_MINUTES = 600


class NotASide(Exception):
    """The visitor is not the side whose step it is."""


class DayOutside(Exception):
    """The day of a talk lies between ``first`` and ``last``, both included."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} to {last}")
        self.first, self.last = first, last


class TalkStands(Exception):
    """A talk of that day, just as long, is written down already."""


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
        NotASide, TalkMovedOn, domain.placements.holding.NotInState, domain.versions.Stale.
        DayOutside: it was over before that day.
        As ``domain.placements.talk_credit.credit``.
    """
    _hold_talk(placement, talk, WAITING)
    if not may_answer(placement, talk, visitor, decides=_decides(placement, visitor, today)):
        raise NotASide
    next_version(talk, version)
    _check_day(placement, talk.held_on, today)
    talk.state, talk.confirmed_by_id, talk.confirmed_at = CONFIRMED, visitor.person_id, now
    if placement.kind == MENTORSHIP:
        talk_credit.credit(placement, talk, today=today, actor=visitor.actor, now=now)
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
    talk_credit.put_back(placement, talk, "talk_returned", reason, actor=visitor.actor, now=now)
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
    talk_credit.void(placement, talk, reason, actor=visitor.actor, now=now)


def _decides(placement: Placement, visitor: Visitor, today: date) -> bool:
    return may_talk(placement, visitor, today=today)


def _hold_talk(placement: Placement, talk: PlacementTalk, *states: str) -> None:
    """Hold the people, the placement and the talk, in this order.

    Raises:
        TalkMovedOn, domain.placements.holding.NotInState.
    """
    hold_with_people(placement, *ANSWERING)
    db.session.refresh(talk, with_for_update=True)
    if talk.state not in states:
        raise TalkMovedOn(talk)


def _check(
    placement: Placement, text: TalkText, today: date, *, besides: int | None = None
) -> None:
    _check_day(placement, text.held_on, today)
    check_open({text.held_on.year})
    twin = sa.exists().where(
        PlacementTalk.placement_id == placement.id, PlacementTalk.held_on == text.held_on,
        PlacementTalk.minutes == text.minutes, PlacementTalk.state != RETURNED,
        PlacementTalk.id.is_distinct_from(besides),
    )  # fmt: skip
    if db.session.scalar(sa.select(twin)):
        raise TalkStands


def _check_day(placement: Placement, day: date, today: date) -> None:
    last = min(placement.ended_on or today, today)
    if not placement.from_on <= day <= last:
        raise DayOutside(placement.from_on, last)


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
