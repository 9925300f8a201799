"""Registers of placements in words: their names, columns, what a placement lacks."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.placements.words import KINDS, STATES
from blueprints.shared.clock import full_day_text
from blueprints.shared.exports import Cell
from domain.placements import lacking
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT
from domain.placements.registers import PlacementRow

REGISTERS = {
    MENTORSHIP: _l("Mentorships"), ROTATION: _l("Rotations"), SECONDMENT: _l("Secondments"),
}  # fmt: skip
WHO = {MENTORSHIP: _l("Mentee"), ROTATION: _l("Who moves"), SECONDMENT: _l("Who is seconded")}
WHERE = {
    MENTORSHIP: _l("Mentor"), ROTATION: _l("To which post"), SECONDMENT: _l("Host and post there"),
}  # fmt: skip
OWN_PARTS = {
    MENTORSHIP: _l("You are guided"), ROTATION: _l("You move"),
    SECONDMENT: _l("You are seconded"),
}  # fmt: skip
LACKS = {
    lacking.DECISION: _l("A decision on it"), lacking.DOCUMENT: _l("A document"),
    lacking.AGREEMENT: _l("An agreement"), lacking.HAND_OVER: _l("A hand-over sign-off"),
    lacking.ASSESSMENT: _l("An assessment or opinion"),
    lacking.ANSWER: _l("An answer to a report"),
    lacking.CONFIRMATION: _l("A talk to be confirmed"), lacking.SUCCESSOR: _l("A successor"),
}  # fmt: skip
NINETY = 90
WITHIN = (30, NINETY, 180, 365)  # days, as offered


def what_text(row: PlacementRow) -> str:
    """With whom, or where to: the mentor, the post taken, the host with the post there."""
    if row.kind == MENTORSHIP:
        return row.mentor
    if row.kind == ROTATION:
        return row.to_post
    return " ".join(one for one in (row.host, row.host_post) if one)


def last_text(row: PlacementRow) -> str:
    """The real last day, or the planned one, said as such; a dash where there is none."""
    if row.ended_on is not None:
        return full_day_text(row.ended_on)
    if row.planned_to_on is not None:
        return _("%(day)s (planned)", day=full_day_text(row.planned_to_on))
    return "—"


def days_text(row: PlacementRow) -> str:
    first = full_day_text(row.from_on)
    if row.last_on is None:
        return _("from %(day)s", day=first)
    return f"{first} – {last_text(row)}"


def lacks_text(row: PlacementRow) -> str:
    return _("; ").join(str(LACKS[one]) for one in row.lacks)


def headings(kind: str) -> list[str]:
    """Of a register's workbook; without a kind, of those of every kind."""
    who = [WHO[kind]] if kind else [_("Kind"), _("Name")]
    where = WHERE[kind] if kind else _("With whom, or where to")
    return [
        *(str(one) for one in who), _("Staff number"), _("Unit"), str(where), _("First day"),
        _("Planned last day"), _("Last day of it"), _("State"), _("Number of the document"),
        _("Date of the document"),
    ]  # fmt: skip


def cells(row: PlacementRow, kind: str) -> list[Cell]:
    """The row under ``headings``."""
    who = [row.person] if kind else [str(KINDS[row.kind]), row.person]
    return [
        *who, row.staff_no, row.unit, what_text(row), row.from_on, row.planned_to_on,
        row.ended_on, str(STATES[row.state]), row.document_no, row.document_on,
    ]  # fmt: skip


def own_part(row: PlacementRow, person_id: int) -> str:
    """As what the visitor stands in it."""
    if row.person_id == person_id:
        return str(OWN_PARTS[row.kind])
    return _("You guide") if row.mentor_id == person_id else _("You take over")


def current(endpoint: str, **arguments: object) -> bool:
    """Whether this is the page shown, for the tabs."""
    return request.endpoint == endpoint and all(
        (request.view_args or {}).get(name) == value for name, value in arguments.items()
    )
