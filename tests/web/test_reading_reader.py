"""The page on which a material is read: its text, how far it is read, in which language."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest

from domain.audit import Actor, record
from domain.reading.questions import split_questions
from models import AuditHead, ReadingPlace, SectionRead, db
from tests.conftest import NOON
from tests.factories import make_account, make_cadre, make_grant, make_organiser
from tests.packs import load_pack
from tests.reading_classes import (
    TEXT,
    make_class,
    make_member,
    make_reading_material,
    read_all,
    revise,
)
from tests.self_tests import TEST
from tests.web.task_books import person_of

PAGE = "/reading/craft/drafting"
ENGLISH = (
    "Opening words.\n\n## Drafting {#draft}\n\nThink first.\n\n## Checking {#check}\n\nBe short.\n"
)


@pytest.fixture
def reader(login):
    """A member of a class with two materials, and their client."""
    load_pack()
    account = make_cadre(name="李青川")
    reading = make_class()
    make_member(reading, person_of(account))
    material = make_reading_material(
        reading, english=ENGLISH, title="起草", title_en="Drafting", source="本平台编写"
    )
    make_reading_material(reading, "meetings", title="会议")
    db.session.commit()
    return login(account), account, material


def test_a_member_reads_the_text_with_contents_and_neighbours(reader):
    client, _account, _material = reader
    page = client.get(f"{PAGE}?text=zh").text
    assert "<h1>起草</h1>" in page
    assert 'id="s-draft"' in page
    assert "先想清楚" in page
    assert page.count('href="#s-check"') == 2
    assert 'href="/reading/craft/meetings"' in page
    assert "Read: 0%" in page


def test_the_text_follows_the_language_of_the_reader_and_can_be_switched(reader):
    client, _account, _material = reader
    assert "Think first." in client.get(PAGE).text
    chinese = client.get(f"{PAGE}?text=zh").text
    assert "Think first." not in chinese
    assert f'href="{PAGE}?text=en"' in chinese
    assert 'lang="zh-Hans-CN" aria-label="起草"' in chinese


def test_without_an_english_text_the_chinese_one_is_read(reader):
    client, _account, _material = reader
    page = client.get("/reading/craft/meetings").text
    assert "先想清楚" in page
    assert "?text=en" not in page.partition('class="sheet-of-text"')[2]


def test_a_self_test_written_in_the_other_language_is_led_to_as_well(reader):
    client, _account, material = reader
    address = f'href="{PAGE}/test"'
    assert address not in client.get(f"{PAGE}?text=en").text
    revise(material, f"{TEXT}\n改过的一句。\n", questions=split_questions(TEXT + TEST)[1])
    record(Actor(None), "reading.revised", "reading_material", material.id, at=NOON)
    db.session.commit()
    for language in ("zh", "en"):
        assert address in client.get(f"{PAGE}?text={language}").text
    assert client.get(f"{PAGE}/test").status_code == 200


def test_a_stranger_signs_in_and_who_is_not_in_the_class_finds_nothing(reader, login, stranger):
    assert stranger.get(PAGE).location == f"/sign-in?next={PAGE}"
    other = login(make_cadre())
    assert other.get(PAGE).status_code == 404
    for address in (f"{PAGE}/place", f"{PAGE}/sections", f"{PAGE}/notes"):
        assert other.post(address, data={"section": "draft", "quote": "动笔"}).status_code == 404
    assert login(make_account(hand="auditor")).get(PAGE).status_code == 403
    assert other.get("/reading/craft/nothing").status_code == 404


def test_an_organiser_without_a_record_reads_and_nothing_is_kept(reader, login):
    account = make_account()
    make_grant(account, "organiser")
    client = login(account)
    page = client.get(f"{PAGE}?text=zh").text
    assert "先想清楚" in page
    assert "section-foot" not in page
    assert "reading-form" not in page
    assert client.post(f"{PAGE}/place", data={"section": "draft"}).status_code == 403


def test_a_section_is_read_once_and_the_contents_say_so(reader):
    client, account, _material = reader
    address = f"{PAGE}/sections?text=zh"
    answer = client.post(address, data={"section": "draft"})
    assert answer.location == f"{PAGE}?text=zh#s-check"
    client.post(address, data={"section": "draft"})
    rows = db.session.query(SectionRead).all()
    assert [(row.person_id, row.section) for row in rows] == [(account.person_id, "draft")]
    page = client.get(f"{PAGE}?text=zh").text
    assert "Read: 33%" in page
    assert page.count("(read)") == 2
    assert "You stopped at: 校对" in page
    english = client.get(f"{PAGE}?text=en").text
    assert "Read: 33%" in english, "sections share their keys"


def test_a_section_that_is_not_there_is_not_read(reader):
    client, _account, _material = reader
    answer = client.post(f"{PAGE}/sections", data={"section": "nowhere"})
    assert answer.status_code == 302
    quietly = client.post(
        f"{PAGE}/sections", data={"section": "nowhere"}, headers={"Accept": "application/json"}
    )
    assert quietly.status_code == 409
    assert db.session.query(SectionRead).count() == 0


def keep(client, **values):
    return client.post(f"{PAGE}/place?text=zh", data={"section": "draft", **values})


def test_the_place_is_the_same_on_every_device_and_moves_without_the_trail(
    reader, login, time_machine
):
    client, account, _material = reader
    assert keep(client, permille=460).status_code == 200
    other_device = login(account)
    page = other_device.get(f"{PAGE}?text=zh").text
    assert "You stopped at: 起草" in page
    assert 'data-resume="460"' in page
    head = db.session.query(AuditHead.seq).scalar()
    time_machine.move_to(datetime(2026, 11, 20, 4, 1, tzinfo=UTC), tick=False)
    keep(client, permille=700, section="check")
    assert db.session.query(AuditHead.seq).scalar() == head
    assert "You stopped at: 校对" in other_device.get(f"{PAGE}?text=zh").text


def test_time_is_capped_by_the_clock_of_the_server_and_suggests_an_entry(
    reader, login, time_machine
):
    client, account, material = reader
    at = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    keep(client, seconds=50)
    for _ in range(5):
        at += timedelta(seconds=30)
        time_machine.move_to(at, tick=False)
        keep(client, seconds=900)
    place = db.session.get(ReadingPlace, (account.person_id, material.id))
    assert place.seconds == 150
    assert keep(client, seconds=900).json == {"said": "", "log": ""}
    for _ in range(3):
        at += timedelta(minutes=10)
        time_machine.move_to(at, tick=False)
        answer = keep(client, seconds=900)
    assert answer.json["said"] == "You read about 5 minutes here today"
    form = client.get(answer.json["log"]).text
    assert re.search(
        r'name="minutes" type="radio" value="other"[^>]*>|checked[^>]*value="other"', form
    )
    assert 'value="5"' in form
    assert 'value="起草"' in form
    assert "You read about 5 minutes here today" in client.get(f"{PAGE}?text=zh").text
    home = client.get("/").text
    assert "Go on reading" in home
    assert "about 5 minutes in it today" in home
    time_machine.move_to(at + timedelta(days=1), tick=False)
    keep(login(account), seconds=20)
    db.session.expire_all()
    assert db.session.get(ReadingPlace, (account.person_id, material.id)).seconds == 20


def test_two_pages_beside_each_other_count_time_once(reader, time_machine):
    client, _account, _material = reader
    keep(client)
    time_machine.move_to(datetime(2026, 11, 20, 4, 0, 30, tzinfo=UTC), tick=False)
    keep(client, seconds=30)
    client.post("/reading/craft/meetings/place", data={"section": "draft", "seconds": 30})
    seconds = [row.seconds for row in db.session.query(ReadingPlace).all()]
    assert sorted(seconds) == [0, 30]


@pytest.mark.parametrize("wrong", [{"permille": "x"}, {"permille": "99999"}, {"page": "-3"},
                                   {"seconds": "1e9"}, {"section": "甲" * 500}])  # fmt: skip
def test_a_place_that_makes_no_sense_is_kept_as_far_as_it_does(reader, wrong):
    client, _account, _material = reader
    assert keep(client, **wrong).status_code == 200
    assert client.get(f"{PAGE}?text=zh").status_code == 200


def test_home_has_nothing_to_go_on_with_before_something_is_read(reader):
    client, _account, _material = reader
    assert "Go on reading" not in client.get("/").text
    keep(client, permille=300)
    page = client.get("/").text
    assert f'href="{PAGE}#s-draft"' in page
    assert 'value="30"' in page


def test_the_size_of_the_words_stays_with_the_device(reader):
    client, _account, _material = reader
    answer = client.get(f"{PAGE}?size=l&text=zh")
    assert answer.location == f"{PAGE}?text=zh"
    assert 'id="size-l" value="l" checked' in client.get(f"{PAGE}?text=zh").text
    assert client.get(f"{PAGE}?size=huge").status_code == 200


def test_at_most_eight_queries_and_one_while_nothing_happens(reader, app, count_queries):
    client, account, material = reader
    revise(material, "\n\n".join(f"## 节{n} {{#n-{n}}}\n\n" + "学" * 2000 for n in range(30)))
    keep(client, permille=460)
    read_all(person_of(account), material)
    db.session.commit()
    app.extensions["packed_pages"].clear()
    with count_queries() as queries:
        first = client.get(f"{PAGE}?text=zh").text
    assert len(queries) <= 8, queries
    with count_queries() as queries:
        second = client.get(f"{PAGE}?text=zh").text
    assert len(queries) == 1
    assert first == second
    assert first.count("学") >= 60_000
    keep(client, permille=500)
    with count_queries() as queries:
        client.get("/")
    assert len(queries) <= 8, queries


def test_packed_and_plain_answers_say_the_same(reader):
    client, _account, _material = reader
    plain = client.get(f"{PAGE}?text=zh")
    packed = client.get(f"{PAGE}?text=zh", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in packed.headers["Content-Security-Policy"]
    assert gzip.decompress(packed.data).decode() == plain.text


def test_a_new_revision_is_on_the_next_page(reader):
    client, _account, material = reader
    client.get(f"{PAGE}?text=zh")
    revise(material, "## 新 {#new}\n\n全新的一段。")
    record(Actor(None), "reading.revised", "reading_material", material.id,
           at=datetime(2026, 11, 20, tzinfo=UTC))  # fmt: skip
    db.session.commit()
    page = client.get(f"{PAGE}?text=zh").text
    assert "全新的一段" in page
    assert "先想清楚" not in page


def test_a_table_scrolls_by_itself(reader):
    client, _account, material = reader
    revise(material, "## 表 {#t}\n\n|甲|乙|\n|-|-|\n|1|2|\n")
    db.session.commit()
    page = client.get(f"{PAGE}?text=zh").text
    assert re.search(r'<div class="scroll-x" role="region" tabindex="0"[^>]*><table>', page)
    assert "</table></div>" in page


def test_in_chinese(login, reader):
    _client, account, _material = reader
    page = login(account, language="zh").get(PAGE).text
    assert "先想清楚" in page
    assert "<h1>起草</h1>" in page


def test_an_organiser_reads_a_planned_class_and_a_member_does_not(reader, login):
    _client, account, _material = reader
    planned = make_class("later", state="planned")
    make_member(planned, person_of(account))
    make_reading_material(planned)
    db.session.commit()
    assert login(make_organiser()).get("/reading/later/drafting").status_code == 200
    assert login(account).get("/reading/later/drafting").status_code == 404
