"""A cadre on a phone: a claim with a photograph, a draft that is kept by itself, the timer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain.accounts.sign_ins import start_sign_in
from models import Attachment, StudyEntry, StudyTimer, db
from tests.domain.made_files import photograph
from tests.e2e.browsing import open_page, serious_faults, sideways_scroll
from tests.e2e.server import ROOT, running_server
from tests.factories import make_cadre, make_material
from tests.instances import new_instance

PHONE = 375
TWENTY_SECONDS = 20_000
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def instance(request, tmp_path_factory):
    """A server on a database with the rules, a material and the cookie of a cadre's sign-in."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance(request.param, "journeys_study", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            make_material(title="党章", source="人民出版社")
            token = start_sign_in(make_cadre(), now=datetime.now(UTC), source="127.0.0.1")
            db.session.commit()
            db.session.remove()
        signer = app.session_interface.get_signing_serializer(app)
        app.cookie = signer.dumps({"token": token})
        with running_server(app.config["SQLALCHEMY_DATABASE_URI"], folder) as server:
            app.url = server.base_url
            yield app


@pytest.fixture
def page(instance, browser):
    opened = open_page(browser, PHONE)
    opened.context.add_cookies([{"name": "rigong", "value": instance.cookie, "url": instance.url}])
    yield opened
    assert opened.complaints == []
    opened.context.close()


def stored(instance, statement):
    with instance.app_context():
        found = db.session.scalars(statement).all()
        db.session.remove()
        return found


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0


def test_two_days_of_outside_training_are_claimed_with_a_photograph(instance, page):
    page.goto(instance.url + "/")
    page.click(".top a.btn")
    page.click("a[href$='kind=outside_training']")
    page.fill("#studied_on", (TODAY - timedelta(days=2)).isoformat())
    page.fill("#ends_on", (TODAY - timedelta(days=1)).isoformat())
    page.fill("#days", "2")
    page.fill("#topic", "省委党校进修班")
    page.set_input_files(
        "#proofs", {"name": "结业证.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    looks_well(page)
    page.click("main .btn-primary")
    page.wait_for_url(instance.url + "/")
    [entry] = stored(instance, sa.select(StudyEntry).where(StudyEntry.days == 2))
    assert [one.entry_id for one in stored(instance, sa.select(Attachment))] == [entry.id]
    page.goto(f"{instance.url}/study/entries/{entry.id}")
    assert page.locator(".proofs img").evaluate("image => image.decode().then(() => true)")
    looks_well(page)


def test_what_is_typed_is_kept_by_itself_and_handed_in_later(instance, page):
    page.clock.install()
    page.goto(instance.url + "/study/entries/new")
    page.fill("#gained", "第一行")
    page.press("#gained", "Enter")
    page.type("#gained", "**第二行**")
    with page.expect_response("**/study/drafts"):
        page.clock.fast_forward(TWENTY_SECONDS)
    page.wait_for_url("**/study/entries/*/edit")
    assert page.inner_text("[data-kept-at]")
    page.reload()
    assert page.input_value("#gained") == "第一行\n**第二行**"
    page.fill("#topic", "党章")
    page.click("button[name=keep]")
    page.wait_for_url("**/study/entries?state=draft")
    looks_well(page)
    page.click("table a")
    looks_well(page)
    page.click("main .btn-primary")
    page.wait_for_url(instance.url + "/")
    [entry] = stored(instance, sa.select(StudyEntry).where(StudyEntry.topic == "党章"))
    assert (entry.state, entry.gained) == ("waiting", "第一行\n**第二行**")
    assert entry.material_id is not None
    page.goto(f"{instance.url}/study/entries/{entry.id}")
    assert page.inner_text(".note strong") == "第二行"


def test_a_timer_is_stopped_and_its_minutes_are_logged(instance, page):
    page.goto(instance.url + "/")
    page.click("form[action='/study/timer'] button")
    page.wait_for_url(instance.url + "/")
    assert page.locator(".timer [data-runs-since]").is_visible()
    looks_well(page)
    page.click(".timer a.btn")
    assert page.input_value("#other_minutes") == "1"
    page.fill("#gained", "一分钟也算")
    page.click("main .btn-primary")
    page.wait_for_url(instance.url + "/")
    assert stored(instance, sa.select(StudyTimer)) == []
    assert len(stored(instance, sa.select(StudyEntry).where(StudyEntry.minutes == 1))) == 1


def test_month_list_and_materials_fit_a_phone(instance, page):
    for path in (f"/study/months/{TODAY:%Y-%m}", "/study/entries", "/study/materials"):
        page.goto(instance.url + path)
        looks_well(page)
    page.click(".materials a.btn")
    assert page.input_value("#topic") == "党章"
