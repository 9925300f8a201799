"""What the names and values of before and after are called; what has no words stays as it is."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import full_day_text
from blueprints.shared.role_words import ROLE_WORDS
from blueprints.shared.strand_words import STRANDS
from blueprints.shared.task_words import BOOK_STATES, TASK_STATES

DIGESTS = {"name", "title", "text", "username"}  # the trail holds no wording, only its digest
KEYS = {
    "absence": _l("Absence"),
    "account": _l("Account"),
    "added": _l("Rows added"),
    "adoption": _l("Adoption of rules"),
    "answer": _l("Answer"),
    "branch": _l("Branch"),
    "branch_id": _l("Branch"),
    "bytes": _l("Size in bytes"),
    "class": _l("Reading class"),
    "carrying": _l("People whose hours are carried over"),
    "changed": _l("Rows changed"),
    "count": _l("How many"),
    "confirmer_id": _l("Confirmed by"),
    "days": _l("Whole days"),
    "deputy": _l("Deputy"),
    "ends_on": _l("No longer from"),
    "entries": _l("Study entries"),
    "from_on": _l("From"),
    "half_days": _l("Half days"),
    "hand": _l("The three hands"),
    "holder": _l("Keeper"),
    "hundredths": _l("Hundredths of an hour"),
    "id": _l("Number"),
    "in_post_from": _l("In post from"),
    "joined_on": _l("In the branch from"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "left_on": _l("Left on"),
    "leave_hundredths": _l("Leave, in hundredths of an hour"),
    "level": _l("At which level"),
    "main": _l("Main post"),
    "merge": _l("Merging"),
    "merged": _l("Merged record"),
    "minutes": _l("Minutes"),
    "name": _l("Name"),
    "number": _l("Number"),
    "office": _l("Office in the branch"),
    "on": _l("Day"),
    "online": _l("Online"),
    "outside": _l("Outside the organisation"),
    "part": _l("Part"),
    "parent_id": _l("Unit above"),
    "party_member": _l("Party member"),
    "people": _l("People"),
    "period": _l("Exempt period"),
    "person": _l("Person"),
    "post_id": _l("Post"),
    "rank": _l("Rank"),
    "reason": _l("Reason"),
    "refused": _l("Rows refused"),
    "reply": _l("Reply"),
    "returned_on": _l("Returned on"),
    "role": _l("Role"),
    "sessions": _l("Gatherings"),
    "sharing": _l("Shared"),
    "sha256": _l("SHA-256 of the file"),
    "staff_no": _l("Staff number"),
    "state": _l("State"),
    "strand": _l("Strand"),
    "tags": _l("Tags"),
    "task": _l("Task"),
    "task_state": _l("Progress"),
    "text": _l("Text"),
    "theme": _l("Theme"),
    "title": _l("Title of the post"),
    "to_on": _l("Until"),
    "today": _l("Day"),
    "unchanged": _l("Rows unchanged"),
    "unit": _l("Unit"),
    "unit_id": _l("Unit"),
    "username": _l("Username"),
    "version": _l("Version"),
    "year": _l("Year"),
}
STATES = {
    "draft": _l("draft"),
    "waiting": _l("waiting"),
    "confirmed": _l("confirmed"),
    "returned": _l("returned"),
    "withdrawn": _l("withdrawn"),
    "voided": _l("voided"),
    "accepted": _l("accepted"),
    **BOOK_STATES,
}
SHARING = {"private": _l("with nobody"), "shared": _l("with the class")}
LEAVING = {
    "transferred": _l("Transferred out"),
    "retired": _l("Retired"),
    "resigned": _l("Resigned"),
    "deceased": _l("Deceased"),
}
REASONS = {
    "left": _l("Has left"),
    "absent": _l("Away for long"),
    "misuse": _l("Suspected misuse"),
    "duplicate": _l("Opened twice"),
    "lost": _l("Phone and codes lost"),
    "replaced": _l("New phone"),
    "mistaken": _l("Recorded by mistake"),
    "ended_early": _l("Ended earlier than recorded"),
    "went_on": _l("Went on longer than recorded"),
    "other": _l("Another reason, on file"),
}
OFFICES = {
    "secretary": _l("Secretary"),
    "deputy_secretary": _l("Deputy secretary"),
    "committee": _l("Committee member"),
}
LANGUAGES = {"": _l("As the browser asks"), "zh": "中文", "en": "English"}
THEMES = {"auto": _l("As the device"), "light": _l("Light"), "dark": _l("Dark")}
VALUES: dict[str, Mapping[str, object]] = {
    "hand": ROLE_WORDS,
    "kind": LEAVING,
    "language": LANGUAGES,
    "office": OFFICES,
    "reason": REASONS,
    "role": ROLE_WORDS,
    "sharing": SHARING,
    "state": STATES,
    "strand": STRANDS,
    "task_state": TASK_STATES,
    "theme": THEMES,
}


def key_text(name: str) -> str:
    """``Role`` for ``role``; a digest is said to be one, since it is not the text itself."""
    words = str(KEYS.get(name, name))
    return _("%(text)s (digest)", text=words) if name in DIGESTS else words


def value_text(name: str, value: str) -> str:
    """A code of the key in words, a day as the reader's language writes it; else the value."""
    words = VALUES.get(name, {}).get(value)
    if words is not None:
        return str(words)
    return _day_text(value) or value


def _day_text(value: str) -> str:
    """Empty for what is no day."""
    try:
        return full_day_text(date.fromisoformat(value)) if value[4:5] == "-" else ""
    except ValueError:
        return ""


def source_text(source: str) -> str:
    return _("Command line") if source == "command" else source
