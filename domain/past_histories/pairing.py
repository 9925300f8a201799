"""Placements of a file: beside the person's posts, beside what is recorded, and by mentor."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.past_histories.careers import MOST_NAMED, Career
from domain.past_histories.plans import HistoryProblem, NewPlacement
from domain.past_histories.row import RowRead
from domain.past_histories.state import HistoryState, PlacementKnown
from domain.people.spans import A_DAY
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT

FIELDS = {SECONDMENT: "counterpart", MENTORSHIP: "counterpart", ROTATION: "from_on"}


def check_placements(
    rows: Sequence[RowRead], career: Career, state: HistoryState, person_id: int
) -> None:
    """Refuse what lies over another of its kind, or over no home post; find what stands."""
    known = state.placements.get(person_id, [])
    taken: dict[str, list[tuple[NewPlacement, RowRead]]] = defaultdict(list)
    for one in rows:
        if one.placement is None or one.refusals:
            continue
        one.placement = _with_home(one, one.placement, career)
        if not one.refusals:
            _set_against(one, one.placement, known)
        if not one.refusals and not one.stands:
            _refuse_twins(one, one.placement, taken[one.placement.kind])


def _with_home(one: RowRead, placement: NewPlacement, career: Career) -> NewPlacement:
    if placement.kind == ROTATION:
        return replace(placement, before=career.main_post_on(placement.from_on - A_DAY))
    home = career.main_post_on(placement.from_on)
    if home is None and placement.kind == SECONDMENT:
        one.refuse("from_on", HistoryProblem.NO_HOME_POST)
    return replace(placement, before=home)


def _set_against(one: RowRead, placement: NewPlacement, known: Sequence[PlacementKnown]) -> None:
    for other in known:
        if other.kind != placement.kind:
            continue
        if _same(placement, other):
            one.stands = True
            return
        if placement.kind != ROTATION and _meet(placement, other.from_on, other.last_on):
            one.refuse(FIELDS[placement.kind], HistoryProblem.OVERLAPS_RECORDED, day=other.from_on)
            return


def _same(placement: NewPlacement, other: PlacementKnown) -> bool:
    if placement.from_on != other.from_on:
        return False
    if placement.kind == ROTATION:
        return placement.to_post is not None and placement.to_post.post_id == other.to_post_id
    if placement.last_on != other.last_on:
        return False
    host = placement.host.unit_id if placement.host is not None else None
    return (placement.mentor_id, host) == (other.mentor_id, other.host_id)


def _meet(placement: NewPlacement, first: date, last: date | None) -> bool:
    own = placement.last_on or date.max
    return placement.from_on <= (last or date.max) and first <= own


def _refuse_twins(
    one: RowRead, placement: NewPlacement, taken: list[tuple[NewPlacement, RowRead]]
) -> None:
    met = [
        row for other, row in taken
        if _meet(placement, other.from_on, other.last_on or other.from_on)
        and (placement.kind != ROTATION or placement.from_on == other.from_on)
    ]  # fmt: skip
    if met:
        numbers = tuple(row.row.number for row in met)[:MOST_NAMED]
        one.refuse("from_on", HistoryProblem.TWIN_LINES, other_rows=numbers)
    else:
        taken.append((placement, one))


def check_mentors(rows: Sequence[RowRead], state: HistoryState) -> None:
    """No mentor guides more at once than the rules allow; past pairs are facts, whatever ruled."""
    guided = dict(state.mentees)
    for one in rows:
        placement = one.placement
        if placement is None or one.refusals or one.stands or not placement.running:
            continue
        if placement.mentor_id is None or state.most_mentees is None:
            continue
        number = guided[placement.mentor_id] = guided.get(placement.mentor_id, 0) + 1
        if number > state.most_mentees:
            one.refuse("counterpart", HistoryProblem.TOO_MANY_MENTEES, limit=state.most_mentees)
