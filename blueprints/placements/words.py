"""Kinds and states of placements in words."""

from flask_babel import lazy_gettext as _l

from domain.placements.holding import (
    APPROVED,
    ASSESSED,
    CANCELLED,
    COMPLETED,
    ENDED_EARLY,
    PROPOSED,
    TURNED_DOWN,
    UNDER_WAY,
)
from domain.placements.moving_on import MENTEE, MENTOR, UNIT
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT
from domain.placements.talk_sides import CONFIRMED, RETURNED, WAITING

KINDS = {MENTORSHIP: _l("Mentorship"), ROTATION: _l("Rotation"), SECONDMENT: _l("Secondment")}
STATES = {
    PROPOSED: _l("Proposed"), TURNED_DOWN: _l("Turned down"), APPROVED: _l("Approved"),
    UNDER_WAY: _l("In progress"), ENDED_EARLY: _l("Ended early"), COMPLETED: _l("Completed"),
    ASSESSED: _l("Assessed"), CANCELLED: _l("Called off"),
}  # fmt: skip
STATE_TAGS = {PROPOSED: "due", UNDER_WAY: "due", COMPLETED: "done", ASSESSED: "done"}
PARTIES = {UNIT: _l("Unit"), MENTOR: _l("Mentor"), MENTEE: _l("Mentee")}
TALK_STATES = {
    WAITING: _l("waits for the other side"), CONFIRMED: _l("confirmed"), RETURNED: _l("given back"),
}  # fmt: skip
TALK_STATE_TAGS = {WAITING: "due", CONFIRMED: "done", RETURNED: "due"}
