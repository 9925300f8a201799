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
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT

KINDS = {MENTORSHIP: _l("Mentorship"), ROTATION: _l("Rotation"), SECONDMENT: _l("Secondment")}
STATES = {
    PROPOSED: _l("Proposed"), TURNED_DOWN: _l("Turned down"), APPROVED: _l("Approved"),
    UNDER_WAY: _l("In progress"), ENDED_EARLY: _l("Ended early"), COMPLETED: _l("Completed"),
    ASSESSED: _l("Assessed"), CANCELLED: _l("Called off"),
}  # fmt: skip
STATE_TAGS = {PROPOSED: "due", UNDER_WAY: "due", COMPLETED: "done", ASSESSED: "done"}
