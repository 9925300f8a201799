"""An organiser writes the next version of the rubric, previews it, keeps and rehearses it."""

from datetime import UTC, datetime

import pytest

from blueprints.commands.rules import load_folder
from domain.accounts.sign_ins import start_sign_in
from models import db
from tests.e2e.browsing import WIDTH_ON, open_page, serious_faults, sideways_scroll
from tests.e2e.server import ROOT, running_server
from tests.factories import make_cadre, make_grant
from tests.instances import new_instance

NEXT = "/rules/rubrics/new?rubric=lecture-hall&version=1"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def instance(request, tmp_path_factory):
    """A server with the shipped rules, and an organiser."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance(request.param, "journeys_rubrics", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            organiser = make_cadre(name="组织员")
            make_grant(organiser, "organiser")
            token = start_sign_in(organiser, now=datetime.now(UTC), source="127.0.0.1")
            db.session.commit()
            db.session.remove()
        app.cookie = app.session_interface.get_signing_serializer(app).dumps({"token": token})
        with running_server(app.config["SQLALCHEMY_DATABASE_URI"], folder) as server:
            app.url, app.width = server.base_url, WIDTH_ON[request.param]
            yield app


@pytest.fixture
def visit(instance, browser):
    """Return a function that opens an address; nothing may be complained of but a refused form."""
    opened = []

    def at(place: str):
        page = open_page(browser, instance.width, language="en")
        page.context.add_cookies(
            [{"name": "rigong", "value": instance.cookie, "url": instance.url}]
        )
        opened.append(page)
        page.goto(instance.url + place)
        return page

    yield at
    for page in opened:
        assert [one for one in page.complaints if "422" not in one] == []
        page.context.close()


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0


def write_another_weight(page):
    """A sixth criterion takes the weights over 100, which is told at once and by the server."""
    page.click("button[value=add]")
    page.fill("[name=criteria-5-zh]", "课件")
    page.fill("[name=criteria-5-en]", "Slides")
    page.fill("[name=criteria-5-most]", "5")
    page.fill("[name=criteria-5-weight]", "5")
    assert page.inner_text("[data-weights-sum]") == "Weights: 105 of 100"
    page.click("button[value=keep]")
    assert "these make 105" in page.inner_text(".why")
    looks_well(page)
    page.fill("[name=criteria-4-weight]", "5")
    assert page.inner_text("[data-weights-sum]") == "Weights: 100 of 100"


def test_the_next_version_is_written_previewed_kept_and_rehearsed(visit):
    page = visit(NEXT)
    write_another_weight(page)
    page.press("[name=criteria-4-weight]", "Enter")  # previews, and takes no row out
    assert "nothing is kept yet" in page.inner_text("#preview")
    assert page.locator(".criterion").count() == 6
    looks_well(page)
    page.click("button[value=keep]")
    page.wait_for_url("**/rules/rubrics/lecture-hall/*")
    assert "Slides" in page.inner_text("main")
    looks_well(page)
    page.click("main .btn-primary")
    page.wait_for_url("**/rehearsal")
    page.select_option("[name=other]", label="Lecture hall rubric (a proposal), version 1")
    page.click("main .btn-primary")
    assert "none of these sheets counts: the rubric has no criterion" in page.inner_text(".winner")
    looks_well(page)
    page.check("[name=on][value=file]", force=True)
    assert not page.is_visible("[name=seed]")
    assert page.is_visible("[name=file]")
