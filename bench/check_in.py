"""A full hall checks in within a minute, and one person from fifty places at once."""

import http.client
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bench.instances import Instance
from bench.report import Report
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.groupstudy.attendance import THERE, AlreadyThere, check_in
from domain.groupstudy.codes import code_at
from domain.groupstudy.rules import GatheringKind
from models import Account, Attendance, AttendanceStep, GroupStudy, db
from tests.e2e.server import SECRET_KEY, Server
from tests.factories import make_account, make_branch, make_person
from tests.gatherings import make_gathering, opened

PEOPLE, WINDOW = 300, 60  # seconds
PAGES_AT_ONCE = 64
AT_ONCE, ROUNDS = 50, 200
MUST, AIM = 1_000, 300  # milliseconds
KIND = GatheringKind("branch_exchange", {})


@dataclass(frozen=True, slots=True)
class Came:
    """How long the page and the tap of one person took, in milliseconds."""

    page: float
    tap: float


def measure_check_in(report: Report, instance: Instance, server: Server, kind: str) -> None:
    """300 people open the page with the code and tap, spread evenly over the window."""
    report.title(f"{PEOPLE} people check in within {WINDOW} s, {kind}")
    gathering_id, secret, cookies = _fill(instance)
    begin = time.perf_counter() + 1

    def come(number: int) -> Came:
        at = begin + number * WINDOW / PEOPLE
        time.sleep(max(0, at - time.perf_counter()))
        return _come(server, gathering_id, secret, cookies[number], at)

    with ThreadPoolExecutor(PAGES_AT_ONCE) as pool:
        came = list(pool.map(come, range(PEOPLE)))
    for name, taken in (("page", [one.page for one in came]), ("tap", [one.tap for one in came])):
        taken.sort()
        report.note(f"{name}: p50 {taken[len(taken) // 2]:.0f} ms, p99 {_p99(taken):.0f} ms")
    report.most(f"tap, p99, {kind}", _p99([one.tap for one in came]), MUST, AIM, "ms")
    rows, steps = _kept(instance, gathering_id)
    report.most(f"lost or double, {kind}", abs(rows - PEOPLE) + abs(steps - PEOPLE), 0, 0)


def measure_one_person(report: Report, instance: Instance, kind: str) -> None:
    """Fifty at once for one person, round after round, with connections of their own."""
    report.title(f"{AT_ONCE} check-ins of one person at once, {ROUNDS} rounds, {kind}")
    wrong, begin = 0, time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(ROUNDS):
            with instance.app.app_context(), writing():
                branch = make_branch(name=f"第{number}轮支部 {kind}")
                person_id = make_person(branch=branch, staff_no=f"R{number:05d}").id
                gathering_id = opened(make_gathering(branch), at=datetime.now(UTC)).id
            come = _coming(instance, gathering_id, person_id)
            came = sum(pool.map(lambda _one, come=come: come(), range(AT_ONCE)))
            wrong += (came, *_kept(instance, gathering_id)) != (1, 1, 1)
    report.note(f"{time.perf_counter() - begin:.0f} s")
    report.most(f"rounds with another end than one, {kind}", wrong, 0, 0)


def _coming(instance: Instance, gathering_id: int, person_id: int) -> Callable[[], bool]:
    def come() -> bool:
        with instance.app.app_context():
            try:
                with writing():
                    now, found = datetime.now(UTC), db.session.get_one(GroupStudy, gathering_id)
                    check_in(found, person_id, KIND, at=now, actor=Actor(None), now=now)
            except AlreadyThere:
                return False
            finally:
                db.session.remove()
            return True

    return come


def _fill(instance: Instance) -> tuple[int, GroupStudy, list[str]]:
    """A gathering of so many people, open since now, and the cookie of each."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    with instance.app.app_context(), writing():
        branch = make_branch(name="会场支部")
        people = [make_person(branch=branch, staff_no=f"H{one:05d}") for one in range(PEOPLE)]
        accounts: list[Account] = [
            make_account(one, username=one.staff_no.lower()) for one in people
        ]
        made = make_gathering(
            branch, starts_at=now, ends_at=now + timedelta(minutes=90), held_on=now.date()
        )
        gathering = opened(made, at=now)
        cookies = [instance.cookie(one) for one in accounts]
        plain = GroupStudy(id=gathering.id, secret=gathering.secret)
        return gathering.id, plain, cookies


def _come(server: Server, gathering_id: int, plain: GroupStudy, cookie: str, at: float) -> Came:
    """Open the page with the code that is shown, and tap; from the moment they would have."""
    place = f"/group-study/{gathering_id}/check-in"
    code = code_at(plain, SECRET_KEY, datetime.now(UTC))
    connection = http.client.HTTPConnection(server.base_url.removeprefix("http://"), timeout=60)
    connection.request("GET", f"{place}?{urlencode({'code': code})}", headers=_headers(cookie))
    answer = connection.getresponse()
    page = answer.read().decode()
    kept = re.search(r"rigong=([^;]+)", answer.headers["Set-Cookie"] or "")
    opened_at = time.perf_counter()
    sent = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in
            ("csrf_token", "once", "ticket", "code")}  # fmt: skip
    begin = time.perf_counter()
    headers = {
        **_headers(kept[1] if kept else cookie),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", place, urlencode(sent), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{place} answers {answer.status}")
    return Came(1000 * (opened_at - at), 1000 * (time.perf_counter() - begin))


def _headers(cookie: str) -> dict[str, str]:
    return {"Cookie": f"rigong={cookie}", "Accept": "application/json"}


def _kept(instance: Instance, gathering_id: int) -> tuple[int, int]:
    """How many are there, and how many steps were kept."""
    with instance.app.app_context():
        here = sa.select(Attendance.id).where(
            Attendance.group_study_id == gathering_id, Attendance.state.in_(THERE)
        )
        rows = db.session.scalar(sa.select(sa.func.count()).select_from(here.subquery())) or 0
        steps = db.session.scalar(
            sa.select(sa.func.count(AttendanceStep.id)).where(
                AttendanceStep.attendance_id.in_(here)
            )
        )
        return rows, steps or 0


def _p99(taken: list[float]) -> float:
    return sorted(taken)[max(0, -(-99 * len(taken) // 100) - 1)]
