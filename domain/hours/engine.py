"""The engine: activities and packs in, credit out. Pure, exact, the same in any order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from domain.hours.activities import Activity, Credited
from domain.hours.conversion import amount_of, rounded, worth
from domain.hours.pack_format import (
    CLASS,
    FIRST_DAY,
    LEAVE,
    ONLINE,
    SHARE,
    YEAR,
    Cap,
    Kind,
    Pack,
)

__all__ = ["Activity", "Credited", "Judged", "Unruled", "credit", "half_up", "judge", "worth"]

Rooms = dict[tuple[object, ...], int]  # hundredths used so far, by pack, cap and class or year


class Unruled(StrEnum):
    """Why a pack has no rule for an activity."""

    KIND = "kind_unknown"
    LEVEL = "level_unknown"
    PART = "part_unknown"
    TAG = "tag_unknown"
    NO_BAND = "no_band"
    NO_AMOUNT = "no_amount"


class Judged(NamedTuple):
    """One activity, judged: its lines by year, or ``unruled`` says why there are none.

    ``uncapped`` and ``capped`` are hundredths of the whole activity, before any cap and after
    leave and the caps of an activity or a class; ``cap`` is what cut between the two.
    """

    activity: Activity
    uncapped: int
    capped: int
    cap: str
    lines: list[Credited]
    unruled: Unruled | None = None


class _Rule(NamedTuple):
    """What a pack says about activities of one kind, part and set of tags."""

    kind: Kind
    part: str
    tags: str
    whole_caps: tuple[Cap, ...]  # over an activity or a class
    year_caps: tuple[Cap, ...]


def credit(activities: Iterable[Activity], packs: Mapping[int, Pack]) -> list[Credited]:
    """Credit a person's activities, by last day, first day and id; caps fill up in that order.

    One that lies over New Year is credited in each of its years. An activity that its pack has
    no rule for comes to nothing and is left out (``judge`` says why). All versions of a pack
    share the room of a cap.
    """
    return [line for judged in judge(activities, packs) for line in judged.lines]


def judge(activities: Iterable[Activity], packs: Mapping[int, Pack]) -> Iterator[Judged]:
    """Each of a person's activities in the order of ``credit``, with its lines or the reason."""
    used: Rooms = defaultdict(int)
    for activity in sorted(activities, key=_order):
        pack = packs[activity.pack_id]
        rule = _rule(pack, activity)
        if isinstance(rule, Unruled):
            yield Judged(activity, 0, 0, "", [], rule)
            continue
        uncapped = worth(rule.kind, activity)
        if uncapped is None:
            missing = Unruled.NO_BAND if rule.kind.bands else Unruled.LEVEL
            yield Judged(activity, 0, 0, "", [], missing)
            continue
        yield _judged(activity, pack, rule, uncapped, used)


def _order(activity: Activity) -> tuple[date, date, int]:
    return (activity.ends_on or activity.on, activity.on, activity.id)


def _judged(activity: Activity, pack: Pack, rule: _Rule, uncapped: int, used: Rooms) -> Judged:
    capped, cut = uncapped, ""
    if _left_too_long(rule.kind, activity, uncapped):
        capped, cut = 0, LEAVE
    elif rule.whole_caps:
        capped, cut = _filled(uncapped, rule.whole_caps, used, _class_rooms(pack, rule, activity))
    first, last = activity.on, activity.ends_on or activity.on
    if pack.over_new_year != SHARE:
        first = last = first if pack.over_new_year == FIRST_DAY else last
    lines = []
    cut_shares = dict(shares(uncapped - capped, first, last)) if capped < uncapped else {}
    for year, share in shares(capped, first, last):
        got, by = share, ""
        if rule.year_caps:
            got, by = _filled(share, rule.year_caps, used, [
                (pack.id, cap.id, year) for cap in rule.year_caps
            ])  # fmt: skip
        before = share + cut_shares.get(year, 0)
        by = by or (cut if before > share else "")
        lines.append(Credited(activity, year, rule.part, got, before, rule.kind.id, by, rule.tags))
    return Judged(activity, uncapped, capped, cut, lines)


def _left_too_long(kind: Kind, activity: Activity, uncapped: int) -> bool:
    """Whether leave is more than the share of the uncapped credit that the kind allows."""
    most = kind.leave_at_most
    return most is not None and activity.leave_hundredths * most.denominator > (
        uncapped * most.numerator
    )


def _class_rooms(pack: Pack, rule: _Rule, activity: Activity) -> list[tuple[object, ...]]:
    """Where each cap on the whole keeps what is used; an activity shares with its class only."""
    named = activity.class_name
    of_class = (rule.kind.id, named) if named else ("", activity.id)
    return [
        (pack.id, cap.id, *of_class) if cap.per == CLASS else (pack.id, cap.id, "", activity.id)
        for cap in rule.whole_caps
    ]


def _filled(
    amount: int, caps: tuple[Cap, ...], used: Rooms, rooms: list[tuple[object, ...]]
) -> tuple[int, str]:
    """What the caps leave of the amount, and the id of the one that leaves least."""
    got, by = amount, ""
    for cap, room in zip(caps, rooms, strict=True):
        left = max(0, cap.hundredths - used[room])
        if left < got:
            got, by = left, cap.id
    for room in rooms:
        used[room] += got
    return got, by


def _rule(pack: Pack, activity: Activity) -> "_Rule | Unruled":
    """What the pack says about such an activity; worked out once for each kind, part and tags."""
    key = (activity.kind, activity.part, activity.tags, activity.online)
    rule: _Rule | Unruled | None = pack.kept.get(key)
    if rule is None:
        rule = _rule_of(pack, activity)
    if isinstance(rule, Unruled):  # not kept: there is no end of what a pack does not know
        return rule
    pack.kept[key] = rule
    if not amount_of(rule.kind, activity):
        return Unruled.NO_AMOUNT
    return rule


def _rule_of(pack: Pack, activity: Activity) -> "_Rule | Unruled":
    kind = pack.kinds.get(activity.kind)
    if kind is None:
        return Unruled.KIND
    part = activity.part or kind.part
    if part not in pack.parts:
        return Unruled.PART
    own = {tag for tag in activity.tags.split(";") if tag}
    if not own <= pack.tags.keys():
        return Unruled.TAG
    tags = own.union(kind.tags)
    if activity.online is not None and ONLINE in pack.tags:
        tags = tags | {ONLINE} if activity.online else tags - {ONLINE}
    caps = [cap for cap in pack.caps if _limits(cap, kind.id, part, tags)]
    return _Rule(
        kind, part, ";".join(sorted(tags)),
        tuple(cap for cap in caps if cap.per != YEAR),
        tuple(cap for cap in caps if cap.per == YEAR),
    )  # fmt: skip


def _limits(cap: Cap, kind: str, part: str, tags: set[str]) -> bool:
    return cap.kind in {"", kind} and cap.part in {"", part} and (not cap.tag or cap.tag in tags)


def shares(amount: int, first: date, last: date) -> list[tuple[int, int]]:
    """The amount by calendar year, shared by days; both ends count.

    Earlier years are rounded half up, the last takes the rest. The shares sum up to the amount.
    """
    if first.year == last.year:
        return [(first.year, amount)]
    days, left, found = (last - first).days + 1, amount, []
    for year in range(first.year, last.year):
        of_year = (date(year, 12, 31) - max(first, date(year, 1, 1))).days + 1
        share = min(left, rounded(amount * of_year, days))
        found.append((year, share))
        left -= share
    return [*found, (last.year, left)]


def half_up(amount: Fraction) -> int:
    """The nearest whole number; a half goes up. For amounts that are not negative."""
    return rounded(amount.numerator, amount.denominator)
