"""The account and the roles of a row: an account is opened or found, a role only asked for."""

from domain.roster.draft import Draft
from domain.roster.plans import AskedRole, RowProblem, UnitPath


def compare_account(draft: Draft) -> None:
    """A username opens an account without a password, or takes one that has no person yet."""
    username = draft.line.username
    if username is None:
        return
    own = draft.person.account if draft.person is not None else None
    rows = draft.context.same_username.get(username, ())
    others = tuple(number for number in rows if number != draft.row.number)
    if others:
        draft.refuse("username", RowProblem.USERNAME_TWICE, other_rows=others)
        return
    if own is not None:
        if own.username != username:
            draft.refuse("username", RowProblem.HAS_ACCOUNT, found=own.username)
        return
    account = draft.context.state.accounts.get(username)
    if account is not None and (account.is_hand or account.person_id is not None):
        draft.refuse("username", RowProblem.USERNAME_TAKEN)
        return
    draft.change("username", None, username, username=username)


def compare_roles(draft: Draft) -> None:
    """A secretary is asked for the row's branch, a leader for its unit, as it will then be."""
    asked: list[AskedRole] = []
    if draft.refusals:  # the branch or unit may be what is wrong
        return
    for role in draft.line.roles:
        one = _asked(draft, role)
        if one is None:
            return
        if not _held(draft, one):
            asked.append(one)
    if asked:
        draft.change("roles", None, tuple(one.role for one in asked), roles=tuple(asked))


def _asked(draft: Draft, role: str) -> AskedRole | None:
    """The role and what it is for; ``None`` when the row and the record name no such place."""
    if role == "secretary":
        branch = draft.line.branch or _known_branch(draft)
        if branch is None:
            draft.refuse("roles", RowProblem.NEEDS_BRANCH)
        return AskedRole(role, branch=branch) if branch is not None else None
    if role == "leader":
        unit = _unit(draft)
        if unit is None:
            draft.refuse("roles", RowProblem.NEEDS_UNIT)
        return AskedRole(role, unit=unit) if unit is not None else None
    return AskedRole(role)


def _known_branch(draft: Draft) -> str | None:
    current = draft.covering(draft.memberships, draft.on)
    return draft.context.state.branch_names[current.place_id] if current is not None else None


def _unit(draft: Draft) -> UnitPath | None:
    if draft.line.unit is not None:
        return draft.unit_written()
    state = draft.context.state
    current = draft.covering(draft.tenures, draft.on)
    return state.paths.get(state.post_states[current.place_id].unit_id) if current else None


def _held(draft: Draft, one: AskedRole) -> bool:
    """Whether the person has the role, or a request for it that nobody has decided."""
    state = draft.context.state
    branch_id = state.branches.get(one.branch) if one.branch is not None else None
    unit_id = state.units.get(one.unit) if one.unit is not None else None
    new = (one.branch is not None and branch_id is None) or (
        one.unit is not None and unit_id is None
    )
    roles = draft.person.roles if draft.person is not None else set()
    return not new and (one.role, branch_id, unit_id) in roles
