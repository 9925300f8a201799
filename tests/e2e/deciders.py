"""Secretaries who confirm as fast as they can, and void every third entry again."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from models import EntryStep, StudyEntry, db
from tests.e2e.writers import Writer, sign_in
from tests.factories import make_branch, make_entry, make_person, make_secretary


@dataclass
class Decider:
    """A secretary and a member whose entries wait; what the server said it had done to them."""

    writer: Writer
    owner_id: int
    owner_no: str
    day: date
    entries: list[int]
    confirmed: list[int] = field(default_factory=list)
    voided: list[int] = field(default_factory=list)

    def decide(self) -> None:
        """Confirm each, and void every third; the same form again until there is an answer."""
        for number, entry in enumerate(self.entries):
            self.writer.send(
                "/study/confirmations", {"entry": str(entry), "once": f"confirm-{entry}"}
            )
            self.confirmed.append(entry)
            if number % 3 == 0:
                place = f"/study/people/{self.owner_no}/entries/{entry}/void"
                self.writer.send(place, {"reason": "重复登记", "once": f"void-{entry}"})
                self.voided.append(entry)
        self.writer.leave()


def make_deciders(app: Flask, base_url: str, count: int, entries_each: int) -> list[Decider]:
    """So many branches, each of a secretary and one member, committed; entries of 15 minutes."""
    with app.app_context():
        deciders = [_decider(app, base_url, number, entries_each) for number in range(count)]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return deciders


def _decider(app: Flask, base_url: str, number: int, entries_each: int) -> Decider:
    branch, day = make_branch(), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    owner = make_person(branch=branch)
    entries = [
        make_entry(owner, minutes=15, studied_on=day, submitted_at=datetime.now(UTC)).id
        for _ in range(entries_each)
    ]
    cookies = sign_in(app, make_secretary(branch))
    writer = Writer(base_url, cookies, f"decider{number}")
    return Decider(writer, owner.id, owner.staff_no, day, entries)


def decide_together(deciders: list[Decider]) -> list[threading.Thread]:
    """Let all of them decide at the same time; returns the started threads."""
    threads = [threading.Thread(target=one.decide, daemon=True) for one in deciders]
    for thread in threads:
        thread.start()
    return threads


def acts_done(owner_id: int, act: str) -> Counter[int]:
    """How often the act was done to each entry of the person."""
    rows = db.session.scalars(
        sa.select(EntryStep.entry_id)
        .join(StudyEntry, StudyEntry.id == EntryStep.entry_id)
        .where(StudyEntry.person_id == owner_id, EntryStep.act == act)
    )
    return Counter(rows)
