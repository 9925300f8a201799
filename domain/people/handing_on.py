"""What changes hands when two records become one, kind by kind. Each flushes."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.access import members_of, serving_about
from domain.accounts import grants
from domain.accounts.sign_ins import end_sign_ins
from domain.audit import Actor
from domain.people.places import units_served_on
from models import (
    Absence,
    Account,
    Attendance,
    BranchMembership,
    Certificate,
    DispatchSheet,
    ExemptPeriod,
    FormerStaffNumber,
    Grant,
    GroupStudy,
    GroupStudyQuestion,
    GroupStudyTalk,
    HandOverItem,
    Matter,
    Person,
    Placement,
    PlacementOpinion,
    PlacementReport,
    PlacementTalk,
    ReadingClass,
    ReadingNote,
    RoleRequest,
    SearchPassage,
    StudyEntry,
    TaskBook,
    TaskItem,
    TaskRehearsal,
    Tenure,
    db,
)

# What changes hands as a whole: name -> (key, owner).
HANDED_ON: dict[str, tuple[Any, Any]] = {
    "branch_memberships": (BranchMembership.id, BranchMembership.person_id),
    "tenures": (Tenure.id, Tenure.person_id),
    "study_entries": (StudyEntry.id, StudyEntry.person_id),
    "absences": (Absence.id, Absence.person_id),
    "exempt_periods": (ExemptPeriod.id, ExemptPeriod.person_id),
    "certificates": (Certificate.id, Certificate.person_id),
    "former_staff_numbers": (FormerStaffNumber.staff_no, FormerStaffNumber.person_id),
    "deputy_of": (Absence.id, Absence.deputy_id),
    "confirmer_of": (Person.id, Person.confirmer_id),
    "holder_of": (Account.id, Account.holder_id),
    "task_books": (TaskBook.id, TaskBook.subject_id),
    "tasks": (TaskItem.id, TaskItem.person_id),
    "task_rehearsals": (TaskRehearsal.id, TaskRehearsal.person_id),
    "matters_about": (Matter.id, Matter.about_id),
    "matters_owed_by": (Matter.id, Matter.owed_by_id),
    "matters_owed_to": (Matter.id, Matter.owed_to_id),
    "passages_found": (SearchPassage.id, SearchPassage.owner_id),
    "sheets_received": (DispatchSheet.id, DispatchSheet.receiver_id),
    "sheets_written": (DispatchSheet.id, DispatchSheet.writer_id),
    "classes_organised": (ReadingClass.id, ReadingClass.organiser_id),
    "classes_led": (ReadingClass.id, ReadingClass.leader_id),
    "gatherings_led": (GroupStudy.id, GroupStudy.leader_id),
    "talks_given": (GroupStudyTalk.id, GroupStudyTalk.person_id),
    "questions_asked": (GroupStudyQuestion.id, GroupStudyQuestion.asked_by_id),
    "questions_owed": (GroupStudyQuestion.id, GroupStudyQuestion.owed_by_id),
    "placements_of": (Placement.id, Placement.person_id),
    "placements_guided": (Placement.id, Placement.mentor_id),
    "placements_received": (Placement.id, Placement.receiver_id),
    "placement_talks_logged": (PlacementTalk.id, PlacementTalk.logged_by_id),
    "placement_talks_confirmed": (PlacementTalk.id, PlacementTalk.confirmed_by_id),
    "placement_reports": (PlacementReport.id, PlacementReport.person_id),
    "placement_opinions": (PlacementOpinion.id, PlacementOpinion.signed_by_id),
    "hand_overs_received": (HandOverItem.id, HandOverItem.received_by_id),
    "reading_notes": (ReadingNote.id, ReadingNote.person_id),
}
# Where the owner's column names other things than people as well.
ONLY: dict[str, sa.ColumnElement[bool]] = {"task_books": TaskBook.subject_kind == "person"}


def keys_of(name: str, owner: Person) -> list[Any]:
    key, column = HANDED_ON[name]
    owned = sa.and_(column == owner.id, ONLY.get(name, sa.true()))
    return list(db.session.scalars(sa.select(key).where(owned).order_by(key)))


def keys_handed_on(name: str, kept: Person, merged: Person) -> list[Any]:
    """Those of ``merged``, but for what credits a gathering that ``kept`` is credited for too.

    Such a credit stays with the merged record, as its attendance does: nobody is credited twice.
    """
    keys = keys_of(name, merged)
    if name != "study_entries":
        return keys
    own = _gatherings_credited(kept.id)
    twice = {
        entry_id for place, entry_id in _gatherings_credited(merged.id).items() if place in own
    }
    return [one for one in keys if one not in twice]


def _gatherings_credited(person_id: int) -> dict[int, int]:
    """The gatherings with the entry that credits the person for each. One query."""
    rows = db.session.execute(
        sa.select(Attendance.group_study_id, StudyEntry.id)
        .join(StudyEntry, StudyEntry.id == Attendance.entry_id)
        .where(
            Attendance.person_id == person_id, Attendance.superseded_at.is_(None),
            StudyEntry.state == "confirmed",
        )
    )  # fmt: skip
    return {int(row[0]): int(row[1]) for row in rows}


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


def tell_of_hands(account_ids: list[int], to: Person, *, actor: Actor, now: datetime) -> None:
    """Tell the trail who keeps the hands' accounts that changed hands."""
    for account_id in account_ids:
        audit.record(
            actor, "account.attached", "account", account_id, at=now, after={"holder": to.id}
        )


def hand_on_account(kept: Person, merged: Person, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """The account moves if ``kept`` has none, and is disabled otherwise; what to remember of it.

    ``account`` is the one that moved; ``disabled`` the one that was closed, with the instant.
    """
    remembered: dict[str, Any] = {"account": None, "disabled": None}
    account = account_of(merged)
    if account is None:
        return remembered
    if account_of(kept) is None:
        _give(account, kept, "merged", actor=actor, now=now)
        return remembered | {"account": account.id}
    end_sign_ins(account.id, "merged", now=now)
    if account.disabled_at is not None:
        return remembered
    account.disabled_at = now
    account.version += 1
    db.session.flush()
    audit.record(
        actor, "account.disabled", "account", account.id, at=now, after={"reason": "duplicate"}
    )
    return remembered | {"disabled": [account.id, now.isoformat()]}


def give_back_account(
    moved: dict[str, Any], merged: Person, *, actor: Actor, now: datetime
) -> None:
    """The account that moved is ``merged``'s again; the one that the merge closed is open.

    One that anybody closed at another instant stays closed. Nobody stays signed in.
    """
    if moved["account"] is not None:
        account = db.session.get_one(Account, moved["account"])
        _give(account, merged, "merge_undone", actor=actor, now=now)
    if moved["disabled"] is None:
        return
    account_id, closed_at = moved["disabled"]
    account = db.session.get_one(Account, account_id)
    if account.disabled_at == datetime.fromisoformat(closed_at):
        end_sign_ins(account.id, "merge_undone", now=now)
        account.disabled_at = None
        account.version += 1
        db.session.flush()
        audit.record(actor, "account.enabled", "account", account.id, at=now)


def lapse_on_merging(
    kept: Person, merged: Person, served: set[int], *, on: date, actor: Actor, now: datetime
) -> list[int]:
    """End the roles that have lost their place, and all of an account that stays ``merged``'s.

    ``served`` are the units that both served before. Returns the ids of the grants that ended
    and had no end before.
    """
    held = db.session.scalars(
        sa.select(Grant)
        .join(Account, Account.id == Grant.account_id)
        .where(Account.person_id.in_((kept.id, merged.id)), Grant.ends_on.is_(None))
        .order_by(Grant.id)
    ).all()
    lapse_out_of_place(kept, served, on=on, actor=actor, now=now)
    grants.lapse_grants(merged.id, on=on, actor=actor, now=now, everything=True)
    return [grant.id for grant in held if grant.ends_on is not None]


def lapse_out_of_place(
    person: Person, served: set[int], *, on: date, actor: Actor, now: datetime
) -> None:
    """End the person's roles for branches and units where the person is not on the day.

    A unit of ``served``, the units of before, counts as left when it is served no more, even
    if a post above it stays. Who has left keeps no role beyond the day of leaving.
    """
    held = db.session.scalars(
        sa.select(Grant)
        .join(Account, Account.id == Grant.account_id)
        .where(Account.person_id == person.id, sa.or_(Grant.ends_on.is_(None), Grant.ends_on > on))
    ).all()
    branches = {grant.branch_id for grant in held if grant.branch_id is not None}
    for branch_id in sorted(branches):
        if not _is_among(person, members_of(frozenset({branch_id}), on)):
            grants.lapse_grants(person.id, on=on, actor=actor, now=now, branch_id=branch_id)
    left = served - units_served_on(person.id, on)
    left |= {
        grant.unit_id
        for grant in held
        if grant.unit_id is not None and not _is_among(person, serving_about(grant.unit_id, on))
    }
    grants.lapse_grants(person.id, on=on, actor=actor, now=now, unit_ids=frozenset(left))
    if person.left_on is not None:
        day = max(on, person.left_on)
        grants.lapse_grants(person.id, on=day, actor=actor, now=now, everything=True)


def ask_for_roles(grant_ids: list[int], *, actor: Actor, now: datetime) -> None:
    """Ask the security officer for the roles that ended; one held again is not asked for."""
    for grant_id in grant_ids:
        grant = db.session.get_one(Grant, grant_id)
        person_id = db.session.get_one(Account, grant.account_id).person_id
        if person_id is not None:
            grants.request_role(
                person_id, grant.role, grant.branch_id, grant.unit_id, actor=actor, now=now
            )


def _give(account: Account, person: Person, reason: str, *, actor: Actor, now: datetime) -> None:
    end_sign_ins(account.id, reason, now=now)
    account.person_id = person.id
    account.version += 1
    db.session.flush()
    audit.record(
        actor, "account.attached", "account", account.id, at=now, after={"person": person.id}
    )


def _is_among(person: Person, people: sa.Select[Any]) -> bool:
    return person.id in set(db.session.scalars(people))
