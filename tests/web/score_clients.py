"""Devices that write score sheets at the same time: each save is one more, over what was read.

What a device saves is the mark it read plus one, beside a mark that is its own, so that no two of
them ever save the same. If nothing is lost, a sheet ends with as many as were saved.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.accounts.sign_ins import start_sign_in
from domain.lectures.marks import marks_of
from models import Account, Person, ScoreSheet, db
from tests import factories as make
from tests.lecture_halls import assign, load_shipped_rubric, make_judge, make_lecture, make_series

MOST = 1000
DEVICES = 32
Send = Callable[[dict[str, str]], tuple[int, dict]]  # a form; the status, and the answer


@dataclass
class Device:
    """One device with a sheet open: ``saved`` counts what the server took."""

    number: int
    send: Send
    version: int = 0
    value: int = 0
    saved: int = 0
    refused: int = 0

    def save(self, *, careless: bool = False) -> bool:
        """One more; a device that was late reads anew, a careless one writes over it."""
        value = (self.value + 1) % (MOST + 1)
        sent = {
            "step": "save", "version": str(self.version), "mark-theme": str(value),
            "mark-content": str(self.number),
        }  # fmt: skip
        status, answer = self.send(sent)
        if status == 200:
            self.version, self.value, self.saved = answer["version"], value, self.saved + 1
            return True
        if status != 409:
            raise AssertionError(f"{status}: {json.dumps(answer)}")
        self.version, self.refused = answer["version"], self.refused + 1
        if not careless:
            self.value = int(answer["stored"]["mark-theme"] or 0)
        return False


def make_sheets(number: int) -> list[tuple[str, Account, int]]:
    """So many sheets of a series, each of another judge: address, account, assignment."""
    wide = {"most = 25\n": f"most = {MOST}\n", "most = 30\n": f"most = {MOST}\n"}
    rubric = load_shipped_rubric(**wide, **{"version = 1\n": "version = 7\n"})
    series = make_series(make.make_unit(), rubric_id=rubric.id)
    made = []
    for _ in range(number):
        lecture = make_lecture(series, make.make_branch())
        account = make.make_secretary(make.make_branch())
        judge = make_judge(series, db.session.get_one(Person, account.person_id))
        task = assign(lecture, judge)
        made.append((f"/lectures/{series.slug}/{lecture.slug}/score", account, task.id))
    db.session.commit()
    return made


def cookie_of(app, account: Account) -> str:
    token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
    return app.session_interface.get_signing_serializer(app).dumps({"token": token})


def ends_of(assignment_ids: list[int]) -> dict[int, tuple[int, int]]:
    """The mark and the version of each sheet, by assignment."""
    rows = db.session.query(ScoreSheet).filter(ScoreSheet.assignment_id.in_(assignment_ids))
    return {one.assignment_id: (int(marks_of(one.marks)["theme"]), one.version) for one in rows}
