"""Mentor pairs that go quiet, and those of whom one was moved or left: a successor is asked for.

The caller commits.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.audit import Actor
from domain.placements import duties
from domain.placements.deciders import check_decides
from domain.placements.holding import RUNNING, UNDER_WAY, hold, people_of
from domain.placements.reach import MENTORSHIP, listed_for
from domain.placements.rotation_rules import rules_on
from domain.placements.steps import take_step
from models import Person, Placement, PlacementStep, PlacementTalk, Post, Tenure, db

GOES_ON = "goes_on"
Lines = Mapping[int, Sequence[Any]]  # main posts by person's id


@dataclass(frozen=True, slots=True)
class _Settled:
    """When it was last said that the pair is right as it is, and who had left by then."""

    at: datetime
    on: date
    kept: bool = False  # whether it was by deciding that it goes on, knowing of the moves
    gone: frozenset[int] = frozenset()

    def knew(self, line: Any) -> bool:
        """Whether the line stood then, by what was written down."""
        return self._before(line.recorded_at) and not (
            line.superseded_at is not None and self._before(line.superseded_at)
        )

    def _before(self, moment: datetime) -> bool:
        return moment < self.at or (self.kept and moment == self.at)


class NotFlagged(Exception):
    """Nobody of the pair was moved, or it was dealt with already."""


def last_talk_on() -> Any:
    """A scalar subquery: the day of the last confirmed talk of ``Placement``."""
    return (
        sa.select(sa.func.max(PlacementTalk.held_on))
        .where(PlacementTalk.placement_id == Placement.id, PlacementTalk.state == "confirmed")
        .correlate(Placement)
        .scalar_subquery()
    )


def last_on(pair: Placement) -> date | None:
    """The day of its last confirmed talk. One query."""
    return db.session.scalar(sa.select(last_talk_on()).where(Placement.id == pair.id))


def is_quiet(today: date) -> sa.ColumnElement[bool]:
    """The condition on ``Placement`` that a pair under way has had no talk for too long.

    One query, for the rules.
    """
    allowed = rules_on(today).mentorship.quiet_after_days
    if allowed is None:
        return sa.false()
    since = today - timedelta(days=allowed)
    last = sa.func.coalesce(last_talk_on(), Placement.from_on)
    return sa.and_(Placement.kind == MENTORSHIP, Placement.state == UNDER_WAY, last < since)


def quiet_pairs(visitor: Visitor, *, today: date, most: int) -> list[tuple[Placement, date]]:
    """Pairs that went quiet, of those the visitor lists, the longest first; with since when."""
    last = sa.func.coalesce(last_talk_on(), Placement.from_on)
    rows: Any = db.session.execute(
        sa.select(Placement, last)
        .where(is_quiet(today), listed_for(visitor, today))
        .order_by(last, Placement.id)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def flag_moved(
    *, today: date, actor: Actor, now: datetime, people: Collection[int] = ()
) -> int:  # fmt: skip
    """Flag the pairs of whom one is in another unit than when it was approved, or has left.

    Where it was decided since that it goes on, than then. Of these people, or of everybody. Four
    queries, and a few for each that is flagged.
    """
    flagged = 0
    for pair, moved in _moved(_running(people, Placement.flagged_on.is_(None)), today):
        if moved is not None:
            _flag(pair, moved, today=today, actor=actor, now=now)
            flagged += 1
    return flagged


def lift_flags(
    people: Collection[int], *, today: date, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Those of whom nobody counts as moved any more, of these people, ask for no successor.

    Three queries, and a few for each that is lifted.
    """
    for pair, moved in _moved(_running(people, Placement.flagged_on.is_not(None)), today):
        if moved is None:
            _lift(pair, actor=actor, now=now)


def _moved(pairs: Sequence[Placement], today: date) -> Iterator[tuple[Placement, int | None]]:
    """Each pair with who of it was moved, or has left; the mentor first, ``None`` for nobody."""
    ids = {one for pair in pairs for one in (pair.person_id, pair.mentor_id) if one is not None}
    if not ids:
        return
    lines, left, settled = _main_posts(ids), _left(ids, today), _settled(pairs)
    for pair in pairs:
        since = settled[pair.id]
        moved = [
            one
            for one in (pair.mentor_id, pair.person_id)
            if one is not None and one not in since.gone
            and (one in left or _is_moved(since, lines.get(one, ()), today))
        ]  # fmt: skip
        yield pair, moved[0] if moved else None


def _running(
    people: Collection[int], flagged: sa.ColumnElement[bool]
) -> Sequence[Placement]:  # fmt: skip
    query = sa.select(Placement).where(
        Placement.kind == MENTORSHIP, Placement.state.in_(RUNNING), flagged
    )
    if people:
        query = query.where(
            sa.or_(Placement.person_id.in_(people), Placement.mentor_id.in_(people))
        )
    return db.session.scalars(query.order_by(Placement.id)).all()


def _main_posts(person_ids: Collection[int]) -> Lines:
    """Main lines by person's id, those that stand no more too."""
    rows: Any = db.session.execute(
        sa.select(
            Tenure.person_id, Tenure.from_on, Tenure.to_on, Tenure.recorded_at,
            Tenure.superseded_at, Post.unit_id,
        )
        .join(Post, Post.id == Tenure.post_id)
        .where(Tenure.person_id.in_(person_ids), Tenure.main)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _left(person_ids: Collection[int], today: date) -> set[int]:
    return set(
        db.session.scalars(
            sa.select(Person.id).where(Person.id.in_(person_ids), Person.left_on <= today)
        )
    )


def _settled(pairs: Sequence[Placement]) -> dict[int, _Settled]:
    """Since when each is compared: its approval, or when it was last decided that it goes on."""
    found = {pair.id: _by_approval(pair) for pair in pairs}
    steps = db.session.scalars(
        sa.select(PlacementStep)
        .where(PlacementStep.placement_id.in_(found), PlacementStep.act.in_(("approved", GOES_ON)))
        .order_by(PlacementStep.id)
    )
    for one in steps:
        said, kept = json.loads(one.after), one.act == GOES_ON
        on = date.fromisoformat(said["on"]) if "on" in said else one.at.date()
        gone = frozenset(said.get("gone", ()))
        found[one.placement_id] = _Settled(one.at, on, kept=kept, gone=gone)
    return found


def _by_approval(pair: Placement) -> _Settled:
    at = pair.approved_at or pair.proposed_at
    return _Settled(at, at.date())


def _is_moved(settled: _Settled, lines: Sequence[Any], today: date) -> bool:
    """Whether the unit is another than what was known to be it when the pair was settled."""
    standing = [one for one in lines if one.superseded_at is None]
    before = _unit_on([one for one in lines if settled.knew(one)], settled.on)
    if before is None:  # written down later only
        before = _unit_on(standing, settled.on)
    return before is not None and before != _unit_on(standing, today)


def _unit_on(lines: Sequence[Any], day: date) -> int | None:
    return next(
        (one.unit_id for one in lines
         if one.from_on <= day and (one.to_on is None or one.to_on >= day)),
        None,
    )  # fmt: skip


def _flag(pair: Placement, person_id: int, *, today: date, actor: Actor, now: datetime) -> None:
    hold(pair)
    if pair.flagged_on is not None or pair.state not in RUNNING:
        return
    pair.flagged_on, pair.version = today, pair.version + 1
    take_step(pair, "flagged", actor, now, values=({}, {"person": person_id}))
    asked = duties.who_speaks_for(pair.unit_id, pair, today=today)
    duties.ask(pair, duties.SUCCESSOR, asked, actor=actor, now=now)


def _lift(pair: Placement, *, actor: Actor, now: datetime) -> None:
    hold(pair)
    if pair.flagged_on is None or pair.state not in RUNNING:
        return
    pair.flagged_on, pair.version = None, pair.version + 1
    take_step(pair, "flag_lifted", actor, now)
    duties.settle(pair, duties.SUCCESSOR, outcome="dropped", actor=actor, now=now)


def goes_on(pair: Placement) -> bool:
    """Whether it was decided that the pair goes on, since one was moved. One query."""
    decided = sa.exists().where(PlacementStep.placement_id == pair.id, PlacementStep.act == GOES_ON)
    return db.session.scalar(sa.select(decided)) is True


def keep_pair(
    pair: Placement, reason: str, visitor: Visitor, *, today: date, now: datetime
) -> None:
    """The pair goes on although one of the two was moved: no successor is asked for any more.

    A later move is seen again.

    Raises:
        NotFlagged, domain.placements.holding.NotInState.
        domain.placements.deciders.OwnPlacement, domain.placements.proposing.NotYours.
    """
    hold(pair, *RUNNING)
    check_decides(pair, visitor, today=today)
    if pair.flagged_on is None:
        raise NotFlagged
    pair.flagged_on, pair.version = None, pair.version + 1
    gone = sorted(_left(people_of(pair), today))
    said = {"on": today, "gone": gone}
    take_step(pair, GOES_ON, visitor.actor, now, reason=reason, values=({}, said))
    duties.settle(pair, duties.SUCCESSOR, outcome="kept", actor=visitor.actor, now=now)
