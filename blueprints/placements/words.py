"""Kinds and states of placements in words, and the document that one rests on."""

from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import full_day_text
from domain.placements.histories import HistoryLine
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
from domain.placements.registers import PlacementRow
from domain.placements.talk_sides import CONFIRMED, RETURNED, WAITING
from models import Placement

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


def document_text(rests: HistoryLine | PlacementRow | Placement) -> str:
    """Number and day of the document; empty for none."""
    day = full_day_text(rests.document_on)
    return " ".join(one for one in (rests.document_no, day) if one)
