"""32 devices edit score sheets for a minute: how quickly a tap is saved, and that none is lost."""

import http.client
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlencode

from bench.instances import Instance
from bench.report import Report
from blueprints.shared.saving import writing
from tests.e2e.server import Server
from tests.web.score_clients import DEVICES, MOST, Device, Send, ends_of, make_sheets

SHEETS, WINDOW = 8, 60  # four devices on each sheet; seconds
PAUSE = 1  # second between two taps of a device
MUST, AIM = 1_000, 300  # milliseconds


def measure_score_sheets(report: Report, instance: Instance, server: Server, kind: str) -> None:
    """Every device saves again and again, one more than it read; what was late reads anew."""
    report.title(f"{DEVICES} devices edit {SHEETS} score sheets for {WINDOW} s, {kind}")
    with instance.app.app_context(), writing():
        sheets = [
            (address, instance.cookie(account), task)
            for address, account, task in make_sheets(SHEETS)
        ]
    devices = [
        Device(number, _sender(server, *sheets[number % SHEETS][:2])) for number in range(DEVICES)
    ]
    until = time.perf_counter() + WINDOW
    with ThreadPoolExecutor(DEVICES) as pool:
        taken = sorted(one for some in pool.map(partial(_edit, until), devices) for one in some)
    saved = {
        task: sum(one.saved for one in devices if one.number % SHEETS == at)
        for at, (_address, _cookie, task) in enumerate(sheets)
    }
    with instance.app.app_context():
        ends = ends_of(list(saved))
    lost = sum(ends[task] != (many % (MOST + 1), many) for task, many in saved.items())
    report.note(f"{sum(saved.values())} saved, {sum(one.refused for one in devices)} refused")
    report.most(f"tap, p99, {kind}", taken[int(len(taken) * 0.99)], MUST, AIM, "ms")
    report.most(f"sheets that lost an update, {kind}", lost, 0, 0)


def _edit(until: float, device: Device) -> list[float]:
    """How long each save took, in milliseconds."""
    taken = []
    while time.perf_counter() < until:
        begin = time.perf_counter()
        device.save()
        taken.append(1000 * (time.perf_counter() - begin))
        time.sleep(PAUSE)
    return taken


def _sender(server: Server, address: str, cookie: str) -> Send:
    """What sends a form of the sheet, with the token of its page."""
    connection = http.client.HTTPConnection(server.base_url.removeprefix("http://"), timeout=60)
    headers = {"Cookie": f"rigong={cookie}", "Accept": "application/json"}
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())[1]
    kept = re.search(r"rigong=([^;]+)", answer.headers["Set-Cookie"] or "")
    headers |= {
        "Cookie": f"rigong={kept[1] if kept else cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def send(form: dict[str, str]) -> tuple[int, dict]:
        connection.request("POST", address, urlencode({**form, "csrf_token": token}), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    return send
