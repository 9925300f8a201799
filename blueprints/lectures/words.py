"""States of series in words."""

from flask_babel import lazy_gettext as _l

from domain.lectures.holding import CLOSED, FROZEN, PREPARING, PUBLISHED, SCORING

STATES = {
    PREPARING: _l("In preparation"), SCORING: _l("Being scored"), CLOSED: _l("Scoring closed"),
    FROZEN: _l("Results proposed"), PUBLISHED: _l("Results published"),
}  # fmt: skip
STATE_TAGS = {SCORING: "due", PUBLISHED: "done"}
