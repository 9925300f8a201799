"""Logging each kind of study, in the form that asks for what the kind is counted by."""

import io
import re
from datetime import date, time

import pytest
import sqlalchemy as sa
from PIL import Image

from domain.claims import SELF_STUDY
from models import Attachment, ClosedYear, Person, StudyEntry, db
from tests.factories import THEN, make_account, make_cadre, make_entry, make_material, make_person
from tests.packs import load_pack

PLAIN = {"minutes": "45", "studied_on": "2026-11-20", "topic": "会议纪要", "gained": "一句"}
TRAINING = {
    "studied_on": "2026-11-17", "ends_on": "2026-11-18", "days": "2", "half_days": "",
    "topic": "省委党校进修班", "gained": "", "document": "结业证 17 号",
}  # fmt: skip
PAPER = {
    "level": "city", "count": "1", "studied_on": "2026-11-10", "topic": "论公文", "gained": "",
    "document": "《市刊》2026 年第 11 期",
}  # fmt: skip
NEW = "/study/entries/new"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def entries() -> list[StudyEntry]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)))


def picture() -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    content.seek(0)
    return content


def test_the_form_offers_the_kinds_that_persons_log_as_links(login):
    page = login(make_cadre()).get(NEW).text
    for kind in ("self_study", "online_course", "outside_training", "teaching", "paper"):
        assert f'href="/study/entries/new?kind={kind}"' in page
    assert "kind=group_training" not in page


@pytest.mark.parametrize(
    ("kind", "fields", "others"),
    [
        ("online_course", ["minutes", "start_time"], ["days", "level"]),
        ("outside_training", ["days", "half_days", "ends_on", "document"], ["minutes", "level"]),
        ("paper", ["level", "count", "document"], ["minutes", "days"]),
    ],
)
def test_a_kind_decides_the_fields(login, kind, fields, others):
    page = login(make_cadre()).get(f"{NEW}?kind={kind}").text
    assert [name for name in fields if f'name="{name}"' not in page] == []
    assert [name for name in others if f'name="{name}"' in page] == []


@pytest.mark.parametrize("kind", ["gardening", "group_training"])
def test_a_kind_that_persons_do_not_log_is_not_there(login, kind):
    client = login(make_cadre())
    assert client.get(f"{NEW}?kind={kind}").status_code == 404
    assert client.post(f"{NEW}?kind={kind}", data=PLAIN).status_code == 404
    assert entries() == []


def test_a_claim_of_two_days_of_training_is_saved_with_days_and_document(login):
    client = login(make_cadre())
    answer = client.post(f"{NEW}?kind=outside_training", data=TRAINING)
    assert (answer.status_code, answer.location) == (302, "/")
    [entry] = entries()
    assert (entry.kind, entry.days, entry.half_days, entry.minutes) == ("outside_training", 2, 0, 0)
    assert (str(entry.ends_on), entry.document) == ("2026-11-18", "结业证 17 号")
    assert "Logged: 2 days. It waits to be confirmed." in client.get("/").text


def test_a_paper_is_saved_with_its_level(login):
    client = login(make_cadre())
    assert client.post(f"{NEW}?kind=paper", data=PAPER).status_code == 302
    [entry] = entries()
    assert (entry.kind, entry.level, entry.count) == ("paper", "city", 1)
    assert "city journal" in client.get(f"/study/entries/{entry.id}").text


@pytest.mark.parametrize(
    ("kind", "typed", "change", "message"),
    [
        ("outside_training", TRAINING, {"days": ""}, "Say how many days, or how many half days."),
        ("outside_training", TRAINING, {"days": "3"}, "there are only 2 days"),
        ("outside_training", TRAINING, {"topic": " "}, "This field is required."),
        ("outside_training", TRAINING, {"ends_on": "2026-11-16"}, "The last day is before the"),
        ("outside_training", TRAINING, {"studied_on": "1026-11-17"}, "may be at most 366 days"),
        ("outside_training", TRAINING, {"ends_on": "2026-11-21"}, "Choose a day from 21 Oct"),
        ("outside_training", TRAINING, {"days": "一"}, "Not a valid integer value."),
        ("paper", PAPER, {"level": "world"}, "Not a valid choice."),
        ("paper", PAPER, {"level": ""}, "This field is required."),
        ("paper", PAPER, {"count": "0"}, "between 1 and 99"),
        (SELF_STUDY, PLAIN, {"start_time": "25:00"}, "Not a valid time value."),
        (SELF_STUDY, PLAIN, {"gained": "长" * 5001}, "longer than 5000 characters"),
    ],
)
def test_a_refused_claim_says_why_and_saves_nothing(login, kind, typed, change, message):
    answer = login(make_cadre()).post(f"{NEW}?kind={kind}", data=typed | change)
    assert answer.status_code == 422
    assert message in answer.text
    assert entries() == []


def test_a_training_on_days_that_are_full_says_which_day_and_what_is_left(login):
    account = make_cadre()
    make_entry(_person(account), studied_on=date(2026, 11, 18), minutes=600)
    answer = login(account).post(f"{NEW}?kind=outside_training", data=TRAINING)
    assert answer.status_code == 422
    assert "A day of training is 8 hours" in answer.text
    assert "360 minutes are left on 18 Nov." in answer.text


def test_a_closed_year_says_whom_to_ask(login, time_machine):
    time_machine.move_to("2027-01-10T04:00:00+00:00", tick=False)
    db.session.add(ClosedYear(year=2026, closed_at=THEN, document=""))
    db.session.flush()
    answer = login(make_cadre()).post(NEW, data=PLAIN | {"studied_on": "2026-12-31"})
    assert answer.status_code == 422
    assert "The books of 2026 are closed" in answer.text


def test_the_form_offers_the_last_topic_with_the_minutes_that_today_offers(login):
    account = make_cadre()
    make_entry(_person(account), minutes=60, topic="公文格式")
    client = login(account)
    chosen = re.compile(r'<input[^>]*name="minutes"[^>]*>')
    for page in (client.get(NEW).text, client.get("/").text):
        assert [re.search(r'value="(\w+)"', one)[1] for one in chosen.findall(page)
                if "checked" in one] == ["45"]  # fmt: skip
    assert 'value="公文格式"' in client.get(NEW).text


def test_an_edit_shows_the_fields_of_the_kind_and_keeps_it(login):
    account = make_cadre()
    client = login(account)
    client.post(f"{NEW}?kind=outside_training", data=TRAINING)
    [entry] = entries()
    url = f"/study/entries/{entry.id}/edit"
    page = client.get(url).text
    assert 'name="days"' in page
    assert 'value="2026-11-18"' in page
    changed = TRAINING | {"days": "1", "half_days": "1", "version": "1"}
    assert client.post(url, data=changed).status_code == 302
    [entry] = entries()
    assert (entry.kind, entry.days, entry.half_days) == ("outside_training", 1, 1)
    assert client.post(url, data=changed).status_code == 409


def test_markdown_is_rendered_once_when_it_is_saved_and_a_plain_line_is_not(login):
    client = login(make_cadre())
    client.post(NEW, data=PLAIN)
    client.post(
        NEW, data=PLAIN | {"minutes": "30", "gained": "**重**：\r\n<script>x</script>\r\n- 一"}
    )
    plain, rich = entries()
    assert plain.gained_html is None
    assert "<strong>重</strong>" in rich.gained_html
    assert "<script" not in rich.gained_html
    page = client.get(f"/study/entries/{rich.id}").text
    assert "<strong>重</strong>" in page
    assert "<script>x" not in page


def test_a_topic_that_is_a_material_names_it_and_the_material_starts_the_form(login):
    material = make_material(title="党章", source="人民出版社")
    client = login(make_cadre())
    page = client.get(f"{NEW}?material={material.id}").text
    assert 'value="党章"' in page
    assert '<option value="党章">' in page
    client.post(NEW, data=PLAIN | {"topic": "党章"})
    [entry] = entries()
    assert entry.material_id == material.id
    assert "人民出版社" in client.get(f"/study/entries/{entry.id}").text


def test_any_entry_of_ones_own_can_be_logged_again_and_nobody_elses(login):
    account = make_cadre()
    client = login(account)
    client.post(f"{NEW}?kind=outside_training", data=TRAINING)
    [entry] = entries()
    link = f"/study/entries/new?kind=outside_training&amp;again={entry.id}"
    assert link in client.get(f"/study/entries/{entry.id}").text
    for url in (f"{NEW}?kind=outside_training&again={entry.id}", f"{NEW}?again={entry.id}"):
        page = client.get(url).text
        assert "省委党校进修班" in page
        assert re.search(r'name="days"[^>]* value="2"', page)
        assert 'value="2026-11-17"' not in page  # the days are said anew
    foreign = make_entry(make_person(), topic="别人的题目")
    assert "别人的题目" not in client.get(f"{NEW}?again={foreign.id}").text


def test_a_start_time_is_kept_and_shown(login):
    client = login(make_cadre())
    client.post(NEW, data=PLAIN | {"start_time": "14:03"})
    [entry] = entries()
    assert entry.start_time == time(14, 3)
    assert "14:03" in client.get(f"/study/entries/{entry.id}").text


def test_a_picture_goes_with_a_new_entry_and_a_refused_one_says_why(login):
    client = login(make_cadre())
    data = PLAIN | {"proofs": (picture(), "笔记.jpg")}
    assert client.post(NEW, data=data).status_code == 302
    [entry] = entries()
    assert [one.entry_id for one in db.session.scalars(sa.select(Attachment))] == [entry.id]
    data = PLAIN | {"minutes": "30", "proofs": (io.BytesIO(b"<svg/>"), "图.svg")}
    answer = client.post(NEW, data=data)
    assert answer.status_code == 422
    assert "图.svg" in answer.text
    assert len(entries()) == 1


@pytest.mark.parametrize("kind", ["self_study", "outside_training", "paper", "teaching"])
def test_every_form_is_rendered_in_chinese(login, kind):
    page = login(make_account(make_person()), language="zh").get(f"{NEW}?kind={kind}")
    assert page.status_code == 200
    assert "记一笔" in page.text
    assert "存为草稿" in page.text


def _person(account):
    return db.session.get_one(Person, account.person_id)
