"""The states and steps of an entry, in the reader's language."""

from flask_babel import lazy_gettext as _l

STATES = {
    "waiting": _l("waiting"),
    "confirmed": _l("confirmed"),
    "returned": _l("returned"),
    "withdrawn": _l("withdrawn"),
    "voided": _l("voided"),
}
ACTS = {
    "submitted": _l("handed in"),
    "edited": _l("edited"),
    "withdrawn": _l("withdrawn"),
    "confirmed": _l("confirmed"),
    "returned": _l("returned"),
    "voided": _l("voided"),
    "reopened": _l("taken back, so that it waits again"),
}
