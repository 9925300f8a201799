"""A pack held against a file of activities: credit, years and windows of everybody in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from domain.hours.activities import Activity
from domain.hours.books import Books, counts_of, sums_of
from domain.hours.engine import Judged, judge
from domain.hours.pack_format import Pack
from domain.hours.requirements import Result, results
from domain.hours.standings import Standing, spans_as_said
from domain.rehearsal.columns import ActivityRow, natural
from domain.rehearsal.meanings import Meanings


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A row of the file and what the pack makes of it."""

    row: ActivityRow
    judged: Judged


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Everything that the pack gives for the file.

    ``activities`` in the order of the file, those without a rule among them; ``years`` and
    ``windows`` by person, year and the order of the pack. ``unknown_groups`` are words under
    ``rank_group`` that name neither a group of the pack nor a rank of one.
    """

    pack: Pack
    activities: list[Rehearsed]
    years: list[tuple[str, Result]]
    windows: list[tuple[str, Result]]
    unknown_groups: list[str]
    outside_dates: int  # activities that end outside the days of the pack


def rehearse(pack: Pack, rows: Iterable[ActivityRow]) -> Rehearsal:
    """Judge every activity by the pack, whatever its effective dates, and sum up.

    The order of the rows changes nothing but the order of ``activities``.
    """
    meanings = Meanings(pack)
    people: dict[str, list[ActivityRow]] = defaultdict(list)
    listed = list(rows)
    for row in listed:
        people[row.person].append(row)
    judged: dict[int, Judged] = {}
    years: list[tuple[str, Result]] = []
    windows: list[tuple[str, Result]] = []
    for person in sorted(people, key=natural):
        own = sorted(people[person], key=lambda row: natural(row.activity_id))
        judgements = list(judge(_activities(own, meanings), {0: pack}))
        judged |= {own[one.activity.id].number: one for one in judgements}
        for result in _results(pack, own, judgements, meanings):
            windowed = result.requirement.window_years is not None
            (windows if windowed else years).append((person, result))
    return Rehearsal(
        pack, [Rehearsed(row, judged[row.number]) for row in listed], years, windows,
        sorted(meanings.unknown_groups), sum(_outside(pack, row) for row in listed),
    )  # fmt: skip


def _outside(pack: Pack, row: ActivityRow) -> bool:
    last = row.last_on
    return last < pack.effective_from or (
        pack.effective_to is not None and last > pack.effective_to
    )


def _activities(own: Iterable[ActivityRow], meanings: Meanings) -> Iterator[Activity]:
    """As the engine sees them; as ids they have their places in the order of the file's ids."""
    for place, row in enumerate(own):
        kind = meanings.kind(row.kind)
        yield Activity(
            place, kind, row.starts_on, row.minutes, 0, row.ends_on, row.days, row.half_days,
            row.count, meanings.level(kind, row.level), row.sessions, meanings.part(row.part),
            meanings.tags(row.tags), row.online, row.leave_hundredths, row.note,
        )  # fmt: skip


def _results(
    pack: Pack, own: list[ActivityRow], judgements: list[Judged], meanings: Meanings
) -> Iterator[Result]:
    """Every year from the person's first to the last, against what applies in it."""
    lines = chain.from_iterable(one.lines for one in judgements)
    books = Books(sums_of(lines), counts_of(judgements))
    standing = Standing(
        spans_as_said(_said([own[one.activity.id] for one in judgements], meanings))
    )
    first = min(row.starts_on.year for row in own)
    last = max(row.last_on.year for row in own)
    seen: set[tuple[str, int]] = set()
    for year in range(first, last + 1):
        for result in results(pack, year, books, standing):
            key = (result.requirement.id, result.first_year)
            if key not in seen:  # a fixed window is the same for each of its years
                seen.add(key)
                yield result


def _said(
    ordered: Iterable[ActivityRow], meanings: Meanings
) -> Iterator[tuple[date, frozenset[str]]]:
    """The groups that activities name, in their order; an empty cell says nothing."""
    for row in ordered:
        if row.rank_group:
            yield row.last_on, meanings.groups(row.rank_group)
