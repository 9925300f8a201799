"""What one of those in a placement owes, in words: hand-overs, opinions, returns; and reports."""

from flask_babel import lazy_gettext as _l

from domain.placements.duties import HAND_OVER, RECEIPT, RETURN

OF_MOVES = {
    HAND_OVER: _l("Hand over what is left behind"),
    RECEIPT: _l("Sign for what was handed over by"),
    RETURN: _l("Note the return of"),
    "first_month_unit": _l("First-month check of"),
    "mid_term_host": _l("Mid-term opinion of the host unit on"),
    "mid_term_unit": _l("Mid-term assessment of the pair"),
    "mid_term_mentor": _l("Mid-term opinion on the mentee"),
    "mid_term_mentee": _l("Mid-term opinion on the mentor"),
    "final_home": _l("Final opinion of the home unit on"),
    "final_host": _l("Final opinion of the host unit on"),
    "final_unit": _l("Final assessment of"),
    "final_mentor": _l("Final opinion on the mentee"),
    "final_mentee": _l("Final opinion on the mentor"),
}
REPORTS = {
    "report": _l("Secondment report"), "book": _l("Shared book"), "yearly": _l("Yearly report"),
}  # fmt: skip
