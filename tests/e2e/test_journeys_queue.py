"""A confirmer's day in a real browser: sixty entries, letter keys, a correction, a phone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import Account, BranchMembership, Matter, Person, StudyEntry, db
from tests import factories as make
from tests.e2e.browsing import (
    click,
    faults_light_and_dark,
    made_site,
    serious_faults,
    sideways_scroll,
)

PHONE, DESK = 375, 1280
PEOPLE, EACH = 6, 10
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
WAITING = "SELECT count(*) FROM study_entries WHERE state = 'waiting'"
CONFIRMED = "SELECT count(*) FROM study_entries WHERE state = 'confirmed'"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    with made_site(request.param, tmp_path_factory.mktemp("site"), _make_branch) as running:
        yield running


def _make_branch():
    """A secretary, six members, and one who hands in nothing more."""
    branch = make.make_branch()
    secretary = make.make_account(make.make_person(branch=branch), username="secretary")
    make.make_grant(secretary, "secretary", branch_id=branch.id)
    for number in range(PEOPLE):
        make.make_person(branch=branch, staff_no=f"0031{number}", name=f"林叙{number}")
    make.make_account(make.make_person(branch=branch, staff_no="00320"), username="cadre")
    db.session.commit()


@pytest.fixture
def sixty(site):
    """Exactly sixty entries wait, the first since long ago."""
    with site.app.app_context():
        db.session.execute(
            sa.update(StudyEntry).where(StudyEntry.state == "waiting").values(state="withdrawn")
        )
        now = datetime.now(UTC)
        db.session.execute(sa.update(Matter).values(state="closed", turn="", closed_at=now))
        ids = db.session.scalars(sa.select(BranchMembership.person_id)).all()[1 : PEOPLE + 1]
        people = [db.session.get_one(Person, one) for one in ids]
        for number in range(PEOPLE * EACH):
            make.make_entry(
                people[number % PEOPLE], minutes=30, gained="一行心得",
                studied_on=TODAY - timedelta(days=number // PEOPLE), topic=f"第{number}条",
                submitted_at=now - timedelta(hours=12 * (60 - number)),
            )  # fmt: skip
        db.session.commit()
    return site


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_sixty_entries_are_confirmed_in_two_actions_and_undone_in_one(sixty, open_as, width):
    page, before = open_as("secretary", width), sixty.scalar(CONFIRMED)
    page.goto(sixty.url + "/study/queue")
    page.check("[data-select-all]")
    click(page, ".bulk button:not([name])")
    assert sixty.scalar(CONFIRMED) == before + 60
    click(page, ".toast-line button")
    assert (sixty.scalar(CONFIRMED), sixty.scalar(WAITING)) == (before, 60)
    click(page, ".bulk button[name=all]")
    assert (sixty.scalar(CONFIRMED), sixty.scalar(WAITING)) == (before + 60, 0)


def test_letter_keys_can_be_switched_off_and_the_choice_is_remembered(sixty, open_as):
    page = open_as("secretary", DESK)
    page.goto(sixty.url + "/study/queue")
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.locator(".q-list > li").nth(1).get_attribute("class") == "now"
    page.uncheck("#letter-keys")
    page.reload()
    assert not page.is_checked("#letter-keys")
    confirmed, address = sixty.scalar(CONFIRMED), page.url
    page.locator("h1").click()
    for key in "jkxar":
        page.keyboard.press(key)
    page.reload()
    assert (sixty.scalar(CONFIRMED), page.url) == (confirmed, address)
    page.check("#letter-keys")
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("a")
    assert sixty.scalar(CONFIRMED) == confirmed + 1
    assert page.locator(".q-list > li").nth(1).get_attribute("class") == "now"  # the next one


def test_on_a_phone_the_list_comes_first_and_an_entry_has_a_way_back(sixty, open_as):
    page = open_as("secretary", PHONE)
    page.goto(sixty.url + "/study/queue")
    assert page.locator(".q-list").is_visible()
    assert not page.locator(".detail").is_visible()
    click(page, ".q-list li:nth-child(3) a")
    assert page.locator(".detail").is_visible()
    assert not page.locator(".q-list").is_visible()
    click(page, ".detail .back")
    assert page.locator(".q-list").is_visible()


def test_a_correction_is_asked_on_a_phone_granted_and_put_right(sixty, open_as):
    with sixty.app.app_context():
        cadre = db.session.scalars(sa.select(Account).filter_by(username="cadre")).one()
        entry = make.make_entry(
            db.session.get_one(make.Person, cadre.person_id), studied_on=TODAY, topic="公文",
            submitted_at=datetime.now(UTC) - timedelta(days=40),
        )  # fmt: skip
        db.session.commit()
        entry_id = entry.id
    secretary, owner = open_as("secretary", DESK), open_as("cadre", PHONE)
    secretary.goto(sixty.url + f"/study/queue?entry={entry_id}")
    assert secretary.locator(".detail .tag.due").is_visible()  # overdue
    click(secretary, "[data-key=a]")
    owner.goto(sixty.url + f"/study/entries/{entry_id}")
    owner.click("details:has([name=wish]) > summary")
    owner.fill("[name=wish]", "应为 30 分钟")
    click(owner, "details:has([name=wish]) button[type=submit]")
    secretary.goto(sixty.url + "/study/queue")
    click(secretary, ".queue-top .notice a")
    assert "应为 30 分钟" in secretary.inner_text(".asked")
    assert serious_faults(secretary) == []
    click(secretary, ".asked form.one-button button")
    state = "SELECT state FROM study_entries WHERE "
    assert sixty.scalar(state + "id = :id", id=entry_id) == "voided"
    assert sixty.scalar(state + "replaces_id = :id", id=entry_id) == "returned"
    owner.goto(sixty.url + "/")
    click(owner, ".owed a.btn")
    assert "应为 30 分钟" in owner.inner_text("main")
    assert sideways_scroll(owner) == 0


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)  # which, no page tells
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways_and_axe_finds_nothing_serious(sixty, open_as, width):
    page, faults = open_as("secretary", width), []
    for path in (
        "/study/queue", "/study/queue?show=overdue", "/study/corrections", "/study/spot-checks",
        "/study/spot-checks?seed=1&from=2020-01-01&to=2099-12-31&size=9",
        "/study/people/00310/entries",
    ):  # fmt: skip
        page.goto(sixty.url + path)
        faults += faults_light_and_dark(page)
    assert faults == []
