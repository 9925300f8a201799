"""What was done about results, in words."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "result_proposed": _l("A result proposed"), "result_published": _l("A result published"),
    "result_turned_down": _l("Proposed results turned down"),
    "result_withdrawn": _l("Proposed results withdrawn"),
    "correction_begun": _l("Opened for a correction"),
    "correction_ended": _l("Published results left as they are"),
    "review_asked": _l("A review asked for"), "review_answered": _l("A review answered"),
}  # fmt: skip
