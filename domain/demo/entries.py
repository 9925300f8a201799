"""Entries, their steps, and the ledger just as settling each step in turn would have left it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.batches import FORM
from domain.demo.accounts import SEATS, Keys
from domain.demo.claims import Batch, Draft, Told
from domain.demo.rows import Rows
from domain.hours.engine import Activity, Credited, credit
from domain.hours.ledger import ENTRY
from domain.hours.packs import Pack
from models import Correction, Credit, EntryBatch, EntryStep, StudyEntry

Packs = Mapping[int, tuple[int, Pack]]  # year -> the pack in force, with its id


@dataclass(frozen=True, slots=True)
class Cause:
    """A step that moved the ledger: which entry, by which step, to the plus or to the minus."""

    draft: Draft
    entry_id: int
    step_id: int
    told: Told


def add_study(
    rows: Rows, keys: Keys, drafts: Iterable[Draft], packs: Packs
) -> dict[int, int]:  # fmt: skip
    """Number the drafts in the order they were handed in, their steps in the order of time.

    The ids of the entries by those of the drafts in memory.
    """
    every = [one for draft in drafts for one in (draft, draft.again) if one is not None]
    every.sort(key=lambda draft: (draft.begun_at, draft.life.id, draft.on))
    numbers = {id(draft): number for number, draft in enumerate(every, start=1)}
    voided = {id(draft.again): numbers[id(draft)] for draft in every if draft.again is not None}
    batches = _add_batches(rows, every, keys)
    for draft in every:
        batch_id = batches[draft.batch] if draft.batch is not None else None
        _add_entry(rows, draft, voided.get(id(draft)), batch_id, packs)
    leaders = {SEATS[name][0]: keys.named[name] for name in ("leader", "leader2")}
    steps = [(told, draft) for draft in every for told in draft.steps]
    steps.sort(key=lambda step: (step[0].at, numbers[id(step[1])]))
    _add_corrections(rows, [(draft, numbers[id(draft)]) for draft in every], keys, leaders)
    causes: list[Cause] = []
    for told, draft in steps:
        entry_id = numbers[id(draft)]
        step_id = rows.add(
            EntryStep, entry_id=entry_id, act=told.act, actor_id=_actor(told, draft, keys, leaders),
            at=told.at, reason=told.reason,
        )  # fmt: skip
        if told.act in {"confirmed", "recorded", "voided"}:
            causes.append(Cause(draft, entry_id, step_id, told))
    _add_credits(rows, causes, packs)
    return numbers


def _add_batches(rows: Rows, drafts: Iterable[Draft], keys: Keys) -> dict[Batch, int]:
    batches = dict.fromkeys(draft.batch for draft in drafts if draft.batch is not None)
    return {
        batch: rows.add(
            EntryBatch, kind=FORM, title=batch.title, recorded_by=keys.named[batch.by],
            recorded_at=batch.at,
        )
        for batch in batches
    }  # fmt: skip


def _add_entry(
    rows: Rows, draft: Draft, replaces_id: int | None, batch_id: int | None, packs: Packs
) -> None:
    judged = draft.state in {"confirmed", "voided"}
    rows.add(
        StudyEntry, person_id=draft.life.id, kind=draft.kind, studied_on=draft.on,
        ends_on=draft.ends_on, minutes=draft.minutes, days=draft.days,
        half_days=draft.half_days, count=draft.count, level=draft.level, topic=draft.topic,
        gained=draft.gained, document=draft.document, state=draft.state,
        replaces_id=replaces_id, batch_id=batch_id,
        pack_id=packs[draft.on.year][0] if judged else None, submitted_at=draft.submitted_at,
        version=max(1, len(draft.steps)),
    )  # fmt: skip


def _add_corrections(
    rows: Rows, drafts: Iterable[tuple[Draft, int]], keys: Keys, leaders: Mapping[str, int]
) -> None:
    for draft, entry_id in drafts:
        if (wish := draft.wish) is None:
            continue
        told = wish.answered
        rows.add(
            Correction, entry_id=entry_id, wish=wish.text, asked_at=wish.at, state=wish.state,
            answer=told.reason if told is not None and wish.state == "declined" else "",
            answered_by=_actor(told, draft, keys, leaders) if told is not None else None,
            answered_at=told.at if told is not None else None,
        )  # fmt: skip


def _actor(told: Told, draft: Draft, keys: Keys, leaders: Mapping[str, int]) -> int:
    """The account that took the step: the owner's, HR's, or that of the confirmer of the day."""
    if told.by == "owner":
        return keys.of_person[draft.life.id]
    if told.by == "hr" and keys.named["hr"] != keys.of_person[draft.life.id]:
        return keys.named["hr"]
    branch = draft.life.branch_on(told.at.date())
    if branch is not None and keys.secretary(branch) != keys.of_person[draft.life.id]:
        return keys.secretary(branch)
    return leaders.get(draft.life.unit, keys.named["leader2"])


def _add_credits(rows: Rows, causes: list[Cause], packs: Packs) -> None:
    """The lines of each confirmed entry that comes to something, in pairs for one taken back."""
    credited = _credited(causes, packs)
    for cause in causes:
        draft, back = cause.draft, cause.told.act == "voided"
        for got in credited[id(draft)]:
            if got.hundredths == 0:
                continue
            rows.add(
                Credit, person_id=draft.life.id, source_kind=ENTRY, source_id=cause.entry_id,
                cause=f"{cause.told.act}:{cause.step_id}", on=draft.on, year=got.year,
                part=got.part, hundredths=-got.hundredths if back else got.hundredths,
                minutes=draft.minutes, uncapped_hundredths=0 if back else got.uncapped_hundredths,
                rule=draft.kind if back else got.rule, cap="" if back else got.cap,
                pack_id=got.activity.pack_id, recorded_at=cause.told.at,
            )  # fmt: skip


def _credited(causes: list[Cause], packs: Packs) -> dict[int, list[Credited]]:
    """By draft, the engine's answer over everything that stands confirmed in the end.

    One that was voided had come to what stands in its place, or else to what it comes to alone:
    only kinds without a cap are voided for good.
    """
    by_id = dict(packs.values())
    of_person: dict[int, list[Activity]] = defaultdict(list)
    drafts: dict[int, Draft] = {}
    for cause in causes:
        if cause.draft.state == "confirmed":
            of_person[cause.draft.life.id].append(_activity(cause, packs))
            drafts[cause.entry_id] = cause.draft
    found: dict[int, list[Credited]] = defaultdict(list)
    for activities in of_person.values():
        for one in credit(activities, by_id):
            found[id(drafts[one.activity.id])].append(one)
    for cause in causes:
        draft = cause.draft
        if draft.state == "voided":
            stands = draft.again is not None and draft.again.state == "confirmed"
            found[id(draft)] = (
                found[id(draft.again)] if stands else credit([_activity(cause, packs)], by_id)
            )
    return found


def _activity(cause: Cause, packs: Packs) -> Activity:
    draft = cause.draft
    return Activity(
        cause.entry_id, draft.kind, draft.on, draft.minutes, packs[draft.on.year][0],
        draft.ends_on, draft.days, draft.half_days, draft.count, draft.level,
    )  # fmt: skip
