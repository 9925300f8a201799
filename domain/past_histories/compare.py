"""A file of histories set against what is recorded: a plan. Asks no table and no clock."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from domain.past_histories.careers import Career
from domain.past_histories.columns import HistoryFile
from domain.past_histories.pairing import check_mentors, check_placements
from domain.past_histories.plans import (
    HistoriesPlan,
    HistoryKind,
    HistoryPlan,
    HistoryProblem,
)
from domain.past_histories.row import Reader, RowRead
from domain.past_histories.state import HistoryState


def plan_histories(
    file: HistoryFile, state: HistoryState, *, today: date, create_missing: bool = False
) -> HistoriesPlan:
    """What bringing the file in would do; rows that are refused keep no other row out."""
    reader = Reader(state, today=today, create_missing=create_missing)
    read = [reader.read(row) for row in file.rows]
    _check_papers(read, state)
    by_person: dict[int, list[RowRead]] = defaultdict(list)
    for one in read:
        if one.person is not None:
            by_person[one.person.person_id].append(one)
    for person_id, rows in by_person.items():
        _set_against(rows, state, person_id)
    check_mentors(read, state)
    return HistoriesPlan([_planned(one) for one in read], file.unknown_headings)


def _set_against(rows: Sequence[RowRead], state: HistoryState, person_id: int) -> None:
    career = Career(rows, state, person_id)
    career.join_rotations()
    career.find_ends()
    career.refuse_overlaps()
    career.refuse_old_papers()
    check_placements(rows, career, state, person_id)
    career.note_gaps()


def _check_papers(rows: Sequence[RowRead], state: HistoryState) -> None:
    """A number has one day, as it is kept or as the file says it first."""
    known = {number: day for number, day in state.papers.items() if day is not None}
    for one in rows:
        number, day = one.line.document_no, one.line.document_on
        if not number or day is None:
            continue
        if known.setdefault(number, day) != day:
            one.refuse("document_on", HistoryProblem.PAPER_DATED_OTHERWISE, day=known[number])


def _planned(read: RowRead) -> HistoryPlan:
    kind = HistoryKind.UNCHANGED if read.stands else HistoryKind.ADDED
    if read.refusals:
        kind = HistoryKind.REFUSED
    added = kind is HistoryKind.ADDED
    tenure = read.tenure if added else None
    placement = read.placement if added else None
    return HistoryPlan(
        read.row.number, read.line.staff_no, read.person.name if read.person is not None else "",
        kind, tuple(read.refusals), tuple(read.notes) if added else (), tenure, placement,
        read.line.counterpart,
    )  # fmt: skip
