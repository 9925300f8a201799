"""What a day does to matters: late ones rise, closed ones come back. Run twice, once is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.confirmers import TODAY, Chain, chain_on, owner_columns
from domain.matters.by_hand import look_again
from domain.matters.handing_over import hand_back_left
from domain.matters.kinds import CONFIRMER, KINDS
from domain.matters.raising import OWING
from domain.matters.reckoning import Reckoning, reckoning
from domain.notices import notify
from models import Matter, MatterStep, Person, db


@dataclass(frozen=True, slots=True)
class Done:
    """How many rose a level, were handed back, and came back for a second look."""

    risen: int
    handed_back: int
    looked_back: int


def daily(*, actor: Actor, now: datetime) -> Done:
    """Everything that is due by the day of ``now``; adds and flushes, the caller commits.

    A dozen statements, however many matters; two rows for each that moved.
    """
    back = hand_back_left(today=now.date(), actor=actor, now=now)
    return Done(_rise(actor, now), back, _come_back(actor, now))


def _rise(actor: Actor, now: datetime) -> int:
    """Unanswered past their days, matters go to the next level up to the day."""
    today = now.date()
    late = db.session.execute(
        sa.select(
            Matter.id, Matter.kind, Matter.level, Matter.due_on, Matter.rises_on,
            Matter.about_id, Matter.raised_on,
        )
        .where(Matter.turn == OWING, Matter.rises_on <= today)
        .order_by(Matter.id)
        .with_for_update()
    ).all()  # fmt: skip
    if not late:
        return 0
    calendar, steps, changes = reckoning(), [], []
    for row in late:
        level, rises_on = _level_on(row, calendar, today)
        changes.append({"matter": row.id, "to_level": level, "next_on": rises_on})
        steps.append(
            {
                "matter_id": row.id, "act": "risen", "actor_id": actor.account_id, "at": now,
                "was_due_on": row.due_on, "level": level, "words": "", "late_reason": "",
            }
        )  # fmt: skip
        audit.record(
            actor, "matter.risen", "matter", row.id, at=now, before={"level": row.level},
            after={"level": level},
        )  # fmt: skip
    _change_levels(changes)
    db.session.execute(sa.insert(MatterStep), steps)
    _tell(late, {one["matter"]: one["to_level"] for one in changes}, chain_on(today), now)
    return len(late)


def _change_levels(changes: list[dict[str, Any]]) -> None:
    table: Any = Matter.__table__
    db.session.connection().execute(
        sa.update(table)
        .where(table.c.id == sa.bindparam("matter"))
        .values(
            level=sa.bindparam("to_level"), rises_on=sa.bindparam("next_on"),
            version=table.c.version + 1,
        ),
        changes,
    )  # fmt: skip
    db.session.expire_all()


def _level_on(row: Any, calendar: Reckoning, today: Any) -> tuple[int, Any]:
    """The level reached by the day, and when the next one comes."""
    level, rises_on = row.level, row.rises_on
    while rises_on is not None and rises_on <= today:
        level += 1
        rises_on = calendar.rises(row.kind, row.due_on, level, row.raised_on)
    return level, rises_on


def _tell(late: Any, levels: dict[int, int], chain: Chain, now: datetime) -> None:
    """Tell those to whom a matter has risen. One query."""
    about = {row.about_id for row in late if row.about_id is not None}
    people = {
        row.id: row
        for row in db.session.execute(
            owner_columns(TODAY).where(Person.id.in_(about)), {"today": now.date()}
        )
    }
    for row in late:
        one = people.get(row.about_id)
        if one is None:
            continue
        duty = KINDS[row.kind].duty == CONFIRMER
        first = chain.confirmers(*one) if duty else set()
        notify("risen", chain.at_level(one.id, one[2], first, levels[row.id]), matter_id=row.id)


def _come_back(actor: Actor, now: datetime) -> int:
    """Closed matters whose day has come lie with somebody again, for a second look."""
    due_on = reckoning().look_back_due(now.date())
    found = db.session.scalars(
        sa.select(Matter)
        .where(Matter.state == "closed", Matter.look_back_on <= now.date())
        .order_by(Matter.id)
        .with_for_update()
    ).all()
    for matter in found:
        look_again(matter, due_on, actor=actor, now=now)
    return len(found)
