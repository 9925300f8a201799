"""On a phone: a secretary closes a gathering, corrects it, prints and brings back the sheet."""

import pytest

from blueprints.commands.rules import load_folder
from models import db
from tests.e2e.browsing import open_page, serious_faults
from tests.e2e.server import ROOT, running_server
from tests.e2e.writers import sign_in
from tests.factories import make_branch, make_person, make_secretary
from tests.gatherings import load_rule, make_gathering, opened
from tests.instances import new_instance

PHONE = 375


@pytest.fixture
def phone(browser, tmp_path):
    """A secretary's phone, and the place of an open gathering with two people there."""
    with new_instance("sqlite", "rigong_closing", tmp_path / "instance") as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            load_rule()
            branch = make_branch(name="机关一支部")
            people = [make_person(branch=branch, name=name) for name in ("陈晓明", "王建国")]
            make_person(branch=branch, name="李未到")
            gathering = opened(make_gathering(branch, kind="first_item"), *people)
            cookie = sign_in(app, make_secretary(branch))["rigong"].value
            place = f"/group-study/{gathering.id}"
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        with running_server(url, app.config["INSTANCE"]) as server:
            page = open_page(browser, PHONE, language="en")
            page.context.add_cookies(
                [
                    {"name": "rigong", "value": cookie, "url": server.base_url},
                    {"name": "lang", "value": "en", "url": server.base_url},
                ]
            )
            yield page, server.base_url + place
            assert page.complaints == []
            page.context.close()


def test_a_secretary_closes_and_corrects_a_gathering_on_a_phone(phone):
    page, place = phone
    page.goto(place)
    page.get_by_role("link", name="Close the gathering").click()
    assert serious_faults(page) == []
    page.get_by_label("王建国").uncheck()
    page.get_by_role("button", name="Close the gathering and credit").click()
    page.wait_for_url(place)
    assert "The gathering is closed; 1 person is credited." in page.inner_text("body")
    assert serious_faults(page) == []
    page.get_by_role("link", name="Correct 李未到").click()
    page.get_by_label("Present").check()
    page.get_by_label("Reason").fill("签到表上有签名")
    assert serious_faults(page) == []
    page.get_by_role("button", name="Correct it").click()
    page.wait_for_url(place)
    assert "Corrected: 李未到." in page.inner_text("body")
    page.get_by_role("link", name="Correct the gathering").click()
    page.get_by_label("Topic").fill("改正后的议题")
    page.get_by_label("Reason").fill("笔误")
    assert serious_faults(page) == []
    page.get_by_role("button", name="Correct it").click()
    page.wait_for_url(lambda url: url not in {place, f"{place}/correction"})
    assert "改正后的议题" in page.inner_text("h1")
    page.goto(place)
    assert "This was corrected" in page.inner_text("body")


def test_a_signed_list_is_brought_back_in_on_a_phone(phone):
    page, place = phone
    page.goto(f"{place}/sheet")
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    number = page.locator("tr", has_text="李未到").locator("td").nth(1).inner_text()
    page.get_by_role("link", name="Bring the list back in").click()
    text = f"工号,到会情况,原因\n{number},请假,出差\n999,已到,\n".encode()
    page.get_by_label("Sign-in sheet").set_input_files(
        {"name": "签到.csv", "mimeType": "text/csv", "buffer": text}
    )
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url("**/sheet/import/*")
    assert "Nobody whom you see here has this staff number." in page.inner_text("body")
    assert serious_faults(page) == []
    page.get_by_role("button", name="Mark 1 person").click()
    page.wait_for_url(place)
    assert "1 person marked." in page.inner_text("body")
