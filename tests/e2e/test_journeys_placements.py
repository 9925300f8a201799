"""A pair in a real browser, from the proposal to a credited talk."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import Placement, StudyEntry, db
from tests.e2e.browsing import (
    click,
    made_site,
    serious_faults,
    sideways_scroll,
    small_targets,
)
from tests.factories import (
    make_account,
    make_grant,
    make_person,
    make_unit,
)

PHONE, DESK = 375, 1280
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
YEAR = timedelta(days=365)
POINTS = {
    "duties": "每周讲一次", "content": "公文办理", "aim": "独立办文", "standard": "十篇合格",
}  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    with made_site(request.param, tmp_path_factory.mktemp("site"), _make_office) as running:
        yield running


def _make_office():
    """HR at a desk; of one unit the leader, a mentor and a mentee."""
    unit = make_unit(name="综合科")
    for number, name in enumerate(("hr", "leader", "mentor", "mentee")):
        person = make_person(staff_no=f"70{number}", unit=unit, name=f"林{name}")
        account = make_account(person, username=name)
        if name in {"hr", "leader"}:
            make_grant(account, name, **({"unit_id": unit.id} if name == "leader" else {}))
    db.session.commit()


def count_of(site, what, **values):
    with site.app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(what).filter_by(**values))


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0


def propose(site, hr):
    hr.goto(site.url + "/placements/new?kind=mentorship")
    hr.fill("[name=person]", "79x")
    for name, value in {"mentor": "702", **POINTS}.items():
        hr.fill(f"[name={name}]", value)
    hr.fill("[name=from_on]", TODAY.isoformat())
    hr.fill("[name=planned_to_on]", (TODAY + YEAR).isoformat())
    click(hr, "main .btn-primary")
    assert hr.locator(".field.wrong [name=person]").count() == 1
    assert hr.input_value("[name=aim]") == POINTS["aim"]
    looks_well(hr)
    hr.fill("[name=person]", "703")
    click(hr, "main .btn-primary")
    return hr.url


def test_a_pair_agrees_and_a_talk_is_logged_confirmed_and_credited(site, open_as):
    hr, mentor, mentee = open_as("hr", DESK), open_as("mentor", PHONE), open_as("mentee", PHONE)
    leader = open_as("leader", DESK)
    place = propose(site, hr)
    assert ["422" in one for one in hr.complaints] == [True]  # the form that was refused
    hr.complaints.clear()
    for page in (mentor, mentee, leader):
        page.goto(place)
        click(page, ".parties form button")
        looks_well(page)
    hr.goto(place)
    click(hr, "main .btn-primary")
    mentee.goto(place)
    click(mentee, "[aria-labelledby=talks] .sec-head a")
    mentee.fill("[name=minutes]", "60")
    mentee.fill("[name=topic]", "公文格式")
    looks_well(mentee)
    click(mentee, "main .btn-primary")
    assert "公文格式" in mentee.inner_text(".talks")
    assert small_targets(mentee) == []
    mentor.goto(site.url + "/matters")
    click(mentor, "main a:has-text('谈话')")
    click(mentor, "main a[href*='/placements/']")
    click(mentor, ".talks form button")
    assert "60" in mentor.inner_text("[aria-labelledby=talks] .faint")
    assert count_of(site, StudyEntry, topic="公文格式", state="confirmed") == 2  # of both sides
    assert count_of(site, Placement, state="under_way") == 1
