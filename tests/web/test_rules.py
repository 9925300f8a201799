"""The organiser's pages of the rules: read, written, rehearsed, adopted."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa

from domain.hours.packs import pack_in_force
from models import RulePack, db
from tests.factories import make_cadre, make_hr, make_person
from tests.packs import example_pack, keep_pack, load_next_version, load_pack
from tests.web.rule_pages import HALVED, TODAY, address, confirmed, make_organiser


@pytest.fixture
def organiser(login):
    return login(make_organiser())


def next_text(**words: str) -> str:
    row = load_next_version(changed=words or {})
    text = row.source_text
    db.session.rollback()
    return text


def test_the_index_says_which_rules_are_in_force_when_and_why(organiser):
    ready = load_next_version()
    db.session.commit()
    page = organiser.get("/rules").text
    in_force = page.partition('id="in-force"')[2].partition("</table>")[0]
    assert "version 3" in in_force
    assert "1 Jan 2020" in in_force
    assert "试行" in in_force
    every = page.partition('id="all"')[2]
    assert address(ready) in every
    assert "not in force" in every
    assert "numbers to be confirmed" in every


def test_without_rules_in_force_the_page_says_what_that_means(login):
    keep_pack(example_pack())
    db.session.commit()
    page = login(make_cadre()).get("/rules").text
    assert "No rules are in force today" in page
    assert "Write or bring rules" not in page  # that is the organiser's


def test_a_pack_is_shown_in_words_and_its_text_is_had_word_for_word(organiser):
    row = load_pack()
    page = organiser.get(address(row)).text
    for said in (
        "1.00 for each 45 minutes", "6.00 for each day, 3.00 for each half day",
        "self-study counts 40 hours a year at most", "5 years that end with the year",
        "12 months of grace after a change of rank", "Group training 1 time",
        "县处级正职", "up to 30 days back", "to be confirmed",
    ):  # fmt: skip
        assert said in page, said
    assert "open until 15 Jan" in page
    assert "To be confirmed within" not in page  # the reply times say that
    sent = organiser.get(address(row, "/text"))
    assert sent.data.decode() == row.source_text
    assert "attachment" in sent.headers["Content-Disposition"]
    assert organiser.get("/rules/example-office/77").status_code == 404
    assert "within_days" in row.source_text  # of an older form: the reply times say it now
    assert "To be confirmed within" not in page
    assert "每 45 分钟 1.00 学时" in organiser.get(address(row) + "?lang=zh").text


def test_how_rules_and_classes_are_written_is_read_in_the_browser(organiser):
    assert 'href="/rules/format"' in organiser.get("/rules/new").text
    page = organiser.get("/rules/format").text
    for said in ("<code>requirements[].grace_months</code>", "A worked example", "<table>",
                 "<code>asks.reflection_characters</code>"):  # fmt: skip
        assert said in page, said
    assert page.count("<h1") == 1


def test_how_they_are_written_is_read_in_the_readers_language(organiser):
    english = organiser.get("/rules/format").text
    chinese = organiser.get("/rules/format?lang=zh").text
    again = organiser.get("/rules/format?lang=en").text  # each is kept apart from the other
    for page in (english, again):
        assert "what is multiplied" in page
        assert "按什么折算" not in page
    assert "按什么折算" in chinese
    assert "what is multiplied" not in chinese
    for page in (english, chinese):
        assert "<code>requirements[].grace_months</code>" in page
        assert "README" not in page  # files lead to each other, the page has its own switch
        anchors = re.findall(r'<li><a href="#([^"]+)"', page)
        assert len(anchors) == 8
        assert [one for one in anchors if f'<h2 id="{one}">' not in page] == []


def test_a_cadre_reads_the_rules_and_changes_nothing(login):
    row = load_pack()
    client = login(make_cadre())
    page = client.get(address(row)).text
    assert "Rehearse" not in page
    assert client.get("/rules/new").status_code == 403
    assert client.get(address(row, "/rehearsal")).status_code == 403
    assert client.post(address(row, "/adoption")).status_code == 403
    assert login(make_hr()).get("/rules/new").status_code == 403


def test_rules_are_written_in_the_browser_and_lie_ready(organiser):
    page = organiser.get("/rules/new?pack=example-office&version=3").text
    assert "version = 4" in page  # the next free number
    answer = organiser.post("/rules/new", data={"text": next_text().replace("\n", "\r\n")})
    assert answer.status_code == 302
    assert answer.location == "/rules/example-office/4"
    assert "It is not in force yet" in organiser.get(answer.location).text
    kept = db.session.scalars(sa.select(RulePack).where(RulePack.version == 4)).one()
    assert "\r" not in kept.source_text
    assert pack_in_force(TODAY)[1].version == 3


def test_rules_come_as_a_file_with_or_without_a_mark(organiser):
    content = b"\xef\xbb\xbf" + next_text().encode()
    file = (BytesIO(content), "hours-new.toml")
    answer = organiser.post("/rules/new", data={"file": file, "text": ""})
    assert answer.location == "/rules/example-office/4"
    again = organiser.post("/rules/new", data={"text": next_text()}, follow_redirects=True)
    assert "loaded already, word for word" in again.text


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('credit = "40.00"', 'credit = "40"', "caps[0].credit: expected an amount"),
        ('part = "self"\nzh', 'part = "art"\nzh', "kinds[0].part: expected one of group"),
        (
            "days = 30",
            "hours = 3\ndays = 30",
            "back_dating.hours: expected a field of those",
        ),
        (
            'total = "160.00"',
            'total = "60.00"',
            "requirements[1].total: expected at least the sum of its parts, 160.00",
        ),
        ("confirmed = false", "confirmed = false =", "TOML: expected TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_typed_is_lost(organiser, before, after, said):
    text = next_text()
    assert before in text
    wrong = text.replace(before, after, 1)
    answer = organiser.post("/rules/new", data={"text": wrong})
    assert answer.status_code == 422
    line = text[: text.index(before)].count("\n") + 1
    assert f"> Line {line}, {said}" in answer.text.replace("&#34;", '"')
    assert 'class="excerpt"' in answer.text
    assert after.split("\n")[0].replace('"', "&#34;") in answer.text
    file = (BytesIO(wrong.encode()), "mine.toml")
    sent = organiser.post("/rules/new", data={"file": file})
    assert sent.status_code == 422
    assert "mine.toml, line" in sent.text
    assert "back_dating" in sent.text  # the file stands in the box, to be mended
    assert db.session.scalar(sa.select(sa.func.count(RulePack.id))) == 1


def test_a_changed_text_of_a_kept_version_is_refused_and_asks_for_the_next(organiser):
    text = example_pack().replace("per = 45", "per = 50", 1)
    answer = organiser.post("/rules/new", data={"text": text})
    assert answer.status_code == 422
    assert "raise its version" in answer.text
    assert "per = 50" in answer.text


def test_what_is_no_text_at_all_is_refused(organiser):
    assert "Choose a file, or write" in organiser.post("/rules/new", data={"text": " "}).text
    file = (BytesIO("id = '学时规则'".encode("gb18030")), "x.toml")
    answer = organiser.post("/rules/new", data={"file": file})
    assert "UTF-8" in answer.text
    bomb = (BytesIO(b"a = " + 999 * b"["), "deep.toml")
    answer = organiser.post("/rules/new", data={"file": bomb})
    assert (answer.status_code, "brackets in brackets" in answer.text) == (422, True)
    large = (BytesIO(b"# " + 400_000 * b"a"), "large.toml")
    answer = organiser.post("/rules/new", data={"file": large})
    assert (answer.status_code, len(answer.data) < 100_000) == (422, True)
    too_long = next_text().replace('id = "example-office"', f'id = "{"a" * 61}"')
    assert "at most 60 characters" in organiser.post("/rules/new", data={"text": too_long}).text


def test_the_pages_of_the_rules_are_rendered_in_chinese(organiser):
    row = load_next_version(changed=HALVED)
    confirmed(make_person())
    for path, said in (
        ("/rules", "启用情况"), (address(row), "学习类别与折算"), ("/rules/new", "规则文本"),
        (address(row, "/rehearsal"), "谁的学时会变"),
    ):  # fmt: skip
        assert said in organiser.get(f"{path}?lang=zh").text


def test_the_list_of_rules_costs_the_same_for_one_pack_and_for_three(organiser, count_queries):
    organiser.get("/rules")
    with count_queries() as few:
        organiser.get("/rules")
    for number in (7, 8):
        keep_pack(example_pack().replace("\nversion = 3", f"\nversion = {number}"))
    db.session.commit()
    organiser.get("/rules")
    with count_queries() as many:
        organiser.get("/rules")
    assert len(few) == len(many) <= 8
