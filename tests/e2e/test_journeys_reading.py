"""Reading in a real browser: a passage marked, a note on it, a revision, another device."""

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain.audit import Actor, record
from models import (
    MaterialRevision,
    ReadingClass,
    ReadingMaterial,
    ReadingNote,
    ReadingPlace,
    SectionRead,
    db,
)
from tests.e2e.browsing import (
    WIDTH_ON,
    open_page,
    serious_faults,
    sideways_scroll,
    small_targets,
)
from tests.e2e.readers import NOW, PASSAGE, REVISED, make_reader
from tests.e2e.server import ROOT, running_server
from tests.instances import new_instance
from tests.reading_classes import revise

WIDTHS = tuple(WIDTH_ON.values())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def instance(request, tmp_path_factory):
    """A server, a class for each width with its member, signed in on two devices."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance(request.param, "journeys_reading", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            tokens = {width: make_reader(width, folder) for width in WIDTHS}
            db.session.commit()
            db.session.remove()
        signer = app.session_interface.get_signing_serializer(app)
        app.cookies = {width: signer.dumps({"token": token}) for width, token in tokens.items()}
        with running_server(app.config["SQLALCHEMY_DATABASE_URI"], folder) as server:
            app.url, app.width = server.base_url, WIDTH_ON[request.param]
            yield app


@pytest.fixture
def device(instance, browser):
    """Return a function that opens a page on another device of the same reader."""
    pages = []

    def opened(**values):
        page = open_page(browser, instance.width, **values)
        cookie = {"name": "rigong", "value": instance.cookies[instance.width], "url": instance.url}
        page.context.add_cookies([cookie])
        page.reading = f"{instance.url}/reading/craft-{instance.width}"
        page.slug = f"craft-{instance.width}"
        pages.append(page)
        return page

    yield opened
    for page in pages:
        assert page.complaints == []
        page.context.close()


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0
    if page.viewport_size["width"] == 375:
        assert small_targets(page) == []


# What a finger or a mouse does: the words from one place of the text to another are selected.
SELECT = """words => {
  const nodes = [];
  const walker = document.createTreeWalker(document.querySelector("#text"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const node = nodes.find(one => one.data.includes(words));
  const range = document.createRange(), at = node.data.indexOf(words);
  range.setStart(node, at);
  range.setEnd(node, at + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
MARKED = "[...document.querySelectorAll('mark.hl')].map(one => one.textContent).join('')"
TEXT_NODES = """[...document.querySelectorAll("#text section")].map(one => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll(".mnote").forEach(note => note.remove());
  return copy.textContent;
}).join("")"""


def rows(instance, model, page):
    with instance.app_context():
        found = db.session.scalars(
            sa.select(model)
            .join(ReadingMaterial, ReadingMaterial.id == model.material_id)
            .join(ReadingClass, ReadingClass.id == ReadingMaterial.class_id)
            .where(ReadingClass.slug == page.slug)
        ).all()
        db.session.expunge_all()
        db.session.remove()
        return found


def material_of(page):
    return db.session.scalars(
        sa.select(ReadingMaterial)
        .join(ReadingClass, ReadingClass.id == ReadingMaterial.class_id)
        .where(ReadingClass.slug == page.slug, ReadingMaterial.slug == "drafting")
    ).one()


def rewrite(instance, page):
    """What the organiser's page does: a new revision, and a step in the trail."""
    with instance.app_context():
        revise(material_of(page), REVISED, now=NOW)
        record(Actor(None), "reading.revised", "reading_material", 1, at=NOW)
        db.session.commit()
        db.session.remove()


def test_a_passage_is_marked_and_its_note_survives_a_revision(instance, device):
    page = device()
    page.goto(page.reading + "/drafting")
    looks_well(page)
    page.evaluate(SELECT, PASSAGE)
    page.click("#mark-tools [data-do=note]")
    page.fill("#note-words", "定稿前先把标题念一遍")
    looks_well(page)
    page.click("#note-dialog [data-do=keep]")
    page.wait_for_selector("mark.hl")
    assert page.evaluate(MARKED) == PASSAGE
    assert "定稿前先把标题念一遍" in page.inner_text(".mnote")
    page.evaluate(SELECT, "两个少见的字")
    page.click("#mark-tools [data-do=mark]")
    page.locator("#notes-list > li").nth(1).wait_for()
    assert page.evaluate(MARKED) == "两个少见的字" + PASSAGE
    looks_well(page)
    rewrite(instance, page)
    again = device()
    again.goto(again.reading + "/drafting")
    assert again.evaluate(MARKED) == "两个少见的字" + PASSAGE.replace("排列要对称", "排列对称")
    assert again.locator(".mnote").count() == 1
    looks_well(again)
    states = {note.state for note in rows(instance, ReadingNote, page)}
    assert states == {"moved", "anchored"}
    again.goto(again.reading + "/notes")
    assert PASSAGE in again.inner_text("main")
    looks_well(again)


def test_the_kept_plain_text_is_what_a_browser_reads(instance, device):
    page = device()
    page.goto(page.reading + "/drafting")
    with instance.app_context():
        plain = db.session.scalars(
            sa.select(MaterialRevision.plain)
            .where(
                MaterialRevision.material_id == material_of(page).id,
                MaterialRevision.language == "zh",
            )
            .order_by(MaterialRevision.number.desc())
        ).first()
        db.session.remove()
    assert page.evaluate(TEXT_NODES) == plain


def test_the_place_and_what_is_read_are_the_same_on_a_second_device(instance, device):
    page = device()
    page.goto(page.reading + "/drafting")
    page.locator("#s-check").scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)
    with page.expect_response(lambda one: one.url.endswith("/place"), timeout=15_000):
        pass
    with page.expect_navigation():
        page.click("#end-draft button")
    assert page.url.endswith("#s-check")
    keys = {row.section for row in rows(instance, SectionRead, page)}
    assert "draft" in keys
    other = device(scheme="dark")
    other.goto(instance.url + "/")
    looks_well(other)
    with other.expect_navigation():
        other.click(".resume .btn")
    assert "/drafting#s-" in other.url
    assert other.locator("[data-resume]").count() == 1
    other.click("[data-resume]")
    other.wait_for_timeout(1500)  # it glides there
    assert other.evaluate("scrollY") > 300
    looks_well(other)


def test_a_section_counts_as_read_when_it_was_before_the_eyes(instance, device):
    page = device()
    page.goto(page.reading + "/meetings")
    end = page.locator("#end-check")
    end.scroll_into_view_if_needed()
    page.wait_for_selector("#end-check .tag.done", timeout=15_000)
    keys = {row.section for row in rows(instance, SectionRead, page)}
    assert "check" in keys


def test_the_place_is_kept_after_a_note_was_begun_and_left(device):
    page = device()
    page.goto(page.reading + "/drafting")
    page.evaluate(SELECT, "先念一遍")
    page.click("#mark-tools [data-do=note]")
    page.click("#note-dialog [type=submit]")
    with page.expect_response(lambda one: one.url.endswith("/place"), timeout=10_000):
        page.mouse.wheel(0, 600)


def test_a_file_is_read_page_by_page_and_the_page_is_kept(instance, device):
    page = device()
    page.goto(page.reading + "/paper")
    looks_well(page)
    with page.expect_response(lambda one: one.url.endswith("/place")), page.expect_navigation():
        page.locator(".turning [rel=next]").first.click()
    page.wait_for_load_state("networkidle")
    width = page.evaluate("document.querySelector('.paper img').naturalWidth")
    assert width > 600
    with page.expect_navigation():
        page.click("a[href*='notes/new?page=2']")
    page.fill("#words", "第二页的要点")
    with page.expect_navigation():
        page.click("main .btn-primary")
    assert "第二页的要点" in page.inner_text("#notes-list")
    again = device()
    again.goto(again.reading + "/paper")
    assert again.get_attribute("#text", "data-page") == "2"
    looks_well(again)
    pages = {row.page for row in rows(instance, ReadingPlace, page)}
    assert 2 in pages


def test_without_a_script_everything_on_the_way_works(instance, browser, device):
    width = device().viewport_size["width"]
    context = browser.new_context(viewport={"width": width, "height": 900},
                                  java_script_enabled=False, locale="zh-CN")  # fmt: skip
    context.add_cookies([{"name": "rigong", "value": instance.cookies[width], "url": instance.url}])
    page = context.new_page()
    page.goto(f"{instance.url}/reading/craft-{width}/plain")
    with page.expect_navigation():
        page.click("#end-opening button")
    assert page.url.endswith("#s-draft")
    with page.expect_navigation():
        page.click("#end-draft a[href*='notes/new']")
    page.fill("#words", "没有脚本也能写")
    with page.expect_navigation():
        page.click("main .btn-primary")
    assert "没有脚本也能写" in page.inner_text("#notes-list")
    page.goto(f"{instance.url}/reading/craft-{width}/plain")
    with page.expect_navigation():
        page.check("#size-l", force=True)
        page.click(".keep-size")
    assert page.is_checked("#size-l")
    context.close()
