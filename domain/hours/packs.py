"""Rule packs: read from TOML, checked field by field, kept in the database by version.

The format is described in content/README.md.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.hours.fields import Fields, PackRefused
from models import RulePack, db

Words = Mapping[str, str]  # "zh" and "en"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of study; ``rate`` is credit hours (exact) for one minute."""

    id: str
    part: str
    words: Words
    per: int
    credit_hundredths: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.credit_hundredths, 100 * self.per)


@dataclass(frozen=True, slots=True)
class Cap:
    """The most hundredths of a kind that count in a year."""

    id: str
    kind: str
    hundredths: int
    words: Words


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a calendar year asks, in hundredths: in each part, and in all."""

    id: str
    main: bool
    parts: Mapping[str, int]
    total: int
    words: Words


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a rule pack, ready to count with."""

    id: str
    version: int
    effective_from: date
    effective_to: date | None
    confirmed: bool
    title: Words
    source: Words
    back_dating_days: int
    last_year_until: tuple[int, int]  # month, day
    parts: Mapping[str, Words]
    kinds: Mapping[str, Kind]
    caps: tuple[Cap, ...]
    requirements: tuple[Requirement, ...]

    @property
    def main_requirement(self) -> Requirement:
        return next(one for one in self.requirements if one.main)

    def earliest(self, today: date) -> date:
        """The first study day that may still be entered today."""
        earliest = date.fromordinal(today.toordinal() - self.back_dating_days)
        if (today.month, today.day) <= self.last_year_until:
            return min(earliest, date(today.year - 1, 1, 1))
        return earliest


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


def parse_pack(text: str, file: str) -> Pack:
    """The pack of a TOML text.

    Raises:
        PackRefused: naming the file, the field and what was expected.
    """
    try:
        top = Fields(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise PackRefused(file, "", str(error)) from None
    parts = {one.text("id"): one.words() for one in top.rows("parts", ("id", "zh", "en"))}
    kinds = {one.text("id"): _kind(one, parts) for one in top.rows("kinds")}
    caps = tuple(_cap(one, kinds) for one in top.rows("caps", optional=True))
    requirements = tuple(_requirement(one, parts) for one in top.rows("requirements"))
    if sum(one.main for one in requirements) != 1:
        raise PackRefused(file, "requirements", "exactly one must be the main one")
    back = top.table("back_dating")
    pack = Pack(
        top.text("id"), top.number("version"), top.day("effective_from"),
        top.day("effective_to", optional=True), top.flag("confirmed"),
        top.table("title").words(), top.table("source").words(), back.number("days"),
        back.month_day("last_year_until"), parts, kinds, caps, requirements,
    )  # fmt: skip
    back.done()
    top.done()
    return pack


def _kind(fields: Fields, parts: Mapping[str, Words]) -> Kind:
    convert = fields.table("convert")
    convert.choice("of", {"minutes"})
    kind = Kind(
        fields.text("id"), fields.choice("part", set(parts)), fields.words(),
        convert.number("per"), convert.amount("credit"),
    )  # fmt: skip
    convert.done()
    fields.done()
    return kind


def _cap(fields: Fields, kinds: Mapping[str, Kind]) -> Cap:
    fields.choice("per", {"year"})
    cap = Cap(
        fields.text("id"), fields.choice("kind", set(kinds)), fields.amount("credit"),
        fields.words(),
    )  # fmt: skip
    fields.done()
    return cap


def _requirement(fields: Fields, parts: Mapping[str, Words]) -> Requirement:
    asked = fields.table("parts")
    least = {part: asked.amount(part) for part in asked.names(set(parts))}
    requirement = Requirement(
        fields.text("id"), fields.flag("main"), least, fields.amount("total"), fields.words()
    )
    if requirement.total < sum(least.values()):
        raise PackRefused(fields.file, fields.path("total"), "at least the sum of its parts")
    fields.done()
    return requirement


def load_pack(text: str, file: str, *, actor: Actor, now: datetime) -> bool:
    """Keep the pack of a file; False when this version is kept already. The caller commits.

    Raises:
        PackRefused: the text is no pack.
        PackInForceChanged: the version is kept with another text.
    """
    pack = parse_pack(text, file)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    kept = db.session.scalars(
        sa.select(RulePack).where(RulePack.slug == pack.id, RulePack.version == pack.version)
    ).one_or_none()
    if kept is not None:
        if kept.sha256 != sha256:
            raise PackInForceChanged(pack.id, pack.version)
        return False
    row = RulePack(
        slug=pack.id, version=pack.version, effective_from=pack.effective_from,
        effective_to=pack.effective_to, source_text=text, sha256=sha256, loaded_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "rules.loaded", "rule_pack", row.id, at=now, after={"sha256": sha256})
    return True


def pack_in_force(day: date) -> tuple[int, Pack]:
    """Id and pack for a study day: of those in force, the one that begins last. One query.

    Raises:
        NoPackInForce: none is.
    """
    row = db.session.connection().execute(_IN_FORCE, {"day": day}).one_or_none()
    if row is None:
        raise NoPackInForce(day)
    return row.id, get_pack(row.id, row.sha256)


_IN_FORCE = (
    sa.select(RulePack.id, RulePack.sha256)
    .where(
        RulePack.effective_from <= sa.bindparam("day"),
        sa.or_(RulePack.effective_to.is_(None), RulePack.effective_to >= sa.bindparam("day")),
    )
    .order_by(RulePack.effective_from.desc(), RulePack.version.desc(), RulePack.id)
    .limit(1)
)  # built once: to build a statement costs three times what running it does


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
