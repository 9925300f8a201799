"""The states and steps of an entry, in the reader's language."""

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from domain.text import kept_markup
from models import StudyEntry

STATES = {
    "draft": _l("draft"),
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
    "recorded": _l("recorded"),
    "imported": _l("brought in from a file"),
    "asked": _l("asked for a correction"),
    "declined": _l("declined the correction"),
}
CORRECTIONS = {"open": _l("not answered yet"), "granted": _l("granted"), "declined": _l("declined")}


def gained_markup(entry: StudyEntry) -> Markup | str:
    """What was gained as a page shows it: the Markdown rendered when it was saved, or its line."""
    return kept_markup(entry.gained_html) if entry.gained_html else entry.gained
