"""What a file of past activities is set against: people, rules, closed years, entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from domain.cells import folded, zeroless
from domain.hours.packs import Pack, Words, packs_in_force
from domain.known_entries import Known, known_entries
from domain.past_activities.columns import PastFile
from domain.people.numbers import PersonKnown, hold_people, people_by_number
from models import ClosedYear, db


@dataclass(frozen=True)
class PastState:
    """``packs``: id and pack in force on each first day of the file."""

    people: dict[str, PersonKnown]  # by number, present and former
    packs: dict[date, tuple[int, Pack]]
    closed_years: frozenset[int]
    known: list[Known]

    @cached_property
    def alike(self) -> dict[str, str]:
        """A number without leading zeros -> a number that is known."""
        return {zeroless(number): number for number in self.people}

    @cached_property
    def kind_ids(self) -> dict[int, dict[str, str]]:
        """By pack, the kinds by all that they may be called in a file."""
        return {
            pack_id: ids_by_word({kind.id: kind.words for kind in pack.kinds.values()})
            for pack_id, pack in self.packs.values()
        }


def ids_by_word(words: Mapping[str, Words]) -> dict[str, str]:
    """Ids by themselves and by their words in either language, folded."""
    return {folded(word): name for name, one in words.items() for word in (name, *one.values())}


def load_past_state(file: PastFile, *, hold: bool = False) -> PastState:
    """Read what the file is set against. Five queries, and one more for each 500 people in it.

    ``hold`` keeps the rows of those people until the transaction ends, so that nobody else
    records the same meanwhile.
    """
    people = people_by_number()
    ids = {people[one].person_id for one in _numbers(file) if one in people}
    if hold:
        hold_people(ids)
    closed = frozenset(db.session.scalars(sa.select(ClosedYear.year)))
    return PastState(people, packs_in_force(_first_days(file)), closed, _known(file, ids))


def _numbers(file: PastFile) -> Iterable[str]:
    return (row.line.staff_no for row in file.rows)


def _first_days(file: PastFile) -> set[date]:
    return {row.line.starts_on for row in file.rows if row.line.starts_on is not None}


def _known(file: PastFile, ids: set[int]) -> list[Known]:
    days = [
        day
        for row in file.rows
        for day in (row.line.starts_on, row.line.ends_on)
        if day is not None
    ]
    if not days or not ids:
        return []
    return known_entries(ids, min(days), max(days), all_imported=True)
