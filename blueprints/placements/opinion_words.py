"""Opinions in words: their phases, sides, whom they are about, and conclusions."""

from flask_babel import lazy_gettext as _l

from domain.placements.asked_opinions import (
    FINAL,
    FIRST_MONTH,
    HOME,
    HOST,
    MENTEE,
    MENTOR,
    MID_TERM,
    PAIR,
    PERSON,
    UNIT,
)
from domain.placements.reach import MENTORSHIP, ROTATION

PHASES = {
    FIRST_MONTH: _l("First-month check"), MID_TERM: _l("Mid-term"),
    FINAL: _l("Final assessment"),
}  # fmt: skip
SIDES = {
    HOME: _l("The home unit"), HOST: _l("The host unit"), UNIT: _l("The unit"),
    MENTOR: _l("The mentor"), MENTEE: _l("The mentee"),
}  # fmt: skip
ABOUT = {
    PERSON: _l("about the person"), MENTOR: _l("about the mentor"), MENTEE: _l("about the mentee"),
    PAIR: _l("about the pair"),
}  # fmt: skip
CONCLUSIONS = {
    "excellent": _l("excellent"), "good": _l("good"), "fair": _l("fair"), "poor": _l("poor"),
}  # fmt: skip
GRADE_TAGS = {"excellent": "done", "good": "done", "fair": "", "poor": "due"}
# What the text of an opinion is to speak of, by the kind of the placement.
POINTS = {
    MENTORSHIP: _l("What was learned, how the talks went, what the test shows, what is lacking."),
    ROTATION: _l("How the work was taken up, ability, cooperation, conduct, what is lacking."),
}
SECONDED_POINTS = _l("Attitude, ability, cooperation, conduct and discipline, shortcomings.")
