"""What is handed over at a rotation: listed, ticked by the giver, signed for by the receiver.

What the receiver gives back is the giver's again. The caller commits.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from domain.access import Visitor
from domain.audit import Actor
from domain.notices import notify
from domain.placements import duties
from domain.placements.holding import APPROVED, COMPLETED, PROPOSED, UNDER_WAY, hold
from domain.placements.reach import ROTATION, may_approve
from domain.placements.steps import take_step
from domain.versions import Stale, change, next_version
from models import HandOverItem, Placement, db

WRITING = (PROPOSED, APPROVED, UNDER_WAY, COMPLETED)
SIGNING = (APPROVED, UNDER_WAY, COMPLETED)  # it is often done a while after the move
MOST_ITEMS = 100


class NotTheGiver(Exception):
    """The visitor is neither who moves nor decides on it."""


class NotTheReceiver(Exception):
    """The visitor is not who takes over."""


class NoReceiver(Exception):
    """Nobody is named who takes over."""


class NothingTicked(Exception):
    """No item was chosen that the step could be taken with."""


class TooManyItems(Exception):
    """The list would be longer than ``MOST_ITEMS``; ``room`` says how many more it takes."""

    def __init__(self, room: int) -> None:
        super().__init__(f"{room} more")
        self.room = room


class ItemMovedOn(Exception):
    """The item was handed over, or signed for, meanwhile; ``item`` is as it stands."""

    def __init__(self, item: HandOverItem) -> None:
        super().__init__(f"item {item.id}")
        self.item = item


def gives(placement: Placement, visitor: Visitor, *, decides: bool) -> bool:
    """Whether the visitor writes the list and ticks it. No query.

    ``decides``: ``domain.placements.reach.may_approve`` of the visitor.
    """
    if placement.kind != ROTATION:
        return False
    return decides or (visitor.person_id is not None and visitor.person_id == placement.person_id)


def receives(placement: Placement, visitor: Visitor) -> bool:
    """Whether the visitor signs. No query."""
    return visitor.person_id is not None and visitor.person_id == placement.receiver_id


def items_of(placement: Placement) -> Sequence[HandOverItem]:
    """In the order of the list. One query."""
    return db.session.scalars(
        sa.select(HandOverItem)
        .where(HandOverItem.placement_id == placement.id)
        .order_by(HandOverItem.number, HandOverItem.id)
    ).all()


def find_item(placement: Placement, item_id: int) -> HandOverItem | None:
    found = db.session.get(HandOverItem, item_id)
    return found if found is not None and found.placement_id == placement.id else None


def add_items(
    placement: Placement, texts: Sequence[str], visitor: Visitor, *, today: date, now: datetime
) -> list[HandOverItem]:
    """More items at the end of the list.

    Raises:
        NotTheGiver, TooManyItems, domain.placements.holding.NotInState.
    """
    hold(placement, *WRITING)
    _check_gives(placement, visitor, today)
    known = items_of(placement)
    if len(known) + len(texts) > MOST_ITEMS:
        raise TooManyItems(max(0, MOST_ITEMS - len(known)))
    first = max((one.number for one in known), default=0) + 1
    rows = [
        HandOverItem(placement_id=placement.id, number=number, text=text, version=1)
        for number, text in enumerate(texts, first)
    ]
    db.session.add_all(rows)
    db.session.flush()
    told = {"items": len(rows), "text": "\n".join(texts)}
    take_step(placement, "items_added", visitor.actor, now, values=({}, told))
    follow(placement, actor=visitor.actor, now=now)
    return rows


def edit_item(
    placement: Placement, item: HandOverItem, text: str, visitor: Visitor, *, version: int,
    today: date, now: datetime,
) -> None:  # fmt: skip
    """Other words, until it is handed over.

    Raises:
        NotTheGiver, ItemMovedOn, domain.placements.holding.NotInState.
        domain.versions.Stale: it was changed since ``version`` was read.
    """
    _hold_item(placement, item, WRITING)
    _check_gives(placement, visitor, today)
    if item.handed_over_at is not None:
        raise ItemMovedOn(item)
    next_version(item, version)
    before, after = change(item, {"text": text})
    take_step(
        placement, "item_edited", visitor.actor, now,
        values=({"item": item.id, **before}, {"item": item.id, **after}),
    )  # fmt: skip


def remove_item(
    placement: Placement, item: HandOverItem, visitor: Visitor, *, version: int, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """Off the list, until it is handed over; the step keeps what it said.

    Raises:
        NotTheGiver, ItemMovedOn, domain.placements.holding.NotInState, domain.versions.Stale.
    """
    _hold_item(placement, item, WRITING)
    _check_gives(placement, visitor, today)
    if item.handed_over_at is not None:
        raise ItemMovedOn(item)
    next_version(item, version)
    told = {"item": item.id, "text": item.text}
    db.session.delete(item)
    db.session.flush()
    take_step(placement, "item_removed", visitor.actor, now, values=(told, {}))
    follow(placement, actor=visitor.actor, now=now)


def hand_over(
    placement: Placement, read: Mapping[int, int], visitor: Visitor, *, today: date, now: datetime
) -> int:
    """These items are handed over; ``read``: their versions as they were read, by id.

    Raises:
        NotTheGiver, NoReceiver, NothingTicked, domain.placements.holding.NotInState.
        domain.versions.Stale: one of them was changed since.
    """
    hold(placement, *SIGNING)
    _check_gives(placement, visitor, today)
    if placement.receiver_id is None:
        raise NoReceiver
    chosen = [one for one in _read(placement, read) if one.handed_over_at is None]
    if not chosen:
        raise NothingTicked
    for item in chosen:
        item.handed_over_at, item.remark, item.version = now, "", item.version + 1
    _step(placement, "items_handed_over", chosen, visitor.actor, now)
    follow(placement, actor=visitor.actor, now=now)
    return len(chosen)


def receive(
    placement: Placement, read: Mapping[int, int], remark: str, visitor: Visitor, *, now: datetime
) -> int:
    """The receiver signs for these items, with a remark if there is something to say.

    Raises:
        NotTheReceiver, NothingTicked, domain.placements.holding.NotInState.
        domain.versions.Stale: one of them was changed since.
    """
    hold(placement, *SIGNING)
    if not receives(placement, visitor):
        raise NotTheReceiver
    chosen = [one for one in _read(placement, read) if _waits(one)]
    if not chosen:
        raise NothingTicked
    for item in chosen:
        item.received_at, item.received_by_id = now, visitor.person_id
        item.remark, item.version = remark, item.version + 1
    _step(placement, "items_received", chosen, visitor.actor, now, remark)
    follow(placement, actor=visitor.actor, now=now)
    if all(one.received_at is not None for one in items_of(placement)):
        notify(duties.TOPIC, [placement.person_id])
    return len(chosen)


def give_back(
    placement: Placement, item: HandOverItem, reason: str, visitor: Visitor, *, now: datetime
) -> None:
    """The receiver does not sign for it and says why: the giver hands it over anew.

    Raises:
        NotTheReceiver, ItemMovedOn, domain.placements.holding.NotInState.
    """
    _hold_item(placement, item, SIGNING)
    if not receives(placement, visitor):
        raise NotTheReceiver
    if not _waits(item):
        raise ItemMovedOn(item)
    item.handed_over_at, item.remark, item.version = None, reason, item.version + 1
    take_step(
        placement, "item_given_back", visitor.actor, now, reason=reason,
        values=({}, {"item": item.id}),
    )  # fmt: skip
    follow(placement, actor=visitor.actor, now=now)


def follow(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """Who owes what now: the giver what is not handed over, the receiver a signature."""
    if placement.kind != ROTATION or placement.state not in SIGNING:
        return
    items = items_of(placement)
    open_items = [one for one in items if one.handed_over_at is None]
    giving = not items or bool(open_items)
    due_on = placement.from_on if placement.from_on > now.date() else None
    owed = (
        (duties.HAND_OVER, placement.person_id, giving),
        (duties.RECEIPT, placement.receiver_id, any(_waits(one) for one in items)),
    )
    for duty, person_id, is_owed in owed:
        if not is_owed:
            duties.settle(placement, duty, actor=actor, now=now)
        elif not duties.is_owed(placement, duty):
            duties.ask(placement, duty, person_id, due_on=due_on, actor=actor, now=now)


def _waits(item: HandOverItem) -> bool:
    return item.handed_over_at is not None and item.received_at is None


def _check_gives(placement: Placement, visitor: Visitor, today: date) -> None:
    decides = may_approve(placement, visitor, today=today)
    if not gives(placement, visitor, decides=decides):
        raise NotTheGiver


def _hold_item(placement: Placement, item: HandOverItem, states: Collection[str]) -> None:
    hold(placement, *states)
    db.session.refresh(item, with_for_update=True)


def _read(placement: Placement, read: Mapping[int, int]) -> list[HandOverItem]:
    """The items of these ids, as they were read.

    Raises:
        domain.versions.Stale.
    """
    found = [one for one in items_of(placement) if one.id in read]
    for item in found:
        db.session.refresh(item)
        if item.version != read[item.id]:
            raise Stale(item)
    return found


def _step(
    placement: Placement, act: str, items: Sequence[HandOverItem], actor: Actor, now: datetime,
    remark: str = "",
) -> None:  # fmt: skip
    told: dict[str, object] = {"items": len(items), "ids": [one.id for one in items]}
    if remark:
        told["remark"] = remark
    take_step(placement, act, actor, now, values=({}, told))
