"""A dispatch sheet from the leader's desk to a cadre's phone and back, and the pages around it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import Matter, db
from tests import factories as make
from tests.e2e.browsing import (
    click,
    faults_light_and_dark,
    made_site,
)

PHONE, DESK = 375, 1280
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
STATE = "SELECT state FROM matters WHERE id = (SELECT max(id) FROM matters WHERE kind = 'dispatch')"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    with made_site(request.param, tmp_path_factory.mktemp("site"), _make_office) as running:
        yield running


def _make_office():
    """A leader, a secretary and a cadre of one unit; an entry that has waited for too long."""
    unit, branch = make.make_unit(), make.make_branch()
    places = {"leader": {"unit_id": unit.id}, "secretary": {"branch_id": branch.id}, "hr": {}}
    for name in ("leader", "secretary", "hr", "cadre"):
        person = make.make_person(
            staff_no=f"0032{len(name)}", branch=branch, unit=unit, name=f"林{name}"
        )
        account = make.make_account(person, username=name)
        if name in places:
            make.make_grant(account, name, **places[name])
    begun = datetime.now(UTC) - timedelta(days=30)
    make.make_entry(person, studied_on=begun.date(), submitted_at=begun, topic="很久的")
    make.make_holiday(TODAY.replace(month=10, day=1))
    db.session.commit()


def wait_for_number(page, number):
    """Until the frame says how much is to be done: the page asks where it was not known."""
    page.locator(f'[data-count="owed"][data-number="{number}"]').first.wait_for(state="attached")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_sheet_is_written_signed_answered_and_closed(site, open_as, width):
    leader, cadre = open_as("leader", DESK), open_as("cadre", width)
    cadre.goto(site.url + "/matters")
    before = cadre.locator("main tbody tr").count()
    wait_for_number(cadre, before)
    leader.goto(site.url + "/matters")
    click(leader, ".actions .btn-primary")
    leader.fill("[name=content]", "整理三季度学习情况\n报送两页小结")
    leader.fill("[name=time_points]", "第一周：材料\n第二周：初稿")
    leader.fill("[name=due_on]", str(TODAY + timedelta(days=7)))
    leader.fill("[name=receiver]", "00325")
    click(leader, ".form-foot .btn-primary")
    cadre.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_for_number(cadre, before + 1)
    cadre.goto(site.url + "/")
    click(cadre, ".owed li:has-text('整理三季度') form button")  # signed for in place
    assert cadre.url == site.url + "/"
    click(cadre, ".owed li:has-text('整理三季度') a.btn")
    cadre.fill("[name=words]", "已整理，见附件")
    cadre.fill("[name=proof]", "示文〔2026〕7号")
    click(cadre, "form[action$='/answer'] button")
    assert site.scalar(STATE) == "answered"
    wait_for_number(cadre, before)
    leader.goto(site.url + "/")
    click(leader, ".owed li:has-text('整理三季度') a.btn")
    assert leader.input_value("[name=proof]") == "示文〔2026〕7号"
    click(leader, "form[action$='/closing'] button")
    assert site.scalar(STATE) == "closed"
    cadre.goto(site.url + "/notices")
    assert "派单" in cadre.inner_text("main .owed")


def test_a_late_entry_goes_up_and_is_confirmed_on_the_leaders_today(site, open_as):
    site.flask("matters", "daily")
    leader = open_as("leader", PHONE)
    leader.goto(site.url + "/")
    assert "逾期" in leader.inner_text(".owed li:has-text('很久的')")
    click(leader, ".owed li:has-text('很久的') form button")
    assert leader.url == site.url + "/"
    assert leader.locator(".toast-line").is_visible()
    click(leader, ".toast-line button")
    assert "很久的" in leader.inner_text(".owed")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)  # which, no page tells
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways_and_axe_finds_nothing_serious(site, open_as, width):
    with site.app.app_context():
        latest = db.session.scalars(sa.select(sa.func.max(Matter.id))).one()
        entry = db.session.scalars(sa.select(sa.func.min(Matter.id))).one()
    faults = []
    for username, paths in {
        "leader": ("/", "/matters", "/matters?whose=all&state=any", "/matters/new",
                   f"/matters/{latest}", f"/matters/{entry}"),
        "hr": ("/holidays", "/holidays/import", "/notices", "/notices/choices"),
    }.items():  # fmt: skip
        page = open_as(username, width)
        for path in paths:
            page.goto(site.url + path)
            faults += faults_light_and_dark(page)
    assert faults == []
