"""What the steps of hand-overs, reports, opinions and returns are called."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "items_added": _l("Things to hand over were listed"),
    "item_edited": _l("A thing to hand over was worded anew"),
    "item_removed": _l("A thing to hand over was taken off the list"),
    "items_handed_over": _l("Things were handed over"),
    "items_received": _l("The receiver signed for things"),
    "item_given_back": _l("The receiver did not sign for a thing"),
    "receiver_named": _l("It was named who takes over"),
    "asked_hand_over": _l("Who moves was asked to hand over"),
    "asked_receipt": _l("The receiver was asked to sign"),
    "report_handed_in": _l("A report was handed in"),
    "report_edited": _l("A report was put right"),
    "report_answered": _l("A report was answered"),
    "file_added": _l("A file was added"), "file_taken_off": _l("A file was taken off"),
    "opinion_signed": _l("An opinion was signed"),
    "opinion_corrected": _l("An opinion was corrected"),
    "asked_return": _l("The home unit was asked to note the return"),
    "returned": _l("Back at the home post"),
    "asked_first_month_unit": _l("The new unit was asked for the first-month check"),
    "asked_mid_term_host": _l("The host unit was asked for its mid-term opinion"),
    "asked_mid_term_unit": _l("The unit was asked for its mid-term opinion"),
    "asked_mid_term_mentor": _l("The mentor was asked for the mid-term opinion"),
    "asked_mid_term_mentee": _l("The mentee was asked for the mid-term opinion"),
    "asked_final_home": _l("The home unit was asked for its final opinion"),
    "asked_final_host": _l("The host unit was asked for its final opinion"),
    "asked_final_unit": _l("The unit was asked for its final opinion"),
    "asked_final_mentor": _l("The mentor was asked for the final opinion"),
    "asked_final_mentee": _l("The mentee was asked for the final opinion"),
}  # fmt: skip
