"""What study first asks of a branch in a period is a matter: the next day by which to gather.

Raised by the daily run while the period goes on, for whoever is the branch's secretary, or else
leads its unit; closed when the branch has done it, opened again where a correction takes that
away, and closed as missed a month after the period. Nothing commits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.confirmers import Chain, chain_on
from domain.groupstudy.demands import Demand, demands_of, running
from domain.groupstudy.rhythm import Held, held_in, kept, owed_by
from domain.groupstudy.rule_keeping import versions
from domain.matters import Taken, close_matter, move_matter, raise_matter, reopen_matter
from domain.matters.kinds import RHYTHM
from domain.matters.raising import LONGEST_TITLE, NOBODY, find_matters
from domain.matters.reckoning import hold_calendar
from models import Attendance, Branch, GroupStudy, Matter, RhythmDuty, db

GRACE = timedelta(days=31)  # after the period, until it is closed as missed
HELD, MISSED, NOT_ASKED, UNOWED = "held", "missed", "not_asked", "unowed"  # outcomes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the duties of a few branches stand on a day."""

    day: date
    branches: Mapping[int, Branch]
    chain: Chain
    demands: Mapping[tuple[str, date], Demand]
    held: Mapping[int, list[Held]]

    def asked(self, duty: RhythmDuty) -> Demand | None:
        """What the rule asks, where it asks it of the branch still."""
        demand = self.demands.get((duty.requirement, duty.from_on))
        branch = self.branches[duty.branch_id]
        if demand is None or not demand.asked_of(branch.opened_on, branch.closed_on):
            return None
        return demand

    def is_kept(self, branch_id: int, demand: Demand) -> bool:
        return kept(demand, self.held.get(branch_id, ()))

    def owed_by(self, branch_id: int) -> int | None:
        return owed_by(branch_id, self.branches[branch_id].unit_id, self.chain)

    def title(self, duty: RhythmDuty) -> str:
        """The id of the requirement, which pages put into words, and the name of the branch."""
        name = self.branches[duty.branch_id].name
        return f"{duty.requirement} {name}"[:LONGEST_TITLE]


def daily(*, actor: Actor, now: datetime) -> int:
    """Raise what the running periods ask and nobody owes yet, and bring all others to where they
    are; how many were raised. Run twice, or by two at once, once is done.

    A dozen queries, and a few statements for each that moves.
    """
    hold_calendar()
    branches = {row.id: row for row in db.session.scalars(sa.select(Branch))}
    place = _follow(_unsettled(now.date()), branches, actor=actor, now=now)
    return _raise_new(place, actor=actor, now=now)


def follow(branch_ids: Collection[int], day: date, *, actor: Actor, now: datetime) -> None:
    """A gathering of the day was closed, or corrected: what it was owed for is done, or owed.

    For whoever closes or corrects one; ``branch_ids``: all that had somebody there, and the one
    that holds it. Two queries where nothing is owed, else eight and a few for each.
    """
    duties = db.session.scalars(
        sa.select(RhythmDuty).where(
            RhythmDuty.branch_id.in_(branch_ids), RhythmDuty.from_on <= day, RhythmDuty.to_on >= day
        )
    ).all()
    if not duties:
        return
    db.session.flush()
    found = db.session.scalars(
        sa.select(Branch).where(Branch.id.in_({one.branch_id for one in duties}))
    )
    _follow(duties, {row.id: row for row in found}, actor=actor, now=now)


def follow_gathering(gathering: GroupStudy, *, actor: Actor, now: datetime) -> None:
    """``follow`` for the branches that held the gathering or had somebody there. One query more."""
    found = set(
        db.session.scalars(
            sa.select(Attendance.branch_id).where(
                Attendance.group_study_id == gathering.id, Attendance.branch_id.is_not(None)
            )
        )
    )
    branch_ids = {one for one in (*found, gathering.branch_id) if one is not None}
    follow(branch_ids, gathering.held_on, actor=actor, now=now)


def _unsettled(day: date) -> list[RhythmDuty]:
    """Duties that lie with somebody, or may still come to."""
    return list(
        db.session.scalars(
            sa.select(RhythmDuty)
            .outerjoin(Matter, sa.and_(Matter.kind == RHYTHM, Matter.source_id == RhythmDuty.id))
            .where(sa.or_(Matter.turn != NOBODY, RhythmDuty.to_on >= day - GRACE))
            .order_by(RhythmDuty.id)
        )
    )


def _place(day: date, branches: Mapping[int, Branch], duties: Iterable[RhythmDuty]) -> _Place:
    rules = [rule for _row, rule in versions()]
    asked = {one.key: one for one in running(day, rules)}
    for year in {one.from_on.year for one in duties}:
        asked |= {one.key: one for one in demands_of(year, rules)}
    spans = [(one.from_on, one.to_on) for one in asked.values()]
    held: dict[int, list[Held]] = {}
    if spans:
        first, last = min(spans)[0], max(one[1] for one in spans)
        for one in held_in(first, last, branches.keys()):
            held.setdefault(one.branch_id, []).append(one)
    return _Place(day, branches, chain_on(day), asked, held)


def _raise_new(place: _Place, *, actor: Actor, now: datetime) -> int:
    running_now = [one for one in place.demands.values() if one.holds(place.day)]
    rows: Any = db.session.execute(
        sa.select(RhythmDuty.branch_id, RhythmDuty.requirement, RhythmDuty.from_on).where(
            RhythmDuty.to_on >= place.day
        )
    )
    known = {tuple(row) for row in rows}
    raised = 0
    for branch in sorted(place.branches.values(), key=lambda one: one.id):
        for demand in running_now:
            if (branch.id, *demand.key) in known or place.is_kept(branch.id, demand):
                continue
            if branch.opened_on > place.day or not demand.asked_of(
                branch.opened_on, branch.closed_on
            ):
                continue
            raised += _raise(branch.id, demand, place, actor=actor, now=now)
    return raised


def _raise(branch_id: int, demand: Demand, place: _Place, *, actor: Actor, now: datetime) -> bool:
    """Whether somebody is there to owe it; where nobody is, the board alone shows it."""
    owed_by = place.owed_by(branch_id)
    if owed_by is None:
        return False
    duty = RhythmDuty(
        branch_id=branch_id, requirement=demand.requirement.id, from_on=demand.from_on,
        to_on=demand.to_on, raised_at=now,
    )  # fmt: skip
    db.session.add(duty)
    db.session.flush()
    raise_matter(
        RHYTHM, duty.id, owed_by=owed_by, due_on=demand.to_on, title=place.title(duty),
        actor=actor, now=now,
    )  # fmt: skip
    _record("owed", duty, actor, now)
    return True


def _follow(
    duties: Sequence[RhythmDuty], branches: Mapping[int, Branch], *, actor: Actor, now: datetime
) -> _Place:
    """The matters are held first: what was closed by somebody else till then is seen."""
    matters = find_matters(RHYTHM, [one.id for one in duties])
    place = _place(now.date(), branches, duties)
    for duty in duties:
        _follow_one(duty, matters[duty.id], place, actor=actor, now=now)
    return place


def _follow_one(
    duty: RhythmDuty, matter: Matter, place: _Place, *, actor: Actor, now: datetime
) -> None:
    """Bring the matter to where its branch is."""
    outcome, owed_by = _outcome(duty, place), place.owed_by(duty.branch_id)
    if outcome:
        if matter.turn != NOBODY:
            close_matter(RHYTHM, duty.id, outcome=outcome, actor=actor, now=now, comes_back=False)
            _record(outcome, duty, actor, now)
        return
    if matter.turn == NOBODY:
        reopen_matter(matter, Taken("reopened"), actor=actor, now=now, due_on=duty.to_on)
        _record("owed_again", duty, actor, now)
    title = place.title(duty)
    if (owed_by, title) != (matter.owed_by_id, matter.title):
        if owed_by != matter.owed_by_id:
            _record("handed_over", duty, actor, now)
        move_matter(matter, owed_by=owed_by, title=title, actor=actor, now=now)


def _outcome(duty: RhythmDuty, place: _Place) -> str:
    """What became of it; empty while it is owed."""
    demand = place.asked(duty)
    if demand is None:
        return NOT_ASKED
    if place.is_kept(duty.branch_id, demand):
        return HELD
    if place.day > duty.to_on + GRACE:
        return MISSED
    return UNOWED if place.owed_by(duty.branch_id) is None else ""


def _record(act: str, duty: RhythmDuty, actor: Actor, now: datetime) -> None:
    audit.record(
        actor, f"rhythm.{act}", "rhythm_duty", duty.id, at=now, after={"branch": duty.branch_id}
    )
