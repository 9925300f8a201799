"""What changes hands when two records become one, kind by kind. Each flushes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.accounts.sign_ins import end_sign_ins
from models import (
    Absence,
    Account,
    BranchMembership,
    FormerStaffNumber,
    Person,
    RoleRequest,
    StudyEntry,
    Tenure,
    db,
)

# What changes hands as a whole: name -> (key, owner).
HANDED_ON: dict[str, tuple[Any, Any]] = {
    "branch_memberships": (BranchMembership.id, BranchMembership.person_id),
    "tenures": (Tenure.id, Tenure.person_id),
    "study_entries": (StudyEntry.id, StudyEntry.person_id),
    "absences": (Absence.id, Absence.person_id),
    "former_staff_numbers": (FormerStaffNumber.staff_no, FormerStaffNumber.person_id),
    "deputy_of": (Absence.id, Absence.deputy_id),
    "confirmer_of": (Person.id, Person.confirmer_id),
    "holder_of": (Account.id, Account.holder_id),
}


def keys_of(name: str, owner: Person) -> list[Any]:
    key, column = HANDED_ON[name]
    return list(db.session.scalars(sa.select(key).where(column == owner.id).order_by(key)))


def hand_on(name: str, keys: list[Any], to: Person) -> None:
    key, owner = HANDED_ON[name]
    if keys:
        change = sa.update(key.class_).where(key.in_(keys)).values({owner.key: to.id})
        db.session.execute(change.execution_options(synchronize_session="fetch"))


def clear_own_deputies(kept: Person, merged: Person) -> list[list[int]]:
    """Nobody deputises for himself: the absences concerned, each with its deputy."""
    both = (kept.id, merged.id)
    found = db.session.scalars(
        sa.select(Absence).where(Absence.person_id.in_(both), Absence.deputy_id.in_(both))
    ).all()
    cleared = [[absence.id, absence.deputy_id or 0] for absence in found]
    for absence in found:
        absence.deputy_id = None
    db.session.flush()
    return cleared


def clear_own_confirmer(kept: Person) -> None:
    db.session.refresh(kept)
    if kept.confirmer_id == kept.id:
        kept.confirmer_id = None
        db.session.flush()


def hand_on_requests(kept: Person, merged: Person) -> list[int]:
    """Requests change hands, but for an open one that ``kept`` has as well."""
    moved = []
    for request in db.session.scalars(
        sa.select(RoleRequest).where(RoleRequest.person_id == merged.id)
    ).all():
        try:
            with db.session.begin_nested():
                request.person_id = kept.id
        except sa.exc.IntegrityError:
            continue
        moved.append(request.id)
    return moved


def account_of(person: Person) -> Account | None:
    return db.session.scalars(
        sa.select(Account).where(Account.person_id == person.id)
    ).one_or_none()


def hand_on_account(kept: Person, merged: Person, now: datetime) -> dict[str, int | None]:
    account = account_of(merged)
    if account is None:
        return {"account": None, "disabled": None}
    end_sign_ins(account.id, "merged", now=now)
    if account_of(kept) is None:
        account.person_id = kept.id
        db.session.flush()
        return {"account": account.id, "disabled": None}
    disabled = account.id if account.disabled_at is None else None
    account.disabled_at = account.disabled_at or now
    return {"account": None, "disabled": disabled}
