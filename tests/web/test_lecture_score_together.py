"""32 devices edit score sheets at the same time, with real commits: no update is lost."""

import threading
from contextvars import Context
from functools import partial

import pytest
import sqlalchemy as sa

from models import LectureStep, ScoreSheet, db
from tests.instances import new_instance
from tests.web.halls import JSON, MARKS, marks
from tests.web.score_clients import DEVICES, Device, cookie_of, ends_of, make_sheets

SHEETS, SAVES = 8, 4
WAIT = 120  # seconds, far more than is needed


@pytest.fixture(params=["sqlite", "postgresql"])
def hall(request, tmp_path):
    """An application, and for each sheet its address, a cookie of its judge, its assignment."""
    with new_instance(request.param, "rigong_together", tmp_path / "instance") as app:
        with app.app_context():
            sheets = [
                (address, cookie_of(app, account), task)
                for address, account, task in make_sheets(SHEETS)
            ]
            db.session.commit()
            db.session.remove()
        yield app, sheets


def sender(app, address, cookie):
    client = app.test_client(use_cookies=False)
    headers = {**JSON, "Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}; lang=en"}

    def send(form):
        answer = client.post(address, data=form, headers=headers)
        return answer.status_code, answer.json

    return send


def all_at_once(works):
    start, failures = threading.Barrier(len(works)), []

    def run(work):
        start.wait(WAIT)
        try:
            work()
        except BaseException as failure:  # noqa: BLE001 - handed to the test
            failures.append(failure)

    threads = [threading.Thread(target=Context().run, args=(run, one)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert failures == []


def edited(hall, *, careless):
    """What was saved and what is there, by sheet, after every device has saved so often."""
    app, sheets = hall
    devices = [
        Device(number, sender(app, *sheets[number % SHEETS][:2])) for number in range(DEVICES)
    ]

    def work(device):
        while device.saved < SAVES:
            device.save(careless=careless)

    all_at_once([partial(work, one) for one in devices])
    saved = {
        sheets[at][2]: sum(one.saved for one in devices if one.number % SHEETS == at)
        for at in range(SHEETS)
    }
    with app.app_context():
        return saved, ends_of(list(saved)), sum(one.refused for one in devices)


def test_32_devices_editing_sheets_lose_no_update(hall):
    saved, ends, refused = edited(hall, careless=False)
    assert ends == {task: (many, many) for task, many in saved.items()}
    assert sum(saved.values()) == DEVICES * SAVES
    assert refused > 0


def test_without_the_version_the_same_devices_lose_updates(hall):
    """What makes the test above worth something: a device that sends whatever version is stored."""
    saved, ends, _refused = edited(hall, careless=True)
    assert sum(mark for mark, _version in ends.values()) < sum(saved.values())


def test_a_sheet_sealed_from_many_devices_at_once_is_sealed_once(hall):
    app, sheets = hall
    address, cookie, _task = sheets[0]
    answers = []
    sent = marks(0, "seal", **MARKS)
    all_at_once([lambda: answers.append(sender(app, address, cookie)(sent)[0]) for _ in range(8)])
    assert sorted(answers) == [200, *[409] * 7]
    with app.app_context():
        acts = db.session.scalars(sa.select(LectureStep.act)).all()
        states = db.session.scalars(sa.select(ScoreSheet.state)).all()
    assert (acts, states) == (["sheet_sealed"], ["sealed"])
