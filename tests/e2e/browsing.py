"""A browser and a site to browse: Debian's Chromium, a real server, the real command line."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from app import create_app
from blueprints.commands.rules import load_folder
from domain.accounts.sign_ins import start_sign_in
from models import Account, db
from tests.databases import fresh_database, missing
from tests.e2e.server import PRODUCT, ROOT, SECRET_KEY, Server, running_server
from tests.instances import new_instance

AXE = ROOT / "tests" / "e2e" / "vendor" / "axe.min.js"
PASSWORD = "Tree-house-37-lamps"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
# Of long journeys each width and each database is tried, but not every pair of them.
WIDTH_ON = {"sqlite": 375, "postgresql": 1280}
STANDARD = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# All that axe looks at which another colour scheme can change.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-quic",
    "--process-per-site", "--renderer-process-limit=1",  # a page less often starts a process
]  # fmt: skip


@dataclass
class Site:
    """A running server, its database and its command line."""

    server: Server
    database_url: str
    instance: Path

    @property
    def url(self) -> str:
        return self.server.base_url

    def flask(self, *arguments: str) -> str:
        """What a command prints on standard output; it must end well."""
        environment = {**os.environ, **self.server.environment, "LANG": "C.UTF-8"}
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def statement(self, staff_no: str, year: int) -> dict:
        arguments = ("--person", staff_no, "--year", str(year), "--json")
        return json.loads(self.flask("hours", "statement", *arguments))

    def scalar(self, statement: str, **values):
        engine = sa.create_engine(self.database_url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            return connection.execute(sa.text(statement), values).scalar()


@contextmanager
def running_site(kind: str, folder: Path, settings: dict[str, str] | None = None):
    """A site on an empty, migrated database with the shipped rules, as ``make run`` leaves it."""
    with fresh_database(kind, f"rigong_site_{os.getpid()}", folder) as url:
        environment = {
            **os.environ, "INSTANCE": str(folder), "DATABASE_URL": url,
            "SECRET_KEY": SECRET_KEY, **(settings or {}),
        }  # fmt: skip
        for arguments in (("db", "upgrade"), ("rules", "load")):
            subprocess.run(
                [sys.executable, "-m", "flask", *arguments],
                cwd=ROOT, env=environment, check=True, capture_output=True,
            )  # fmt: skip
        with running_server(url, folder, settings, application=PRODUCT) as server:
            yield Site(server, url, folder)


@contextmanager
def made_site(kind: str, folder: Path, fill=lambda: None):
    """The same, made in this process, with what ``fill`` makes; its ``app`` looks at rows."""
    with new_instance(kind, "rigong_site", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            fill()
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        with running_server(url, folder) as server:
            site = Site(server, url, folder)
            site.app = app
            yield site


@contextmanager
def chromium():
    """Headless Chromium, as the system has it; its shell without windows takes half the time."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, width: int, *, scheme: str = "light", language: str = "zh") -> Page:
    """A page of a new browser context; whatever its console complains of fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme,
        locale="zh-CN" if language == "zh" else "en-GB",
    )  # fmt: skip
    page = context.new_page()
    page.complaints = []
    page.on(
        "console",
        lambda said: (
            page.complaints.append(said.text) if said.type in {"error", "warning"} else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def sign_in(page: Page, site: Site, username: str, password: str = PASSWORD) -> None:
    page.goto(site.url + "/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main .btn-primary")
    page.wait_for_url(site.url + "/")


def serious_faults(page: Page, run_only=STANDARD) -> list[str]:
    """What axe finds against WCAG 2.2 AA that is serious or critical, with the places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(AUDIT, run_only)
    return [
        f"{fault['id']}: {[node['target'] for node in fault['nodes']][:3]}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]


def faults_light_and_dark(page: Page) -> list[str]:
    """What is wrong with an open page: against WCAG in both schemes, and whether it is too wide."""
    page.emulate_media(color_scheme="light")
    faults = serious_faults(page)
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {fault}" for fault in serious_faults(page, OF_COLOURS)]
    if (excess := sideways_scroll(page)) > 0:
        faults.append(f"{excess} px too wide")
    return [f"{page.url}: {fault}" for fault in faults]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


# Of what is in order axe keeps nothing: it would describe every element that passed.
# A bar that floats over the page hides a part of whatever the reader has scrolled under it, and
# axe would call that part too small to press: for the audit each bar lies in its own place.
# What fades from one colour to another is looked at when it has arrived.
AUDIT = """async runOnly => {
  for (const one of document.getAnimations()) {
    try { one.finish() } catch { one.cancel() }
  }
  const bars = [...document.querySelectorAll(".top, .bar, .toast-line")];
  bars.forEach(bar => bar.style.setProperty("position", "static"));
  try {
    return await axe.run(document, {
      runOnly,
      resultTypes: ["violations"],
    });
  } finally {
    bars.forEach(bar => bar.style.removeProperty("position"));
  }
}"""


def sideways_scroll(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def look_into(site: Site) -> Flask:
    """An application on the site's own database, to make rows with and to look at them."""
    return create_app(
        {
            "TESTING": True, "INSTANCE": site.instance, "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": site.database_url, "PRODUCTION": False,
            "DEMO": False, "DEMO_TODAY": None, "TIMEZONE": ZoneInfo("Asia/Shanghai"),
        }
    )  # fmt: skip


def cookie_of(site, username: str) -> str:
    """The session cookie of a new sign-in of the account; ``site.app`` looks into the site."""
    with site.app.app_context():
        account = db.session.scalars(sa.select(Account).filter_by(username=username)).one()
        token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
        db.session.commit()
        return site.app.session_interface.get_signing_serializer(site.app).dumps({"token": token})


def click(page: Page, selector: str) -> None:
    """One action that leads to another page."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def small_targets(page: Page, least: int = 44) -> list[str]:
    """What is pressed and smaller than it should be for a finger; a link in a sentence may be."""
    return page.evaluate(SMALL, least)


# A hit area that is larger than what is seen is an ::after; a tick box has that of its label.
SMALL = """least => [
    ...document.querySelectorAll("main :is(a, button, summary, select, label:has(input))")
  ]
  .map(one => {
    const seen = one.getBoundingClientRect(), after = getComputedStyle(one, "::after");
    const area = after.position === "absolute" ? after : {width: "0", height: "0"};
    const size = [[seen.width, area.width], [seen.height, area.height]]
      .map(([own, more]) => Math.max(own, parseFloat(more) || 0));
    const told = one.parentElement.innerText.trim() !== one.innerText.trim();
    const in_a_sentence = one.tagName === "A" && one.parentElement.tagName === "P" && told;
    const is_seen = seen.width > 1 && seen.height > 1;
    return {text: one.innerText.trim() || one.outerHTML.slice(0, 80), size, is_seen, in_a_sentence};
  })
  .filter(one => one.is_seen && !one.in_a_sentence && Math.min(...one.size) < least - 0.5)
  .map(one => `${one.text}: ${one.size.map(Math.round).join(" x ")} px`)"""
