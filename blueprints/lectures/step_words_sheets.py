"""What was done to score sheets and comments, in words."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "sheet_sealed": _l("Score sheet sealed"),
    "comment_decided": _l("Comment on a lecture decided on"),
    "advice_answered": _l("Advice answered"),
}
