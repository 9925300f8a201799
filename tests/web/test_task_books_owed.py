"""A task that falls due: on Today, reported at its source, looked at again on the matter's page."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import Matter, TaskBook, TaskItem, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_leader,
    make_task,
    make_task_book,
    make_unit,
)
from tests.instances import run_command
from tests.packs import load_pack
from tests.web.task_books import PAGE, own_book, person_of, stored


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def matter_of(kind: str) -> Matter:
    db.session.expire_all()
    return db.session.scalars(sa.select(Matter).where(Matter.kind == kind)).one()


def daily(app) -> str:
    done = run_command(app, "matters", "daily", "--json")
    assert done.exit_code == 0, done.output
    return done.output


def test_the_daily_command_raises_it_once_and_today_leads_to_the_report(app, login):
    cadre = make_cadre()
    book = own_book(cadre)
    item = make_task(book, person_of(cadre), what="编写手册", due_on=date(2026, 11, 24))
    db.session.commit()
    assert '"tasks_due": 1' in daily(app)
    assert '"tasks_due": 0' in daily(app)
    client = login(cadre)
    today = client.get("/").text
    assert "编写手册" in today
    assert f'href="{PAGE}/tasks/{item.id}"' in today
    typed = {"state": "done", "said": "五十条", "version": "1"}
    client.post(f"{PAGE}/{book.id}/items/{item.id}/progress", data=typed)
    assert "编写手册" not in client.get("/").text
    assert matter_of("task").proof == "五十条"


def test_a_second_look_holds_or_takes_the_book_up_again(app, login):
    cadre = make_cadre()
    book = own_book(cadre, state="under_way")
    make_task(book, person_of(cadre), state="done", said="好")
    db.session.commit()
    client = login(cadre)
    client.post(f"{PAGE}/{book.id}/end")
    assert f'href="{PAGE}/{book.id}"' in client.get("/").text
    said = {"reached": "达到", "learned": "学到", "to_change": "要改"}
    version = str(stored(TaskBook)[0].version)
    client.post(f"{PAGE}/{book.id}/review", data={**said, "version": version})
    place = f"/matters/{matter_of('task_book').id}"
    for answer, state in (("second-look", "reviewed"), ("reopening", "under_way")):
        matter_of("task_book").look_back_on = date(2026, 11, 20)
        db.session.commit()
        daily(app)
        assert place in client.get("/").text
        typed = {"reason": "没有落实", "words": "仍然有效"}
        assert client.post(f"{place}/{answer}", data=typed).status_code == 302
        assert stored(TaskBook)[0].state == state
    assert matter_of("task_book").turn == ""


def test_whom_a_late_task_has_risen_to_is_led_to_the_matter_not_to_a_book_they_cannot_open(
    app, login
):
    unit = make_unit()
    leader, cadre = make_leader(unit), make_cadre(unit=unit)
    foreign = make_task_book("branch", make_branch())
    item = make_task(foreign, person_of(cadre), what="逾期的任务", due_on=date(2026, 11, 24))
    db.session.commit()
    daily(app)
    matter = matter_of("task")
    matter.due_on, matter.rises_on = date(2026, 11, 10), date(2026, 11, 11)
    db.session.commit()
    daily(app)
    today = login(leader).get("/").text
    assert "逾期的任务" in today
    assert f"/matters/{matter.id}" in today
    assert f"{PAGE}/tasks/{item.id}" not in today
    assert stored(TaskItem)[0].state == "not_begun"
