"""An organiser mends, loads, rehearses and adopts a rule pack; a cadre sees what is asked."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain import confirming
from domain.accounts.sign_ins import start_sign_in
from domain.audit import Actor
from models import PackAdoption, Person, RulePack, db
from tests.domain.hall_rules import RULE_BOOK
from tests.e2e.browsing import open_page, serious_faults, sideways_scroll
from tests.e2e.server import ROOT, running_server
from tests.factories import make_account, make_cadre, make_entry, make_grant
from tests.instances import new_instance

PHONE, DESK = 375, 1280
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
NEXT_YEAR = date(TODAY.year + 1, 1, 1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def instance(request, tmp_path_factory):
    """A server with the shipped rules, an organiser, and a cadre with hours of last year."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance(request.param, "journeys_rules", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            organiser, cadre = make_cadre(name="组织员"), make_cadre(name="林叙")
            make_grant(organiser, "organiser")
            person = db.session.get(Person, cadre.person_id)
            entries = [
                make_entry(person, studied_on=date(TODAY.year - 1, 6, 1), minutes=minutes,
                           kind=kind)
                for kind, minutes in (("self_study", 90), ("online_course", 450))
            ]  # fmt: skip
            confirming.confirm_entries(
                entries, actor=Actor(make_account().id), now=datetime.now(UTC)
            )
            tokens = {
                name: start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
                for name, account in (("organiser", organiser), ("cadre", cadre))
            }
            db.session.commit()
            db.session.remove()
        signer = app.session_interface.get_signing_serializer(app)
        app.cookies = {name: signer.dumps({"token": token}) for name, token in tokens.items()}
        with running_server(app.config["SQLALCHEMY_DATABASE_URI"], folder) as server:
            app.url = server.base_url
            yield app


@pytest.fixture
def visit(instance, browser):
    """Return a function that opens a page as somebody; nothing may be complained of."""
    opened = []

    def as_visitor(name: str, width: int, **look):
        page = open_page(browser, width, **look)
        cookie = {"name": "rigong", "value": instance.cookies[name], "url": instance.url}
        page.context.add_cookies([cookie])
        opened.append(page)
        return page

    yield as_visitor
    for page in opened:
        refused = [one for one in page.complaints if "422" not in one]  # a form that is refused
        assert refused == []
        page.context.close()


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0


def load_after_mending(page):
    """A file with a mistake is sent, mended in the box, and loaded."""
    wrong = RULE_BOOK.replace('credit = "5.00"', 'credit = "5"')
    line = wrong[: wrong.index('credit = "5"')].count("\n") + 1
    page.set_input_files(
        "#file", {"name": "hall.toml", "mimeType": "text/plain", "buffer": wrong.encode()}
    )
    page.click("main .btn-primary")
    assert f"hall.toml, line {line}, caps[1].credit" in page.inner_text(".field.wrong .why")
    assert page.inner_text(".excerpt .wrong") == 'credit = "5"'
    looks_well(page)
    page.fill("#text", page.input_value("#text").replace('credit = "5"', 'credit = "5.00"'))
    page.click("main .btn-primary")
    page.wait_for_url("**/rules/hall/1")
    assert "not in force yet" in page.inner_text(".flashes")
    looks_well(page)


def test_a_pack_is_mended_loaded_rehearsed_and_adopted(instance, visit):
    page = visit("organiser", DESK, language="en")
    page.goto(instance.url + "/rules")
    looks_well(page)
    page.click("main .page-head a.btn")
    load_after_mending(page)
    page.click("main .btn-primary")
    page.wait_for_url("**/rules/hall/1/rehearsal**")
    row = page.locator("tbody tr", has_text="林叙")
    assert "12.00" in row.inner_text()
    assert "without a rule" in row.inner_text()
    looks_well(page)
    page.fill("#from_on", NEXT_YEAR.isoformat())
    page.click("main .btn-primary")
    assert page.input_value("#from_on") == NEXT_YEAR.isoformat()  # a reason is missing
    page.fill("#reason", "厅〔2026〕9 号")
    page.click("main .btn-primary")
    page.wait_for_url("**/rules")
    assert "厅〔2026〕9 号" in page.inner_text("main")
    with instance.app_context():
        adopted = sa.select(PackAdoption.from_on).join(
            RulePack, RulePack.id == PackAdoption.pack_id
        )
        days = db.session.scalars(adopted.where(RulePack.slug == "hall")).all()
        db.session.remove()
    assert days == [NEXT_YEAR]


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_a_cadre_sees_every_requirement_as_a_bar(instance, visit, width, scheme):
    page = visit("cadre", width, scheme=scheme, language="en")
    page.goto(f"{instance.url}/hours?year={TODAY.year - 1}")
    asked = page.locator(".requirements > div")
    assert asked.count() == 2
    assert "The office's yearly requirement" in asked.nth(0).inner_text()
    assert "Online: 50 hours" in asked.nth(1).inner_text()
    assert page.locator(".requirements progress").count() == 4
    looks_well(page)
    page.goto(instance.url + "/rules/example-office/3")
    looks_well(page)
