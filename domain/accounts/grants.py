"""Roles: asked for by a roster, given by the security officer, lapsing when a person leaves."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.accounts.places import first_day_outside
from domain.accounts.sign_ins import end_sign_ins
from domain.audit import Actor
from domain.locks import lock_people
from domain.matters.kinds import ROLE_REQUEST
from domain.matters.raising import close_matter, raise_matter
from domain.visitors import standing_grants
from models import ROLES, Account, Grant, RoleRequest, db

NEEDS_BRANCH = frozenset({"secretary"})
NEEDS_UNIT = frozenset({"leader"})


class ScopeWrong(Exception):
    """The role wants a branch, a unit or neither, and was given something else."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


class HandHoldsNoRole(Exception):
    """One of the three hands does nothing else: its account takes no role."""


class GrantStands(Exception):
    """The account holds this role for this branch or unit already."""


class NotInPlace(Exception):
    """The person is not in the branch, has no post in, above or below the unit, or has left."""


class GrantEnded(Exception):
    """The role has ended before; ``ends_on`` is the first day it no longer held."""

    def __init__(self, ends_on: date) -> None:
        super().__init__(str(ends_on))
        self.ends_on = ends_on


class AccountMissing(Exception):
    """The person has no account yet, so there is nothing to give the role to."""

    def __init__(self, person_id: int) -> None:
        super().__init__(f"person {person_id} has no account")
        self.person_id = person_id


class RequestDecided(Exception):
    """Somebody granted or declined the request before."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role and what it is for: a branch for a secretary, a unit for a leader, else nothing.

    Raises:
        ScopeWrong: the branch or unit does not fit the role.
    """

    name: str
    branch_id: int | None = None
    unit_id: int | None = None

    def __post_init__(self) -> None:
        fits = (self.branch_id is not None) == (self.name in NEEDS_BRANCH) and (
            self.unit_id is not None
        ) == (self.name in NEEDS_UNIT)
        if self.name not in ROLES or not fits:
            raise ScopeWrong(self.name)

    @property
    def columns(self) -> dict[str, str | int | None]:
        """The role as the columns that grants and requests share."""
        return {"role": self.name, "branch_id": self.branch_id, "unit_id": self.unit_id}


def grant_role(account: Account, role: Role, *, today: date, actor: Actor, now: datetime) -> Grant:
    """Give the role from today on, and end the account's sign-ins; the caller commits.

    Where a move or a leaving is recorded for a later day, the role lapses on that day.

    Raises:
        HandHoldsNoRole: the account is one of the three hands.
        GrantStands: the account holds the role already, for as long or longer.
        NotInPlace: the role is for a place where the account's person is not.
    """
    if account.kind != "staff":
        raise HandHoldsNoRole
    ends_on = _lapses_on(account, role, today)
    if ends_on is not None and _is_held(account, role, ends_on, today):
        raise GrantStands
    grant = Grant(
        account_id=account.id, from_on=today, granted_at=now, granted_by_id=actor.account_id,
        ends_on=ends_on, end_reason=None if ends_on is None else "lapsed", **role.columns,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(grant)
    except IntegrityError as error:
        raise GrantStands from error
    _note(grant, "role.granted", actor, now)
    end_sign_ins(account.id, "role_changed", now=now)
    return grant


def _lapses_on(account: Account, role: Role, today: date) -> date | None:
    """The day on which the person is out of the place by what is recorded already."""
    if account.person_id is None:
        if role.name in NEEDS_BRANCH | NEEDS_UNIT:
            raise NotInPlace
        return None
    lock_people(account.person_id)
    place = {"branch_id": role.branch_id, "unit_id": role.unit_id}
    ends_on = first_day_outside(account.person_id, today, **place)
    if ends_on is not None and ends_on <= today:
        raise NotInPlace
    return ends_on


def _is_held(account: Account, role: Role, until: date, today: date) -> bool:
    """Whether the role stands up to the day; the index sees only those without an end."""
    lasts = sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= until)
    held = sa.select(Grant.id).where(
        Grant.account_id == account.id, standing_grants(today), lasts, *_same(Grant, role)
    )
    return db.session.scalars(held.limit(1)).first() is not None


def revoke_grant(grant: Grant, *, today: date, actor: Actor, now: datetime) -> None:
    """Take the role away from today on, and end the account's sign-ins; the caller commits.

    Raises:
        GrantEnded: it does not stand any more.
    """
    if grant.ends_on is not None and grant.ends_on <= today:
        raise GrantEnded(grant.ends_on)
    _end(grant, "revoked", on=today, actor=actor, now=now)


def lapse_grants(
    person_id: int,
    *,
    on: date,
    actor: Actor,
    now: datetime,
    branch_id: int | None = None,
    unit_ids: frozenset[int] | None = None,
    everything: bool = False,
    sign_out: bool = True,
) -> list[Grant]:
    """End the roles a person holds for what they leave, and their sign-ins; the caller commits.

    ``on`` is the first day in the branch, the unit or the organisation no more. ``branch_id``
    ends the roles for that branch, ``unit_ids`` those for any of the units, ``everything`` all
    of them; ``sign_out=False`` leaves the sign-ins, for a day to come. A role that ends later
    than ``on`` is brought forward. Returns what lapsed.
    """
    left = [Grant.branch_id == branch_id] if branch_id is not None else []
    left += [Grant.unit_id.in_(unit_ids)] if unit_ids else []
    left += [sa.true()] if everything else []
    if not left:
        return []
    grants = list(
        db.session.scalars(
            sa.select(Grant)
            .join(Account, Account.id == Grant.account_id)
            .where(
                Account.person_id == person_id,
                sa.or_(Grant.ends_on.is_(None), Grant.ends_on > on),
                sa.or_(*left),
            )
            .order_by(Grant.id)
        )
    )
    for grant in grants:
        _end(grant, "lapsed", on=on, actor=actor, now=now, sign_out=sign_out)
    return grants


def request_role(
    person_id: int,
    role: str,
    branch_id: int | None = None,
    unit_id: int | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> RoleRequest | None:
    """Ask the security officer for the role; the caller commits.

    Returns the open request, be it an older one, or ``None`` when the person's account holds
    the role already: to ask twice is the same as once.

    Raises:
        ScopeWrong: the branch or unit does not fit the role.
    """
    asked = Role(role, branch_id, unit_id)
    held = sa.select(Grant.id).join(Account, Account.id == Grant.account_id)
    held = held.where(Account.person_id == person_id, Grant.ends_on.is_(None))
    if db.session.scalar(held.where(*_same(Grant, asked))) is not None:
        return None
    request = RoleRequest(
        person_id=person_id, requested_at=now, requested_by_id=actor.account_id, **asked.columns
    )
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:
        return _open_request(person_id, asked)
    raise_matter(ROLE_REQUEST, request.id, owed_to=person_id, title=role, actor=actor, now=now)
    audit.record(
        actor, "role.requested", "role_request", request.id, at=now,
        after={"person": person_id, **asked.columns},
    )  # fmt: skip
    return request


def decide_request(
    request: RoleRequest, *, granted: bool, today: date, actor: Actor, now: datetime
) -> Grant | None:
    """Grant or decline what was asked for; the caller commits.

    Returns the grant, or ``None`` when declined or when the role was held already.

    Raises:
        RequestDecided: somebody decided it before.
        AccountMissing: the person has no account to give the role to.
        HandHoldsNoRole, NotInPlace: see ``grant_role``; the request stays open.
    """
    if request.decided_at is not None:
        raise RequestDecided
    grant = _grant_asked(request, today=today, actor=actor, now=now) if granted else None
    request.decided_at, request.decided_by_id, request.granted = now, actor.account_id, granted
    outcome = "granted" if granted else "declined"
    close_matter(ROLE_REQUEST, request.id, outcome=outcome, actor=actor, now=now, comes_back=False)
    if grant is None:
        action = "role.held_already" if granted else "role.declined"
        audit.record(actor, action, "role_request", request.id, at=now)
    db.session.flush()
    return grant


def _grant_asked(request: RoleRequest, *, today: date, actor: Actor, now: datetime) -> Grant | None:
    account = db.session.scalars(
        sa.select(Account).where(Account.person_id == request.person_id)
    ).one_or_none()
    if account is None:
        raise AccountMissing(request.person_id)
    role = Role(request.role, request.branch_id, request.unit_id)
    try:
        return grant_role(account, role, today=today, actor=actor, now=now)
    except GrantStands:
        return None


def _open_request(person_id: int, role: Role) -> RoleRequest:
    return db.session.scalars(
        sa.select(RoleRequest).where(
            RoleRequest.person_id == person_id,
            RoleRequest.decided_at.is_(None),
            *_same(RoleRequest, role),
        )
    ).one()


def _same(table: type[Grant] | type[RoleRequest], role: Role) -> list[sa.ColumnElement[bool]]:
    return [
        getattr(table, name).is_not_distinct_from(value) for name, value in role.columns.items()
    ]


def _end(
    grant: Grant, reason: str, *, on: date, actor: Actor, now: datetime, sign_out: bool = True
) -> None:
    grant.ends_on, grant.end_reason, grant.ended_by_id = on, reason, actor.account_id
    db.session.flush()
    _note(grant, f"role.{reason}", actor, now)
    if sign_out:
        end_sign_ins(grant.account_id, "role_changed", now=now)


def _note(grant: Grant, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor, action, "grant", grant.id, at=now,
        after={
            "account": grant.account_id, "role": grant.role, "branch": grant.branch_id,
            "unit": grant.unit_id, "from_on": grant.from_on, "ends_on": grant.ends_on,
        },
    )  # fmt: skip
