"""The form of self-study, read at once where nothing in it is unusual.

To make ``PlainForm`` and let it read and judge what was sent is a tenth of what a logged entry
costs. What is read here is what that form would accept, and the same claim; of anything else
nothing is said here, and the form looks at it. A test holds the two against each other.
"""

import re
from datetime import date

from flask import request

from blueprints.shared.saving import brings_files
from blueprints.study.forms import CHIPS, MOST_GAINED, MOST_TOPIC, OTHER, as_noted, plain_lines
from domain.claims import MOST_MINUTES_A_DAY, SELF_STUDY, Claim

_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)
_MINUTES = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_CHIPS = {str(one): one for one in CHIPS}
FIELDS = ("minutes", "other_minutes", "studied_on", "start_time", "topic", "gained")
_FILES = frozenset({"proofs"})
_ELSEWHERE = frozenset({"keep", "kept"})  # a draft to keep, files that were kept


def plain_claim() -> Claim | None:
    """The claim that was sent, or ``None`` where the form is to look at it."""
    sent = request.form
    if brings_files() or not request.files.keys() <= _FILES or not _ELSEWHERE.isdisjoint(sent):
        return None
    values = {}
    for name in FIELDS:
        [values[name], *more] = sent.getlist(name) or [""]
        if more:
            return None
    minutes, studied_on = _minutes(values["minutes"], values["other_minutes"]), _day(values)
    topic, gained = values["topic"], plain_lines(values["gained"])
    if minutes is None or studied_on is None or values["start_time"]:
        return None
    if len(topic) > MOST_TOPIC or len(gained) > MOST_GAINED or not gained.strip():
        return None
    return Claim(
        studied_on=studied_on, topic=topic.strip(), kind=SELF_STUDY, minutes=minutes,
        **as_noted(gained),
    )  # fmt: skip


def _minutes(chip: str, other: str) -> int | None:
    if chip != OTHER:
        return _CHIPS.get(chip)
    minutes = int(other) if _MINUTES.fullmatch(other) else 0
    return minutes if 1 <= minutes <= MOST_MINUTES_A_DAY else None


def _day(values: dict[str, str]) -> date | None:
    text = values["studied_on"]
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
