"""What the steps of a placement's life, of its agreement and of its talks are called."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "proposed": _l("It was proposed"), "edited": _l("Changed"), "approved": _l("It was approved"),
    "turned_down": _l("It was turned down"), "began": _l("It began"),
    "extended": _l("It was extended"), "ended_early": _l("It was ended early"),
    "opinions_lapsed": _l("What was said at its end lapsed; it is asked at the new end"),
    "completed": _l("It was completed"), "cancelled": _l("It was called off"),
    "assessed": _l("It was assessed"),
    "unit_agreed": _l("The unit agreed"), "mentor_agreed": _l("The mentor agreed"),
    "mentee_agreed": _l("The mentee agreed"), "unit_declined": _l("The unit declined"),
    "mentor_declined": _l("The mentor declined"), "mentee_declined": _l("The mentee declined"),
    "to_agree_anew": _l("The points changed: to be agreed to anew"),
    "asked_unit_agreement": _l("The unit was asked to agree"),
    "asked_mentor_agreement": _l("The mentor was asked to agree"),
    "asked_mentee_agreement": _l("The mentee was asked to agree"),
    "asked_talk": _l("The other side was asked to confirm a talk"),
    "asked_successor": _l("A successor was asked for"),
    "talk_logged": _l("A talk was logged"), "talk_edited": _l("A talk was put right"),
    "talk_confirmed": _l("A talk was confirmed"), "talk_returned": _l("A talk was given back"),
    "talk_voided": _l("A talk was voided"), "flagged": _l("One of the two was moved, or left"),
    "moved": _l("Moved to another unit, which took its unit in"),
    "goes_on": _l("The pair goes on"), "succeeded": _l("A successor pair took its place"),
    "flag_lifted": _l("The flag was lifted: the move was called off"),
    "left_undone": _l("The leaving was taken back: it stands again"),
    "overtaken": _l("Called off: a later paper put another post in its place"),
    "left": _l("The person left: it is over, or was called off"),
}  # fmt: skip
