"""Reading a rule pack from TOML, checked field by field (content/README.md describes each)."""

from typing import Any

from domain.hours.fields import Expected, Fields, PackRefused, done
from domain.hours.kind_parsing import read_kind, standing_of
from domain.hours.pack_format import (
    ACTIVITY,
    BY_MONTH,
    CLASS,
    FIRST_DAY,
    FULL,
    GROUP_AT_YEAR_END,
    LAST_DAY,
    LEAVE,
    OFFICES,
    SHARE,
    YEAR,
    Cap,
    Group,
    Kind,
    Pack,
    Words,
)
from domain.hours.requirement_parsing import Known, check_room, read_requirements
from domain.hours.toml_texts import read_toml

MOST_DAYS_BACK = 3_660  # ten years


def read_pack(content: bytes, file: str) -> Pack:
    """The pack of a file's bytes, which are UTF-8 with or without a mark.

    Raises:
        domain.hours.fields.PackRefused: as ``parse_pack``.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackRefused(file, "", Expected.UTF_8, line) from None
    return parse_pack(text, file)


def parse_pack(text: str, file: str) -> Pack:
    """The pack of a TOML text.

    Raises:
        domain.hours.fields.PackRefused: naming the file, the line, the field and what was
            expected there.
    """
    top = read_toml(text, file)
    slug, version = top.slug("id"), top.number("version")
    source, confirmed = top.worded("source"), top.flag("confirmed")
    parts, tags = _named(top, "parts"), _named(top, "tags", optional=True)
    standing = (source, confirmed)
    known = Known(
        parts, tags,
        {
            one.text("id"): read_kind(one, parts, tags, standing)
            for one in top.rows("kinds", names_once=True)
        },
        {one.text("id"): _group(one) for one in top.rows("groups", optional=True, names_once=True)},
    )  # fmt: skip
    cap_rows = top.rows("caps", optional=True)
    caps = tuple(_cap(one, known, standing) for one in cap_rows)
    requirements = read_requirements(top, known, standing)
    check_room(cap_rows, caps, requirements)
    back = top.table("back_dating")
    pack = Pack(
        slug, version, top.day("effective_from"), _effective_to(top),
        confirmed, top.worded("title"), source, back.number("days", most=MOST_DAYS_BACK),
        back.month_day("last_year_until"),
        top.choice("part_year", {FULL, BY_MONTH}, default=FULL), parts, known.kinds, caps,
        requirements, tags, known.groups,
        top.choice("rank_change", {GROUP_AT_YEAR_END, BY_MONTH}, default=GROUP_AT_YEAR_END),
        top.choice("over_new_year", {SHARE, LAST_DAY, FIRST_DAY}, default=SHARE),
    )  # fmt: skip
    _pass_over_confirmation(top)
    done((back, top))
    return pack


def _named(top: Fields, name: str, *, optional: bool = False) -> dict[str, Words]:
    rows = top.rows(name, optional=optional, names_once=True)
    named: dict[str, Words] = {one.text("id"): one.words() for one in rows}
    done(rows)
    return named


def _effective_to(top: Fields) -> Any:
    first, last = top.day("effective_from"), top.day("effective_to", optional=True)
    if last is not None and last < first:
        top.refuse("effective_to", Expected.NOT_BEFORE, day=first)
    return last


def _pass_over_confirmation(top: Fields) -> None:
    """Read what older files say of confirming: the reply times have taken its place."""
    confirmation = top.table("confirmation", optional=True)
    confirmation.number("within_days", default=1)
    confirmation.done()


def _group(fields: Fields) -> Group:
    group = Group(
        fields.text("id"), fields.words(), frozenset(fields.texts("ranks")),
        fields.true_or_absent("party_member"), frozenset(fields.texts("offices", OFFICES)),
    )  # fmt: skip
    if not (group.ranks or group.party_member or group.offices):
        fields.refuse("ranks", Expected.A_CONDITION)
    fields.done()
    return group


def _cap(fields: Fields, known: Known, standing: tuple[Words, bool]) -> Cap:
    cap = Cap(
        fields.text("id"),
        fields.choice("kind", known.kinds, default=""),
        fields.amount("credit", above_zero=True),
        fields.words(),
        fields.choice("per", {YEAR, CLASS, ACTIVITY}),
        fields.choice("part", known.parts, default=""),
        fields.choice("tag", known.tags, default=""),
        *standing_of(fields, standing),
    )
    if cap.id == LEAVE:
        fields.refuse("id", Expected.NOT_RESERVED)
    _check_meets(fields, cap, known.kinds)
    fields.done()
    return cap


def _check_meets(fields: Fields, cap: Cap, kinds: dict[str, Kind]) -> None:
    """Refuse a cap on a kind in a part that is not the kind's: it would limit nothing."""
    if cap.kind and cap.part and kinds[cap.kind].part != cap.part:
        fields.refuse("part", Expected.PART_OF_KIND, found=kinds[cap.kind].part)
