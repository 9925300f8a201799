"""Placements for tests, in any state."""

from datetime import UTC, date, datetime

from domain.access import Visitor
from domain.placements import deciding
from domain.placements.proposals import Proposal
from domain.placements.proposing import propose
from domain.visitors import find_visitor
from models import Account, Person, Placement, PlacementTalk, Post, Unit, db

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
BEGAN = date(2026, 3, 1)
ENDS = date(2027, 2, 28)
TODAY, SOON = date(2026, 11, 20), date(2026, 12, 1)


def make_mentorship(mentor: Person, mentee: Person, **values) -> Placement:
    return _make("mentorship", person_id=mentee.id, mentor_id=mentor.id, **values)


def make_rotation(person: Person, to_post: Post, **values) -> Placement:
    return _make(
        "rotation", person_id=person.id, to_post_id=to_post.id, planned_to_on=None, **values
    )


def make_secondment(person: Person, home_post: Post, host: Unit, **values) -> Placement:
    return _make(
        "secondment", person_id=person.id, home_post_id=home_post.id, host_unit_id=host.id,
        **values,
    )  # fmt: skip


def _make(kind: str, **values) -> Placement:
    """Under way since March, for a year, unless other values are given."""
    state = values.get("state", "under_way")
    over = state in {"ended_early", "completed", "assessed"}
    defaults = {
        "kind": kind, "state": state, "from_on": BEGAN, "planned_to_on": ENDS,
        "ended_on": date(2026, 10, 31) if over else None, "proposed_at": NOON,
        "approved_at": None if state in {"proposed", "turned_down", "cancelled"} else NOON,
    }  # fmt: skip
    row = Placement(**defaults | values)
    db.session.add(row)
    db.session.flush()
    return row


def make_talk(pair: Placement, logged_by_id: int, **values) -> PlacementTalk:
    """An hour in November, waiting for the other side."""
    confirmed = values.get("state") == "confirmed"
    defaults = {
        "placement_id": pair.id, "logged_by_id": logged_by_id, "held_on": date(2026, 11, 10),
        "minutes": 60, "topic": "公文办理", "logged_at": NOON,
        "confirmed_at": NOON if confirmed else None,
    }  # fmt: skip
    row = PlacementTalk(**defaults | values)
    db.session.add(row)
    db.session.flush()
    return row


def visitor(account: Account) -> Visitor:
    found = find_visitor(account.username, today=TODAY)
    assert found is not None
    return found


def proposed(kind: str, by: Visitor, **said) -> Placement:
    """Proposed by the visitor, to begin in December."""
    return propose(kind, Proposal(**{"from_on": SOON} | said), by, today=TODAY, now=NOON)


def seconded(one: Person | Account, host: Unit, by: Visitor, **said) -> Placement:
    """Proposed for a year."""
    said = {"planned_to_on": date(2027, 11, 30), "host_unit_id": host.id} | said
    return proposed("secondment", by, person_id=_id(one), **said)


def paired(mentor: Person | Account, mentee: Person | Account, by: Visitor, **said) -> Placement:
    """Proposed for a year."""
    said = {"planned_to_on": date(2027, 11, 30), "mentor_id": _id(mentor)} | said
    return proposed("mentorship", by, person_id=_id(mentee), **said)


def _id(one: Person | Account) -> int | None:
    return one.person_id if isinstance(one, Account) else one.id


def approved(placement: Placement, by: Visitor, *, now: datetime = NOON) -> Placement:
    deciding.approve(placement, by, version=placement.version, today=TODAY, now=now)
    return placement
