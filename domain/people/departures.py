"""A leaving that was entered by mistake, taken back: everything stands as before it."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.accounts.opening import enable_account
from domain.audit import Actor
from domain.people.handing_on import account_of
from domain.people.lines import lock_person
from domain.people.records import StillHere
from domain.people.spans import (
    A_DAY,
    COLUMNS,
    AnyLine,
    ClosedOn,
    PersonGone,
    add_line,
    signed,
)
from models import (
    Account,
    AuditRow,
    Branch,
    BranchMembership,
    Departure,
    Grant,
    Person,
    PersonMerge,
    Post,
    Tenure,
    db,
)

TAKE_BACK_DAYS = 30  # after it was written down; one of today or to come always


class NotTakenBack(Exception):
    """The leaving stays: it is long past, or something was recorded about the person since."""


def open_departure(person: Person) -> Departure | None:
    """The leaving from which the person has not come back. One query."""
    return db.session.scalars(
        sa.select(Departure).where(
            Departure.person_id == person.id, Departure.returned_on.is_(None)
        )
    ).one_or_none()


def can_be_taken_back(departure: Departure, *, today: date, now: datetime) -> bool:
    """Whether it is new enough, and nothing was recorded since. At most three queries."""
    recent = departure.recorded_at + timedelta(days=TAKE_BACK_DAYS) >= now
    return (recent or departure.left_on >= today) and not _changed_since(departure)


def cancel_departure(person: Person, *, today: date, actor: Actor, now: datetime) -> None:
    """The person never left: lines and roles that the leaving ended stand again.

    The account is open again if the leaving closed it. Adds and flushes; the caller commits.

    Raises:
        StillHere: the person has not left, or came back.
        NotTakenBack: see there.
        ClosedOn: a branch or post that would stand again was closed meanwhile.
    """
    lock_person(person.id)
    departure = open_departure(person)
    if departure is None or person.merged_into_id is not None:
        raise StillHere
    if not can_be_taken_back(departure, today=today, now=now):
        raise NotTakenBack
    left_on, recorded_at = departure.left_on, departure.recorded_at
    db.session.delete(departure)
    person.left_on = None
    person.version += 1
    db.session.flush()
    _restore_lines(BranchMembership, departure, actor, now)
    _restore_lines(Tenure, departure, actor, now)
    audit.record(
        actor, "person.departure_cancelled", "person", person.id, at=now,
        before={"left_on": left_on},
    )  # fmt: skip
    account = account_of(person)
    if account is None:
        return
    restore_roles(account, left_on, recorded_at, actor=actor, now=now)
    if account.disabled_at == recorded_at and account.id != actor.account_id:
        enable_account(account, actor=actor, now=now)


def _changed_since(departure: Departure) -> bool:
    """Whether a line was written or superseded, or a record merged, after the leaving."""
    since, person_id = departure.recorded_at, departure.person_id
    later = [
        sa.exists().where(
            model.person_id == person_id,
            sa.or_(model.recorded_at > since, model.superseded_at > since),
        )
        for model in (BranchMembership, Tenure)
    ]
    merged = sa.exists().where(PersonMerge.kept_id == person_id, PersonMerge.merged_at > since)
    return any(db.session.scalar(sa.select(one)) for one in (*later, merged))


def _restore_lines(model: type[AnyLine], departure: Departure, actor: Actor, now: datetime) -> None:
    """Lines as before: the short ones are superseded, the long ones written down anew."""
    mine = model.person_id == departure.person_id
    short = db.session.scalars(
        sa.select(model).where(
            mine, model.superseded_at.is_(None), model.recorded_at == departure.recorded_at,
            model.to_on == departure.left_on - A_DAY,
        )
    ).all()  # fmt: skip
    ended: Sequence[AnyLine] = db.session.scalars(
        sa.select(model).where(
            mine, model.superseded_at == departure.recorded_at,
            sa.or_(model.to_on.is_(None), model.to_on >= departure.left_on),
        )
    ).all()  # fmt: skip
    for line in short:
        line.superseded_at = now
    db.session.flush()
    for line in ended:
        check_open(line)
        values = {name: getattr(line, name) for name in COLUMNS[model]}
        add_line(model(person_id=line.person_id, **signed(values, actor, now)))


def check_open(line: BranchMembership | Tenure) -> None:
    """Whether a line that was superseded may stand again. At most two queries.

    Raises:
        ClosedOn: its branch or post was closed meanwhile, within the line.
        PersonGone: the person has left, within the line.
    """
    place: Branch | Post
    if isinstance(line, BranchMembership):
        place = db.session.get_one(Branch, line.branch_id)
    else:
        place = db.session.get_one(Post, line.post_id)
    closed_on = place.closed_on
    if closed_on is not None and (line.to_on is None or line.to_on >= closed_on):
        raise ClosedOn(place, closed_on)
    person = db.session.get_one(Person, line.person_id)
    left_on = person.left_on
    if left_on is not None and (line.to_on is None or line.to_on >= left_on):
        raise PersonGone(person, left_on)


def restore_roles(
    account: Account, ended_on: date, lapsed_at: datetime, *, actor: Actor, now: datetime
) -> None:
    """Roles that lapsed at that moment, from that day on, are held again; one given anew stays."""
    for grant in _lapsed(account.id, ended_on):
        _restore_grant(grant, lapsed_at, actor, now)


def _lapsed(account_id: int, left_on: date) -> Sequence[Grant]:
    return db.session.scalars(
        sa.select(Grant)
        .where(
            Grant.account_id == account_id, Grant.end_reason == "lapsed", Grant.ends_on == left_on
        )
        .order_by(Grant.id)
    ).all()


def _restore_grant(grant: Grant, lapsed_at: datetime, actor: Actor, now: datetime) -> None:
    """The grant as it was, if it ended at that moment; the trail tells when and what was before."""
    rows = db.session.scalars(
        sa.select(AuditRow)
        .where(AuditRow.noun == "grant", AuditRow.noun_id == grant.id)
        .order_by(AuditRow.seq.desc())
        .limit(2)
    ).all()
    if not rows or rows[0].action != "role.lapsed" or rows[0].at != lapsed_at:
        return
    ends_on = json.loads(rows[1].after).get("ends_on") if len(rows) > 1 else None
    try:
        with db.session.begin_nested():
            grant.ends_on = date.fromisoformat(ends_on) if ends_on else None
            grant.end_reason = "lapsed" if ends_on else None
            grant.ended_by_id = None
    except IntegrityError:  # the same role was given anew meanwhile
        return
    audit.record(
        actor, "role.restored", "grant", grant.id, at=now,
        after={
            "account": grant.account_id, "role": grant.role, "branch": grant.branch_id,
            "unit": grant.unit_id, "from_on": grant.from_on, "ends_on": grant.ends_on,
        },
    )  # fmt: skip
