"""What happened to a gathering, step by step, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.groupstudy.words import KINDS, STATES
from blueprints.shared.clock import full_day_text, moment_text
from domain.groupstudy.shown import StepTaken

CORRECTED_THERE = "attendance_corrected"
ACTS = {
    "planned": _l("It was planned"), "edited": _l("Changed"), "cancelled": _l("Cancelled"),
    "opened": _l("It was opened"), "closed": _l("It was closed"),
    "corrected": _l("Corrected by another record"), "corrects": _l("Corrects an earlier record"),
    "key_points": _l("Key points written"), "talk_written": _l("A speaker written"),
    "speaker_added": _l("A speaker added"),
    "speaker_moved": _l("Order of speakers changed"), "speaker_removed": _l("A speaker taken off"),
    "replied": _l("A reply to a talk"), "reply_taken_back": _l("A reply taken back"),
    "question_raised": _l("A question raised"), "question_answered": _l("A question answered"),
    "question_returned": _l("An answer sent back"), "question_closed": _l("An answer accepted"),
    "question_withdrawn": _l("A question withdrawn"), "file_added": _l("A file added"),
    "talk_began": _l("A speaker begins"), "talk_ended": _l("A speaker has ended"),
    "minutes_written": _l("Minutes written"), "minutes_agreed": _l("Minutes agreed"),
    "file_taken_off": _l("A file taken off"), "leave_proof_added": _l("Proof of a leave added"),
    CORRECTED_THERE: _l("Attendance corrected"),
    "moved": _l("Moved to another branch or unit"),
}  # fmt: skip
VALUES = {
    "kind": _l("Kind"), "topic": _l("Study topic"), "meeting": _l("Of which meeting"),
    "held_on": _l("Day"), "starts_at": _l("Begins at"), "ends_at": _l("Ends at"),
    "place": _l("Place"), "leader_id": _l("Who leads"), "agenda": _l("Agenda"),
}  # fmt: skip
MOST_SHOWN = 60  # characters of a value


def people_in(steps: list[StepTaken]) -> set[int]:
    """Who led before or after a step: their names are wanted."""
    values = [one.get("leader_id") for step in steps for one in (step.before, step.after)]
    return {value for value in values if value is not None}


def step_lines(
    steps: list[StepTaken], names: Mapping[int, str], pages: Mapping[int, tuple[str, str]]
) -> list[dict[str, object]]:
    """Steps for the list of what happened; corrections of people one after another are one line.

    ``pages``: the name and the page of each person whose record the visitor may open.
    """
    lines: list[dict[str, object]] = []
    for (corrects, _who), some in groupby(
        steps, key=lambda one: (one.act == CORRECTED_THERE, one.who)
    ):
        taken = list(some)
        lines += (
            [_corrected_line(taken, pages)]
            if corrects
            else [_step_line(one, names) for one in taken]
        )  # fmt: skip
    return lines


def _corrected_line(
    taken: list[StepTaken], pages: Mapping[int, tuple[str, str]]
) -> dict[str, object]:
    people = dict.fromkeys(one.after.get("person") for one in taken)
    many = ngettext("%(num)d person", "%(num)d people", len(people))
    links = [pages[one] for one in people if one in pages]
    return {**_step_line(taken[0], {}), "note": many, "links": links}


def _step_line(step: StepTaken, names: Mapping[int, str]) -> dict[str, object]:
    """What changed stands in its note."""
    said = [_("Reason: %(reason)s", reason=step.reason)] if step.reason else []
    if step.act == "edited":
        said += [_changed(name, step, names) for name in VALUES if name in step.after]
        if "invited" in step.after:
            said.append(_("who is invited was changed"))
    people = step.after.get("people")
    if isinstance(people, int):
        said.append(_people(step.act, people))
    return {
        "time": moment_text(step.at), "who": step.who, "what": str(ACTS.get(step.act, step.act)),
        "note": _("; ").join(said),
    }  # fmt: skip


def _people(act: str, people: int) -> str:
    if act == "closed":
        return _("%(people)d credited", people=people)
    return ngettext("%(num)d person on the list", "%(num)d people on the list", people)


def _changed(name: str, step: StepTaken, names: Mapping[int, str]) -> str:
    was, became = (_shown(name, one.get(name), names) for one in (step.before, step.after))
    return _(
        "%(name)s: %(was)s → %(became)s", name=VALUES[name], was=was or _("(empty)"),
        became=became or _("(empty)"),
    )  # fmt: skip


def _shown(name: str, value: object, names: Mapping[int, str]) -> str:
    if value in (None, ""):
        return ""
    if name == "leader_id":
        return names.get(int(str(value)), str(value))
    if name == "held_on":
        return full_day_text(date.fromisoformat(str(value)))
    if name in {"starts_at", "ends_at"}:
        return moment_text(datetime.fromisoformat(str(value)))
    text = str({**KINDS, **STATES}.get(str(value), value))
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
