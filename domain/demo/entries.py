"""Entries, their steps, and the ledger just as settling each step in turn would have left it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.demo.accounts import SEATS, Keys
from domain.demo.claims import Draft, Told
from domain.demo.people import Life, Place
from domain.demo.rows import Rows
from domain.hours.engine import Activity, Credited, credit
from domain.hours.ledger import ENTRY
from domain.hours.packs import Pack
from models import Credit, EntryStep, StudyEntry

Packs = Mapping[int, tuple[int, Pack]]  # year -> the pack in force, with its id


@dataclass(frozen=True, slots=True)
class Cause:
    """A step that moved the ledger: which entry, by which step, to the plus or to the minus."""

    draft: Draft
    entry_id: int
    step_id: int
    told: Told


def add_study(
    rows: Rows, people: Mapping[Place, Life], keys: Keys, drafts: Iterable[Draft], packs: Packs
) -> None:
    """Number the drafts in the order they were handed in, their steps in the order of time."""
    every = [one for draft in drafts for one in (draft, draft.again) if one is not None]
    every.sort(key=lambda draft: (draft.steps[0].at, draft.life.id, draft.on))
    numbers = {id(draft): number for number, draft in enumerate(every, start=1)}
    voided = {id(draft.again): numbers[id(draft)] for draft in every if draft.again is not None}
    for draft in every:
        _add_entry(rows, draft, voided.get(id(draft)), packs)
    leaders = {SEATS[name][0]: keys.named[name] for name in ("leader", "leader2")}
    steps = [(told, draft) for draft in every for told in draft.steps]
    steps.sort(key=lambda step: (step[0].at, numbers[id(step[1])]))
    causes: list[Cause] = []
    for told, draft in steps:
        entry_id = numbers[id(draft)]
        step_id = rows.add(
            EntryStep, entry_id=entry_id, act=told.act, actor_id=_actor(told, draft, keys, leaders),
            at=told.at, reason=told.reason,
        )  # fmt: skip
        if told.act in {"confirmed", "voided"}:
            causes.append(Cause(draft, entry_id, step_id, told))
    _add_credits(rows, causes, packs)


def _add_entry(rows: Rows, draft: Draft, replaces_id: int | None, packs: Packs) -> None:
    judged = draft.state in {"confirmed", "voided"}
    rows.add(
        StudyEntry, person_id=draft.life.id, kind=draft.kind, studied_on=draft.on,
        minutes=draft.minutes, topic=draft.topic, gained=draft.gained, state=draft.state,
        replaces_id=replaces_id, pack_id=packs[draft.on.year][0] if judged else None,
        submitted_at=draft.submitted_at, version=len(draft.steps),
    )  # fmt: skip


def _actor(told: Told, draft: Draft, keys: Keys, leaders: Mapping[str, int]) -> int:
    """The account that took the step: the owner's, HR's, or that of the confirmer of the day."""
    if told.by == "owner":
        return keys.of_person[draft.life.id]
    if told.by == "hr" and keys.named["hr"] != keys.of_person[draft.life.id]:
        return keys.named["hr"]
    branch = _branch_on(draft.life, told.at.date())
    if branch is not None and keys.secretary(branch) != keys.of_person[draft.life.id]:
        return keys.secretary(branch)
    return leaders.get(draft.life.unit, keys.named["leader2"])


def _branch_on(life: Life, day: date) -> int | None:
    return next((branch for branch, since in reversed(life.branch_since) if since <= day), None)


def _add_credits(rows: Rows, causes: list[Cause], packs: Packs) -> None:
    """One line for each confirmed entry that comes to something, a pair for one taken back."""
    credited = _credited(causes, packs)
    for cause in causes:
        draft = cause.draft
        stands = draft if draft.again is None else draft.again
        got = credited[id(stands)]
        if got.hundredths == 0:
            continue
        back = cause.told.act == "voided"
        rows.add(
            Credit, person_id=draft.life.id, source_kind=ENTRY, source_id=cause.entry_id,
            cause=f"{cause.told.act}:{cause.step_id}", on=draft.on, year=got.year, part=got.part,
            hundredths=-got.hundredths if back else got.hundredths, minutes=draft.minutes,
            uncapped_hundredths=0 if back else got.uncapped_hundredths, rule=got.rule,
            cap="" if back else got.cap, pack_id=got.activity.pack_id, recorded_at=cause.told.at,
        )  # fmt: skip


def _credited(causes: list[Cause], packs: Packs) -> dict[int, Credited]:
    """By draft, the engine's answer over everything that stands confirmed in the end."""
    of_person: dict[int, list[Activity]] = defaultdict(list)
    drafts: dict[int, Draft] = {}
    for cause in causes:
        draft = cause.draft
        if draft.state == "confirmed":
            pack_id = packs[draft.on.year][0]
            of_person[draft.life.id].append(
                Activity(cause.entry_id, draft.kind, draft.on, draft.minutes, pack_id)
            )
            drafts[cause.entry_id] = draft
    by_id = dict(packs.values())
    return {
        id(drafts[one.activity.id]): one
        for activities in of_person.values()
        for one in credit(activities, by_id)
    }
