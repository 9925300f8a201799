"""The organiser's pages of the rules: read, written, rehearsed, adopted."""

from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from domain.hours.packs import pack_in_force
from models import AuditRow, ClosedYear, PackAdoption, RulePack, db
from tests.conftest import NOON
from tests.factories import (
    example_pack,
    keep_pack,
    load_next_version,
    load_pack,
    make_account,
    make_cadre,
    make_entry,
    make_grant,
    make_hr,
    make_person,
)
from tests.web.reading import rows_of

TODAY = date(2026, 11, 20)
HALVED = {'convert = { of = "minutes", per = 45, credit = "1.00" }':
          'convert = { of = "minutes", per = 90, credit = "1.00" }'}  # fmt: skip


@pytest.fixture
def organiser(login):
    load_pack()
    account = make_cadre(name="组织员", search_key="zu")
    make_grant(account, "organiser")
    db.session.commit()
    return login(account)


def confirmed(person, **values):
    values = {"studied_on": date(2025, 6, 1)} | values
    confirming.confirm_entries(
        [make_entry(person, **values)], actor=Actor(make_account().id), now=NOON
    )
    db.session.commit()


def address(row: RulePack, place: str = "") -> str:
    return f"/rules/{row.slug}/{row.version}{place}"


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
    sent = organiser.get(address(row, "/text"))
    assert sent.data.decode() == row.source_text
    assert "attachment" in sent.headers["Content-Disposition"]
    assert organiser.get("/rules/example-office/77").status_code == 404
    assert "每 45 分钟 1.00 学时" in organiser.get(address(row) + "?lang=zh").text


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
    assert f"line {line}, {said}" in answer.text.replace("&#34;", '"')
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
    too_long = next_text().replace('id = "example-office"', f'id = "{"a" * 61}"')
    assert "at most 60 characters" in organiser.post("/rules/new", data={"text": too_long}).text


def test_a_rehearsal_says_whose_figure_changes_from_what_to_what_and_why(organiser):
    person = make_person(name="林叙", staff_no="00317", search_key="lin")
    make_person(name="无事", search_key="wu")
    confirmed(person, minutes=90)
    row = load_next_version(changed=HALVED)
    db.session.commit()
    page = organiser.get(address(row, "/rehearsal")).text
    assert "1 person" in page
    assert "of 3; 1 activities" in page
    line = page.partition("林叙</a>")[2].partition("</tr>")[0]
    for said in (
        '2.00</span> <span aria-hidden="true">→</span> <span>1.00',
        '158.00</span> <span aria-hidden="true">→</span> <span>159.00',
        "Self-study 1.00 instead of 2.00",
    ):
        assert said in line, said
    sheet = rows_of(organiser.get(address(row, "/rehearsal?as=xlsx")))
    assert sheet[1] == [
        "00317", "林叙", "The office's yearly requirement", 2, 160, 158,
        "The office's yearly requirement", 1, 160, 159, "Self-study 1.00 instead of 2.00",
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(PackAdoption.id))) == 1
    assert pack_in_force(TODAY)[1].version == 3


def test_a_rehearsal_names_activities_without_a_rule_and_what_is_asked_anew(organiser):
    person = make_person(name="林叙", search_key="lin")
    confirmed(person, kind="paper", minutes=0, count=1, level="city")
    row = load_next_version(
        changed={'id = "city"': 'id = "town"', 'total = "160.00"': 'total = "170.00"'}
    )
    db.session.commit()
    page = organiser.get(address(row, "/rehearsal")).text
    assert "1 activity has no rule in this pack" in page
    line = page.partition("林叙</a>")[2].partition("</tr>")[0]
    assert "asks 170.00 instead of 160.00" in line
    assert "Paper published 0.00 instead of 6.00" in line
    assert "1 activity without a rule (Paper published: no such level)" in line
    assert "2 people" in page  # the other, who has nothing, is asked for more too


def test_a_rehearsal_without_changes_or_activities_says_so(organiser):
    row = load_next_version()
    db.session.commit()
    assert "Nothing to rehearse on" in organiser.get(address(row, "/rehearsal")).text
    confirmed(make_person())
    assert (
        "All that was had, asked and owed in 2025 stays the same"
        in organiser.get(address(row, "/rehearsal")).text
    )
    assert organiser.get(address(row, "/rehearsal?year=2019")).status_code == 404


def test_a_rehearsal_costs_the_same_for_one_person_and_for_three(organiser, count_queries):
    row = load_next_version(changed=HALVED)
    counted = []
    for number in (1, 2):
        for _ in range(number):
            confirmed(make_person())
        with count_queries() as queries:
            assert organiser.get(address(row, "/rehearsal")).status_code == 200
        counted.append(len(queries))
        with count_queries() as again:
            organiser.get(address(row, "/rehearsal"))
        assert len(again) < len(queries)  # kept while nothing happens
    assert counted[0] == counted[1] <= 12


def test_a_pack_is_adopted_from_a_day_for_a_reason(organiser):
    row = load_next_version()
    db.session.commit()
    form = {"from_on": "2027-01-01", "reason": "示委〔2026〕9 号", "once": "k1"}
    answer = organiser.post(address(row, "/adoption"), data=form)
    assert answer.status_code == 302
    assert organiser.post(address(row, "/adoption"), data=form).status_code == 302  # sent twice
    page = organiser.get("/rules").text
    assert "示委〔2026〕9 号" in page
    assert "31 Dec 2026" in page
    assert pack_in_force(date(2027, 1, 1))[1].version == 4
    actions = db.session.scalars(
        sa.select(AuditRow.action).where(AuditRow.action == "rules.adopted")
    ).all()
    assert len(actions) == 2  # the example, and this one


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"from_on": "2027-01-01", "reason": " "}, "Say why"),
        ({"from_on": "2027-01-01", "reason": ""}, "This field is required"),
        ({"from_on": "x", "reason": "会议"}, "Not a valid date"),
        ({"from_on": "2019-12-31", "reason": "会议"}, "line 4 (effective_from): it begins on"),
        ({"from_on": "2020-01-01", "reason": "会议"}, "its days meet those of example-office"),
        ({"from_on": "2024-05-01", "reason": "会议"}, "2024"),
    ],
)
def test_an_adoption_that_cannot_be_is_refused_and_the_old_pack_stays(organiser, form, said):
    row = load_next_version()
    db.session.add(ClosedYear(year=2024, closed_at=NOON))
    db.session.commit()
    if form["from_on"] == "2020-01-01":
        db.session.query(ClosedYear).delete()
        db.session.commit()
    answer = organiser.post(address(row, "/adoption"), data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert form["reason"] in answer.text
    assert pack_in_force(date(2027, 1, 1))[1].version == 3
    assert db.session.scalar(sa.select(sa.func.count(PackAdoption.id))) == 1


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
