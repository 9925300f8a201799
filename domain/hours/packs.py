"""Rule packs, kept in the database by version: loaded once, and the one in force on a day.

A pack that is loaded only lies ready; it is in force by adoption (``domain.hours.adoptions``).
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from domain.hours.fields import Expected, Source
from domain.hours.pack_format import Cap, Kind, Pack, Requirement, Words
from domain.hours.pack_parsing import parse_pack
from domain.rows import Prepared
from models import PackAdoption, RulePack, db

__all__ = [
    "Cap", "Kind", "NoPackInForce", "Pack", "PackInForceChanged", "Requirement", "Words",
    "check_names", "get_pack", "get_packs_in_force", "load_pack", "pack_in_force", "packs_in_force",
    "packs_of", "parse_pack",
]  # fmt: skip


MOST_SLUG, MOST_ID = 60, 40  # characters


class PackInForceChanged(Exception):
    """A file changed although its version did not; ``slug`` and ``version`` name it."""

    def __init__(self, slug: str, version: int) -> None:
        super().__init__(f"{slug} {version}")
        self.slug, self.version = slug, version


class NoPackInForce(Exception):
    """No rule pack is in force on ``day``."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


def load_pack(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep the pack of a file; False when this version is kept already. The caller commits.

    Raises:
        PackRefused: the text is no pack.
        PackInForceChanged: the version is kept with another text.
    """
    pack = parse_pack(text, file)
    check_names(pack, text, file)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if _is_kept(pack, sha256):
        return False
    row = RulePack(
        slug=pack.id, version=pack.version, effective_from=pack.effective_from,
        effective_to=pack.effective_to, source_text=text, sha256=sha256, loaded_at=now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # somebody else loaded the version meanwhile
        if _is_kept(pack, sha256):
            return False
        raise
    audit.record(actor, "rules.loaded", "rule_pack", row.id, at=now, after={"sha256": sha256})
    return True


def _is_kept(pack: Pack, sha256: str) -> bool:
    """Whether this version is kept, with this text. One query."""
    kept = db.session.scalars(
        sa.select(RulePack.sha256).where(RulePack.slug == pack.id, RulePack.version == pack.version)
    ).one_or_none()
    if kept not in {None, sha256}:
        raise PackInForceChanged(pack.id, pack.version)
    return kept is not None


def check_names(pack: Pack, text: str, file: str) -> None:
    """Refuse ids that are too long to be kept with every line, or cannot stand in an address.

    Raises:
        PackRefused: naming the first of them.
    """
    source = Source(file, text)
    lists = {
        "parts": pack.parts, "tags": pack.tags, "kinds": pack.kinds, "groups": pack.groups,
        "caps": [one.id for one in pack.caps],
        "requirements": [one.id for one in pack.requirements],
    }  # fmt: skip
    if len(pack.id) > MOST_SLUG or "/" in pack.id:
        raise source.refused("id", Expected.SHORT_ID, least=MOST_SLUG)
    for name, ids in lists.items():
        for number, one in enumerate(ids):
            if len(one) > MOST_ID or ";" in one:
                raise source.refused(f"{name}[{number}].id", Expected.SHORT_ID, least=MOST_ID)
    for number, kind in enumerate(pack.kinds.values()):
        for place, level in enumerate(kind.levels):
            if len(level) > MOST_ID:
                field = f"kinds[{number}].levels[{place}].id"
                raise source.refused(field, Expected.SHORT_ID, least=MOST_ID)


def pack_in_force(day: date) -> tuple[int, Pack]:
    """Id and pack that is adopted for a study day. One query.

    Raises:
        NoPackInForce: none is.
    """
    found = _IN_FORCE.rows({"day": day})
    if not found:
        raise NoPackInForce(day)
    return found[0].id, get_pack(*found[0])


_IN_FORCE = Prepared(
    sa.select(RulePack.id, RulePack.sha256)
    .join(PackAdoption, PackAdoption.pack_id == RulePack.id)
    .where(
        PackAdoption.superseded_at.is_(None), PackAdoption.from_on <= sa.bindparam("day"),
        sa.or_(PackAdoption.to_on.is_(None), PackAdoption.to_on >= sa.bindparam("day")),
    )
)  # fmt: skip  # built once: to build a statement costs three times what running it does


def packs_in_force(days: Collection[date]) -> dict[date, tuple[int, Pack]]:
    """Id and pack for each of the days, as ``pack_in_force`` finds them. One query.

    Days on which none is in force are left out.
    """
    adopted = all_adopted()
    return {day: found for day in days if (found := adopted.on(day)) is not None}


@dataclass(frozen=True, slots=True)
class InForce:
    """What was adopted: rows of a pack's id and hash, its first day in force and its last."""

    rows: Sequence[Any] = ()

    def on(self, day: date) -> tuple[int, Pack] | None:
        """Id and pack of the day, or ``None``."""
        row = next((one for one in self.rows if one.from_on <= day <= (one.to_on or day)), None)
        return None if row is None else (row.id, get_pack(row.id, row.sha256))

    def packs(self) -> list[Pack]:
        """Every pack that is in force on some day, the latest first."""
        rows = sorted(self.rows, key=lambda one: one.from_on, reverse=True)
        return [get_pack(row.id, row.sha256) for row in rows]


def all_adopted() -> InForce:
    """The packs of every day. One query."""
    return InForce(_ALL_ADOPTED.rows({}))


class Adopted(NamedTuple):
    """A line of what was adopted."""

    id: int
    sha256: str
    from_on: date
    to_on: date | None


def adopted_column() -> Any:
    """What was adopted as one value, for a query that is asked anyway; ``adopted_in`` reads it."""
    values = (RulePack.id, RulePack.sha256, PackAdoption.from_on, PackAdoption.to_on)
    texts = [sa.func.coalesce(sa.cast(one, sa.String), "") for one in values]
    line = texts[0] + " " + texts[1] + " " + texts[2] + " " + texts[3]
    return (
        sa.select(sa.func.aggregate_strings(line, ";"))
        .select_from(RulePack)
        .join(PackAdoption, PackAdoption.pack_id == RulePack.id)
        .where(PackAdoption.superseded_at.is_(None))
        .scalar_subquery()
    )


def adopted_in(value: str | None) -> InForce:
    """The packs of every day, from the value of ``adopted_column``. No query."""
    found = []
    for line in filter(None, (value or "").split(";")):
        number, sha256, first, last = line.split(" ")
        to_on = date.fromisoformat(last) if last else None
        found.append(Adopted(int(number), sha256, date.fromisoformat(first), to_on))
    return InForce(found)


def get_packs_in_force(days: Collection[date]) -> dict[date, tuple[int, Pack]]:
    """``packs_in_force`` where each of the days must have one. One query.

    Raises:
        NoPackInForce: naming the first of the days that has none.
    """
    found = packs_in_force(days)
    if len(found) < len(set(days)):
        raise NoPackInForce(min(set(days) - found.keys()))
    return found


_ALL_ADOPTED = Prepared(
    sa.select(RulePack.id, RulePack.sha256, PackAdoption.from_on, PackAdoption.to_on)
    .join(PackAdoption, PackAdoption.pack_id == RulePack.id)
    .where(PackAdoption.superseded_at.is_(None))
)


def packs_of(ids: set[int]) -> dict[int, Pack]:
    """The packs of these ids. One query, and none when there are no ids."""
    if not ids:
        return {}
    rows = db.session.execute(sa.select(RulePack.id, RulePack.sha256).where(RulePack.id.in_(ids)))
    return {row.id: get_pack(row.id, row.sha256) for row in rows}


@lru_cache(maxsize=64)
def get_pack(pack_id: int, sha256: str) -> Pack:
    """A kept pack never changes, so each is parsed once in a process."""
    row: Any = db.session.execute(
        sa.select(RulePack.slug, RulePack.source_text).where(
            RulePack.id == pack_id, RulePack.sha256 == sha256
        )
    ).one()
    return parse_pack(row.source_text, row.slug)
