"""The strands of work in words."""

from flask_babel import lazy_gettext as _l

STRANDS = {
    "documents": _l("Documents"),
    "meetings": _l("Meetings"),
    "affairs": _l("Affairs"),
    "general": _l("General"),
}
