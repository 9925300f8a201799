"""Closing a gathering: when it was held, who was there, each credited once. It stands then.

The caller commits. Two who close it at once: the second is told that it is closed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.access import Visitor
from domain.groupstudy.attendance import ABSENT, EXPECTED, THERE, Row, rows_of
from domain.groupstudy.crediting import (
    Candidate,
    candidates,
    credit_people,
    held_with_people,
    place_on,
)
from domain.groupstudy.duties import follow_gathering
from domain.groupstudy.group_files import OF_GATHERING
from domain.groupstudy.holding import CLOSED, OPEN, hold
from domain.groupstudy.off_plan import TimesDiffer, off_plan
from domain.groupstudy.planning import EndBeforeStart
from domain.groupstudy.rule_keeping import kind_on
from domain.groupstudy.rules import (
    ASKS_AGREED,
    ASKS_LEADER,
    ASKS_MINUTES,
    ASKS_PHOTO,
    ASKS_TALK,
    GatheringKind,
)
from domain.groupstudy.shares import Held, terms_of
from domain.groupstudy.steps import take_step
from domain.groupstudy.talk_clock import end_running
from domain.versions import change
from models import (
    Attendance,
    AttendanceStep,
    GroupStudy,
    GroupStudyFile,
    GroupStudyMinutes,
    GroupStudyTalk,
    LateCheckIn,
    db,
)


class StartToCome(Exception):
    """It has not begun: the start lies ahead."""


class EndToCome(Exception):
    """It is not over: the end lies ahead."""


class NobodyThere(Exception):
    """Nobody has come: such a gathering is cancelled."""


class ClosingAsks(Exception):
    """What the rule asks for is not there yet; ``wanting``: the words of ``rules.CLOSING``."""

    def __init__(self, wanting: list[str]) -> None:
        super().__init__(", ".join(wanting))
        self.wanting = wanting


class PeopleChanged(Exception):
    """Who is there has changed since the page was read; ``came`` and ``gone`` are people's ids."""

    def __init__(self, came: set[int], gone: set[int]) -> None:
        super().__init__(f"came {sorted(came)}, gone {sorted(gone)}")
        self.came, self.gone = came, gone


class Undecided(Exception):
    """Of these people (ids) it has to be said whether they are credited here."""

    def __init__(self, people: list[int]) -> None:
        super().__init__(f"people {people}")
        self.people = people


@dataclass(frozen=True, slots=True)
class Choice:
    """What whoever closes it has said; people's ids. ``shown`` were on the page that was read.

    ``not_here``: of whom it was said that they are not credited here. ``reason``: why the times
    differ from the plan.
    """

    credited: Collection[int]
    shown: Collection[int]
    not_here: Collection[int] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """How many were credited, and who (ids) was elsewhere too and is credited by neither."""

    credited: int
    nowhere: list[int]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What closing would do: who was there, who not, and what is wanting.

    ``undecided``: so many codes came late and wait for the host. ``apart``: as ``off_plan``.
    """

    there: list[tuple[Row, Candidate]]
    others: list[Row]
    wanting: list[str]
    undecided: int
    apart: list[str]


def outlook(gathering: GroupStudy, held: Held, *, own_person_id: int | None) -> Outlook:
    """Ten queries, however many people.

    Raises:
        domain.groupstudy.rule_keeping.NoRule, KindNotRuled, domain.hours.packs.NoPackInForce.
        domain.groupstudy.shares.NotCreditable.
    """
    rows = rows_of(gathering.id)
    terms = terms_of(gathering, held)
    found = candidates(
        gathering.id, terms, {one.person_id: one.state for one in rows},
        own_person_id=own_person_id,
    )  # fmt: skip
    there = [(one, found[one.person_id]) for one in rows if one.person_id in found]
    others = [one for one in rows if one.person_id not in found]
    waiting = sa.select(sa.func.count()).where(
        LateCheckIn.group_study_id == gathering.id, LateCheckIn.state == "waiting"
    )
    undecided = db.session.scalar(waiting) or 0
    wanting = lacking(gathering, terms.kind)
    return Outlook(there, others, wanting, undecided, off_plan(gathering, held))


def lacking(gathering: GroupStudy, kind: GatheringKind) -> list[str]:
    """What the rule asks before it is closed, and is not there, in the rule's order. One query.

    Who leads and who speaks has to be marked as there.
    """
    of_it = gathering.id
    talk, minutes, photo = GroupStudyTalk, GroupStudyMinutes, GroupStudyFile
    written = sa.and_(minutes.group_study_id == of_it, sa.func.trim(minutes.markdown) != "")
    there = sa.select(Attendance.person_id).where(
        Attendance.group_study_id == of_it, Attendance.state.in_(THERE),
        Attendance.superseded_at.is_(None),
    )  # fmt: skip
    found: Any = db.session.execute(
        sa.select(
            sa.literal(gathering.leader_id, sa.Integer).in_(there),
            sa.exists().where(
                talk.group_study_id == of_it, talk.removed_at.is_(None), talk.person_id.in_(there)
            ),
            sa.exists().where(written),
            sa.exists().where(written, minutes.agreed_at.is_not(None)),
            sa.exists().where(
                photo.group_study_id == of_it,
                photo.purpose.in_(OF_GATHERING),
                photo.removed_at.is_(None),
            ),
        )
    ).one()
    asked = (ASKS_LEADER, ASKS_TALK, ASKS_MINUTES, ASKS_AGREED, ASKS_PHOTO)
    kept = dict(zip(asked, found, strict=True))
    return [one for one in kind.closing if not kept[one]]


def check_times(held: Held, now: datetime) -> None:
    """Refuse times that cannot have been: each with an error of its own.

    Raises:
        domain.groupstudy.planning.EndBeforeStart, StartToCome, EndToCome.
    """
    if held.minutes < 1:
        raise EndBeforeStart
    if held.starts_at > now:
        raise StartToCome
    if held.ends_at > now:
        raise EndToCome


def close_gathering(
    gathering: GroupStudy, held: Held, choice: Choice, visitor: Visitor, *, now: datetime
) -> Done:
    """Close it and credit those who were chosen of those there.

    Who was expected is absent from now on, and whoever speaks still has ended. Some thirty
    statements, and a few for each of the audit rows.

    Raises:
        domain.groupstudy.holding.NotInState: it is not open, or not any more.
        As ``check_times``, NobodyThere, and domain.groupstudy.off_plan.TimesDiffer.
        ClosingAsks: with everything that is wanting.
        PeopleChanged: somebody came or was taken off meanwhile; nobody is left out unseen.
        Undecided: with everybody of whom nothing was said.
        As ``domain.groupstudy.crediting.credit_people`` and ``outlook``: nothing was done.
    """
    hold(gathering, OPEN)
    check_times(held, now)
    if (apart := off_plan(gathering, held)) and not choice.reason:
        raise TimesDiffer(apart)
    end_running(gathering, held.ends_at, actor=visitor.actor, now=now)
    rows = held_with_people(gathering.id)
    _check(gathering, held, choice, rows.values())
    states = {one.person_id: one.state for one in rows.values()}
    found = candidates(
        gathering.id, terms_of(gathering, held), states, own_person_id=visitor.person_id
    )
    said = {*choice.credited, *choice.not_here}
    if unsaid := sorted({one.person_id for one in found.values() if one.to_decide} - said):
        raise Undecided(unsaid)
    many = credit_people(
        rows, {one: found[one] for one in choice.credited if found[one].share}, visitor, now=now
    )
    if held.on != gathering.held_on:
        place_on(rows, held.on)
    absent = [one for one in rows.values() if one.state == EXPECTED]
    _mark_absent(absent, visitor, now)
    told = {"people": many, "there": len(found)}
    _close(gathering, held, visitor, now, told, reason=choice.reason)
    return Done(many, sorted(
        one.person_id for one in found.values()
        if one.nowhere_else and rows[one.person_id].entry_id is None
    ))  # fmt: skip


def _check(gathering: GroupStudy, held: Held, choice: Choice, rows: Collection[Attendance]) -> None:
    """See that somebody was there, all that the rule asks for too, and the page showed everybody.

    Raises:
        NobodyThere, ClosingAsks, PeopleChanged.
    """
    there = {one.person_id for one in rows if one.state in THERE}
    if not there:
        raise NobodyThere
    wanting = lacking(gathering, kind_on(gathering.kind, held.on))
    if wanting:
        raise ClosingAsks(wanting)
    shown = set(choice.shown)
    if there != shown or not there.issuperset(choice.credited):
        raise PeopleChanged(there - shown, shown.union(choice.credited) - there)


def _mark_absent(rows: Collection[Attendance], visitor: Visitor, now: datetime) -> None:
    """Who was expected and did not come is absent; each with a step."""
    for row in rows:
        row.state, row.marked_at, row.marked_by = ABSENT, now, visitor.account_id
    db.session.add_all(
        AttendanceStep(
            attendance_id=row.id, was=EXPECTED, became=ABSENT, way="",
            actor_id=visitor.account_id, at=now, reason="",
        )
        for row in rows
    )  # fmt: skip
    db.session.flush()
    for row in rows:
        audit.record(
            visitor.actor, "attendance.marked", "attendance", row.id, at=now,
            before={"state": EXPECTED},
            after={"state": ABSENT, "way": "", "person": row.person_id,
                   "group_study": row.group_study_id},
        )  # fmt: skip


def _close(
    gathering: GroupStudy, held: Held, visitor: Visitor, now: datetime, told: Mapping[str, Any],
    *, reason: str,
) -> None:  # fmt: skip
    moved = (held.starts_at, held.ends_at) != (gathering.starts_at, gathering.ends_at)
    before, after = change(
        gathering,
        {"state": CLOSED, "closed_at": now, "closed_by": visitor.account_id, "held_on": held.on,
         "starts_at": held.starts_at, "ends_at": held.ends_at},
    )  # fmt: skip
    gathering.version += 1
    if moved:  # calendars take it for newer than what they have
        gathering.sequence += 1
        gathering.changed_at = now
    take_step(
        gathering, "closed", visitor.actor, now, reason=reason, values=(before, {**after, **told})
    )
    follow_gathering(gathering, actor=visitor.actor, now=now)
