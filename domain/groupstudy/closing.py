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
    held_rows,
    place_on,
)
from domain.groupstudy.duties import follow_gathering
from domain.groupstudy.holding import CLOSED, OPEN, hold
from domain.groupstudy.planning import EndBeforeStart
from domain.groupstudy.rule_keeping import rule_on
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
from domain.locks import lock_people
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


@dataclass(frozen=True, slots=True)
class Outlook:
    """What closing would do: who was there, who not, and what is wanting.

    ``undecided``: so many codes came late and wait for the host.
    """

    there: list[tuple[Row, Candidate]]
    others: list[Row]
    wanting: list[str]
    undecided: int


def outlook(gathering: GroupStudy, held: Held, *, own_person_id: int | None) -> Outlook:
    """Ten queries, however many people.

    Raises:
        domain.groupstudy.rule_keeping.NoRule, domain.hours.packs.NoPackInForce.
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
    return Outlook(there, others, lacking(gathering, terms.kind), undecided)


def lacking(gathering: GroupStudy, kind: GatheringKind) -> list[str]:
    """What the rule asks before it is closed, and is not there, in the rule's order. One query."""
    of_it = gathering.id
    talk, minutes, photo = GroupStudyTalk, GroupStudyMinutes, GroupStudyFile
    written = sa.and_(minutes.group_study_id == of_it, sa.func.trim(minutes.markdown) != "")
    found: Any = db.session.execute(
        sa.select(
            sa.exists().where(talk.group_study_id == of_it, talk.removed_at.is_(None)),
            sa.exists().where(written),
            sa.exists().where(written, minutes.agreed_at.is_not(None)),
            sa.exists().where(
                photo.group_study_id == of_it, photo.purpose == "photo", photo.removed_at.is_(None)
            ),
        )
    ).one()
    kept = dict(zip((ASKS_TALK, ASKS_MINUTES, ASKS_AGREED, ASKS_PHOTO), found, strict=True))
    kept[ASKS_LEADER] = gathering.leader_id is not None
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
    gathering: GroupStudy, held: Held, credited: Collection[int], shown: Collection[int],
    visitor: Visitor, *, now: datetime,
) -> int:  # fmt: skip
    """Close it and credit these people (ids) of those there, whom the page has ``shown``.

    How many were credited. Who was expected is absent from now on. Some thirty statements, and
    a few for each of the audit rows.

    Raises:
        domain.groupstudy.holding.NotInState: it is not open, or not any more.
        As ``check_times``, and NobodyThere.
        ClosingAsks: with everything that is wanting.
        PeopleChanged: somebody came or was taken off meanwhile; nobody is left out unseen.
        As ``domain.groupstudy.crediting.credit_people`` and ``outlook``: nothing was done.
    """
    hold(gathering, OPEN)
    check_times(held, now)
    rows = held_rows(gathering.id)
    states = {one.person_id: one.state for one in rows.values()}
    there = {one for one, state in states.items() if state in THERE}
    if not there:
        raise NobodyThere
    wanting = lacking(gathering, rule_on(held.on).kinds[gathering.kind])
    if wanting:
        raise ClosingAsks(wanting)
    if there != set(shown) or not there.issuperset(credited):
        raise PeopleChanged(there.difference(shown), set(shown).union(credited) - there)
    lock_people(*there)
    found = candidates(
        gathering.id, terms_of(gathering, held), states, own_person_id=visitor.person_id
    )
    many = credit_people(
        rows, {one: found[one] for one in credited if found[one].share}, visitor, now=now
    )
    if held.on != gathering.held_on:
        place_on(rows, held.on)
    absent = [one for one in rows.values() if one.state == EXPECTED]
    _mark_absent(absent, visitor, now)
    _close(gathering, held, visitor, now, {"people": many, "there": len(there)})
    return many


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
    gathering: GroupStudy, held: Held, visitor: Visitor, now: datetime, told: Mapping[str, Any]
) -> None:
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
    take_step(gathering, "closed", visitor.actor, now, values=(before, {**after, **told}))
    follow_gathering(gathering, actor=visitor.actor, now=now)
