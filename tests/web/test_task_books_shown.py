"""The road map, the list, the Word file and the spreadsheet of a book show the same."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.taskbooks import listing
from blueprints.taskbooks.road_map import numbered, road_map
from domain.taskbooks import lists
from domain.taskbooks.lists import ItemRow, Phase
from models import Person, TaskBook, TaskItem, db
from tests.factories import make_cadre, make_task, make_task_book
from tests.packs import load_pack
from tests.web.reading import rows_of, word_of

TODAY = date(2026, 11, 20)


@pytest.fixture
def shown(login):
    """A page of a book with a task in each state, and its client and address."""
    load_pack()
    account = make_cadre(name="李青川")
    person = db.session.get_one(Person, account.person_id)
    book = make_task_book("person", person, state="under_way", reached="达到", learned="学到")
    for values in (
        {"what": "谈话", "phase": "第一步", "starts_on": date(2026, 2, 1), "state": "done",
         "due_on": date(2026, 3, 1), "said": "谈了十二人", "settled_on": date(2026, 2, 20)},
        {"what": "互评", "phase": "第二步", "due_on": date(2026, 12, 1), "state": "under_way"},
        {"what": "手册", "phase": "第二步", "due_on": date(2026, 11, 10)},
        {"what": "交流", "phase": "第二步", "due_on": date(2026, 12, 20), "state": "put_off",
         "said": "对方有会", "first_due_on": date(2026, 10, 1)},
        {"what": "比赛", "phase": "第二步", "due_on": date(2026, 9, 1), "state": "dropped",
         "said": "重复"},
        {"what": "复盘", "phase": "第三步", "due_on": date(2026, 12, 31)},
    ):  # fmt: skip
        make_task(book, person, **values)
    db.session.commit()
    return login(account), f"/task-books/{book.id}"


def in_the_map(page: str) -> list[tuple[str, str]]:
    """What stands on each line of the picture: number and task, and the state."""
    names = re.findall(r'<svg class="rm-name"[^>]*><text[^>]*>([^<]*)</text>', page)
    states = re.findall(r'<text class="rm-state[^>]*>([^<]*)</text>', page)
    return [(unescape(name), unescape(state)) for name, state in zip(names, states, strict=True)]


def in_the_list(page: str) -> list[tuple[str, str]]:
    section = page.partition('id="tasks"')[2].partition("</table>")[0]
    rows = re.findall(
        r'class="title-cell">([^<]*)<span class="measure">.*?<span class="tag[^"]*">([^<]*)</span>',
        section, re.DOTALL,
    )  # fmt: skip
    return [(unescape(name).strip(), unescape(state)) for name, state in rows]


def test_the_road_map_and_the_list_show_the_same(shown):
    client, place = shown
    page = client.get(place).text
    assert in_the_map(page) == in_the_list(page)
    assert in_the_map(page) == [
        ("1.1 谈话", "done on 20 Feb"), ("2.1 比赛", "dropped"), ("2.2 手册", "late, due 10 Nov"),
        ("2.3 互评", "under way"), ("2.4 交流", "put off to 20 Dec"), ("3.1 复盘", "not begun"),
    ]  # fmt: skip
    assert "rm-today" in page


def test_word_and_excel_hold_the_tasks_of_the_page(shown):
    client, place = shown
    lines, table = word_of(client.get(f"{place}?as=docx"))
    assert [row[1] for row in table[1:]] == ["谈话", "比赛", "手册", "互评", "交流", "复盘"]
    assert "谈了十二人" in table[1][6]
    assert any("What it is worth" in line for line in lines)
    assert "达到" in lines
    rows = rows_of(client.get(f"{place}?as=xlsx"))
    assert [row[1] for row in rows[1:]] == ["谈话", "比赛", "手册", "互评", "交流", "复盘"]
    assert rows[1][5] == date(2026, 3, 1)


def test_the_list_of_books_goes_to_excel_as_it_is_asked(shown):
    client, _place = shown
    rows = rows_of(client.get("/task-books?as=xlsx&state=under_way"))
    assert [row[6:9] for row in rows[1:]] == [[6, 2, 1]]
    assert rows_of(client.get("/task-books?as=xlsx&state=draft"))[1:] == []
    assert len(rows_of(client.get("/task-books?as=xlsx&year=99999"))) == 2  # no year to choose


def test_more_books_than_a_file_holds_are_not_cut_off_in_silence(shown, monkeypatch):
    client, _place = shown
    monkeypatch.setattr(listing, "MOST_EXPORTED", 0)
    refused = client.get("/task-books?as=xlsx")
    assert (refused.status_code, "Choose fewer by the filters" in refused.text) == (413, True)


days = st.integers(0, 900)


@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), length=days, tasks=st.lists(
    st.tuples(days, days, days, st.sampled_from(("", "甲", "乙"))), min_size=1, max_size=12
))  # fmt: skip
def test_every_task_stands_within_the_picture_and_in_the_order_of_the_list(
    app, first, length, tasks
):
    book = TaskBook(title="书", starts_on=first, ends_on=first + timedelta(days=length))
    phases: dict[str, list[ItemRow]] = {}
    for number, (start, due, settled, name) in enumerate(tasks):
        begins, ends = sorted((start % (length + 1), due % (length + 1)))
        item = TaskItem(
            id=number, what=str(number), phase=name, state="done", said="好",
            starts_on=first + timedelta(days=begins), due_on=first + timedelta(days=ends),
            settled_on=first + timedelta(days=settled),
        )  # fmt: skip
        phases.setdefault(name, []).append(ItemRow(item, None))
    listed = [Phase(name, rows) for name, rows in phases.items()]
    with app.test_request_context():
        drawn = road_map(book, listed, TODAY)
    lines = [line for stretch in drawn.stretches for line in stretch.lines]
    assert [line.number for line in lines] == [n for _p, rows in numbered(listed) for n, _r in rows]
    assert all(line.x >= 0 and line.x + line.width <= 100.01 for line in lines)
    assert all(0 <= tick.x <= 100 for tick in drawn.ticks)
    assert len(drawn.ticks) <= 16
    assert len({stretch.name for stretch in drawn.stretches}) == len(phases)


def test_tasks_in_no_step_have_a_name_only_beside_steps(login):
    load_pack()
    account = make_cadre()
    book = make_task_book("person", db.session.get_one(Person, account.person_id))
    make_task(book, phase="")
    db.session.commit()
    client = login(account)
    assert "In no step" not in client.get(f"/task-books/{book.id}").text
    make_task(book, phase="第二步")
    db.session.commit()
    assert "In no step" in client.get(f"/task-books/{book.id}").text
    assert len(lists.phases_of(book.id)) == 2
