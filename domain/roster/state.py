"""The organisation as a roster is compared with it, read in ten queries whatever its size."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from domain.cells import zeroless
from domain.roster.plans import PostKey, UnitPath
from models import (
    Account,
    Branch,
    BranchMembership,
    FormerStaffNumber,
    Grant,
    Person,
    Post,
    RoleRequest,
    Tenure,
    Unit,
    db,
)

RoleKey = tuple[str, int | None, int | None]  # role, branch, unit


@dataclass(frozen=True, slots=True)
class Span:
    """A standing line: in a branch (with an office) or in a post (with a rank)."""

    line_id: int
    place_id: int
    from_on: date
    to_on: date | None
    said: str | None  # the office, or the rank
    main: bool = True

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


@dataclass(frozen=True, slots=True)
class AccountState:
    account_id: int
    username: str
    person_id: int | None
    is_hand: bool


@dataclass(slots=True)
class PersonState:
    """A person with the lines that stand, the earliest first."""

    person_id: int
    staff_no: str
    name: str
    party_member: bool | None
    left_on: date | None
    version: int
    memberships: list[Span] = field(default_factory=list)
    tenures: list[Span] = field(default_factory=list)
    account: AccountState | None = None
    roles: set[RoleKey] = field(default_factory=set)  # held, or asked for


@dataclass(frozen=True, slots=True)
class PostState:
    unit_id: int
    title: str
    strand: str


@dataclass(frozen=True, slots=True)
class RosterState:
    """Everything by the words a roster uses; ``units``, ``branches``, ``posts``: open ones."""

    people: dict[str, PersonState]  # by number, present and former
    alike: dict[str, str]  # a number without leading zeros -> a number that is known
    units: dict[UnitPath, int]
    paths: dict[int, UnitPath]
    branches: dict[str, int]
    branch_names: dict[int, str]
    posts: dict[PostKey, int]
    post_states: dict[int, PostState]
    accounts: dict[str, AccountState]


def load_state() -> RosterState:
    """Read what a roster is compared with. Ten queries; outside units are left out."""
    people = _people()
    numbers = {person.staff_no: person for person in people.values()}
    former = db.session.execute(
        sa.select(FormerStaffNumber.staff_no, FormerStaffNumber.person_id)
    ).all()
    numbers = {no: people[owner] for no, owner in former if owner in people} | numbers
    _add_lines(people)
    accounts = _accounts(people)
    _add_roles(people)
    units, paths = _units()
    branches = db.session.execute(sa.select(Branch.id, Branch.name, Branch.closed_on)).all()
    posts = db.session.execute(
        sa.select(Post.id, Post.unit_id, Post.title, Post.strand, Post.closed_on)
    ).all()
    return RosterState(
        people=numbers,
        alike={zeroless(number): number for number in numbers},
        units=units,
        paths=paths,
        branches={name: row_id for row_id, name, closed_on in branches if closed_on is None},
        branch_names={row_id: name for row_id, name, _ in branches},
        posts={
            (paths[unit_id], title): row_id
            for row_id, unit_id, title, _, closed_on in posts
            if closed_on is None and unit_id in paths
        },
        post_states={row[0]: PostState(*row[1:4]) for row in posts},
        accounts=accounts,
    )


def _people() -> dict[int, PersonState]:
    rows = db.session.execute(
        sa.select(
            Person.id, Person.staff_no, Person.name, Person.party_member, Person.left_on,
            Person.version,
        ).where(Person.merged_into_id.is_(None))
    )  # fmt: skip
    return {row.id: PersonState(*row) for row in rows}


def _add_lines(people: dict[int, PersonState]) -> None:
    memberships = db.session.execute(
        sa.select(
            BranchMembership.person_id, BranchMembership.id, BranchMembership.branch_id,
            BranchMembership.from_on, BranchMembership.to_on, BranchMembership.office,
        )
        .where(BranchMembership.superseded_at.is_(None))
        .order_by(BranchMembership.from_on)
    )  # fmt: skip
    for row in memberships:
        if row[0] in people:
            people[row[0]].memberships.append(Span(*row[1:]))
    tenures = db.session.execute(
        sa.select(
            Tenure.person_id, Tenure.id, Tenure.post_id, Tenure.from_on, Tenure.to_on,
            Tenure.rank, Tenure.main,
        )
        .where(Tenure.superseded_at.is_(None))
        .order_by(Tenure.from_on)
    )  # fmt: skip
    for held in tenures:
        if held[0] in people:
            people[held[0]].tenures.append(Span(*held[1:]))


def _accounts(people: dict[int, PersonState]) -> dict[str, AccountState]:
    rows = db.session.execute(
        sa.select(Account.id, Account.username, Account.person_id, Account.kind == "hand")
    )
    accounts = {row.username: AccountState(*row) for row in rows}
    for account in accounts.values():
        if account.person_id in people:
            people[account.person_id].account = account
    return accounts


def _add_roles(people: dict[int, PersonState]) -> None:
    held = (
        sa.select(Account.person_id, Grant.role, Grant.branch_id, Grant.unit_id)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.ends_on.is_(None), Account.person_id.is_not(None))
    )
    asked = sa.select(
        RoleRequest.person_id, RoleRequest.role, RoleRequest.branch_id, RoleRequest.unit_id
    ).where(RoleRequest.decided_at.is_(None))
    for query in (held, asked):
        for person_id, role, branch_id, unit_id in db.session.execute(query):
            if person_id in people:
                people[person_id].roles.add((role, branch_id, unit_id))


def _units() -> tuple[dict[UnitPath, int], dict[int, UnitPath]]:
    """The open units by path, and the path of every unit that is not an outside one."""
    rows = db.session.execute(
        sa.select(Unit.id, Unit.parent_id, Unit.name, Unit.closed_on).where(~Unit.outside)
    ).all()
    below: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
    for unit_id, parent_id, name, _ in rows:
        below[parent_id].append((unit_id, name))
    paths: dict[int, UnitPath] = {}
    waiting: list[tuple[int | None, UnitPath]] = [(None, ())]
    while waiting:
        parent_id, above = waiting.pop()
        for unit_id, name in below[parent_id]:
            paths[unit_id] = (*above, name)
            waiting.append((unit_id, paths[unit_id]))
    return {paths[row.id]: row.id for row in rows if row.closed_on is None}, paths
