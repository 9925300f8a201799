"""Own notes on a text: marked, written, changed, listed, taken along as Word and Markdown."""

import io
import re

import docx
import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.reading import notes
from domain.reading.anchors import Passage
from domain.reading.notes import Marked, Words
from models import ReadingClass, ReadingNote, db
from tests.factories import make_account, make_cadre
from tests.injections import INJECTIONS, what_acts
from tests.packs import load_pack
from tests.reading_classes import (
    NOW,
    TEXT,
    make_class,
    make_member,
    make_reading_material,
    revise,
)
from tests.web.task_books import person_of, stored

PAGE = "/reading/craft/drafting"
ALL = "/reading/craft/notes"
BY = {"actor": Actor(None), "now": NOW}


@pytest.fixture
def reader(login):
    load_pack()
    account = make_cadre(name="李青川")
    reading = make_class(joining="open")
    make_member(reading, person_of(account))
    material = make_reading_material(reading, title="起草")
    db.session.commit()
    return login(account), account, material


def mark(client, quote, words="", **values):
    given = {"quote": quote, "before": "", "after": "", "words": words, **values}
    return client.post(f"{PAGE}/notes?text=zh", data=given)


def test_a_marked_passage_stands_on_the_page_where_it_was_found(reader):
    client, account, _material = reader
    answer = mark(client, "先想清楚", "要点", near="99")
    assert answer.status_code == 200
    note = stored(ReadingNote)[0]
    assert note.person_id == account.person_id
    page = client.get(f"{PAGE}?text=zh").text
    assert f'id="note-{note.id}"' in page
    assert f'data-start="{note.start}" data-length="4" data-text="zh"' in page
    assert f'id="note-{note.id}"' in answer.json["html"]
    assert "要点" in page


def test_a_note_that_is_sent_again_stands_once(reader):
    client, _account, material = reader
    for words in ("要点", "要点", "又一点"):
        assert mark(client, "先想清楚", words).status_code == 200
    assert [one.words for one in stored(ReadingNote)] == ["要点", "又一点"]
    seen = stored(ReadingNote)[0].revision_id
    revise(material, "开头一段。\n\n## 起草 {#draft}\n\n都改过了的话。\n")
    db.session.commit()
    for _time in range(2):
        assert mark(client, "说话要实", "丢", revision=str(seen)).status_code == 200
    assert [one.state for one in stored(ReadingNote)] == ["orphaned"] * 3


@pytest.mark.parametrize(("quote", "status"), [("没有这句话", 409), ("", 422), ("字" * 6000, 422)])
def test_a_passage_that_is_not_there_is_refused_in_words(reader, quote, status):
    client, _account, _material = reader
    answer = mark(client, quote)
    assert answer.status_code == status
    assert answer.json["said"]
    assert stored(ReadingNote) == []


def test_words_that_are_too_long_are_refused(reader):
    client, _account, _material = reader
    assert mark(client, "先想清楚", "字" * 5001).status_code == 422


def test_a_note_on_a_section_works_without_a_script(reader):
    client, _account, _material = reader
    page = client.get(f"{PAGE}?text=zh").text
    link = re.search(r'href="([^"]*notes/new\?section=check[^"]*)"', page)[1].replace("&amp;", "&")
    form = client.get(link)
    assert "On: 校对" in form.text
    once = re.search(r'name="once"[^>]*value="([^"]+)"', form.text)[1]
    empty = client.post(link, data={"words": "  "})
    assert empty.status_code == 422
    assert "My note" in empty.text
    for _ in range(2):
        answer = client.post(link, data={"words": "要**短**", "once": once})
        assert answer.location.startswith(f"{PAGE}?text=zh#note-")
    [note] = stored(ReadingNote)
    assert (note.quote, note.words, note.words_html) == (
        "校对",
        "要**短**",
        "<p>要<strong>短</strong></p>",
    )
    assert client.get(link.replace("check", "nowhere")).status_code == 404


def test_a_note_is_changed_and_a_stale_form_shows_both(reader):
    client, _account, _material = reader
    mark(client, "先想清楚", "一")
    note = stored(ReadingNote)[0]
    address = f"{ALL}/{note.id}"
    assert "一</textarea>" in client.get(address).text
    assert client.post(address, data={"words": "二", "version": "1"}).status_code == 302
    stale = client.post(address, data={"words": "三", "version": "1"})
    assert stale.status_code == 409
    assert "二" in stale.text
    assert "三" in stale.text
    assert stored(ReadingNote)[0].words == "二"


def test_a_note_is_taken_away_and_found_nowhere(reader):
    client, _account, _material = reader
    mark(client, "先想清楚", "一")
    note = stored(ReadingNote)[0]
    assert client.post(f"{ALL}/{note.id}/removal").status_code == 302
    assert stored(ReadingNote)[0].removed_at is not None
    assert f'id="note-{note.id}"' not in client.get(f"{PAGE}?text=zh").text
    assert client.get(f"{ALL}/{note.id}").status_code == 404
    assert client.post(f"{ALL}/{note.id}/removal").status_code == 404


def test_nobody_else_sees_a_note(reader, login, stranger):
    client, _account, _material = reader
    mark(client, "先想清楚", "只给自己")
    note = stored(ReadingNote)[0]
    other = login(make_cadre())
    assert other.get(f"{PAGE}?text=zh").status_code == 200
    assert "只给自己" not in other.get(f"{PAGE}?text=zh").text
    assert "只给自己" not in other.get(ALL).text
    assert other.get(f"{ALL}/{note.id}").status_code == 404
    assert other.post(f"{ALL}/{note.id}", data={"words": "x"}).status_code == 404
    assert other.post(f"{ALL}/{note.id}/removal").status_code == 404
    assert stranger.get(ALL).location == f"/sign-in?next={ALL}"
    assert login(make_account(hand="auditor")).get(ALL).status_code == 403


def test_a_revision_takes_the_note_along_or_says_that_its_passage_is_lost(reader):
    client, _account, material = reader
    mark(client, "先想清楚，再动笔", "要点")
    revise(material, "新的开头。\n\n" + TEXT)
    db.session.commit()
    client.get("/")
    note = stored(ReadingNote)[0]
    assert note.state == "moved"
    revise(material, "## 别的 {#other}\n\n完全不同。")
    db.session.commit()
    page = client.get(ALL).text
    assert "Without a place in the text" in page
    assert "先想清楚，再动笔" in page
    assert "起草: The text was changed" in page


def listing(reader):
    """Three notes: of two materials, one of them without its passage."""
    client, account, material = reader
    reading = db.session.get_one(ReadingClass, material.class_id)
    text = "## 会前 {#before}\n\n先发材料。\n\n## 会中 {#in}\n\n发言要短。"
    second = make_reading_material(reading, "second", title="开会", text=text)
    for row, quote, words in (
        (material, "开头一段", "会丢的"), (second, "发言要短", "三分钟\n两条"),
        (material, "说话要实", ""), (second, "先发材料", "- 三天前"),
    ):  # fmt: skip
        notes.mark_passage(row, account.person_id, Marked(Passage(quote), "zh"), Words(words), **BY)
    revise(material, TEXT.replace("开头一段。", ""))
    db.session.commit()
    return client


def test_all_notes_of_a_class_stand_by_material_and_place(reader, count_queries):
    client = listing(reader)
    client.get(ALL)
    with count_queries() as queries:
        page = client.get(ALL).text
    assert len(queries) <= 8
    order = [page.index(words) for words in ("说话要实", "先发材料", "发言要短", "会丢的")]
    assert order == sorted(order)
    assert "会中" in page
    assert "4 notes" in page


def test_all_notes_count_the_same_queries_for_one_and_for_many(reader, count_queries):
    client, _account, _material = reader
    mark(client, "先想清楚", "一")
    client.get(ALL)
    with count_queries() as one:
        client.get(ALL)
    for quote in ("再动笔", "开会要短", "说话要实"):
        mark(client, quote, "二")
    with count_queries() as many:
        client.get(ALL)
    assert len(one) == len(many) <= 8


def test_notes_on_what_was_taken_off_the_syllabus_stay(reader):
    client, _account, material = reader
    mark(client, "先想清楚", "还在")
    note = stored(ReadingNote)[0]
    material = db.session.get_one(type(material), material.id)
    material.removed_at = NOW
    db.session.commit()
    page = client.get(ALL).text
    assert "还在" in page
    assert "起草: The material is on the syllabus no more." in page
    assert f'href="{PAGE}' not in page
    answer = client.post(f"{ALL}/{note.id}", data={"words": "改了", "version": "1"})
    assert answer.location == f"{ALL}#note-{note.id}"


def test_an_empty_list_says_what_it_is_for(reader):
    client, _account, _material = reader
    assert "No note yet" in client.get(ALL).text


def test_notes_leave_as_a_word_file(reader):
    answer = listing(reader).get(f"{ALL}?as=docx")
    assert answer.status_code == 200
    lines = [one.text for one in docx.Document(io.BytesIO(answer.data)).paragraphs]
    for words in ("起草", "“说话要实”", "“先发材料”", "三分钟", "两条", "会丢的"):
        assert words in lines
    assert any("起草: The text was changed" in one for one in lines)
    assert any(one.startswith("会中, ") for one in lines)


def test_notes_leave_as_markdown(reader):
    answer = listing(reader).get(f"{ALL}?as=md")
    assert answer.mimetype == "text/markdown"
    text = answer.data.decode()
    assert text.startswith("# Notes on The craft of papers\n\n## 起草\n\n> 说话要实\n")
    assert "> 先发材料\n\n- 三天前\n\n*会前, " in text
    assert text.index("## Without a place in the text") > text.index("## 开会")


def test_what_tries_to_run_runs_nowhere(reader):
    client, _account, material = reader
    assert len(INJECTIONS) >= 150
    for words in INJECTIONS:
        answer = client.post(f"{PAGE}/notes/new?section=draft&text=zh", data={"words": words})
        assert answer.status_code == 302, words
    revise(material, "## 起草 {#draft}\n\n先想清楚。\n\n" + "\n\n".join(INJECTIONS))
    db.session.commit()
    for page in (f"{PAGE}?text=zh", ALL):
        assert what_acts(client.get(page).text) == []
    note = db.session.scalars(sa.select(ReadingNote.id)).first()
    assert what_acts(client.get(f"{ALL}/{note}").text) == []
    assert client.get(f"{ALL}?as=docx").status_code == 200
    assert client.get(f"{ALL}?as=md").status_code == 200
