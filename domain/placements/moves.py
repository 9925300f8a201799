"""What a rotation does to the person's posts, and how the past stands again when it is called off.

The caller holds the person and commits.
"""

from datetime import datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.people.departures import check_open, restore_roles
from domain.people.handing_on import account_of
from domain.people.lines import take_post
from domain.people.spans import A_DAY, COLUMNS, add_line, signed
from domain.placements.reach import ROTATION
from models import Person, Placement, Tenure, db


class PastMovedOn(Exception):
    """A later paper changed the person's posts since: what stood before cannot stand again."""


def take_effect(placement: Placement, *, actor: Actor, now: datetime) -> None:
    """The lines of a rotation follow by themselves, from its first day; other kinds have none.

    Raises:
        domain.people.spans.LinesOverlap, PersonGone, ClosedOn.
    """
    if placement.kind != ROTATION or placement.to_post_id is None:
        return
    person = db.session.get_one(Person, placement.person_id)
    line = take_post(
        person, placement.to_post_id, on=placement.from_on, rank=placement.to_rank,
        document_no=placement.document_no, document_on=placement.document_on, actor=actor, now=now,
    )  # fmt: skip
    placement.tenure_id = line.id
    db.session.flush()


def undo(placement: Placement, *, actor: Actor, now: datetime) -> bool:
    """The lines stand as before its approval, and so do the roles that lapsed with it; each line
    is recorded anew, none is removed. Whether there was anything to undo.

    Raises:
        PastMovedOn.
        domain.people.spans.ClosedOn: a post that would be held again was closed meanwhile.
        domain.people.spans.PersonGone: the person would hold one after leaving.
    """
    if placement.tenure_id is None:
        return False
    line = db.session.get_one(Tenure, placement.tenure_id, populate_existing=True)
    made_at = placement.approved_at
    if made_at is None or line.recorded_at != made_at:
        return False  # the person held that post already
    if line.superseded_at is not None:
        raise PastMovedOn
    ended = _of(placement, Tenure.superseded_at == made_at)
    kept = _of(placement, Tenure.recorded_at == made_at, Tenure.to_on == placement.from_on - A_DAY)
    if any(one.superseded_at is not None for one in kept):
        raise PastMovedOn
    for one in (line, *kept):
        one.superseded_at = now
    db.session.flush()
    for one in ended:
        check_open(one)
        values = {name: getattr(one, name) for name in COLUMNS[Tenure]}
        add_line(Tenure(person_id=one.person_id, **signed(values, actor, now)))
    account = account_of(db.session.get_one(Person, placement.person_id))
    if account is not None:
        restore_roles(account, placement.from_on, made_at, actor=actor, now=now)
    audit.record(
        actor, "person.move_undone", "person", placement.person_id, at=now,
        before={"id": line.id, "post_id": line.post_id, "from_on": line.from_on},
    )  # fmt: skip
    return True


def _of(placement: Placement, *conditions: sa.ColumnElement[bool]) -> list[Tenure]:
    found = sa.select(Tenure).where(Tenure.person_id == placement.person_id, *conditions)
    return list(db.session.scalars(found.order_by(Tenure.id)))
