"""Materials written in the browser: new, changed, previewed, compared, in order, from files."""

import json
import re

import pytest

from models import ClassPost, ClassStep, MaterialRevision, ReadingMaterial, SearchPassage, db
from tests.factories import make_cadre, make_organiser
from tests.injections import INJECTIONS, what_acts
from tests.packs import load_pack
from tests.reading_classes import (
    make_class,
    make_member,
    make_post_on_board,
    make_reading_material,
)
from tests.web.task_books import person_of, stored

PLACE = "/reading/craft/materials"
TYPED = {
    "title": "起草：先想清楚", "title_en": "", "required": "y", "minutes": "45", "day": "1",
    "strands": ["documents", "affairs"], "source": "本平台编写",
    "zh": "开头\r\n\r\n## 先想 {#think}\r\n\r\n再写。", "en": "",
}  # fmt: skip
SELF_TEST = "\n\n## 自测 {#self-test}\n\n### 对不对？\n- [x] 对\n- [ ] 错\n\n> 解析：对。\n"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def client(login):
    return login(make_organiser(name="许知微", staff_no="00411"))


@pytest.fixture
def reading(database):
    found = make_class()
    db.session.commit()
    return found


def test_a_material_is_written_under_an_address_of_its_title(client, reading):
    assert client.post(f"{PLACE}/new", data=TYPED).location == PLACE
    [row] = stored(ReadingMaterial)
    assert (row.slug, row.number, row.day, row.minutes) == ("qi-cao-xian-xiang-qing-chu", 1, 1, 45)
    assert (row.strands, row.origin, row.required) == ("affairs;documents", "local", True)
    [revision] = stored(MaterialRevision)
    assert [one["key"] for one in json.loads(revision.sections)] == ["opening", "think"]
    assert "\r" not in revision.markdown
    assert "再写" in "".join(one.text for one in stored(SearchPassage))
    client.post(f"{PLACE}/new", data=TYPED | {"en": "## Think {#think}\n\nThen write."})
    assert stored(ReadingMaterial)[-1].slug == "qi-cao-xian-xiang-qing-chu-2"
    client.post(f"{PLACE}/new", data=TYPED | {"title_en": "Progress"})
    assert stored(ReadingMaterial)[-1].slug == "material-progress"  # the word is not free


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"title": " "}, "This field is required."),
        ({"zh": "", "en": ""}, "Write the text"),
        ({"minutes": "-1"}, "Number must be between 0 and 6000."),
        ({"zh": "x" * 200_001}, "Field cannot be longer than 200000 characters."),
        ({"zh": "## 自测\n\n### 问\n"}, "Line 3: the question has no options"),
        ({"zh": "> " * 3000 + "深"}, "Nothing of this text can be shown"),
        ({"zh": "<script>ran()</script>"}, "Nothing of this text can be shown"),
        ({"zh": "- " * 3000 + "深"}, "too deep in one another"),
    ],
)
def test_a_refused_material_says_why_and_keeps_what_was_typed(client, reading, values, message):
    answer = client.post(f"{PLACE}/new", data=TYPED | {"source": "别丢了"} | values)
    assert answer.status_code == 422
    assert message in answer.text
    assert "别丢了" in answer.text
    assert stored(ReadingMaterial) == []


def test_a_change_makes_a_revision_and_the_two_are_compared(client, reading):
    client.post(f"{PLACE}/new", data=TYPED)
    [row] = stored(ReadingMaterial)
    place = f"{PLACE}/{row.slug}"
    page = client.get(place).text
    assert "## 先想 {#think}" in page
    changed = TYPED | {"zh": "开头\n\n## 先想 {#think}\n\n再动笔写。" + SELF_TEST, "version": "1",
                       "reason": "补一句"}  # fmt: skip
    assert client.post(place, data=changed).status_code == 302
    first, second = stored(MaterialRevision)
    assert (second.number, second.reason, second.questions != "[]") == (2, "补一句", True)
    assert "自测" not in second.plain
    assert "自测" in second.markdown
    page = client.get(f"{place}/revisions?of={first.id}&to={second.id}").text
    assert "再<ins>动笔</ins>写。" in page
    assert "补一句" in page
    assert client.get(f"{place}/revisions?of={first.id}&to=999999").status_code == 404
    # The same text again is no revision, though the minutes are others.
    assert client.post(place, data=changed | {"version": "2", "minutes": "50"}).status_code == 302
    assert len(stored(MaterialRevision)) == 2
    assert stored(ReadingMaterial)[0].minutes == 50
    assert [one.act for one in stored(ClassStep)] == [
        "material_written", "material_edited", "material_edited",
    ]  # fmt: skip


def test_who_saves_second_sees_both_texts_and_loses_nothing(client, login, reading):
    client.post(f"{PLACE}/new", data=TYPED)
    [row] = stored(ReadingMaterial)
    place = f"{PLACE}/{row.slug}"
    other = login(make_organiser())
    mine = TYPED | {"version": "1", "zh": "我写的一段。", "title": "我的题目"}
    theirs = TYPED | {"version": "1", "zh": "别人写的一段。"}
    assert other.post(place, data=theirs).status_code == 302
    answer = client.post(place, data=mine)
    assert answer.status_code == 409
    assert "我写的一段。" in answer.text
    assert "<del>别人</del>写的一段。" in answer.text
    assert "<ins>我</ins>写的一段。" in answer.text
    assert "Stored now: 起草：先想清楚" in answer.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)[1]
    assert client.post(place, data=mine | {"version": version}).status_code == 302
    texts = [one.markdown for one in stored(MaterialRevision)]
    assert texts[1:] == ["别人写的一段。", "我写的一段。"]


def test_a_language_that_is_there_cannot_be_emptied(client, reading):
    make_reading_material(reading, english="Think.")
    db.session.commit()
    answer = client.post(f"{PLACE}/drafting", data=TYPED | {"version": "1"})
    assert answer.status_code == 422
    assert "cannot be emptied" in answer.text


def test_the_preview_shows_the_text_with_and_without_scripts(client, login, reading):
    text = "## 先想\n\n**重点：**再写。" + SELF_TEST
    answer = client.post("/reading/preview", data={"text": text, "slug": "craft"})
    assert "<strong>重点：</strong>再写。" in answer.text
    assert "自测" not in answer.text
    answer = client.post(f"{PLACE}/new", data=TYPED | {"zh": text, "step": "preview"})
    assert answer.status_code == 200
    assert "<strong>重点：</strong>再写。" in answer.text
    assert "**重点：**再写。" in answer.text  # still in the field
    assert stored(ReadingMaterial) == []
    wrong = client.post("/reading/preview", data={"text": "## 自测\n\n乱\n"}).text
    assert "Line 3: this line belongs to no question" in wrong
    assert login(make_cadre()).post("/reading/preview", data={"text": "x"}).status_code == 403


def test_a_link_to_another_material_leads_there_and_what_is_left_out_is_told(client, reading):
    make_reading_material(reading)
    db.session.commit()
    text = (
        "见[起草](07-drafting.md)和[没有](09-none.md)。\n\n![图](none.png)\n\n"
        "<b onclick='ran()'>粗</b>"
    )
    shown = client.post("/reading/preview", data={"text": text, "slug": "craft"}).text
    assert 'href="/reading/craft/drafting"' in shown
    for told in (
        "Line 1: the link to “09-none.md” leads to nothing.",
        "Line 3: the picture “none.png” is not here and is left out.",
        "Line 5: “onclick” does not run and is left out.",
    ):
        assert told in shown
    assert "07-drafting.md" not in shown
    assert client.post(f"{PLACE}/new", data=TYPED | {"zh": text}).status_code == 302
    assert 'href="/reading/craft/drafting"' in stored(MaterialRevision)[-1].html
    previewed = client.post(f"{PLACE}/new", data=TYPED | {"zh": text, "step": "preview"}).text
    assert "leads to nothing" in previewed


def test_order_taking_off_and_putting_back(client, login, reading):
    cadre = make_cadre()
    make_member(reading, person_of(cadre))
    for number in range(3):
        make_reading_material(reading, f"m{number}", title=f"题{number}")
    db.session.commit()

    def order():
        rows = [one for one in stored(ReadingMaterial) if one.removed_at is None]
        return [one.slug for one in sorted(rows, key=lambda one: one.number)]

    client.post(f"{PLACE}/m2/place", data={"to": "up"})
    client.post(f"{PLACE}/m0/place", data={"to": "up"})
    assert order() == ["m0", "m2", "m1"]
    client.post(f"{PLACE}/m0/place", data={"to": "down"})
    assert order() == ["m2", "m0", "m1"]
    assert client.post(f"{PLACE}/m2/removal").status_code == 302
    assert order() == ["m0", "m1"]
    assert "题2" not in login(cadre).get("/reading/craft").text
    assert "m2" not in [one.title for one in stored(SearchPassage)]
    assert client.post(f"{PLACE}/m2/removal").status_code == 404
    assert client.post(f"{PLACE}/m2/return").status_code == 302
    assert order() == ["m0", "m1", "m2"]
    assert client.post(f"{PLACE}/m2/return").status_code == 404


def test_a_button_pressed_twice_acts_once(client, reading):
    for number in range(3):
        make_reading_material(reading, f"m{number}")
    post = make_post_on_board(reading, make_organiser())
    db.session.commit()
    for page, act, more in (
        (PLACE, "m2/place", {"to": "up"}), (PLACE, "m2/removal", {}),
        ("/reading/craft", f"board/{post.id}/pin", {}),
        ("/reading/craft", f"board/{post.id}/removal", {}),
    ):  # fmt: skip
        place = f"{page}/{act}"
        form = client.get(page).text.split(f'action="{place}"')[1].split("</form>")[0]
        once = re.search(r'name="once" value="([^"]+)"', form)[1]
        for _ in range(2):
            assert client.post(place, data=more | {"once": once}).status_code == 302, act
        if act.endswith("pin"):
            assert [one.pinned for one in stored(ClassPost)] == [True]
    numbers = {one.slug: one.number for one in stored(ReadingMaterial)}
    assert numbers["m0"] < numbers["m2"] < numbers["m1"]


def test_a_material_from_files_is_read_only_until_it_is_detached(client, reading):
    make_reading_material(reading, origin="files")
    db.session.commit()
    place = f"{PLACE}/drafting"
    page = client.get(place).text
    assert "The material comes from files" in page
    assert '<fieldset class="plain" disabled>' in page
    answer = client.post(place, data=TYPED | {"version": "1"})
    assert (answer.status_code, "read-only here" in answer.text) == (422, True)
    assert "read-only here" in client.get(client.post(f"{place}/removal").location).text
    assert client.post(f"{place}/detaching").status_code == 302
    assert stored(ReadingMaterial)[0].origin == "detached"
    version = stored(ReadingMaterial)[0].version
    assert client.post(place, data=TYPED | {"version": str(version)}).status_code == 302


def test_a_closed_class_is_not_written_any_more(client, reading):
    material = make_reading_material(reading)
    reading.state = "closed"
    db.session.commit()
    typed = TYPED | {"version": "1"}
    assert client.post(f"{PLACE}/new", data=TYPED).status_code == 422
    assert client.post(f"{PLACE}/{material.slug}", data=typed).status_code == 422
    for act in ("place", "removal"):
        answer = client.post(f"{PLACE}/{material.slug}/{act}", data={"to": "up"})
        assert "the class is finished" in client.get(answer.location).text


def test_no_script_runs_from_any_field_of_a_class(client, login):
    text = "\n\n".join(INJECTIONS)
    make_class(
        title="<script>ran()</script>", title_en='"><img src=x onerror=ran()>',
        theme="<svg onload=ran()>", theme_en="<iframe src='javascript:ran()'>", joining="open",
    )  # fmt: skip
    db.session.commit()
    typed = TYPED | {"zh": text, "en": text, "title": "<img src=x onerror=ran()>",
                     "source": "<script>ran()</script>", "reason": "<b onclick=ran()>"}  # fmt: skip
    assert client.post(f"{PLACE}/new", data=typed).status_code == 302
    [row] = stored(ReadingMaterial)
    assert (
        client.post(
            f"{PLACE}/{row.slug}", data=typed | {"version": "1", "zh": f"x{text}"}
        ).status_code
        == 302
    )
    for start in range(0, len(INJECTIONS), 40):
        words = "\n\n".join(INJECTIONS[start : start + 40])[:4000]
        assert client.post("/reading/craft/board", data={"words": words}).status_code == 302
    pages = ["/reading", "/reading/craft", PLACE, f"{PLACE}/{row.slug}",
             f"{PLACE}/{row.slug}/revisions", "/reading/craft/edit", "/reading/craft/closing",
             "/reading/craft/members", "/reading/craft/progress"]  # fmt: skip
    first, second = [one.id for one in stored(MaterialRevision) if one.language == "zh"]
    pages.append(f"{PLACE}/{row.slug}/revisions?of={first}&to={second}")
    for page in pages:
        found = what_acts(client.get(page).text)
        assert not found, (page, found)
    for one in stored(MaterialRevision):
        assert not what_acts(one.html)
    for payload in INJECTIONS:
        page = client.post("/reading/preview", data={"text": payload}).text
        assert not what_acts(page), payload
