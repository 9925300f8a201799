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
from domain.audit import Actor
from domain.hours import ledger
from domain.hours.settling import settle
from domain.locks import lock_people
from domain.people.handing_on import (
    HANDED_ON,
    account_of,
    ask_for_roles,
    clear_own_confirmer,
    clear_own_deputies,
    give_back_account,
    hand_on,
    hand_on_account,
    hand_on_requests,
    keys_handed_on,
    keys_of,
    lapse_on_merging,
    lapse_out_of_place,
    tell_of_hands,
)
from domain.people.memberships import join_memberships, part_memberships
from domain.people.placed_together import check_not_placed_together
from domain.people.places import units_served_on
from domain.people.rooms import lines_of, make_room, rooms
from domain.people.rows_apart import give_back_apart, hand_on_apart
from domain.people.spans import Line, PersonGone
from domain.timers import give_back_timer, hand_on_timer
from models import (
    Absence,
    BranchMembership,
    FormerStaffNumber,
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
    lines_cut: int  # kept for the days only that none of ``kept``'s lines covers
    absences: int
    account: str  # "moves", "disabled" or "none"


def preview_merge(kept: Person, merged: Person) -> MergePreview:
    """What merging would do. It writes nothing; eleven queries."""
    keys = {name: keys_handed_on(name, kept, merged) for name in ("study_entries", "absences")}
    lines = lines_of(merged)
    cut = rooms(kept, merged)
    account = account_of(merged)
    moves = "none" if account is None else "disabled" if account_of(kept) else "moves"
    return MergePreview(
        entries=len(keys["study_entries"]), lines=len(lines),
        lines_superseded=sum(not room for _, room in cut),
        lines_cut=sum(bool(room) for _, room in cut), absences=len(keys["absences"]), account=moves,
    )  # fmt: skip


def check_two(kept: Person, merged: Person) -> None:
    """Whether the two may be one person. At most three queries.

    Raises:
        SamePerson, HoldsTwoHands: see there.
        domain.people.placed_together.PlacedTogether.
    """
    if kept.id == merged.id:
        raise SamePerson
    if keys_of("holder_of", kept) and keys_of("holder_of", merged):
        raise HoldsTwoHands
    check_not_placed_together(kept, merged)


def merge_people(
    kept: Person, merged: Person, *, on: date, actor: Actor, now: datetime
) -> PersonMerge:
    """Everything of ``merged`` becomes ``kept``'s; its number finds ``kept`` from now on.

    A line of ``merged`` that meets ``kept``'s stands on its other days only. Its account moves
    if ``kept`` has none, and is disabled otherwise, with every role of it. Roles for a branch or
    unit that the person is not in lapse.

    Raises:
        The exceptions of ``check_two``.
        PersonGone: one of the two was merged before.
    """
    _lock(kept, merged)
    check_two(kept, merged)
    for person in (kept, merged):
        if person.merged_into_id is not None:
            raise PersonGone(person, on)
    merge = PersonMerge(
        kept_id=kept.id, merged_id=merged.id, moved="{}", merged_at=now,
        merged_by_id=actor.account_id,
    )  # fmt: skip
    db.session.add(merge)
    db.session.flush()
    moved: dict[str, Any] = {"staff_no": merged.staff_no}
    served = units_served_on(kept.id, on) | units_served_on(merged.id, on)
    left, parts = make_room(kept, merged, now)
    moved |= {"left": _ids(left), "parts": _ids(parts)}
    moved["cleared"] = clear_own_deputies(kept, merged)
    moved["standing"] = _ids(lines_of(merged))
    for name in HANDED_ON:
        moved[name] = keys_handed_on(name, kept, merged)
        hand_on(name, moved[name], kept)
    moved |= {
        "apart": hand_on_apart(kept.id, merged.id),
        "classes": join_memberships(kept.id, merged.id, actor=actor, now=now),
    }
    clear_own_confirmer(kept)
    moved["role_requests"] = hand_on_requests(kept, merged)
    tell_of_hands(moved["holder_of"], kept, actor=actor, now=now)
    moved |= hand_on_account(kept, merged, actor=actor, now=now)
    moved["timer"] = hand_on_timer(kept.id, merged.id, actor=actor, now=now)
    moved["grants"] = lapse_on_merging(kept, merged, served, on=on, actor=actor, now=now)
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

    No role stands again by itself: those that the merge ended are asked for, and the security
    officer decides. Roles that have lost their place by the undoing lapse. An account that the
    merge closed opens, unless somebody closed it at another instant; nobody stays signed in.

    Raises:
        NotUndone: undone before, more than 30 days ago, or a line that moved was changed since.
    """
    kept, merged = (db.session.get_one(Person, one) for one in (merge.kept_id, merge.merged_id))
    _lock(kept, merged)
    db.session.refresh(merge)
    moved = json.loads(merge.moved)
    _check_undo(merge, kept, moved, today)
    served = units_served_on(kept.id, today)
    _renumber_back(merged, moved)
    for name in HANDED_ON:
        hand_on(name, moved.get(name, []), merged)  # an older merge knew fewer of them
    part_memberships(moved.get("classes", []), actor=actor, now=now)
    give_back_apart(moved.get("apart", {}), kept.id, merged.id)
    _restore(moved, merged, now)
    tell_of_hands(moved["holder_of"], merged, actor=actor, now=now)
    give_back_account(moved, merged, actor=actor, now=now)
    give_back_timer(moved.get("timer"), kept.id, merged.id, actor=actor, now=now)
    for person in (kept, merged):
        lapse_out_of_place(person, served, on=today, actor=actor, now=now)
    ask_for_roles(moved["grants"], actor=actor, now=now)
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
    for person in (kept, merged):  # no row that names either is on its way
        db.session.refresh(person, with_for_update=True)


def _ids(lines: list[Line]) -> dict[str, list[int]]:
    """The ids of the lines by their table."""
    return {
        model.__tablename__: [line.id for line in lines if isinstance(line, model)]
        for model in LINES
    }


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
    lines = _ids(lines_of(kept))
    same = all(set(moved["standing"][table]) <= set(lines[table]) for table in lines)
    if kept.merged_into_id is not None or former is None or former.person_id != kept.id or not same:
        raise NotUndone("changed")


def _restore(moved: dict[str, Any], merged: Person, now: datetime) -> None:
    """What the merge itself ended stands again; the parts it had left standing go."""
    for at, ids in ((now, moved.get("parts", {})), (None, moved["left"])):
        for model in LINES:
            for line_id in ids.get(model.__tablename__, ()):
                line: Line = db.session.get_one(model, line_id)  # type: ignore[assignment]
                line.superseded_at = at
        db.session.flush()
    for absence_id, deputy_id in moved["cleared"]:
        db.session.get_one(Absence, absence_id).deputy_id = deputy_id
    for request_id in moved["role_requests"]:
        db.session.get_one(RoleRequest, request_id).person_id = merged.id
    db.session.flush()


def _settle(merge: PersonMerge, moved: dict[str, Any], cause: str, now: datetime) -> None:
    entries = db.session.scalars(
        sa.select(StudyEntry).where(StudyEntry.id.in_(moved["study_entries"]))
    )
    years = {year for entry in entries for year in ledger.years_of(entry)}
    for person_id in sorted((merge.kept_id, merge.merged_id)) if years else ():
        settle(person_id, years, cause=cause, now=now)
