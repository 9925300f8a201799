"""Every page of placements and of the lecture hall that a link leads to, as the demo shows it."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from werkzeug.exceptions import HTTPException

from domain.audit import Actor
from domain.demo.loading import load_demo
from models import db
from tests.e2e.browsing import (
    faults_light_and_dark,
    made_site,
    serious_faults,
    sideways_scroll,
    small_targets,
)

PHONE, DESK = 375, 1280
ZONE = ZoneInfo("Asia/Shanghai")
A_FILE = re.compile(r"\.(xlsx|docx|pdf|json|ics)$|/text$|\bas=(xlsx|docx)")
# Who reads, where they begin, of which parts of the product, and how many pages are the least.
READERS = [
    ("hr", "/placements", {"placements", "histories", "rotation"}, 25),
    ("leader", "/placements", {"placements", "histories"}, 8),
    ("organiser", "/lectures", {"lectures", "rubrics"}, 15),
    ("secretary", "/lectures", {"lectures"}, 5),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with made_site("sqlite", tmp_path_factory.mktemp("site"), _load_demo) as running:
        yield running


def _load_demo():
    now = datetime.now(UTC)
    load_demo(
        today=now.astimezone(ZONE).date(), zone=ZONE, password_hash="none", key="a key",
        actor=Actor(None), now=now,
    )  # fmt: skip
    db.session.commit()


@pytest.mark.parametrize(("username", "start", "parts", "least"), READERS)
def test_every_page_is_in_order_on_phone_and_desk(site, open_as, username, start, parts, least):
    page, faults = open_as(username, PHONE), []
    waiting, seen = [start], set()
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(site, address)
        if endpoint in seen or endpoint.partition(".")[0] not in parts or A_FILE.search(address):
            continue
        seen.add(endpoint)
        answer = page.goto(site.url + address)
        if answer.status != 200:
            faults.append(f"{address}: {answer.status}")
        faults += [f"{address}: {small}" for small in small_targets(page)]
        faults += faults_light_and_dark(page)
        page.set_viewport_size({"width": DESK, "height": 900})
        faults += [f"{address} at {DESK}: {one}" for one in serious_faults(page)]
        if sideways_scroll(page) > 0:
            faults.append(f"{address}: too wide at {DESK}")
        page.set_viewport_size({"width": PHONE, "height": 900})
        links = page.evaluate("[...document.querySelectorAll('main a[href]')].map(a => a.href)")
        waiting += [link.removeprefix(site.url) for link in links]
    assert faults == []
    assert len(seen) >= least, sorted(seen)


def endpoint_of(site, address: str) -> str:
    """Which view answers; empty where the address is not of this site."""
    split = urlsplit(address)
    if split.netloc not in {"", urlsplit(site.url).netloc}:
        return ""
    try:
        return site.app.url_map.bind("").match(split.path, method="GET")[0]
    except HTTPException:
        return ""
