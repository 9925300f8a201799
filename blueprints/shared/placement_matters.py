"""Matters of placements in words: what waits for a decision, and what one of those in it owes.

The title of a matter is the kind of a placement, or what is owed, the placement's id and names.
"""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.matter_places import KindWords, matter_url
from blueprints.shared.placement_duties import OF_MOVES, REPORTS
from domain.matters.kinds import PLACEMENT_DUTY, PLACEMENT_REPORT, PLACEMENT_STEP
from domain.matters.lists import Line
from domain.placements.duties import (
    MENTEE_AGREEMENT,
    MENTOR_AGREEMENT,
    SUCCESSOR,
    TALK,
    UNIT_AGREEMENT,
)
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT

STEP_KINDS = {
    MENTORSHIP: _l("Mentorship"), ROTATION: _l("Rotation"), SECONDMENT: _l("Secondment"),
}  # fmt: skip
DUTIES = {
    UNIT_AGREEMENT: _l("Agree to the mentorship for the unit"),
    MENTOR_AGREEMENT: _l("Agree to guide"),
    MENTEE_AGREEMENT: _l("Agree to be guided"),
    TALK: _l("Confirm a talk with"),
    SUCCESSOR: _l("Find a successor for the pair"),
    **OF_MOVES,
}


def duty_text(line: Line) -> str:
    """What is owed, and with whom."""
    return title_text(line.kind, line.title)


def title_text(kind: str, title: str) -> str:
    """The title of a matter of a placement in words."""
    if kind == PLACEMENT_STEP:
        return str(STEP_KINDS.get(title, title))
    duty, _number, names = _taken_apart(title)
    if kind == PLACEMENT_REPORT:
        return f"{REPORTS.get(duty, duty)} · {names}"
    return f"{DUTIES.get(duty, duty)} · {names}"


def _taken_apart(title: str) -> tuple[str, str, str]:
    duty, _blank, rest = title.partition(" ")
    number, _blank, names = rest.partition(" ")
    return duty, number, names


def _duty_url(line: Line) -> str:
    return url_for("placements.show", placement_id=int(_taken_apart(line.title)[1]))


def _step_url(line: Line) -> str:
    return url_for("placements.show", placement_id=line.source_id)


def _decide(line: Line) -> str:
    return _("Decide on a placement: %(kind)s · %(name)s", kind=duty_text(line), name=line.about)


PLACEMENT_KINDS: Mapping[str, KindWords] = {
    PLACEMENT_STEP: KindWords(
        _l("Placement to decide on"), _decide,
        lambda line: _("Placement to be decided on: %(kind)s", kind=duty_text(line)),
        lambda line: _("Placement to be decided on: %(kind)s", kind=duty_text(line)),
        _step_url, matter_url,
    ),
    PLACEMENT_DUTY: KindWords(
        _l("Owed in a placement"), duty_text, duty_text,
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=duty_text(line)),
        _duty_url, _duty_url,
    ),
    PLACEMENT_REPORT: KindWords(
        _l("Report to be answered"),
        lambda line: _("Answer: %(title)s", title=duty_text(line)),
        lambda line: _("To be answered: %(title)s", title=duty_text(line)),
        lambda line: _("To be answered: %(title)s", title=duty_text(line)),
        _duty_url, _duty_url,
    ),
}  # fmt: skip
