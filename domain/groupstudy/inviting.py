"""Who is invited to a gathering: branches, units, single people, and so whom on its day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import is_here, members_of, staff_of
from models import BranchMembership, GroupStudy, GroupStudyInvitation, Person, db


@dataclass(frozen=True, slots=True)
class Invited:
    """Ids of the branches, units and people who are invited."""

    branch_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    person_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.branch_ids or self.unit_ids or self.person_ids)


def invited_to(gathering_id: int) -> Invited:
    """One query."""
    rows = db.session.scalars(
        sa.select(GroupStudyInvitation).where(GroupStudyInvitation.group_study_id == gathering_id)
    ).all()
    return Invited(
        frozenset(one.branch_id for one in rows if one.branch_id is not None),
        frozenset(one.unit_id for one in rows if one.unit_id is not None),
        frozenset(one.person_id for one in rows if one.person_id is not None),
    )


def invite(gathering: GroupStudy, invited: Invited) -> tuple[Invited, Invited]:
    """Write the invitation anew; who was invited before, and who is now. Flushes."""
    before = invited_to(gathering.id)
    if before != invited:
        db.session.execute(
            sa.delete(GroupStudyInvitation).where(
                GroupStudyInvitation.group_study_id == gathering.id
            )
        )
        lines = [{"branch_id": one} for one in sorted(invited.branch_ids)]
        lines += [{"unit_id": one} for one in sorted(invited.unit_ids)]
        lines += [{"person_id": one} for one in sorted(invited.person_ids)]
        db.session.add_all(
            GroupStudyInvitation(group_study_id=gathering.id, **line) for line in lines
        )
        db.session.flush()
    return before, invited


def is_invited(gathering: GroupStudy, person_id: int) -> bool:
    """Whether the person is invited on the day of the gathering. Two queries."""
    return (
        db.session.scalar(sa.select(sa.exists().where(Person.id == person_id, _among(gathering))))
        is True
    )


def people_invited(gathering: GroupStudy) -> dict[int, int | None]:
    """The people invited who are here on its day, and the branch of each then. Two queries."""
    rows: Any = db.session.execute(
        sa.select(Person.id).where(
            _among(gathering), is_here(Person, gathering.held_on), Person.merged_into_id.is_(None)
        )
    ).all()
    return branches_on({row.id for row in rows}, gathering.held_on)


def branches_on(person_ids: Collection[int], day: date) -> dict[int, int | None]:
    """The branch of each of the people on the day, ``None`` for those without one. One query."""
    found: dict[int, int | None] = dict.fromkeys(person_ids)
    rows: Any = db.session.execute(
        sa.select(BranchMembership.person_id, BranchMembership.branch_id).where(
            BranchMembership.person_id.in_(person_ids),
            BranchMembership.superseded_at.is_(None), BranchMembership.from_on <= day,
            sa.or_(BranchMembership.to_on.is_(None), BranchMembership.to_on >= day),
        )
    )  # fmt: skip
    return found | {row.person_id: row.branch_id for row in rows}


def _among(gathering: GroupStudy) -> sa.ColumnElement[bool]:
    invited = invited_to(gathering.id)
    return sa.or_(
        Person.id.in_(invited.person_ids),
        Person.id.in_(members_of(invited.branch_ids, gathering.held_on)),
        Person.id.in_(staff_of(invited.unit_ids, gathering.held_on)),
    )
