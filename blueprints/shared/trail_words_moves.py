"""What the actions of the audit trail about hand-overs, reports and opinions are called."""

from flask_babel import lazy_gettext as _l

MOVES = {
    "placement.items_added": _l("Rotation: things to hand over listed"),
    "placement.item_edited": _l("Rotation: thing to hand over worded anew"),
    "placement.item_removed": _l("Rotation: thing taken off the hand-over list"),
    "placement.items_handed_over": _l("Rotation: things handed over"),
    "placement.items_received": _l("Rotation: receiver signed for things"),
    "placement.item_given_back": _l("Rotation: receiver did not sign for a thing"),
    "placement.receiver_named": _l("Rotation: named who takes over"),
    "placement.asked_hand_over": _l("Rotation: asked to hand over"),
    "placement.asked_receipt": _l("Rotation: receiver asked to sign"),
    "placement.report_handed_in": _l("Report of a placement handed in"),
    "placement.report_edited": _l("Report of a placement put right"),
    "placement.report_answered": _l("Report of a placement answered"),
    "placement.file_added": _l("File added to a placement"),
    "placement.file_taken_off": _l("File taken off a placement"),
    "placement.opinion_signed": _l("Opinion signed in a placement"),
    "placement.opinion_corrected": _l("Opinion in a placement corrected"),
    "placement.asked_return": _l("Home unit asked to note the return"),
    "placement.returned": _l("Return from a secondment noted"),
    "placement.asked_first_month_unit": _l("New unit asked for the first-month check"),
    "placement.asked_mid_term_host": _l("Host unit asked for its mid-term opinion"),
    "placement.asked_mid_term_unit": _l("Unit asked for its mid-term opinion of a pair"),
    "placement.asked_mid_term_mentor": _l("Mentor asked for the mid-term opinion"),
    "placement.asked_mid_term_mentee": _l("Mentee asked for the mid-term opinion"),
    "placement.asked_final_home": _l("Home unit asked for its final opinion"),
    "placement.asked_final_host": _l("Host unit asked for its final opinion"),
    "placement.asked_final_unit": _l("Unit asked for its final opinion"),
    "placement.asked_final_mentor": _l("Mentor asked for the final opinion"),
    "placement.asked_final_mentee": _l("Mentee asked for the final opinion"),
}
