"""One row of a roster set against the person it means."""

from domain.cells import zeroless
from domain.roster.draft import Context, Draft
from domain.roster.plans import RowProblem
from domain.roster.row_lines import compare_branch, compare_post
from domain.roster.row_roles import compare_account, compare_roles
from domain.roster_columns import RosterRow

NOT_OF_THE_ABSENT = (
    "unit", "branch", "post", "rank", "strand", "in_post_since", "username", "roles",
    "branch_office",
)  # fmt: skip


def compare_row(row: RosterRow, context: Context) -> Draft:
    """What the row changes, or why it is refused."""
    draft = Draft(row, context)
    if row.refusals:
        draft.refusals += row.refusals
    elif _find_person(draft):
        _compare_record(draft)
        if row.line.active is False:
            _compare_leaving(draft)
        elif _is_here(draft):
            compare_post(draft)
            compare_branch(draft)
            compare_account(draft)
            compare_roles(draft)
    return draft


def _find_person(draft: Draft) -> bool:
    """Whom the number means, now or formerly; ``False`` when it cannot be told."""
    number, state = draft.line.staff_no, draft.context.state
    draft.person = state.people.get(number)
    if draft.person is None:
        alike = state.alike.get(zeroless(number))
        if alike is not None:
            draft.refuse("staff_no", RowProblem.STAFF_NO_ALIKE, found=alike)
        return alike is None
    rows = draft.context.same_person.get(draft.person.person_id, ())
    others = tuple(number for number in rows if number != draft.row.number)
    if others:
        draft.refuse("staff_no", RowProblem.SAME_PERSON, other_rows=others)
    return not others


def _compare_record(draft: Draft) -> None:
    """What is not dated: the name, and whether somebody is a Party member."""
    line, person = draft.line, draft.person
    before = person.name if person is not None else None
    if line.name != before:
        draft.change("name", before, line.name, edits=True)
    known = person.party_member if person is not None else None
    if line.party_member is not None and line.party_member != known:
        draft.change("party_member", known, line.party_member, edits=True)


def _compare_leaving(draft: Draft) -> None:
    person = draft.person
    if person is None:
        draft.refuse("active", RowProblem.NOBODY_TO_LEAVE)
    elif person.left_on is None and _is_own(draft):
        draft.refuse("active", RowProblem.OWN_RECORD)
    elif person.left_on is None:
        draft.change("active", None, draft.on, leaves=True)


def _is_own(draft: Draft) -> bool:
    account = draft.person.account if draft.person is not None else None
    return account is not None and account.account_id == draft.context.own_account_id


def _is_here(draft: Draft) -> bool:
    """Whether the person has lines to compare: here on the day, or coming back by this row."""
    left_on = draft.person.left_on if draft.person is not None else None
    if left_on is None or left_on > draft.on:
        return True
    if draft.line.active:
        draft.change("active", left_on, draft.on, returns=True)
        return True
    if any(getattr(draft.line, name) for name in NOT_OF_THE_ABSENT):
        draft.refuse("active", RowProblem.PERSON_LEFT, day=left_on)
    return False
