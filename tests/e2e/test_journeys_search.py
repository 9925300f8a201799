"""Search and a self-test in a real browser: to the passage, failed once and passed then."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain.accounts.sign_ins import start_sign_in
from domain.reading.asked import Asked
from models import Person, TestAttempt, db
from tests.e2e.browsing import WIDTH_ON, open_page, serious_faults, sideways_scroll
from tests.e2e.server import ROOT, running_server
from tests.factories import make_cadre
from tests.instances import new_instance
from tests.reading_classes import make_class, make_member
from tests.self_tests import answers_to, make_tested

WIDTHS = tuple(WIDTH_ON.values())
NOW = datetime.now(UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def instance(request, tmp_path_factory):
    """A server with a class of two members, and the cookie of each by width."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance(request.param, "journeys_search", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            today = NOW.date()
            reading = make_class(
                asked=Asked(test=True, attempts=3, pass_percent=75), starts_on=today,
                ends_on=today + timedelta(days=9),
            )  # fmt: skip
            make_tested(reading, title="起草公文")
            accounts = {width: make_cadre() for width in WIDTHS}
            tokens = {}
            for width, account in accounts.items():
                make_member(reading, db.session.get_one(Person, account.person_id))
                tokens[width] = start_sign_in(account, now=NOW, source="127.0.0.1")
            people = {width: account.person_id for width, account in accounts.items()}
            db.session.commit()
            db.session.remove()
        signer = app.session_interface.get_signing_serializer(app)
        app.cookies = {width: signer.dumps({"token": token}) for width, token in tokens.items()}
        app.people = people
        with running_server(app.config["SQLALCHEMY_DATABASE_URI"], folder) as server:
            app.url, app.width = server.base_url, WIDTH_ON[request.param]
            yield app


@pytest.fixture
def page(instance, browser):
    opened = open_page(browser, instance.width)
    cookie = {"name": "rigong", "value": instance.cookies[instance.width], "url": instance.url}
    opened.context.add_cookies([cookie])
    opened.width = instance.width
    yield opened
    assert opened.complaints == []
    opened.context.close()


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0


def test_from_today_to_the_passage(instance, page):
    page.goto(instance.url + "/account")
    looks_well(page)
    if page.width < 768:
        page.click(".find-button")
        looks_well(page)
        page.fill("#q", "动笔")
        page.press("#q", "Enter")
    else:
        page.fill(".find-here input", "动笔")
        page.click(".find-here button")
    page.wait_for_selector(".found mark")
    looks_well(page)
    assert page.inner_text(".found .passage mark") == "动笔"
    small = [box for box in (one.bounding_box() for one in page.query_selector_all(".kinds a"))
             if box["height"] < 44 or box["width"] < 44]  # fmt: skip
    assert small == []
    page.click(".found h2 a")
    page.wait_for_selector("#s-draft")
    assert page.url.endswith("/reading/craft/drafting#s-draft")
    assert "动笔" in page.inner_text("#s-draft")


def test_what_is_not_there_says_what_to_try(instance, page):
    page.goto(instance.url + "/search?q=没有这样的话")
    page.wait_for_selector(".empty")
    looks_well(page)


def test_a_self_test_is_failed_and_then_passed(instance, page):
    for wrong, passed in ((3, False), (0, True)):
        page.goto(instance.url + "/reading/craft/drafting/test")
        looks_well(page)
        page.click("main .btn-primary")
        page.wait_for_selector(".question")
        looks_well(page)
        answer(instance, page, wrong)
        page.click("main .btn-primary")
        page.wait_for_selector(".explained")
        looks_well(page)
        assert attempt_of(instance, page)[1] is passed
    page.goto(instance.url + "/reading/craft/drafting/test")
    assert page.locator(".attempts li").count() == 2
    looks_well(page)


def answer(instance, page, wrong):
    """Answer the attempt that is begun, all but so many of its questions rightly."""
    given, _passed = attempt_of(instance, page, wrong)
    for name, values in given.items():
        for value in values:
            box = page.locator(f'label:has(input[name="{name}"][value="{value}"])')
            if box.count():
                assert box.bounding_box()["height"] >= 44
                box.click()
            else:
                page.fill(f'input[name="{name}"]', value)


def attempt_of(instance, page, wrong=0):
    """The last attempt of whoever looks at the page: answers to it, and whether it passed."""
    with instance.app_context():
        attempt = db.session.scalars(
            sa.select(TestAttempt)
            .where(TestAttempt.person_id == instance.people[page.width])
            .order_by(TestAttempt.number.desc())
        ).first()
        found = answers_to(attempt, wrong=wrong), attempt.passed
        db.session.remove()
    return found
