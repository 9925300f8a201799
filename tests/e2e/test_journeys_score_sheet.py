"""A judge scores on a phone in a hall: the network goes and comes, two devices have the sheet."""

import json

import pytest
import sqlalchemy as sa

from models import LectureSeries, ScoreSheet, db
from tests import factories as make
from tests.e2e.browsing import (
    cookie_of,
    made_site,
    serious_faults,
    sideways_scroll,
    small_targets,
)
from tests.lecture_halls import assign, load_shipped_rubric, make_judge, make_lecture, make_series

PHONE, DESK = 375, 1280
WAITS = (
    "document.querySelector('#unsent').textContent"
    " === document.querySelector('#sheet').dataset.waiting"
)
MARKS = {"theme": "21", "content": "27", "structure": "12", "delivery": "18", "form": "9"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    with made_site(request.param, tmp_path_factory.mktemp("site")) as site:
        with site.app.app_context():
            person = make.make_person(branch=make.make_branch(name="综合一支部"), name="周予安")
            make.make_account(person, username="judge")
            site.series = make_series(
                make.make_unit(name="办公室"), title="干部大讲堂 2026 秋季", slug="autumn"
            )
            site.judge = make_judge(site.series, person, number=3)
            db.session.commit()
            for one in (site.series, site.judge):
                db.session.refresh(one)
            db.session.expunge_all()
            db.session.remove()
        yield site


@pytest.fixture
def sheet(site):
    """The address of a new sheet of the judge, and its assignment."""
    with site.app.app_context():
        speaker = make.make_person(name="梁思源")
        lecture = make_lecture(
            site.series, make.make_branch(), speaker, topic="把一次会议办得不慌不忙"
        )
        task = assign(lecture, site.judge)
        db.session.commit()
        found = f"{site.url}/lectures/{site.series.slug}/{lecture.slug}/score", task.id
        db.session.remove()
        return found


def stored(site, task):
    with site.app.app_context():
        found = db.session.scalars(
            sa.select(ScoreSheet).filter_by(assignment_id=task)
        ).one_or_none()
        kept = None if found is None else (json.loads(found.marks), found.state, found.comment)
        db.session.remove()
        return kept


def tap(page, name, value):
    holder = f"#mark-{name}"
    chip = page.locator(f"{holder} label:has(input[value='{value}'])")
    if not chip.is_visible():
        page.click(f"{holder} summary")
    chip.click()


def wait_for(page, truth, seconds=20):
    """The policy of the pages lets nothing evaluate text inside them: ask from outside."""
    for _ in range(10 * seconds):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    raise AssertionError(truth)


def all_sent(page):
    wait_for(page, "document.querySelector('#unsent').hidden")


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0
    if page.viewport_size["width"] == PHONE:
        assert small_targets(page) == []


def seal(page):
    """Ask for it, and be sure."""
    page.click("#seal")
    page.wait_for_selector("#sure[open]")
    looks_well(page)
    with page.expect_navigation():
        page.click("#sure [value=seal]")
    page.wait_for_selector(".seal")


def without_offline(page):
    page.complaints[:] = [one for one in page.complaints if "ERR_INTERNET" not in one]


def without_conflicts(page):
    page.complaints[:] = [one for one in page.complaints if "409" not in one]


def test_a_sheet_is_filled_while_the_network_is_gone_and_sealed(site, sheet, open_as):
    address, task = sheet
    page = open_as("judge", PHONE)
    page.goto(address)
    looks_well(page)
    assert page.is_disabled("#seal")
    assert page.is_hidden("#save")
    tap(page, "theme", "21")
    all_sent(page)
    assert "已保存" in page.inner_text("#saved") or "Saved" in page.inner_text("#saved")
    assert stored(site, task)[0] == {"theme": "21"}
    page.context.set_offline(True)
    for name in ("content", "structure", "delivery", "form"):
        tap(page, name, MARKS[name])
    page.fill("#comment", "例子很贴切。")
    page.locator("#comment").blur()
    wait_for(page, WAITS)
    looks_well(page)
    assert page.inner_text("#total") == "87"
    assert page.is_disabled("#seal")
    assert stored(site, task)[0] == {"theme": "21"}
    page.context.set_offline(False)
    all_sent(page)
    assert stored(site, task) == (MARKS, "open", "例子很贴切。")
    seal(page)
    looks_well(page)
    assert stored(site, task) == (MARKS, "sealed", "例子很贴切。")
    without_offline(page)


def test_a_comment_just_typed_is_sealed_with_the_sheet(site, sheet, open_as):
    address, task = sheet
    page = open_as("judge", PHONE)
    page.goto(address)
    for name, value in MARKS.items():
        tap(page, name, value)
    all_sent(page)
    page.locator("#comment").press_sequentially("语速可以慢一点。")
    seal(page)
    assert stored(site, task) == (MARKS, "sealed", "语速可以慢一点。")


def test_one_tap_seals_nothing_and_without_network_the_page_stays(site, sheet, open_as):
    address, task = sheet
    page = open_as("judge", PHONE)
    page.goto(address)
    for name, value in MARKS.items():
        tap(page, name, value)
    all_sent(page)
    page.click("#seal")
    page.wait_for_selector("#sure[open]")
    shown = page.locator("#sure dd").all_inner_texts()
    assert shown == [*MARKS.values(), "87 / 100"]
    page.click("#sure [data-not-yet]")
    assert stored(site, task)[1] == "open"
    page.context.set_offline(True)
    page.click("#seal")
    page.click("#sure [value=seal]")
    said = "document.querySelector('#unsent').textContent"
    wait_for(page, f"{said} === document.querySelector('#sheet').dataset.away")
    looks_well(page)
    assert page.url == address
    assert stored(site, task)[1] == "open"
    page.context.set_offline(False)
    seal(page)
    assert stored(site, task)[:2] == (MARKS, "sealed")
    without_offline(page)


def test_a_device_that_was_late_is_led_to_the_sealed_sheet(site, sheet, open_as):
    address, task = sheet
    phone, desk = open_as("judge", PHONE), open_as("judge", DESK)
    phone.goto(address)
    for name, value in MARKS.items():
        tap(phone, name, value)
    all_sent(phone)
    desk.goto(address)
    seal(phone)
    tap(desk, "form", "3")
    desk.wait_for_selector("#sealed:visible")
    looks_well(desk)
    desk.click("#sealed")
    desk.wait_for_selector(".seal")
    assert stored(site, task)[:2] == (MARKS, "sealed")
    without_conflicts(desk)


def test_a_page_closed_while_offline_goes_on_where_it_was(site, sheet, open_as):
    address, task = sheet
    page = open_as("judge", PHONE, scheme="dark")
    page.goto(address)
    looks_well(page)
    page.context.set_offline(True)
    tap(page, "theme", "3")  # one that is folded away
    tap(page, "content", "30")
    wait_for(page, WAITS)
    other = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    other.goto(address)
    wait_for(other, "document.querySelector('#unsent').hidden")
    assert stored(site, task)[0] == {"theme": "3", "content": "30"}
    assert other.is_checked("input[name=mark-theme][value='3']")
    without_offline(page)


def test_two_devices_keep_each_others_marks_and_ask_where_both_changed_one(site, sheet, open_as):
    address, task = sheet
    phone, desk = open_as("judge", PHONE), open_as("judge", DESK)
    phone.goto(address)
    desk.goto(address)
    looks_well(desk)
    tap(phone, "theme", "21")
    all_sent(phone)
    tap(desk, "form", "9")  # of another criterion: nothing to ask
    all_sent(desk)
    assert stored(site, task)[0] == {"theme": "21", "form": "9"}
    assert desk.is_checked("input[name=mark-theme][value='21']")
    tap(phone, "form", "7")
    wait_for(phone, "!document.querySelector('#mark-form .clash').hidden")
    looks_well(phone)
    assert stored(site, task)[0] == {"theme": "21", "form": "9"}
    assert phone.is_disabled("#seal")
    phone.click("#mark-form [data-take=here]")
    all_sent(phone)
    assert stored(site, task)[0] == {"theme": "21", "form": "7"}
    tap(desk, "form", "8")
    wait_for(desk, "!document.querySelector('#mark-form .clash').hidden")
    desk.click("#mark-form [data-take=there]")
    all_sent(desk)
    assert desk.is_checked("input[name=mark-form][value='7']")
    assert stored(site, task)[0] == {"theme": "21", "form": "7"}
    for page in (phone, desk):
        without_conflicts(page)


def test_marks_wait_for_who_was_signed_out(site, sheet, open_as):
    address, task = sheet
    page = open_as("judge", PHONE)
    page.goto(address)
    page.context.clear_cookies()
    tap(page, "theme", "20")
    said = "document.querySelector('#unsent').textContent"
    wait_for(page, f"{said} === document.querySelector('#sheet').dataset.signedOut")
    assert stored(site, task) is None
    page.context.add_cookies(
        [{"name": "rigong", "value": cookie_of(site, "judge"), "url": site.url}]
    )
    page.goto(address)
    all_sent(page)
    assert stored(site, task)[0] == {"theme": "20"}
    page.complaints[:] = [one for one in page.complaints if "400" not in one and "401" not in one]


def test_what_has_very_many_steps_is_typed_or_moved_by_a_step(site, sheet, open_as):
    with site.app.app_context():
        fine = load_shipped_rubric(
            **{"version = 1\n": "version = 2\n", "most = 25\n": 'most = 25\nstep = "0.1"\n'}
        )
        db.session.execute(sa.update(LectureSeries).values(rubric_id=fine.id))
        db.session.commit()
        db.session.remove()
    address, task = sheet
    page = open_as("judge", PHONE)
    page.goto(address)
    looks_well(page)
    page.fill("#mark-theme input", "20.5")
    page.locator("#mark-theme input").blur()
    all_sent(page)
    page.click("#mark-theme [data-more]")
    all_sent(page)
    assert stored(site, task)[0] == {"theme": "20.6"}
    page.fill("#mark-theme input", "26")
    page.locator("#mark-theme input").blur()
    wait_for(page, "document.querySelector('#mark-theme input').value === '20.6'")
    assert stored(site, task)[0] == {"theme": "20.6"}
    page.complaints[:] = [one for one in page.complaints if "422" not in one]
