"""Reading a kind of study of a rule pack: its conversion, its levels or bands, its leave rule."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from domain.hours.fields import Expected, Fields, done
from domain.hours.pack_format import (
    ASKS,
    COUNT,
    DAYS,
    DOWN,
    EXACT,
    HALF_DAYS,
    LEVEL,
    MINUTES,
    NEAREST,
    OFFICE,
    ONCE,
    PERSON,
    SESSIONS,
    UP,
    Band,
    Kind,
    Words,
)

Standing = tuple[Words, bool]  # source of a number, and whether it is confirmed
ROUNDINGS = (EXACT, DOWN, UP, NEAREST)
STEPPED = (MINUTES, HALF_DAYS, COUNT, SESSIONS)  # a number of them makes the credit
BANDED = (MINUTES, DAYS, HALF_DAYS, COUNT, SESSIONS)


def standing_of(fields: Fields, otherwise: Standing) -> Standing:
    """The source of a number and whether it is confirmed; the pack's where it does not say."""
    source = fields.table("source").words() if "source" in fields else otherwise[0]
    return source, fields.flag("confirmed", default=otherwise[1])


def read_kind(
    fields: Fields, parts: Mapping[str, Words], tags: Mapping[str, Words], otherwise: Standing
) -> Kind:
    convert = fields.table("convert")
    asks = convert.choice("of", ASKS)
    bands = _bands(fields) if asks in BANDED and "bands" in fields else ()
    rows = _levels(fields) if asks == LEVEL else []
    flat = asks == LEVEL or bool(bands)
    source, confirmed = standing_of(fields, otherwise)
    kind = Kind(
        fields.text("id"), fields.choice("part", parts), fields.words(),
        per=1 if bands else _per(convert, asks),
        credit_hundredths=0 if flat else convert.amount("credit"),
        asks=asks,
        half_day_hundredths=convert.amount("half_day") if asks == DAYS and not bands else 0,
        levels={one.text("id"): one.words() for one in rows},
        level_hundredths={one.text("id"): one.amount("credit") for one in rows},
        by=fields.choice("by", {PERSON, OFFICE}, default=PERSON),
        tags=tuple(sorted(fields.texts("tags", tags))),
        rounding=convert.choice("round", ROUNDINGS, default=EXACT) if asks in STEPPED else EXACT,
        multiple=_multiple(convert),
        bands=bands,
        leave_at_most=fields.share("leave_at_most"),
        source=source,
        confirmed=confirmed,
    )  # fmt: skip
    done((*rows, convert, fields))
    return kind


def _per(convert: Fields, asks: str) -> int:
    """How many of what is asked make the credit; of days and activities each does."""
    if asks not in STEPPED:
        return 1
    return convert.number("per") if asks == MINUTES else convert.number("per", default=1)


def _multiple(convert: Fields) -> Fraction:
    if "times" not in convert:
        return ONCE
    return Fraction(convert.amount("times", above_zero=True), 100)


def _levels(fields: Fields) -> list[Fields]:
    rows = fields.rows("levels", names_once=True)
    if not rows:
        fields.refuse("levels", Expected.AT_LEAST_ONE)
    return rows


def _bands(fields: Fields) -> tuple[Band, ...]:
    """The bands in the order of their amounts; none shares an amount with another."""
    rows = fields.tables("bands")
    if not rows:
        fields.refuse("bands", Expected.AT_LEAST_ONE)
    read = [_band(one) for one in rows]
    order = sorted(range(len(read)), key=lambda number: (read[number].first, number))
    for before, after in pairwise(order):
        last = read[before].last
        if last is None or read[after].first <= last:
            free = None if last is None else last + 1
            rows[after].refuse("from", Expected.NO_OVERLAP, least=free)
    return tuple(read[number] for number in order)


def _band(fields: Fields) -> Band:
    band = Band(
        fields.number("from", least=0), fields.number_or_none("to", least=0),
        fields.amount("credit"), fields.number_or_none("per"),
    )  # fmt: skip
    if band.last is not None and band.last < band.first:
        fields.refuse("to", Expected.NOT_BELOW, least=band.first)
    fields.done()
    return band
