"""Matters as their sources move them: raised, answered, come back, closed. Nothing commits.

No row of the trail is added here: whoever is the source records what happened to it in the
same transaction.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.audit import Actor
from domain.matters.reckoning import Reckoning, guess, reckoning
from domain.rows import Prepared
from models import Matter, MatterStep, ReplyCalendar, db

LONGEST_TITLE, LONGEST_PROOF, LONGEST_WORDS = 120, 300, 500
OWING, OWED, NOBODY = "by", "to", ""  # with whom a matter lies


class DueBeforeToday(Exception):
    """The day by which it is to be answered lies before ``today``."""

    def __init__(self, today: date) -> None:
        super().__init__(str(today))
        self.today = today


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept of a step: the words that go with it, why it comes late, whom it goes to."""

    act: str
    words: str = ""
    late_reason: str = ""
    to_id: int | None = None


CLOSED = Taken("closed")


def raise_matter(
    kind: str, source: int, *, actor: Actor, now: datetime, owed_by: int | None = None,
    owed_to: int | None = None, due_on: date | None = None, title: str = "",
) -> int:  # fmt: skip
    """Raise the matter of a source and return its id; one INSERT, where the calendar is known.

    People are ids. ``owed_by`` is left out where it is a duty of the kind; late, it rises in
    the chain of ``owed_by``, and without one in that of ``owed_to``.
    ``due_on`` is the last day in time; without it, it is reckoned by the reply times of the
    kind. ``now`` shows the day in the organisation's zone. ``(kind, source)`` is unique.

    Raises:
        DueBeforeToday: ``due_on`` is past.
    """
    on = now.date()
    if due_on is not None and due_on < on:
        raise DueBeforeToday(on)
    values = {
        "kind": kind, "source_id": source, "title": title[:LONGEST_TITLE],
        "about_id": owed_to if owed_by is None else owed_by, "owed_by_id": owed_by,
        "owed_to_id": owed_to, "raised_at": now, "raised_by": actor.account_id,
        "raised_on": on, "since_on": on if due_on is None else None,
    }  # fmt: skip
    calendar = guess()
    found = _insert(values, calendar, due_on)
    if found is None:  # the holidays or the reply times were changed since
        found = _insert(values, reckoning(), due_on)
    return int(found[0])


def _insert(values: dict[str, Any], calendar: Reckoning, due_on: date | None) -> Any:
    if due_on is None:
        due_on, rises_on = calendar.due(values["kind"], values["raised_on"])
    else:
        rises_on = calendar.rises(values["kind"], due_on, 0, values["raised_on"])
    given = values | {"due_on": due_on, "rises_on": rises_on, "token": calendar.token}
    found = _RAISE.rows(given)
    return found[0] if found else None


def _raise_statement() -> Any:
    columns = (
        "kind", "source_id", "title", "about_id", "owed_by_id", "owed_to_id", "raised_at",
        "raised_by", "raised_on", "since_on", "due_on", "rises_on",
    )  # fmt: skip
    table = Matter.__table__
    given = [sa.bindparam(name, type_=table.c[name].type) for name in columns]
    fixed = {"level": 0, "state": "open", "turn": OWING, "outcome": "", "proof": "", "version": 1}
    return (
        sa.insert(Matter)
        .from_select(
            [*columns, *fixed],
            sa.select(*given, *(sa.literal_column(repr(one)) for one in fixed.values())).where(
                sa.select(ReplyCalendar.token).scalar_subquery()
                == sa.bindparam("token", type_=sa.String)
            ),
            include_defaults=False,
        )
        .returning(Matter.id)
    )


_RAISE = Prepared(_raise_statement())


def find_matter(kind: str, source: int) -> Matter | None:
    """The matter of the source, held until the transaction ends, or ``None``. One query."""
    return find_matters(kind, {source}).get(source)


def find_matters(kind: str, sources: Collection[int]) -> dict[int, Matter]:
    """The matters of the sources, by source, held until the transaction ends. One query."""
    found = db.session.scalars(
        sa.select(Matter)
        .where(Matter.kind == kind, Matter.source_id.in_(sources))
        .order_by(Matter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.source_id: one for one in found}


def answer_matter(
    matter: Matter, taken: Taken, *, actor: Actor, now: datetime, calendar: Reckoning | None = None
) -> None:  # fmt: skip
    """It has its answer and lies with whoever it was owed to, who puts right or closes it."""
    on = now.date()
    take_step(matter, taken, actor, now)
    matter.state, matter.turn, matter.level = "answered", OWED, 0
    matter.closed_at, matter.outcome, matter.look_back_on = None, "", None
    matter.since_on, matter.rises_on = on, None
    matter.due_on = (calendar or reckoning()).back_due(matter.kind, on)
    _moved(matter, alone=calendar is None)


def reopen_matter(
    matter: Matter, taken: Taken, *, actor: Actor, now: datetime, due_on: date | None = None,
    level: int = 0, calendar: Reckoning | None = None,
) -> None:  # fmt: skip
    """It is owed again, by ``due_on`` or by the reply times; by whoever has the duty.

    ``level``: how high it had risen, where that still holds.
    """
    times, on = calendar or reckoning(), now.date()
    take_step(matter, taken, actor, now)
    matter.state, matter.turn, matter.level = "reopened", OWING, level
    matter.closed_at, matter.outcome, matter.look_back_on = None, "", None
    matter.since_on = on
    matter.due_on, matter.rises_on = times.due(matter.kind, on)
    if due_on is not None:
        matter.since_on, matter.due_on = None, due_on
        matter.rises_on = times.rises(matter.kind, due_on, level, on)
    _moved(matter, alone=calendar is None)


def before_last_steps(matters: Sequence[Matter]) -> dict[int, tuple[date, int]]:
    """By which day each was due before its last step, and at which level, by id. One query."""
    last = (
        sa.select(sa.func.max(MatterStep.id))
        .where(MatterStep.matter_id.in_([one.id for one in matters]))
        .group_by(MatterStep.matter_id)
    )
    steps = db.session.scalars(sa.select(MatterStep).where(MatterStep.id.in_(last)))
    return {one.matter_id: (one.was_due_on, one.level) for one in steps}


def move_matter(
    matter: Matter, *, actor: Actor, now: datetime, due_on: date | None = None,
    owed_by: int | None = None, title: str | None = None,
) -> None:  # fmt: skip
    """Another day by which an open matter is due, another who owes it, or another title.

    Raises:
        DueBeforeToday: ``due_on`` is past, and is not the day that stands already.
    """
    on = now.date()
    if due_on is not None and due_on != matter.due_on:
        if due_on < on:
            raise DueBeforeToday(on)
        take_step(matter, Taken("moved"), actor, now)
        matter.since_on, matter.due_on, matter.level = None, due_on, 0
        matter.rises_on = reckoning().rises(matter.kind, due_on, 0, on)
    if owed_by is not None and owed_by != matter.owed_by_id:
        take_step(matter, Taken("handed_over", to_id=owed_by), actor, now)
        matter.owed_by_id = matter.about_id = owed_by
    if title is not None:
        matter.title = title[:LONGEST_TITLE]
    _moved(matter)


def count_from(
    matter: Matter, on: date, calendar: Reckoning, *, actor: Actor, now: datetime
) -> None:
    """Count the time of an open matter from the day; it begins at the first level again."""
    rises_on = None
    if matter.turn == OWING:
        due_on, rises_on = calendar.due(matter.kind, on)
    else:
        due_on = calendar.back_due(matter.kind, on)
    if (due_on, rises_on) != (matter.due_on, matter.rises_on):
        take_step(matter, Taken("moved"), actor, now)
        matter.due_on, matter.rises_on, matter.level = due_on, rises_on, 0
        _moved(matter)
    matter.since_on = on


def close_matter(
    kind: str, source: int, *, outcome: str, actor: Actor, now: datetime, proof: str = "",
    step: Taken = CLOSED, comes_back: bool = True,
) -> Matter | None:  # fmt: skip
    """Close the matter of the source, if it has one that is open; the matter, or ``None``.

    ``outcome`` is one word for what came of it. It comes back for a second look on the day
    that the reply times say, unless ``comes_back`` is false.
    """
    matter = find_matter(kind, source)
    if matter is None or matter.turn == NOBODY:
        return None
    matter.proof = proof[:LONGEST_PROOF] or matter.proof
    _close([matter], outcome, step, actor, now, back=comes_back)
    db.session.flush()
    return matter


def close_matters(
    kind: str, sources: Collection[int], *, outcome: str, actor: Actor, now: datetime
) -> list[Matter]:
    """Close the open matters of many sources. A few statements, however many."""
    found = db.session.scalars(
        sa.select(Matter)
        .where(Matter.kind == kind, Matter.source_id.in_(sources), Matter.turn != NOBODY)
        .order_by(Matter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    _close(found, outcome, CLOSED, actor, now, back=True)
    db.session.flush()
    return list(found)


def _close(
    matters: Iterable[Matter], outcome: str, taken: Taken, actor: Actor, now: datetime, *,
    back: bool,
) -> None:  # fmt: skip
    calendar, on = reckoning(), now.date()
    for matter in matters:
        take_step(matter, taken, actor, now)
        matter.state, matter.turn, matter.rises_on = "closed", NOBODY, None
        matter.closed_at, matter.outcome = now, outcome
        comes_on = calendar.look_back(matter.kind, matter.source_id, on) if back else None
        matter.look_back_on = comes_on
        matter.version += 1


def take_step(matter: Matter, taken: Taken, actor: Actor, now: datetime) -> None:
    """Keep who did what about the matter, when, and by which day it had been due."""
    step = MatterStep(
        matter_id=matter.id, act=taken.act, actor_id=actor.account_id, at=now,
        was_due_on=matter.due_on, level=matter.level, to_id=taken.to_id,
        words=taken.words[:LONGEST_WORDS], late_reason=taken.late_reason,
    )  # fmt: skip
    db.session.add(step)


def _moved(matter: Matter, *, alone: bool = True) -> None:
    """Count the version; of many, whoever moves them flushes once."""
    matter.version += 1
    if alone:
        db.session.flush()
