"""An organisation that starts empty, in a real browser: from the first account to one figure."""

import json
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from models import db
from tests.e2e.browsing import (
    PASSWORD,
    faults_light_and_dark,
    look_into,
    open_page,
    running_site,
    serious_faults,
    sign_in,
    small_targets,
)

PHONE, DESK = 375, 1280
YEAR = datetime.now(ZoneInfo("Asia/Shanghai")).year
HEADINGS = ["工号", "姓名", "单位", "党支部", "岗位", "职务层次", "用户名", "角色"]
ROSTER = [
    ["00317", "林叙", "办公室/综合处", "综合一支部", "科员", "一级科员", "linxu", ""],
    ["00318", "单于安", "办公室/综合处", "综合一支部", "副处长", "副处级", "shanyuan", "书记"],
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    with running_site(request.param, tmp_path_factory.mktemp("site")) as running:
        running.app = look_into(running)
        yield running
        with running.app.app_context():
            db.session.remove()
            db.engine.dispose()


def roster_file() -> bytes:
    """A roster as somebody would make it by hand in Excel."""
    written = BytesIO()
    book = xlsxwriter.Workbook(written)
    sheet = book.add_worksheet("花名册")
    for number, row in enumerate([HEADINGS, *ROSTER]):
        sheet.write_row(number, 0, row)
    book.close()
    return written.getvalue()


def first_sign_in(page, site, link, username):
    """Follow a one-time link, set the password, and sign in with it."""
    page.goto(link if link.startswith("http") else site.url + link)
    page.fill("[name=new_password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    with page.expect_navigation():
        page.click("main .btn-primary")
    sign_in(page, site, username)


@pytest.fixture(scope="module")
def founded(site, browser):
    """The site after its first day: accounts, the roster, roles, slips, first sign-ins."""
    hr, admin, security = (open_page(browser, DESK) for _ in range(3))
    for page, name, role in ((admin, "admin", "admin"), (security, "safe", "security"),
                             (hr, "hr", "hr")):  # fmt: skip
        made = site.flask("accounts", "create", name, "--role", role, "--json")
        first_sign_in(page, site, json.loads(made)["link"], name)
    bring_in_the_roster(hr, site)
    security.goto(site.url + "/admin/roles")
    security.check("[name=request]")
    with security.expect_navigation():
        security.click("button[value=grant]")
    for owner, link in printed_slips(admin, site).items():
        page = open_page(browser, DESK)
        first_sign_in(page, site, link, owner)
        page.context.close()
    for page in (hr, admin, security):
        assert page.complaints == []
        page.context.close()
    return site


def bring_in_the_roster(hr, site):
    hr.goto(site.url + "/people/import")
    hr.set_input_files(
        "input[type=file]",
        {"name": "花名册.xlsx", "mimeType": "application/octet-stream", "buffer": roster_file()},
    )
    hr.check("[name=create_missing]")
    with hr.expect_navigation():
        hr.click("main .btn-primary")
    assert site.scalar("SELECT count(*) FROM people") == 0  # a preview writes nobody
    with hr.expect_navigation():
        hr.click("main .btn-primary")
    assert site.scalar("SELECT count(*) FROM people") == len(ROSTER)


def printed_slips(admin, site) -> dict[str, str]:
    """The one-time link on the slip of each owner."""
    admin.goto(site.url + "/admin/slips")
    with admin.expect_navigation():
        admin.locator("form.form .btn-primary").click()
    links = admin.locator(".slip .code").all_inner_texts()
    owners = admin.locator(".slip b").all_inner_texts()
    assert sorted(owners) == ["linxu", "shanyuan"]
    assert serious_faults(admin) == []
    return dict(zip(owners, links, strict=True))


def test_forty_five_minutes_logged_on_a_phone_are_one_figure_for_everybody(founded, browser):
    site = founded
    cadre, secretary = open_page(browser, PHONE), open_page(browser, DESK)
    sign_in(cadre, site, "linxu")
    sign_in(secretary, site, "shanyuan")
    log_on_a_phone(cadre, site, "45", "1.00")
    confirm_everything(secretary, site)
    assert len(figures_everywhere(cadre, secretary, site, "00317")) == 1
    assert cadre.complaints == secretary.complaints == []
    cadre.context.close()
    secretary.context.close()


def test_a_reason_can_be_typed_in_the_queue_without_accepting_anything(founded, browser):
    cadre, secretary = open_page(browser, PHONE), open_page(browser, DESK)
    sign_in(cadre, founded, "linxu")
    log_on_a_phone(cadre, founded, "30", "0.67")
    sign_in(secretary, founded, "shanyuan")
    secretary.goto(founded.url + "/study/queue")
    confirmed = founded.scalar("SELECT count(*) FROM study_entries WHERE state = 'confirmed'")
    secretary.keyboard.press("r")
    secretary.keyboard.type("a jak: 太笼统")
    assert secretary.input_value("[name=reason]") == "a jak: 太笼统"
    with secretary.expect_navigation():
        secretary.keyboard.press("Enter")
    states = "SELECT count(*) FROM study_entries WHERE state = "
    assert founded.scalar(states + "'confirmed'") == confirmed
    assert founded.scalar(states + "'returned'") == 1
    with secretary.expect_navigation():
        secretary.click(".toast-line button")
    assert founded.scalar(states + "'returned'") == 0
    with secretary.expect_navigation():
        secretary.keyboard.press("a")
    assert founded.scalar(states + "'confirmed'") == confirmed + 1
    cadre.context.close()
    secretary.context.close()


def log_on_a_phone(page, site, minutes, hours):
    """At most five taps and one text from Today to saved."""
    page.goto(site.url + "/")
    page.click(".top a.btn")
    page.locator("label.chip", has_text=minutes).click()
    page.fill("#gained", "附件说明在正文下空一行")
    page.click("main .btn-primary")
    page.wait_for_url(site.url + "/")
    assert f"待确认 {hours}" in page.inner_text(".ring .sum")


def confirm_everything(page, site):
    """Two actions for however many wait: tick all, confirm."""
    page.goto(site.url + "/study/queue")
    page.check("[data-select-all]")
    with page.expect_navigation():
        page.click(".bulk button")
    assert page.locator(".toast-line").is_visible()


def figures_everywhere(cadre, secretary, site, staff_no) -> set[str]:
    """The figure of a person wherever it can be read: it must be one."""
    cadre.goto(site.url + "/hours")
    own = cadre.inner_text(".ledger .total .got")
    cadre.goto(site.url + "/")
    ring = cadre.text_content(".ring .g-big")
    secretary.goto(f"{site.url}/hours/{staff_no}")
    theirs = secretary.inner_text(".ledger .total .got")
    secretary.goto(site.url + "/desk")
    listed = secretary.locator("tr", has_text="林叙").locator(".key").inner_text()
    printed = site.statement(staff_no, YEAR)["requirements"][0]["total"]
    stored = site.scalar(
        "SELECT sum(hundredths) FROM credits JOIN people ON people.id = credits.person_id "
        "WHERE staff_no = :staff_no",
        staff_no=staff_no,
    )
    return {own, ring, theirs, listed, printed, f"{stored / 100:.2f}"}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)  # which, no page tells
@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh"), (PHONE, "en"), (DESK, "zh")])
def test_no_page_scrolls_sideways_and_axe_finds_nothing_serious(founded, open_as, width, language):
    faults = []
    for username, paths in PLACES.items():
        page = open_as(username, width, language=language)
        for path in paths:
            page.goto(founded.url + path)
            faults += faults_light_and_dark(page)
            if width == PHONE:
                faults += [f"{path}: {small}" for small in small_targets(page)]
    assert faults == []


PLACES = {
    "linxu": ["/", "/study/entries", "/study/entries/new", "/hours", "/account", "/help",
              "/account/trail", "/rules"],
    "shanyuan": ["/study/queue", "/study/activities/new", "/desk"],
    "hr": ["/people", "/people/new", "/people/import", "/people/00317", "/units", "/board"],
    "admin": ["/admin", "/admin/settings", "/admin/slips"],
    "safe": ["/admin/roles"],
}  # fmt: skip
