"""One row of the trail as it is read: what changed from what to what."""

import json
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.audit.words import key_text, source_text, value_text
from blueprints.shared.exports import workbook
from blueprints.shared.trail_words import words_for
from domain.trail import TrailLine

NOUNS = {
    "account": _l("Account"),
    "sign_in": _l("Device signed in"),
    "one_time_link": _l("One-time link"),
    "grant": _l("Role"),
    "role_request": _l("Request for a role"),
    "person": _l("Person"),
    "unit": _l("Unit"),
    "branch": _l("Branch"),
    "post": _l("Post"),
    "study_entry": _l("Study entry"),
    "reflection": _l("Reflection"),
    "task_book": _l("Task book"),
    "rule_pack": _l("Hours rules"),
    "certificate": _l("Certificate of hours"),
    "closed_year": _l("Closed year"),
    "matter": _l("Matter"),
    "reading_class": _l("Reading class"),
    "reading_material": _l("Reading material"),
    "class_member": _l("Member of a reading class"),
    "class_post": _l("Post on a board"),
}


def noun_text(noun: str) -> str:
    return str(NOUNS.get(noun, noun))


def changes(line: TrailLine) -> list[tuple[str, str, str]]:
    """What the row says of each value: its name, before and after; no before if it stayed."""
    before, after = _values(line.before), _values(line.after)
    said = []
    for name in sorted(before.keys() | after.keys()):
        was, became = _text(name, before.get(name)), _text(name, after.get(name))
        said.append((key_text(name), "" if was == became else was, became))
    return said


def who(line: TrailLine) -> tuple[str, str]:
    """Whose step it was, and from where; a wrong try on the web has nobody signed in."""
    if line.username:
        return line.username, source_text(line.source)
    if line.source == "command":
        return source_text(line.source), ""
    return _("not signed in"), line.source


def sheet(lines: list[TrailLine]) -> bytes:
    headings = [
        _("Row"), _("When"), _("Username"), _("Source"), _("What was done"), _("Code"),
        _("Kind of record"), _("Its number"), _("Before"), _("After"),
    ]  # fmt: skip
    rows = [
        [
            line.seq, _sortable(line.at), line.username, source_text(line.source),
            words_for(line.action), line.action, noun_text(line.noun), line.noun_id,
            line.before, line.after,
        ]
        for line in lines
    ]  # fmt: skip
    return workbook([(_("Audit trail"), headings, rows)])


def _sortable(at: datetime) -> str:
    """Day and time to the second, in the organisation's zone, the year first: files are sorted."""
    return f"{at.astimezone(current_app.config['TIMEZONE']):%Y-%m-%d %H:%M:%S}"


def _values(text: str) -> dict[str, object]:
    return json.loads(text) if text else {}


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return value_text(name, value)
    return json.dumps(value, ensure_ascii=False)
