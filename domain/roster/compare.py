"""A roster set against what is recorded: a plan, row by row. Asks no table and no clock."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from domain.roster.draft import Context, Draft
from domain.roster.names import UnitNames
from domain.roster.plans import Missing, Plan, PostKey, RowKind, RowPlan, RowProblem
from domain.roster.row import compare_row
from domain.roster.state import RosterState
from domain.roster_columns import Roster, RosterRow


def plan_roster(
    roster: Roster,
    state: RosterState,
    *,
    today: date,
    create_missing: bool,
    own_account_id: int | None = None,
) -> Plan:
    """What applying the roster would do; rows that are refused keep no other row out.

    ``create_missing`` opens the units, branches and posts that nobody has opened yet; without
    it the rows that name them are refused. ``own_account_id`` is the account of who applies:
    nobody ends their own tenure.
    """
    readable = [row for row in roster.rows if not row.refusals]
    context = Context(
        state=state,
        names=UnitNames(state, (row.line.unit for row in readable)),
        today=today,
        create_missing=create_missing,
        own_account_id=own_account_id,
        same_person=_same_person(readable, state),
        same_username=_same_username(readable),
    )
    compared = [compare_row(row, context) for row in roster.rows]
    _refuse_other_strands(compared)
    rows = [one.result() for one in compared]
    wanted = rows
    if create_missing:
        wanted = [row for row in rows if row.kind is not RowKind.REFUSED]
    odd_ranks = _odd_ranks(readable, state)
    return Plan(rows, _together(wanted), roster.unknown_headings, odd_ranks)


def _odd_ranks(rows: Iterable[RosterRow], state: RosterState) -> tuple[str, ...]:
    """The ranks that no line of anybody and no other row says, in the order of the file."""
    held = {span.said for person in state.people.values() for span in person.tenures}
    written = Counter(row.line.rank for row in rows if row.line.rank)
    return tuple(rank for rank, rows_of in written.items() if rows_of == 1 and rank not in held)


def _same_person(rows: Iterable[RosterRow], state: RosterState) -> dict[int, tuple[int, ...]]:
    """The rows of each person whom several rows name: by a present and a former number."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        person = state.people.get(row.line.staff_no)
        if person is not None:
            found[person.person_id].append(row.number)
    return {person_id: tuple(numbers) for person_id, numbers in found.items() if len(numbers) > 1}


def _same_username(rows: Iterable[RosterRow]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.line.username is not None:
            found[row.line.username].append(row.number)
    return {name: tuple(numbers) for name, numbers in found.items() if len(numbers) > 1}


def _refuse_other_strands(compared: list[Draft]) -> None:
    """The strand is the post's: rows that give one post two strands refuse each other."""
    said: dict[PostKey, list[Draft]] = defaultdict(list)
    for one in compared:
        if one.strand_said is not None and not one.refusals:
            said[one.strand_said[0]].append(one)
    for rows in said.values():
        if len({one.strand_said for one in rows}) > 1:
            numbers = {one.row.number for one in rows}
            for one in rows:
                others = tuple(sorted(numbers - {one.row.number}))
                one.refuse("strand", RowProblem.STRAND_CONFLICT, other_rows=others)


def _together(rows: Iterable[RowPlan]) -> Missing:
    """What the rows lack, each once, in the order of the file; units above come first."""
    missing = [row.missing for row in rows if row.missing]
    return Missing(
        tuple(dict.fromkeys(path for one in missing for path in one.units)),
        tuple(dict.fromkeys(name for one in missing for name in one.branches)),
        tuple(dict.fromkeys(key for one in missing for key in one.posts)),
    )
