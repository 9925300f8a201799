"""Two records found to be one person: merged, and for 30 days taken apart again.

What changes hands is remembered in ``PersonMerge.moved``, so that it can be restored. The ledger
is append-only: entries change hands and both people are settled by differences. Everything
here adds and flushes; the caller commits.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.accounts import grants
from domain.audit import Actor
from domain.hours import ledger
from domain.locks import lock_people
from domain.people.handing_on import (
    HANDED_ON,
    account_of,
    clear_own_confirmer,
    clear_own_deputies,
    hand_on,
    hand_on_account,
    hand_on_requests,
    keys_of,
)
from domain.people.spans import Line, PersonGone, exclude, meet, standing
from models import (
    Absence,
    Account,
    BranchMembership,
    FormerStaffNumber,
    Grant,
    Person,
    PersonMerge,
    RoleRequest,
    StudyEntry,
    Tenure,
    db,
)

UNDO_DAYS = 30  # after the day of the merge
LINES: tuple[type[Line], ...] = (BranchMembership, Tenure)


class SamePerson(Exception):
    """A record cannot be merged into itself."""


class HoldsTwoHands(Exception):
    """Each of the two keeps an account of the three hands; nobody may hold two."""


class NotUndone(Exception):
    """The merge cannot be taken apart; ``reason`` is ``done``, ``late`` or ``changed``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MergePreview:
    """How much would change hands, and what would not stand any more."""

    entries: int
    lines: int
    lines_superseded: int
    absences: int
    account: str  # "moves", "disabled" or "none"


def preview_merge(kept: Person, merged: Person) -> MergePreview:
    """What merging would do. It writes nothing; nine queries."""
    keys = {name: keys_of(name, merged) for name in ("study_entries", "absences")}
    lines = _lines_of(merged)
    in_the_way = _in_the_way(kept, merged)
    account = account_of(merged)
    moves = "none" if account is None else "disabled" if account_of(kept) else "moves"
    return MergePreview(
        entries=len(keys["study_entries"]), lines=len(lines),
        lines_superseded=len(in_the_way), absences=len(keys["absences"]), account=moves,
    )  # fmt: skip


def merge_people(
    kept: Person, merged: Person, *, on: date, actor: Actor, now: datetime
) -> PersonMerge:
    """Everything of ``merged`` becomes ``kept``'s; its number finds ``kept`` from now on.

    Lines of ``merged`` that meet ``kept``'s are superseded. Its account moves if ``kept`` has
    none, and is disabled otherwise. Roles for a branch that the person is not in lapse.

    Raises:
        SamePerson, HoldsTwoHands: see there.
        PersonGone: one of the two was merged before.
    """
    _lock(kept, merged)
    if kept.id == merged.id:
        raise SamePerson
    for person in (kept, merged):
        if person.merged_into_id is not None:
            raise PersonGone(person, on)
    if keys_of("holder_of", kept) and keys_of("holder_of", merged):
        raise HoldsTwoHands
    merge = PersonMerge(
        kept_id=kept.id, merged_id=merged.id, moved="{}", merged_at=now,
        merged_by_id=actor.account_id,
    )  # fmt: skip
    db.session.add(merge)
    db.session.flush()
    moved: dict[str, Any] = {"staff_no": merged.staff_no}
    moved["left"] = _supersede(kept, merged, now)
    moved["cleared"] = clear_own_deputies(kept, merged)
    moved["standing"] = _ids(_lines_of(merged))
    for name in HANDED_ON:
        moved[name] = keys_of(name, merged)
        hand_on(name, moved[name], kept)
    clear_own_confirmer(kept)
    moved["role_requests"] = hand_on_requests(kept, merged)
    moved |= hand_on_account(kept, merged, now)
    moved["grants"] = _lapse(kept, moved, on=on, actor=actor, now=now)
    _renumber(kept, merged, on, now)
    merge.moved = json.dumps(moved, default=str)
    _settle(merge, moved, f"merged:{merge.id}", now)
    audit.record(
        actor, "person.merged", "person", kept.id, at=now,
        after={"merge": merge.id, "merged": merged.id},
    )  # fmt: skip
    return merge


def undo_merge(merge: PersonMerge, *, today: date, actor: Actor, now: datetime) -> None:
    """Give ``merged`` back what it had; what was added since stays with ``kept``.

    Raises:
        NotUndone: undone before, more than 30 days ago, or a line that moved was changed since.
    """
    kept, merged = (db.session.get_one(Person, one) for one in (merge.kept_id, merge.merged_id))
    _lock(kept, merged)
    db.session.refresh(merge)
    moved = json.loads(merge.moved)
    _check_undo(merge, kept, moved, today)
    _renumber_back(merged, moved)
    for name in HANDED_ON:
        hand_on(name, moved[name], merged)
    _restore(moved, merged)
    merge.undone_at = now
    _settle(merge, moved, f"merge_undone:{merge.id}", now)
    audit.record(
        actor, "person.merge_undone", "person", kept.id, at=now,
        after={"merge": merge.id, "merged": merged.id},
    )  # fmt: skip


def merges_of(kept: Person) -> list[tuple[PersonMerge, Person]]:
    """The merges into the person that stand, the latest first, with the record merged."""
    rows = db.session.execute(
        sa.select(PersonMerge, Person)
        .join(Person, Person.id == PersonMerge.merged_id)
        .where(PersonMerge.kept_id == kept.id, PersonMerge.undone_at.is_(None))
        .order_by(PersonMerge.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def number_before(merge: PersonMerge) -> str:
    """The staff number that the merged record had."""
    return str(json.loads(merge.moved)["staff_no"])


def can_be_undone(merge: PersonMerge, today: date) -> bool:
    return merge.merged_at.date() + timedelta(days=UNDO_DAYS) >= today


def _lock(kept: Person, merged: Person) -> None:
    lock_people(kept.id, merged.id)
    for person in (kept, merged):
        db.session.refresh(person)


def _lines_of(person: Person) -> list[Line]:
    return [*standing(BranchMembership, person.id), *standing(Tenure, person.id)]


def _ids(lines: list[Line]) -> dict[str, list[int]]:
    """The ids of the lines by their table."""
    return {
        model.__tablename__: [line.id for line in lines if isinstance(line, model)]
        for model in LINES
    }


def _in_the_way(kept: Person, merged: Person) -> list[Line]:
    """The standing lines of ``merged`` that ``kept``'s lines, or its leaving, leave no room for."""
    others = _lines_of(kept)
    return [
        line
        for line in _lines_of(merged)
        if any(
            type(line) is type(other) and exclude(line, other) and meet(line, other)
            for other in others
        )
        or (kept.left_on is not None and (line.to_on is None or line.to_on >= kept.left_on))
    ]


def _supersede(kept: Person, merged: Person, now: datetime) -> dict[str, list[int]]:
    lines = _in_the_way(kept, merged)
    for line in lines:
        line.superseded_at = now
    db.session.flush()
    return _ids(lines)


def _lapse(
    kept: Person, moved: dict[str, Any], *, on: date, actor: Actor, now: datetime
) -> list[list[Any]]:
    """End the roles for branches whose line did not survive; the grants as they were before."""
    gone = moved["left"]["branch_memberships"]
    branches = set(
        db.session.scalars(
            sa.select(BranchMembership.branch_id).where(BranchMembership.id.in_(gone))
        )
    ) - {line.branch_id for line in standing(BranchMembership, kept.id)}
    held = db.session.scalars(
        sa.select(Grant)
        .join(Account, Account.id == Grant.account_id)
        .where(Account.person_id == kept.id, Grant.branch_id.in_(branches))
    ).all()
    before = [[one.id, one.ends_on, one.end_reason, one.ended_by_id] for one in held]
    for branch_id in sorted(branches):
        grants.lapse_grants(kept.id, on=on, actor=actor, now=now, branch_id=branch_id)
    return before


def _renumber(kept: Person, merged: Person, on: date, now: datetime) -> None:
    """The number now finds ``kept``; the merged record keeps one that nobody can type."""
    number = merged.staff_no
    merged.staff_no = f"~{merged.id}"
    merged.merged_into_id = kept.id
    kept.version += 1
    db.session.flush()
    db.session.add(
        FormerStaffNumber(staff_no=number, person_id=kept.id, until_on=on, recorded_at=now)
    )
    db.session.flush()


def _renumber_back(merged: Person, moved: dict[str, Any]) -> None:
    db.session.delete(db.session.get_one(FormerStaffNumber, moved["staff_no"]))
    db.session.flush()
    merged.staff_no = moved["staff_no"]
    merged.merged_into_id = None
    db.session.flush()


def _check_undo(merge: PersonMerge, kept: Person, moved: dict[str, Any], today: date) -> None:
    if merge.undone_at is not None:
        raise NotUndone("done")
    if not can_be_undone(merge, today):
        raise NotUndone("late")
    former = db.session.get(FormerStaffNumber, moved["staff_no"])
    lines = _ids(_lines_of(kept))
    same = all(set(moved["standing"][table]) <= set(lines[table]) for table in lines)
    if kept.merged_into_id is not None or former is None or former.person_id != kept.id or not same:
        raise NotUndone("changed")


def _restore(moved: dict[str, Any], merged: Person) -> None:
    """What the merge itself ended stands again."""
    for line_id in moved["left"]["branch_memberships"]:
        db.session.get_one(BranchMembership, line_id).superseded_at = None
    for line_id in moved["left"]["tenures"]:
        db.session.get_one(Tenure, line_id).superseded_at = None
    for absence_id, deputy_id in moved["cleared"]:
        db.session.get_one(Absence, absence_id).deputy_id = deputy_id
    for request_id in moved["role_requests"]:
        db.session.get_one(RoleRequest, request_id).person_id = merged.id
    if moved["account"] is not None:
        db.session.get_one(Account, moved["account"]).person_id = merged.id
    if moved["disabled"] is not None:
        db.session.get_one(Account, moved["disabled"]).disabled_at = None
    for grant_id, ends_on, reason, ended_by_id in moved["grants"]:
        grant = db.session.get_one(Grant, grant_id)
        grant.ends_on = date.fromisoformat(ends_on) if ends_on is not None else None
        grant.end_reason, grant.ended_by_id = reason, ended_by_id
    db.session.flush()


def _settle(merge: PersonMerge, moved: dict[str, Any], cause: str, now: datetime) -> None:
    days = db.session.scalars(
        sa.select(StudyEntry.studied_on).where(StudyEntry.id.in_(moved["study_entries"]))
    )
    years = {day.year for day in days}
    for person_id in sorted((merge.kept_id, merge.merged_id)) if years else ():
        ledger.settle(person_id, years, cause=cause, now=now)
