"""Adopting a pack: from which day it is the one in force, why, and by whom.

Adoptions are dated lines: one that ends earlier is superseded by a line with its last day, and
nothing is overwritten. What was decided under an earlier pack keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.hours.pack_lines import field_lines, line_of
from domain.hours.years import YearClosed
from models import ClosedYear, PackAdoption, RulePack, db
from models.base import on_sqlite

MOST_REASON = 300
EXAMPLE = "example-office"
EXAMPLE_REASON = "首次载入时启用的示例规则 (the example, adopted at the first start)"


class ReasonMissing(Exception):
    """An adoption says why."""


class DateInTheWay(Exception):
    """A date of the pack stands against it: ``field``, in ``line`` of its text."""

    def __init__(self, pack: RulePack, field: str) -> None:
        self.slug, self.version, self.field = pack.slug, pack.version, field
        self.line = line_of(field_lines(pack.source_text), field)
        super().__init__(f"{self.slug} {self.version}: line {self.line}: {field}")


class NotInItsDays(DateInTheWay):
    """The pack is not made for the day: it begins, or ends, on ``day``."""

    def __init__(self, pack: RulePack, field: str, day: date) -> None:
        super().__init__(pack, field)
        self.day = day


class AdoptionsOverlap(DateInTheWay):
    """Its days meet those of ``other``."""

    def __init__(self, pack: RulePack, field: str, other: "Adopted") -> None:
        super().__init__(pack, field)
        self.other = other


REFUSALS = (ReasonMissing, NotInItsDays, AdoptionsOverlap, YearClosed)


@dataclass(frozen=True, slots=True)
class Adopted:
    """One line of what is in force when; ``to_on`` is its last day, ``None`` while it goes on."""

    id: int
    pack_id: int
    slug: str
    version: int
    sha256: str
    from_on: date
    to_on: date | None
    reason: str
    adopted_by: int | None
    adopted_at: datetime

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= (self.to_on or day)


def adoptions() -> list[Adopted]:
    """The standing ones, the latest first. One query."""
    rows: Any = db.session.execute(
        sa.select(
            PackAdoption.id, PackAdoption.pack_id, RulePack.slug, RulePack.version,
            RulePack.sha256, PackAdoption.from_on, PackAdoption.to_on, PackAdoption.reason,
            PackAdoption.adopted_by, PackAdoption.adopted_at,
        )
        .join(RulePack, RulePack.id == PackAdoption.pack_id)
        .where(PackAdoption.superseded_at.is_(None))
        .order_by(PackAdoption.from_on.desc())
    )  # fmt: skip
    return [Adopted(*row) for row in rows]


def adopt_pack(
    pack: RulePack, from_on: date, reason: str, *, actor: Actor, now: datetime
) -> PackAdoption:
    """Put the pack in force from the day to the end of its own days; the caller commits.

    One that began earlier ends the day before: one without an end, or of the same pack.

    Raises:
        ReasonMissing: no reason is given.
        NotInItsDays: the pack itself begins later or has ended by then.
        AdoptionsOverlap: another adoption begins on the day or later, or has an end of its own.
        domain.hours.years.YearClosed: the days touch a year whose books are closed.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    _check_own_days(pack, from_on)
    _lock_adoptions()
    _check_years(from_on, pack.effective_to)
    for other in adoptions():
        if from_on <= (other.to_on or from_on) and other.from_on <= (pack.effective_to or date.max):
            _end_before(other, pack, from_on, now)
    row = PackAdoption(
        pack_id=pack.id, from_on=from_on, to_on=pack.effective_to, reason=reason[:MOST_REASON],
        adopted_by=actor.account_id, adopted_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor, "rules.adopted", "rule_pack", pack.id, at=now,
        after={"adoption": row.id, "from_on": from_on, "to_on": pack.effective_to},
    )  # fmt: skip
    return row


def adopt_first(*, actor: Actor, now: datetime) -> RulePack | None:
    """Adopt the example where nothing was ever adopted, so that an empty instance works."""
    if db.session.scalars(sa.select(PackAdoption.id).limit(1)).one_or_none() is not None:
        return None
    pack = db.session.scalars(
        sa.select(RulePack).where(RulePack.slug == EXAMPLE)
        .order_by(RulePack.version.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if pack is not None:
        adopt_pack(pack, pack.effective_from, EXAMPLE_REASON, actor=actor, now=now)
    return pack


def find_pack(slug: str, version: int) -> RulePack | None:
    """The loaded pack of this name and version. One query."""
    return db.session.scalars(
        sa.select(RulePack).where(RulePack.slug == slug, RulePack.version == version)
    ).one_or_none()


def loaded_packs() -> Sequence[RulePack]:
    """Every version that was loaded, by name, the highest first. One query."""
    return db.session.scalars(
        sa.select(RulePack).order_by(RulePack.slug, RulePack.version.desc())
    ).all()


def _check_own_days(pack: RulePack, from_on: date) -> None:
    if from_on < pack.effective_from:
        raise NotInItsDays(pack, "effective_from", pack.effective_from)
    if pack.effective_to is not None and from_on > pack.effective_to:
        raise NotInItsDays(pack, "effective_to", pack.effective_to)


def _check_years(first: date, last: date | None) -> None:
    closed = db.session.scalars(
        sa.select(sa.func.min(ClosedYear.year)).where(
            ClosedYear.year >= first.year, ClosedYear.year <= (last or date.max).year
        )
    ).one()
    if closed is not None:
        raise YearClosed(closed)


def _end_before(other: Adopted, pack: RulePack, from_on: date, now: datetime) -> None:
    """The earlier line gets its last day, in a line that supersedes it; or it is in the way."""
    ends = other.to_on is None or other.slug == pack.slug
    if other.from_on >= from_on or not ends:
        field = (
            "effective_to" if pack.effective_to and other.from_on >= from_on else "effective_from"
        )
        raise AdoptionsOverlap(pack, field, other)
    before = db.session.get_one(PackAdoption, other.id)
    before.superseded_at = now
    db.session.flush()
    db.session.add(
        PackAdoption(
            pack_id=other.pack_id, from_on=other.from_on, to_on=from_on - timedelta(days=1),
            reason=other.reason, adopted_by=other.adopted_by, adopted_at=other.adopted_at,
        )
    )  # fmt: skip
    db.session.flush()


def _lock_adoptions() -> None:
    """Whoever else adopts waits until the transaction ends; on SQLite the gate does it."""
    if not on_sqlite():
        db.session.execute(sa.text("LOCK TABLE pack_adoptions IN SHARE ROW EXCLUSIVE MODE"))
