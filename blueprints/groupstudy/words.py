"""Kinds, states and attendance in words."""

from flask_babel import lazy_gettext as _l

from domain.groupstudy.attendance import ABSENT, EXPECTED, LATE, LEAVE, PRESENT
from domain.groupstudy.holding import CANCELLED, CLOSED, CORRECTED, OPEN, PLANNED
from domain.groupstudy.rules import BRANCH_EXCHANGE, FIRST_ITEM, LEADER_LED, LECTURE

HELD_KINDS = {
    LEADER_LED: _l("Leader-led study"),
    BRANCH_EXCHANGE: _l("Branch exchange"),
    FIRST_ITEM: _l("First item of a meeting"),
}
KINDS = {**HELD_KINDS, LECTURE: _l("Lecture")}  # which its series plans
STATES = {
    PLANNED: _l("Arranged"), OPEN: _l("Under way"), CLOSED: _l("Held"), CANCELLED: _l("Cancelled"),
    CORRECTED: _l("Corrected"),
}  # fmt: skip
STATE_TAGS = {OPEN: "due", CLOSED: "done"}
ATTENDANCE = {
    EXPECTED: _l("Expected"), PRESENT: _l("Present"), LATE: _l("Came late"), LEAVE: _l("On leave"),
    ABSENT: _l("Absent"),
}  # fmt: skip
ATTENDANCE_TAGS = {PRESENT: "done", LATE: "due", LEAVE: "", ABSENT: "due"}
