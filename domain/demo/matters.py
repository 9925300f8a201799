"""What is owed in the demo: what waits and what came back, and a few dispatch sheets."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from domain.demo.accounts import SEATS, Keys
from domain.demo.people import Life, Place
from domain.demo.rows import Rows
from domain.matters.kinds import CORRECTION, DISPATCH, ENTRY
from domain.matters.reckoning import Reckoning
from models import Correction, DispatchSheet, EntryStep, Matter, MatterStep, StudyEntry

# Receiver, what is asked, written so many days ago, due in so many days, signed for.
SHEETS = (
    ("secretary", "整理三季度学习情况，报送一份两页的小结", 6, 3, True),
    ("cadre", "核对本处学习资料目录，列出缺页和旧版", 9, -2, True),
    ("cadre", "准备下次支部交流的发言提纲", 1, 8, False),
)
POINTS = "第一周：收集材料\n第二周：形成初稿"


def add_matters(
    rows: Rows, people: Mapping[Place, Life], keys: Keys, calendar: Reckoning
) -> None:  # fmt: skip
    """The matters of everything that waits or came back, and those of the sheets."""
    returned = {step["entry_id"]: step for step in rows.of(EntryStep) if step["act"] == "returned"}
    for entry in rows.of(StudyEntry):
        values = {"source_id": entry["id"], "title": entry["topic"], "about_id": entry["person_id"],
                  "owed_to_id": entry["person_id"]}  # fmt: skip
        if entry["state"] == "waiting":
            at = entry["submitted_at"]
            _add(rows, ENTRY, at, calendar.due(ENTRY, at.date()), **values)
        elif entry["state"] == "returned":
            step = returned[entry["id"]]
            at = step["at"]
            back_due = calendar.back_due(ENTRY, at.date())
            matter = _add(rows, ENTRY, at, (back_due, None), state="answered", turn="to", **values)
            _step(rows, matter, "answered", at, step["actor_id"], calendar.due(ENTRY, at.date())[0],
                  words=step["reason"])  # fmt: skip
    _of_corrections(rows, calendar)
    leader = people[SEATS["leader"]].id
    for name, content, ago, left, signed in SHEETS:
        receiver = people[SEATS[name]].id
        at = rows.at(rows.today - timedelta(days=ago), 15, 20)
        sheet = rows.add(
            DispatchSheet, content=content, time_points=POINTS, unit_id=None,
            receiver_id=receiver, writer_id=leader, written_at=at,
        )  # fmt: skip
        due_on = rows.today + timedelta(days=left)
        due = due_on, calendar.rises(DISPATCH, due_on, 0, at.date())
        matter = _add(
            rows, DISPATCH, at, due, source_id=sheet, title=content, about_id=receiver,
            owed_by_id=receiver, owed_to_id=leader, since_on=None, version=2 if signed else 1,
        )  # fmt: skip
        if signed:
            at += timedelta(hours=2)
            _step(rows, matter, "signed", at, keys.of_person[receiver], due_on)


def _of_corrections(rows: Rows, calendar: Reckoning) -> None:
    """Those of the corrections that nobody has answered."""
    entries = {entry["id"]: entry for entry in rows.of(StudyEntry)}
    for asked in rows.of(Correction):
        if asked["state"] == "open":
            at, entry = asked["asked_at"], entries[asked["entry_id"]]
            _add(
                rows, CORRECTION, at, calendar.due(CORRECTION, at.date()), source_id=asked["id"],
                title=entry["topic"], about_id=entry["person_id"], owed_to_id=entry["person_id"],
            )  # fmt: skip


def _step(
    rows: Rows, matter: int, act: str, at: datetime, actor: int, due_on: date, words: str = ""
) -> None:  # fmt: skip
    rows.add(
        MatterStep, matter_id=matter, act=act, actor_id=actor, at=at, was_due_on=due_on, level=0,
        words=words, late_reason="",
    )  # fmt: skip


def _add(
    rows: Rows, kind: str, at: datetime, due: tuple[date, date | None], **values: Any
) -> int:  # fmt: skip
    """A matter raised at the instant, in the state that ``values`` say."""
    usual = {
        "owed_by_id": None, "raised_by": None, "since_on": at.date(), "level": 0, "state": "open",
        "turn": "by", "outcome": "", "proof": "", "version": 1,
    }  # fmt: skip
    return rows.add(
        Matter, kind=kind, raised_at=at, raised_on=at.date(), due_on=due[0], rises_on=due[1],
        **usual | values,
    )  # fmt: skip
