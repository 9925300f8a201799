"""A gathering in two browsers at once: the code on a screen, a phone checking in, a roll call."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from domain.groupstudy.codes import SLOT, code_at, seconds_left
from models import Account, Attendance, AttendanceStep, Grant, GroupStudy, LateCheckIn, SignIn, db
from tests import factories as make
from tests.e2e.browsing import (
    cookie_of,
    look_into,
    running_site,
    serious_faults,
    sideways_scroll,
    small_targets,
)
from tests.e2e.server import SECRET_KEY
from tests.gatherings import make_gathering, opened

DESK, PHONE = 1280, 375


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    with running_site(request.param, tmp_path_factory.mktemp("site")) as running:
        running.app = look_into(running)
        with running.app.app_context():
            _make_people()
        yield running
        with running.app.app_context():
            db.session.remove()
            db.engine.dispose()


def _make_people():
    """A secretary and two members of a branch, each with an account."""
    branch = make.make_branch(name="机关一支部")
    for username, name in (("host", "周明远"), ("cadre", "李青川"), ("other", "何小满")):
        account = make.make_account(
            make.make_person(branch=branch, name=name, search_key=f" {username}"),
            username=username,
        )  # fmt: skip
        if username == "host":
            make.make_grant(account, "secretary", branch_id=branch.id)
    db.session.commit()


@pytest.fixture
def gathering(site):
    """An open gathering of the branch, of a minute ago."""
    with site.app.app_context():
        branch_id = db.session.scalars(sa.select(Grant.branch_id)).one()
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        begins = now - timedelta(minutes=1)
        made = make_gathering(
            db.session.get_one(make.Branch, branch_id), starts_at=begins,
            ends_at=begins + timedelta(minutes=90), held_on=begins.date(),
        )  # fmt: skip
        opened(made, at=begins)
        found = GroupStudy(id=made.id, secret=made.secret)
        db.session.remove()
        return found


@pytest.fixture
def place(site, gathering):
    return f"{site.url}/group-study/{gathering.id}"


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0
    if page.viewport_size["width"] == PHONE:
        assert small_targets(page) == []


def read(site, query):
    with site.app.app_context():
        found = db.session.scalars(query).all()
        db.session.expunge_all()
        db.session.remove()
        return found


def marks(site, gathering):
    """The state of everybody on the list, by username."""
    query = (
        sa.select(Account.username + " " + Attendance.state)
        .join(Attendance, Attendance.person_id == Account.person_id)
        .where(Attendance.group_study_id == gathering.id)
    )
    return dict(one.split(" ") for one in read(site, query))


def person(site, username):
    return read(site, sa.select(Account.person_id).where(Account.username == username))[0]


def wait_for_a_young_code(page):
    """Until the code on the screen has been there for a moment, and stays for a while."""
    wait_until(page, "Number(document.querySelector('[data-left]').textContent) > 8")
    return page.get_attribute("[data-code]", "data-code")


def wait_until(page, truth, seconds=30):
    """The policy of the pages lets nothing evaluate text inside them: ask from outside."""
    for _ in range(4 * seconds):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(250)
    raise AssertionError(truth)


def offline_complaints(page):
    """A browser without network says so on its console."""
    page.complaints[:] = [one for one in page.complaints if "ERR_INTERNET" not in one]


def test_the_count_on_the_screen_rises_as_a_phone_checks_in(site, gathering, place, open_as):
    screen, phone = open_as("host", DESK), open_as("cadre", PHONE)
    screen.goto(place + "/code")
    looks_well(screen)
    assert screen.inner_text("[data-live=there]") == "0"
    code = wait_for_a_young_code(screen)
    phone.goto(f"{place}/check-in?code={code}")
    looks_well(phone)
    with phone.expect_navigation():
        phone.click("main .btn-primary")
    phone.wait_for_selector(".notice.done")
    looks_well(phone)
    wait_until(screen, "document.querySelector('[data-live=there]').textContent === '1'")
    assert marks(site, gathering) == {"host": "expected", "cadre": "present", "other": "expected"}


def test_the_code_changes_and_the_old_one_is_refused(site, gathering, place, open_as):
    screen, phone = open_as("host", PHONE, scheme="dark"), open_as("cadre", DESK)
    screen.goto(place + "/code")
    looks_well(screen)
    first = screen.get_attribute("[data-code]", "data-code")
    wait_until(screen, f"document.querySelector('[data-code]').dataset.code !== '{first}'")
    old = code_at(gathering, SECRET_KEY, datetime.now(UTC) - 3 * SLOT)
    phone.goto(place + "/check-in")
    looks_well(phone)
    phone.fill("#code", old)
    phone.click("main .btn-primary")
    phone.wait_for_selector("#check-in-said:not([hidden])")
    assert marks(site, gathering)["cadre"] == "expected"
    phone.complaints[:] = [one for one in phone.complaints if "422" not in one]
    new = wait_for_a_young_code(screen)
    phone.fill("#code", new.lower())
    with phone.expect_navigation():
        phone.click("main .btn-primary")
    assert marks(site, gathering)["cadre"] == "present"


def test_taps_without_network_are_queued_and_arrive_in_order(site, gathering, place, open_as):
    page = open_as("host", PHONE)
    page.goto(place + "/attendance")
    looks_well(page)
    cadre, other = person(site, "cadre"), person(site, "other")
    page.context.set_offline(True)
    page.click(f"#p{cadre} [data-mark=present]")
    page.click(f"#p{other} [data-mark=absent]")
    page.click(f"#p{other} [data-mark=late]")
    page.wait_for_selector("#queue-said:not([hidden])")
    looks_well(page)
    assert set(marks(site, gathering).values()) == {"expected"}
    page.context.set_offline(False)
    wait_until(page, "Object.keys(localStorage).length === 0")
    assert marks(site, gathering) == {"host": "expected", "cadre": "present", "other": "late"}
    steps = sa.select(AttendanceStep.became).join(
        Attendance, Attendance.id == AttendanceStep.attendance_id
    ).where(Attendance.group_study_id == gathering.id).order_by(AttendanceStep.id)  # fmt: skip
    assert read(site, steps) == ["present", "absent", "late"]
    offline_complaints(page)


def test_a_tap_that_meets_another_mark_is_shown_as_not_taken(site, gathering, place, open_as):
    page, second = open_as("host", DESK), open_as("host", DESK)
    cadre = person(site, "cadre")
    page.goto(place + "/attendance")
    page.context.set_offline(True)
    page.click(f"#p{cadre} [data-mark=absent]")
    page.wait_for_selector("#queue-said:not([hidden])")
    second.goto(place + "/attendance")
    second.click(f"#p{cadre} [data-mark=present]")
    second.wait_for_selector(f"#p{cadre} .tag.done")
    page.context.set_offline(False)
    page.wait_for_selector(f"#p{cadre} [data-not-taken]:not([hidden])", timeout=20_000)
    looks_well(page)
    assert marks(site, gathering)["cadre"] == "present"
    offline_complaints(page)
    page.complaints[:] = [one for one in page.complaints if "409" not in one]


def test_a_sign_in_that_ended_keeps_the_taps_until_the_next_one(site, gathering, place, open_as):
    page = open_as("host", DESK)
    cadre = person(site, "cadre")
    page.goto(place + "/attendance")
    with site.app.app_context():
        db.session.execute(sa.delete(SignIn))
        db.session.commit()
        db.session.remove()
    page.click(f"#p{cadre} [data-mark=present]")
    page.wait_for_selector("#queue-said:not([hidden])")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.complaints[:] = [one for one in page.complaints if "401" not in one]
    again = open_as("host", DESK)
    page.context.clear_cookies()
    page.context.add_cookies(again.context.cookies(site.url))
    page.goto(place + "/attendance")
    wait_until(page, "Object.keys(localStorage).length === 0")
    assert marks(site, gathering)["cadre"] == "present"


def test_a_code_scanned_without_network_is_listed_for_the_host(site, gathering, place, open_as):
    phone, host = open_as("cadre", PHONE), open_as("host", PHONE)
    phone.goto(place + "/check-in")
    phone.context.set_offline(True)
    phone.fill("#code", code_at(gathering, SECRET_KEY, datetime.now(UTC) - 2 * SLOT))
    phone.click("main .btn-primary")
    phone.wait_for_selector("#check-in-said:not([hidden])")
    looks_well(phone)
    with phone.expect_navigation(timeout=20_000):
        phone.context.set_offline(False)
    late = sa.select(LateCheckIn.state).where(LateCheckIn.group_study_id == gathering.id)
    assert read(site, late) == ["waiting"]
    host.goto(place + "/attendance")
    looks_well(host)
    with host.expect_navigation():
        host.click("form[action$=acceptance] button")
    assert marks(site, gathering)["cadre"] == "present"
    offline_complaints(phone)


def test_without_a_script_roll_is_called_and_codes_are_typed(site, gathering, place, browser):
    pages = {}
    for username in ("host", "cadre"):
        context = browser.new_context(java_script_enabled=False, locale="zh-CN")
        cookie = {"name": "rigong", "value": cookie_of(site, username), "url": site.url}
        context.add_cookies([cookie])
        pages[username] = context.new_page()
    host, phone = pages["host"], pages["cadre"]
    other = person(site, "other")
    host.goto(place + "/attendance")
    with host.expect_navigation():
        host.click(f"#p{other} [data-mark=present]")
    phone.goto(place + "/check-in")
    now = datetime.now(UTC)
    phone.wait_for_timeout(1_000 * (seconds_left(now) if seconds_left(now) < 3 else 0))
    phone.fill("#code", code_at(gathering, SECRET_KEY, datetime.now(UTC)))
    with phone.expect_navigation():
        phone.click("main .btn-primary")
    assert marks(site, gathering) == {"host": "expected", "cadre": "present", "other": "present"}
    for page in pages.values():
        page.context.close()
