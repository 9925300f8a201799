"""What happened to a series, step by step, in words; every part names its own acts."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from blueprints.lectures import (
    step_words_judges,
    step_words_results,
    step_words_series,
    step_words_sheets,
)
from blueprints.lectures.judge_words import recusal_text
from blueprints.shared.clock import moment_text
from domain.lectures.series_steps import StepTaken

ACTS = {
    **step_words_series.ACTS, **step_words_judges.ACTS, **step_words_sheets.ACTS,
    **step_words_results.ACTS,
}  # fmt: skip


def step_lines(steps: list[StepTaken]) -> list[dict[str, object]]:
    """Steps for the list of what happened. Of the values only times and seeds are told."""
    return [
        {
            "time": moment_text(one.at), "who": one.who,
            "what": _titled(str(ACTS.get(one.act, one.act)), one.topic),
            "note": _("; ").join(_said(one)),
        }
        for one in steps
    ]  # fmt: skip


def _titled(what: str, topic: str) -> str:
    return _("%(what)s: %(topic)s", what=what, topic=topic) if topic else what


def _said(one: StepTaken) -> list[str]:
    said = [_("Reason: %(reason)s", reason=recusal_text(one.reason))] if one.reason else []
    if one.act == "drawn":
        said.append(_("Seed of the draw: %(seed)s", seed=one.after["seed"]))
    if one.act == "time_given":
        was, became = _when(one.before), _when(one.after)
        said.append(f"{was} → {became}" if was else became)
    return said


def _when(values: Mapping[str, str]) -> str:
    if not values:
        return ""
    at = moment_text(datetime.fromisoformat(values["starts_at"]))
    return " · ".join(one for one in (at, values["place"]) if one)
