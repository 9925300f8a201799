"""The matter of a study entry: one for a claim, through all that is done to it."""

from collections.abc import Sequence
from datetime import datetime

from domain.audit import Actor
from domain.matters.kinds import ENTRY
from domain.matters.raising import (
    Taken,
    answer_matter,
    before_last_step,
    close_matter,
    close_matters,
    count_from,
    find_matter,
    raise_matter,
    reopen_matter,
)
from domain.matters.reckoning import reckoning
from domain.notices import notify
from models import Matter, StudyEntry

WAITS_AGAIN = ("edited", "reopened")


def entry_waits(entry: StudyEntry, *, actor: Actor, now: datetime) -> None:
    """Raise the matter of an entry that was handed in: its confirmer owes the owner an answer."""
    raise_matter(
        ENTRY, entry.id, owed_to=entry.person_id, title=entry.topic,
        actor=actor, now=now,
    )  # fmt: skip


def follow_entry(entry: StudyEntry, act: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let the matter follow a step of its entry.

    Given back, it lies with the owner; handed in again, with the confirmer, who has the whole
    time anew, but what is left of it after an undo. An entry that takes another's place takes
    over its matter.
    """
    if act == "submitted":
        entry_waits(entry, actor=actor, now=now)
    elif act == "returned":
        matter = _matter_of(entry, actor, now)
        answer_matter(matter, Taken("answered", reason), actor=actor, now=now)
        notify("given_back", [entry.person_id], matter_id=matter.id)
    elif act in WAITS_AGAIN:
        _waits_again(entry, act, actor, now)
    elif act == "withdrawn":
        close_matter(
            ENTRY, entry.id, outcome="withdrawn", actor=actor, now=now, comes_back=False
        )  # fmt: skip


def entries_confirmed(entries: Sequence[StudyEntry], *, actor: Actor, now: datetime) -> None:
    """Close the matters of entries that were confirmed, and tell their owners."""
    closed = close_matters(
        ENTRY, [entry.id for entry in entries], outcome="confirmed", actor=actor, now=now
    )  # fmt: skip
    for matter in closed:
        if matter.owed_to_id is not None:
            notify("confirmed", [matter.owed_to_id], matter_id=matter.id)


def _waits_again(entry: StudyEntry, act: str, actor: Actor, now: datetime) -> None:
    matter = _matter_of(entry, actor, now)
    if matter.state in {"open", "reopened"}:  # changed while it waited
        count_from(matter, now.date(), reckoning(), actor=actor, now=now)
        matter.title = entry.topic
        return
    undone = act == "reopened"
    due_on, level = before_last_step(matter) if undone else (None, 0)
    matter.title = entry.topic
    reopen_matter(
        matter, Taken("reopened"), actor=actor, now=now, due_on=due_on, level=level
    )  # fmt: skip


def _matter_of(entry: StudyEntry, actor: Actor, now: datetime) -> Matter:
    """The matter of the entry, or of the one whose place it took; raised where there is none."""
    matter = find_matter(ENTRY, entry.id)
    if matter is None and entry.replaces_id is not None:
        matter = find_matter(ENTRY, entry.replaces_id)
        if matter is not None:
            matter.source_id = entry.id
    if matter is None:
        entry_waits(entry, actor=actor, now=now)
        matter = find_matter(ENTRY, entry.id)
    if matter is None:
        raise LookupError(entry.id)
    return matter
