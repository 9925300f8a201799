"""What happened to a placement, step by step, in words."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.placements import step_words_moves, step_words_pairs, step_words_registers
from blueprints.shared.clock import full_day_text, moment_text
from domain.placements.shown import StepTaken

ACTS = {**step_words_pairs.ACTS, **step_words_moves.ACTS, **step_words_registers.ACTS}
VALUES = {
    "from_on": _l("First day"), "planned_to_on": _l("Planned last day"),
    "ended_on": _l("Last day of it"), "document_no": _l("Number of the document"),
    "document_on": _l("Date of the document"), "aim": _l("Aim"), "duties": _l("Duties of both"),
    "content": _l("What is taught and learned"),
    "standard": _l("Standard by which it is tested"), "project": _l("Project or task"),
    "host_post": _l("Post there"), "to_rank": _l("Rank there"), "held_on": _l("Day of the talk"),
    "minutes": _l("Minutes"), "topic": _l("What it was about"),
}  # fmt: skip
DAYS = frozenset({"from_on", "planned_to_on", "ended_on", "document_on", "held_on"})
TOLD = frozenset(
    {"edited", "extended", "completed", "ended_early", "succeeded", "left", "talk_edited"}
)
MOST_SHOWN = 60  # characters of a value


def step_lines(
    steps: list[StepTaken], names: Mapping[int, str], *, why: bool = True
) -> list[dict[str, object]]:
    """Steps for the list of what happened; ``names``: of the people concerned, by id.

    Without ``why`` nothing of the reason for the placement is told.
    """
    values = [name for name in VALUES if why or name != "aim"]
    return [
        {
            "time": moment_text(one.at), "who": one.who,
            "what": str(ACTS.get(one.act, one.act)), "note": _note(one, names, values),
        }
        for one in steps
    ]  # fmt: skip


def _note(step: StepTaken, names: Mapping[int, str], values: list[str]) -> str:
    said = [_("Reason: %(reason)s", reason=step.reason)] if step.reason else []
    if step.act in TOLD:
        said += [_changed(name, step) for name in values if name in step.after]
    elif step.after.get("topic"):
        said.append(str(step.after["topic"]))
    name = names.get(step.after.get("person") or 0)
    if name:
        said.append(name)
    return _("; ").join(said)


def _changed(name: str, step: StepTaken) -> str:
    was, became = (_shown(name, one.get(name)) for one in (step.before, step.after))
    return _(
        "%(name)s: %(was)s → %(became)s", name=VALUES[name], was=was or _("(empty)"),
        became=became or _("(empty)"),
    )  # fmt: skip


def _shown(name: str, value: object) -> str:
    if value in (None, ""):
        return ""
    if name in DAYS:
        return full_day_text(date.fromisoformat(str(value)))
    text = " ".join(str(value).split())
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
