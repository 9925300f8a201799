"""A reflection in a real browser: written on a phone, answered on a desk, shared, replied to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from blueprints.commands.rules import load_folder
from domain.accounts.sign_ins import start_sign_in
from domain.reading.asked import Asked
from models import Person, db
from tests.e2e.browsing import open_page, serious_faults, sideways_scroll, small_targets
from tests.e2e.server import ROOT, running_server
from tests.factories import make_branch, make_cadre, make_secretary
from tests.instances import new_instance
from tests.reading_classes import make_class, make_member
from tests.word_clipboard import WORD, WPS

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
OWN = "/reading/craft/reflection"
WORDS = "学习以后，我认为写短是对读者的尊重。写实，是对事情的尊重。"
PASTE = """(html) => {
  const area = document.querySelector("#words");
  area.focus();
  const data = new DataTransfer();
  data.setData("text/html", html);
  area.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
  );
}"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def instance(request, tmp_path_factory):
    """A server with a class of three members and the secretary of their branch."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance(request.param, "journeys_reflections", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            branch = make_branch()
            people = {
                "author": make_cadre(branch=branch, name="李青川"),
                "reader": make_cadre(branch=branch, name="王明"),
                "paster": make_cadre(branch=branch, name="何川"),
                "secretary": make_secretary(branch, name="周书记"),
            }
            reading = make_class(
                asked=Asked(read="none", reflection=False, reflection_characters=40),
                starts_on=TODAY, ends_on=TODAY + timedelta(days=10),
            )  # fmt: skip
            for name in ("author", "reader", "paster"):
                make_member(reading, db.session.get_one(Person, people[name].person_id))
            tokens = {
                name: start_sign_in(one, now=datetime.now(UTC), source="127.0.0.1")
                for name, one in people.items()
            }
            db.session.commit()
            db.session.remove()
        signer = app.session_interface.get_signing_serializer(app)
        app.cookies = {name: signer.dumps({"token": token}) for name, token in tokens.items()}
        with running_server(app.config["SQLALCHEMY_DATABASE_URI"], folder) as server:
            app.url = server.base_url
            yield app


@pytest.fixture
def page_of(instance, browser):
    """Return a function that opens a page signed in as one of the four."""
    pages = []

    def opened(name, width, **values):
        page = open_page(browser, width, **values)
        cookie = {"name": "rigong", "value": instance.cookies[name], "url": instance.url}
        page.context.add_cookies([cookie])
        pages.append(page)
        return page

    yield opened
    for page in pages:
        assert page.complaints == []
        page.context.close()


def looks_well(page, *, phone=False):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0
    if phone:
        assert small_targets(page) == []


def press(page, selector):
    with page.expect_navigation():
        page.locator(selector).first.click()


def select(page, words, to=""):
    """Select the first place of the words in the text, or from them to others, as a hand does."""
    page.evaluate(
        """([words, to]) => {
          const range = document.createRange();
          let begun = false;
          const walker = document.createTreeWalker(
            document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT
          );
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(begun ? to : words);
            if (at < 0) continue;
            if (!begun) range.setStart(node, at);
            begun = true;
            const last = to || words, end = node.data.indexOf(last, at);
            if (end < 0) continue;
            range.setEnd(node, end + last.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
            return;
          }
        }""",
        [words, to],
    )


def test_what_is_pasted_from_word_becomes_plain_markdown(instance, page_of):
    page = page_of("paster", 1280)  # whose page keeps a draft when it is closed
    page.goto(instance.url + OWN)
    page.evaluate(PASTE, WORD)
    assert page.input_value("#words") == (
        "## 学习体会\n\n先想清楚，再动笔。**短**是尊重，*实*是本分；2026年起要改。\n\n"
        "- 第一条：少写套话\n    1. 第二条：一件事一段\n\n一、关于会议\n\n"
        "到北京调研\\[1\\]，5\\*3\\_2 a&lt;b\n\n"
        "| 项目 | 做法 |\n| --- | --- |\n| 会前 | 列清单 发提纲 |"
    )
    page.fill("#words", "")
    page.evaluate(PASTE, WPS)
    text = page.input_value("#words")
    assert text == "调查研究要沉到底，**问到实处**\n\n1. 先听后讲\n2. 当天整理"
    assert page.inner_text("[data-paste-said]")


def write_on_a_phone(instance, page):
    page.goto(instance.url + OWN)
    looks_well(page, phone=True)
    page.fill("#title", "写短写实")
    page.fill("#words", WORDS)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    with page.expect_response(lambda one: one.url.endswith("/reflection/draft")):
        page.evaluate(
            "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    page.locator("[data-kept-at]:not(:empty)").wait_for()
    page.goto(instance.url + OWN)
    assert page.input_value("#words") == WORDS
    press(page, "[formaction$='handing-in']")
    assert page.locator(".field.wrong #words").count() == 1
    assert all("422" in one for one in page.complaints)  # refused, as it should be
    page.complaints.clear()
    assert page.input_value("#words") == WORDS
    looks_well(page, phone=True)
    page.fill("#words", WORDS + "\n上周那份通知𠮷𠮷𠮷𠮷，改，改，改，改了三遍才敢送出去。")
    press(page, "[formaction$='handing-in']")
    looks_well(page, phone=True)


def answer_on_a_desk(instance, page):
    page.goto(instance.url + "/")
    press(page, "a[href*='/reading/reflections?reflection=']")
    looks_well(page)
    select(page, "写短是对读者的尊重")
    page.locator("[data-answer-here]").click()
    assert page.input_value("#passage") == "写短是对读者的尊重"
    page.fill("#margin #words", "说得好")
    press(page, "[data-margin] .btn")
    assert page.inner_text("mark[data-answer]") == "写短是对读者的尊重"
    looks_well(page)
    answer_beside(page, "再想想", "，改")
    assert page.inner_text("[data-answer='2']") == "，改"
    before = "document.querySelector('[data-answer=\"2\"]').previousSibling.data"
    assert page.evaluate(before).endswith("𠮷")  # the first of those that are alike
    answer_beside(page, "前后一致", "写实，", "三遍")
    assert "写实，是对事情的尊重。" in page.inner_text("mark >> nth=1")
    page.fill("#answer", "有例子，**可以讲**")
    press(page, "[data-key=a]")


def answer_beside(page, words, *passage):
    select(page, *passage)
    page.locator("[data-answer-here]").click()
    page.fill("#margin #words", words)
    press(page, "[data-margin] .btn")


def test_what_was_refused_is_kept_as_a_draft_without_another_letter(instance, page_of):
    page = page_of("reader", 375)
    page.goto(instance.url + OWN)
    page.fill("#title", "还没写完")
    page.fill("#words", "刚开了个头。")
    press(page, "[formaction$='handing-in']")
    page.complaints.clear()  # 422, as it should be
    with page.expect_response(lambda one: one.url.endswith("/reflection/draft")) as kept:
        page.evaluate(
            "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    assert kept.value.ok
    page.goto(instance.url + OWN)
    assert page.input_value("#words") == "刚开了个头。"


def test_written_answered_shared_and_replied_to(instance, page_of):
    author, secretary, reader = (
        page_of("author", 375), page_of("secretary", 1280), page_of("reader", 375, scheme="dark"),
    )  # fmt: skip
    write_on_a_phone(instance, author)
    answer_on_a_desk(instance, secretary)
    author.goto(instance.url + OWN)
    assert author.locator(".whole-answer.accepted strong").inner_text() == "可以讲"
    assert "说得好" in author.inner_text(".margin-notes")
    looks_well(author, phone=True)
    press(author, "form[action$='/sharing'] button")
    reader.goto(instance.url + "/reading/craft/talks")
    looks_well(reader, phone=True)
    press(reader, ".talk-list a.what")
    looks_well(reader, phone=True)
    reader.fill("#words", "受教了")
    press(reader, "form[action$='/replies'] .btn-primary")
    assert "受教了" in reader.inner_text(".reply-list")
    author.goto(instance.url + "/notices")
    press(author, ".owed li form button")
    author.wait_for_url("**/reading/craft/talks/*")
    assert "受教了" in author.inner_text(".reply-list")
    looks_well(author, phone=True)
