"""The matter of a study entry: one for a claim, through all that is done to it."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.audit import Actor
from domain.matters.kinds import ENTRY
from domain.matters.raising import (
    Taken,
    answer_matter,
    before_last_steps,
    close_matter,
    close_matters,
    count_from,
    find_matters,
    raise_matter,
    reopen_matter,
)
from domain.matters.reckoning import Reckoning, reckoning
from domain.notices import notify
from models import Matter, StudyEntry, db

WAITS_AGAIN = ("edited", "reopened")


def entry_waits(entry: StudyEntry, *, actor: Actor, now: datetime) -> None:
    """Raise the matter of an entry that was handed in: its confirmer owes the owner an answer."""
    raise_matter(
        ENTRY, entry.id, owed_to=entry.person_id, title=entry.topic,
        actor=actor, now=now,
    )  # fmt: skip


def follow_entry(entry: StudyEntry, act: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Let the matter follow a step of its entry, as ``follow_entries`` does; also the first."""
    if act == "submitted":
        entry_waits(entry, actor=actor, now=now)
    elif act == "withdrawn":
        close_matter(
            ENTRY, entry.id, outcome="withdrawn", actor=actor, now=now, comes_back=False
        )  # fmt: skip
    else:
        follow_entries([entry], act, reason, actor=actor, now=now)


def follow_entries(
    entries: Sequence[StudyEntry], act: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Let the matters follow the same step of many entries.

    Given back, they lie with the owners; handed in again, with the confirmer, who has the whole
    time anew, but what is left of it after an undo. An entry that takes another's place takes
    over its matter.
    """
    if not entries or (act != "returned" and act not in WAITS_AGAIN):
        return
    with db.session.no_autoflush:  # what moves is written once, at the end
        matters = _matters_of(entries, actor, now)
        before = before_last_steps(matters) if act == "reopened" else {}
        calendar = reckoning()
    for entry, matter in zip(entries, matters, strict=True):
        if act == "returned":
            answer_matter(
                matter, Taken("answered", reason), actor=actor, now=now, calendar=calendar
            )
            notify("given_back", [entry.person_id], matter_id=matter.id)
        else:
            _waits_again(entry, matter, before.get(matter.id), calendar, actor=actor, now=now)
    db.session.flush()


def entries_confirmed(entries: Sequence[StudyEntry], *, actor: Actor, now: datetime) -> None:
    """Close the matters of entries that were confirmed, and tell their owners."""
    closed = close_matters(
        ENTRY, [entry.id for entry in entries], outcome="confirmed", actor=actor, now=now
    )  # fmt: skip
    for matter in closed:
        if matter.owed_to_id is not None:
            notify("confirmed", [matter.owed_to_id], matter_id=matter.id)


def _waits_again(
    entry: StudyEntry, matter: Matter, before: tuple[date, int] | None,
    calendar: Reckoning, *, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """``before``: the day and the level that an undo gives back."""
    matter.title = entry.topic
    if matter.state in {"open", "reopened"}:  # changed while it waited
        count_from(matter, now.date(), calendar, actor=actor, now=now)
        return
    due_on, level = before or (None, 0)
    reopen_matter(
        matter, Taken("reopened"), actor=actor, now=now, due_on=due_on, level=level,
        calendar=calendar,
    )  # fmt: skip


def _matters_of(entries: Sequence[StudyEntry], actor: Actor, now: datetime) -> list[Matter]:
    """The matter of each entry, or of the one whose place it took; raised where there is none.

    One query, and two more where one is raised.
    """
    sources = {one for entry in entries for one in (entry.id, entry.replaces_id) if one}
    found = find_matters(ENTRY, sources)
    for entry in entries:
        old = found.get(entry.replaces_id or 0)
        if entry.id not in found and old is not None:
            old.source_id = entry.id
            found[entry.id] = old
    lacking = [entry for entry in entries if entry.id not in found]
    for entry in lacking:
        entry_waits(entry, actor=actor, now=now)
    if lacking:
        found |= find_matters(ENTRY, {entry.id for entry in lacking})
    return [found[entry.id] for entry in entries]
