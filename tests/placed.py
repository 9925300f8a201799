"""Placements for tests, in any state."""

from datetime import UTC, date, datetime

from models import Person, Placement, Post, Unit, db

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
BEGAN = date(2026, 3, 1)
ENDS = date(2027, 2, 28)


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
