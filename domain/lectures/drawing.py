"""The order of the lectures of a series, drawn by a seed that is shown: anybody can repeat it.

The seed is what was typed, a ``|``, and what the machine added at the draw: nobody can try seeds
beforehand until one gives the order that suits.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.holding import PREPARING, hold
from domain.lectures.steps import take_step
from models import Lecture, LectureSeries, db


class ReasonWanting(Exception):
    """The order was drawn before: drawing it again wants a reason."""


class NothingToDraw(Exception):
    """The series has no lecture that stands."""


def lot_of(seed: str, slug: str) -> str:
    """SHA-256 of the seed, a ``|`` and the last part of the lecture's address, in hex digits."""
    return sha256(f"{seed}|{slug}".encode()).hexdigest()


def drawn_order(seed: str, slugs: Iterable[str]) -> list[str]:
    """The smallest lot comes first."""
    return sorted(slugs, key=lambda slug: lot_of(seed, slug))


def draw(
    series: LectureSeries, typed: str, *, added: str, reason: str = "", actor: Actor, now: datetime
) -> Sequence[Lecture]:
    """Number the lectures in the order of their lots; withdrawn ones have no number.

    ``added``: what nobody could know before, such as ``secrets.token_hex``.

    Raises:
        domain.lectures.holding.NotInState: scoring has begun.
        ReasonWanting, NothingToDraw.
    """
    hold(series, PREPARING)
    if series.drawn_at is not None and not reason:
        raise ReasonWanting
    lectures = db.session.scalars(
        sa.select(Lecture).where(Lecture.series_id == series.id).with_for_update()
    ).all()
    standing = {one.slug: one for one in lectures if one.withdrawn_at is None}
    if not standing:
        raise NothingToDraw
    before = {one.slug: one.number for one in lectures if one.number is not None}
    for one in lectures:
        one.number = None
    db.session.flush()
    seed = f"{typed}|{added}"
    order = [standing[slug] for slug in drawn_order(seed, standing)]
    for number, one in enumerate(order, start=1):
        one.number = number
        one.version += 1
    was = {"seed": series.draw_seed, "order": sorted(before, key=before.__getitem__)}
    series.draw_seed, series.drawn_at, series.drawn_by = seed, now, actor.account_id
    after = {"seed": seed, "order": [one.slug for one in order]}
    again = was if was["seed"] else {}
    take_step(series, "drawn", actor, now, reason=reason, values=(again, after))
    return order
