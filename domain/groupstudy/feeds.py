"""Calendar addresses: whose they are, what they show, and that nobody can guess one.

An address holds the id of its feed and a digest of the feed's nonce under the key of the
installation. Whoever has it reads what the account may see today, and nothing once the account
is closed, the person has left, or is in that branch no more.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain import audit
from domain.access import Visitor, may, reach
from domain.groupstudy.holding import CANCELLED, CORRECTED
from domain.groupstudy.reach import HOLD, concerns, seen_by
from domain.visitors import find_visitor
from models import Account, Branch, CalendarFeed, GroupStudy, GroupStudyInvitation, Person, db

KEEP = "feed.keep"
DIGITS = 40  # of the digest: 160 bits


class NotYourBranch(Exception):
    """The branch is not there, or its calendar is not the visitor's to have."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Whose calendar an address shows; ``branch``: its name, empty for one's own gatherings."""

    visitor: Visitor
    branch_id: int | None
    branch: str


class Event(NamedTuple):
    """A gathering as a calendar shows it. ``first_id``: what it was corrected from in the
    beginning, or itself; ``sequence`` grows with each change and each correction.
    """

    first_id: int
    id: int
    kind: str
    topic: str
    place: str
    agenda: str
    meeting: str
    led_by: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    sequence: int
    changed_at: datetime


def branches_of(visitor: Visitor) -> list[tuple[int, str]]:
    """Ids and names of the branches whose calendar the visitor may have: the own one, those whose
    gatherings they hold as secretary, and every open one for organisers. One query.
    """
    rows = db.session.execute(
        sa.select(Branch.id, Branch.name).where(
            Branch.closed_on.is_(None), _followed(visitor)
        )
    )  # fmt: skip
    return [(row.id, row.name) for row in rows]


def _followed(visitor: Visitor) -> sa.ColumnElement[bool]:
    covered = reach(visitor, HOLD)
    if covered.everyone:
        return sa.true()
    return Branch.id.in_({visitor.branch_id, *covered.branch_ids} - {None})


def feeds_of(visitor: Visitor) -> dict[int | None, CalendarFeed]:
    """The account's feeds by branch, the own gatherings under ``None``. One query."""
    rows = db.session.scalars(
        sa.select(CalendarFeed).where(CalendarFeed.account_id == visitor.account_id)
    )
    return {one.branch_id: one for one in rows}


def renew_feed(visitor: Visitor, branch_id: int | None, *, now: datetime) -> CalendarFeed:
    """A new address; the one before it, if any, leads nowhere from now on. The caller commits.

    Raises:
        NotYourBranch.
    """
    if branch_id is not None and branch_id not in dict(branches_of(visitor)):
        raise NotYourBranch
    # one at a time for each account: the first address of two at once would be two rows
    db.session.execute(
        sa.select(Account.id).where(Account.id == visitor.account_id).with_for_update()
    )
    feed = feeds_of(visitor).get(branch_id)
    if feed is None:
        feed = CalendarFeed(account_id=visitor.account_id, branch_id=branch_id)
        db.session.add(feed)
    feed.nonce, feed.renewed_at = secrets.token_hex(16), now
    db.session.flush()
    audit.record(
        visitor.actor, "feed.renewed", "calendar_feed", feed.id, at=now,
        after={"branch": branch_id},
    )  # fmt: skip
    return feed


def token_of(feed: CalendarFeed, key: bytes) -> str:
    """What its address ends with; ``key``: that of the installation."""
    return f"{feed.id}-{_digest(f'calendar feed {feed.id} {feed.nonce}', key)}"


def stable_id(first_id: int, key: bytes) -> str:
    """What calendars know a gathering by, whatever becomes of it, on this installation alone."""
    return f"gathering-{first_id}-{_digest(f'gathering {first_id}', key)[:12]}@rigong"


def _digest(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:DIGITS]


def find_subscribed(token: str, key: bytes, *, today: date) -> Subscribed | None:
    """Whose the address is, as long as it leads anywhere. At most two queries."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 10):  # noqa: PLR2004
        return None
    row: Any = db.session.execute(
        sa.select(CalendarFeed, Account.username, Branch.name)
        .join(Account, Account.id == CalendarFeed.account_id)
        .outerjoin(Branch, Branch.id == CalendarFeed.branch_id)
        .where(CalendarFeed.id == int(number))
    ).one_or_none()
    if row is None or not hmac.compare_digest(token_of(row[0], key).encode(), token.encode()):
        return None
    visitor, feed = find_visitor(row.username, today=today), row[0]
    if visitor is None or visitor.person_id is None or not may(visitor, KEEP):
        return None
    if feed.branch_id is not None and not _follows(visitor, feed.branch_id):
        return None
    return Subscribed(visitor, feed.branch_id, row.name or "")


def _follows(visitor: Visitor, branch_id: int) -> bool:
    covered = reach(visitor, HOLD)
    return covered.everyone or branch_id in {visitor.branch_id, *covered.branch_ids}


def events_of(found: Subscribed, since: date) -> list[Event]:
    """Its gatherings from the day on, planned, held and cancelled. At most two queries.

    One's own: those one is invited to, was at, leads or speaks at. A branch's: those it holds or
    is invited to, where the reader may open them.
    """
    query = (
        sa.select(GroupStudy, sa.func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == GroupStudy.leader_id)
        .where(GroupStudy.held_on >= since, GroupStudy.state != CORRECTED, _shown(found))
        .order_by(GroupStudy.starts_at, GroupStudy.id)
    )
    rows = db.session.execute(query).all()
    before = _corrected_by([one.id for one, _name in rows if one.replaces_id is not None])
    return [_event(one, name, before.get(one.id, [])) for one, name in rows]


def _shown(found: Subscribed) -> sa.ColumnElement[bool]:
    if found.branch_id is None:
        return concerns(found.visitor.person_id or 0)
    invited = sa.select(GroupStudyInvitation.group_study_id).where(
        GroupStudyInvitation.branch_id == found.branch_id
    )
    about = sa.or_(GroupStudy.branch_id == found.branch_id, GroupStudy.id.in_(invited))
    return sa.and_(about, seen_by(found.visitor))


def _corrected_by(ids: list[int]) -> dict[int, list[Any]]:
    """What each of these replaced, the last before it first. No query where nothing did."""
    if not ids:
        return {}
    later = sa.select(GroupStudy.id.label("last"), GroupStudy.replaces_id).where(
        GroupStudy.id.in_(ids)
    )
    chain = later.cte(recursive=True)
    chain = chain.union_all(
        sa.select(chain.c.last, GroupStudy.replaces_id).join(
            GroupStudy, GroupStudy.id == chain.c.replaces_id
        )
    )
    rows: Any = db.session.execute(
        sa.select(chain.c.last, GroupStudy.id, GroupStudy.sequence)
        .join(GroupStudy, GroupStudy.id == chain.c.replaces_id)
        .order_by(chain.c.last, GroupStudy.id.desc())
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.last, []).append(row)
    return found


def _event(one: GroupStudy, led_by: str, before: list[Any]) -> Event:
    return Event(
        before[-1].id if before else one.id, one.id, one.kind, one.topic, one.place, one.agenda,
        one.meeting, led_by, one.starts_at, one.ends_at, one.state == CANCELLED,
        one.sequence + sum(row.sequence + 1 for row in before), one.changed_at,
    )  # fmt: skip
