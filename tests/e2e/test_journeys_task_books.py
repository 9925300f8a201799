"""A task book in a real browser: from writing to review, on a desk and on a phone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain.accounts.sign_ins import start_sign_in
from models import TaskBook, TaskItem, db
from tests.e2e.browsing import WIDTH_ON, open_page, serious_faults, sideways_scroll
from tests.e2e.server import ROOT, running_server
from tests.factories import make_cadre
from tests.instances import new_instance

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
WIDTHS = tuple(WIDTH_ON.values())
BEGINS, ENDS = TODAY - timedelta(days=30), TODAY + timedelta(days=120)
QUESTIONS = {
    "worth": "差错少了，服务才稳", "measured_against": "全办差错最少的处", "possible": "年底进前三",
}  # fmt: skip
TASKS = (("谈话摸底", "第一步", 20), ("编写手册", "第二步", 60))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def instance(request, tmp_path_factory):
    """A server on a database with the rules, and the cookie of a cadre's sign-in by width."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance(request.param, "journeys_task_books", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            tokens = {
                width: start_sign_in(make_cadre(), now=datetime.now(UTC), source="127.0.0.1")
                for width in WIDTHS
            }
            db.session.commit()
            db.session.remove()
        signer = app.session_interface.get_signing_serializer(app)
        app.cookies = {width: signer.dumps({"token": token}) for width, token in tokens.items()}
        with running_server(app.config["SQLALCHEMY_DATABASE_URI"], folder) as server:
            app.url, app.width = server.base_url, WIDTH_ON[request.param]
            yield app


@pytest.fixture
def page(instance, browser):
    opened = open_page(browser, instance.width)
    cookie = {"name": "rigong", "value": instance.cookies[instance.width], "url": instance.url}
    opened.context.add_cookies([cookie])
    yield opened
    assert opened.complaints == []
    opened.context.close()


def looks_well(page):
    assert serious_faults(page) == []
    assert sideways_scroll(page) <= 0


def send(page):
    with page.expect_navigation():
        page.click("main .btn-primary")


def write_book(page, instance):
    page.goto(instance.url + "/task-books")
    looks_well(page)
    send(page)
    page.fill("#title", "学习提升任务书")
    page.fill("#starts_on", BEGINS.isoformat())
    page.fill("#ends_on", ENDS.isoformat())
    for name, answer in QUESTIONS.items():
        page.fill(f"#{name}", answer)
    looks_well(page)
    send(page)


def add_task(page, what, step, days):
    page.click("a[href$='/items/new']")
    page.fill("#what", what)
    page.fill("#measure", "印发一份")
    page.fill("#phase", step)
    page.fill("#due_on", (TODAY + timedelta(days=days)).isoformat())
    for test in ("clear", "specific", "doable", "measurable"):
        page.check(f"#{test} [value=yes]", force=True)
    assert not page.is_visible("#assessable_lacks")
    page.check("#assessable [value=no]", force=True)
    page.fill("#assessable_lacks", "没有范文")
    looks_well(page)
    send(page)


def rehearse(page):
    page.click(".adding-risk summary")
    page.fill("#risk", "会议冲突")
    page.fill("#answer", "两周内补上")
    looks_well(page)
    with page.expect_navigation():
        page.click(".adding-risk button")


def report(page, number, state, said):
    page.locator(".tasks a[href$='/progress']").nth(number).click()
    page.check(f"#state [value={state}]", force=True)
    page.fill("#said", said)
    looks_well(page)
    send(page)


def alike(page):
    """Each line of the picture says what its row of the list says: the task and its state."""
    drawn = list(
        zip(page.locator(".rm-name text").all_text_contents(),
            page.locator(".rm-state").all_text_contents(), strict=True)
    )  # fmt: skip
    rows = page.locator(".tasks tbody tr:not(.step)")
    listed = [
        (
            row.locator(".title-cell").evaluate("cell => cell.firstChild.textContent.trim()"),
            row.locator(".tag").first.text_content(),
        )
        for row in rows.all()
    ]
    assert drawn == listed
    return drawn


def test_a_task_book_from_writing_to_review(instance, page):
    write_book(page, instance)
    for what, step, days in TASKS:
        add_task(page, what, step, days)
    rehearse(page)
    looks_well(page)
    assert [what for what, _state in alike(page)] == ["1.1 谈话摸底", "2.1 编写手册"]
    send(page)  # agree
    report(page, 0, "done", "十二人谈完")
    report(page, 1, "dropped", "并入全办手册")
    states = [state for _what, state in alike(page)]
    assert states[0].endswith("完成")
    assert states[1] == "已取消"
    looks_well(page)
    send(page)  # end
    send(page)  # write the review
    for name in ("reached", "learned", "to_change"):
        page.fill(f"#{name}", "谈话要早")
    looks_well(page)
    send(page)
    assert "已复盘" in page.inner_text(".page-head")
    looks_well(page)
    alike(page)
    with instance.app_context():
        states = db.session.scalars(sa.select(TaskBook.state).order_by(TaskBook.id.desc())).first()
        items = set(db.session.scalars(sa.select(TaskItem.state)))
        db.session.remove()
    assert (states, items) == ("reviewed", {"done", "dropped"})
