"""The confirmer's queue on its page: what it shows, filters, and confirms at once."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.hours.years import close_year
from models import Material, Person, StudyEntry, db
from tests.factories import (
    make_absence,
    make_account,
    make_branch,
    make_entry,
    make_person,
    make_proof,
    make_secretary,
)
from tests.packs import load_pack

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def secretary(branch):
    return make_secretary(branch, name="张三")


def states():
    db.session.expire_all()
    return [one.state for one in db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id))]


def sent(*entries):
    return [f"{one.id}-{one.version}" for one in entries]


def test_the_filter_names_people_in_the_order_of_pinyin(login, branch, secretary):
    for name in ("林叙", "安白", "单于安", "曾石"):
        make_entry(make_person(branch=branch, name=name))
    page = login(secretary).get("/study/queue").text
    choices = page.partition('name="person"')[2].partition("</select>")[0]
    names = re.findall("安白|单于安|林叙|曾石", choices)
    assert names == ["安白", "单于安", "林叙", "曾石"]  # an, chanyu, lin, zeng


def test_the_detail_shows_what_a_confirmer_decides_by(app, login, branch, secretary):
    material = Material(title="公文处理条例", source="内网", added_at=NOW)
    db.session.add(material)
    db.session.flush()
    owner = make_person(branch=branch, name="林叙")
    entry = make_entry(
        owner, minutes=90, start_time=time(14), material_id=material.id, document="通知第3号",
        gained="**要点**", gained_html="<p><strong>要点</strong></p>",
    )  # fmt: skip
    make_proof(entry, app.config["INSTANCE"], name="笔记.jpg")
    page = login(secretary).get("/study/queue").text
    for text in (
        "林叙", "90 minutes", "14:00–15:30", "公文处理条例", "通知第3号", "笔记.jpg",
        "<p><strong>要点</strong></p>", "1.00 for each 45 minutes", "<dd>you", "waits 2 days",
    ):  # fmt: skip
        assert text in page, text


def test_the_detail_says_what_a_cap_would_cut(login, branch, secretary):
    owner, client = make_person(branch=branch), login(secretary)
    day = date(2026, 3, 2)
    for number in range(4):
        make_entry(owner, minutes=450, studied_on=day + timedelta(days=number))
    rows = db.session.scalars(sa.select(StudyEntry)).all()
    client.post("/study/confirmations", data={"entry": sent(*rows)})
    make_entry(owner, minutes=90)
    page = client.get("/study/queue").text
    assert "<b>0.00</b>" in page
    assert "Cut from 2.00 because self-study counts 40 hours a year at most." in page


def test_a_claim_of_days_and_one_of_a_level_are_shown_in_their_own_amounts(
    login, branch, secretary
):
    days = make_entry(
        make_person(branch=branch), kind="outside_training", minutes=0, days=2, half_days=1,
        studied_on=date(2026, 11, 10), ends_on=date(2026, 11, 12),
    )  # fmt: skip
    paper = make_entry(make_person(branch=branch), kind="paper", minutes=0, count=1, level="city")
    client = login(secretary)
    page = client.get(f"/study/queue?entry={days.id}").text
    assert "2 days and 1 half day" in page
    assert "<b>15.00</b>" in page
    page = client.get(f"/study/queue?entry={paper.id}").text
    assert "<b>6.00</b>" in page


def test_warnings_are_said_in_words_and_can_be_filtered(login, branch, secretary):
    owner = make_person(branch=branch, name="林叙")
    make_entry(owner, state="confirmed", topic="早先的一条")
    twin = make_entry(owner, topic="同样的一条")
    make_entry(make_person(branch=branch, name="方既明"), topic="平常的一条")
    client = login(secretary)
    page = client.get(f"/study/queue?entry={twin.id}").text
    assert "1 other entry of that day is of the same kind and as long." in page
    assert "The same day: 早先的一条 · 45 minutes · confirmed" in page
    odd = client.get("/study/queue?show=odd").text
    assert "同样的一条" in odd
    assert "平常的一条" not in odd


def test_what_waits_for_more_than_five_working_days_is_overdue_in_words(login, branch, secretary):
    late = make_entry(
        make_person(branch=branch), topic="很久的", submitted_at=NOW - timedelta(days=8)
    )
    make_entry(
        make_person(branch=branch), topic="刚好的", submitted_at=NOW - timedelta(days=7)
    )  # due today
    client = login(secretary)
    page = client.get("/study/queue").text
    assert page.count("overdue · waits 8 days") == 2  # in the list and in the detail
    assert "was due by 19 Nov" in page
    listed = client.get("/study/queue?show=overdue").text
    assert f'value="{late.id}-1"' in listed
    assert "刚好的" not in listed


def test_one_person_can_be_looked_at_alone_and_a_filter_that_finds_nothing_says_so(
    login, branch, secretary
):
    one, other = make_person(branch=branch), make_person(branch=branch)
    make_entry(one, topic="甲的")
    make_entry(other, topic="乙的")
    client = login(secretary)
    page = client.get(f"/study/queue?person={one.staff_no}").text
    assert "甲的" in page
    assert "乙的" not in page
    assert "Nothing of this kind waits" in client.get("/study/queue?show=overdue").text


def test_a_hundred_are_listed_and_all_that_are_filtered_are_confirmed_in_one_action(
    login, branch, secretary
):
    owner, other = make_person(branch=branch), make_person(branch=branch)
    entries = [
        make_entry(owner, minutes=15, studied_on=date(2026, 10, 1) + timedelta(days=n % 40))
        for n in range(120)
    ]
    make_entry(other)
    client = login(secretary)
    page = client.get(f"/study/queue?person={owner.staff_no}").text
    assert page.count('name="entry" value="') == 100 + 1  # the list, and the one in full
    assert "Confirm all 120" in page
    listed = " ".join(sent(*entries))
    answer = client.post(
        f"/study/confirmations?person={owner.staff_no}", data={"all": "1", "listed": listed}
    )
    assert answer.location == f"/study/queue?person={owner.staff_no}"
    assert states().count("confirmed") == 120
    assert states()[-1] == "waiting"
    assert "Confirmed 120 entries" in client.get("/study/queue").text


def test_what_was_changed_since_it_was_listed_is_passed_over_and_said(login, branch, secretary):
    first, changed = (make_entry(make_person(branch=branch)) for _ in range(2))
    listed = " ".join(sent(first, changed))
    changed.version = 2
    db.session.commit()
    client = login(secretary)
    client.post("/study/confirmations", data={"all": "1", "listed": listed})
    assert states() == ["confirmed", "waiting"]
    page = client.get("/study/queue").text
    assert "1 entry no longer waited, or was changed since, and was passed over." in page


def test_entries_of_a_closed_year_are_left_and_the_others_confirmed(login, branch, secretary):
    old = make_entry(make_person(branch=branch), studied_on=date(2025, 12, 1))
    new = make_entry(make_person(branch=branch))
    actor = Actor(make_account().id)
    close_year(2025, "关账", today=date(2026, 11, 20), actor=actor, now=NOW)
    client = login(secretary)
    client.post("/study/confirmations", data={"entry": sent(old, new)})
    assert states() == ["waiting", "confirmed"]
    page = client.get("/study/queue").text
    assert "1 entry lies in a year that is closed and was left: give it back." in page


def test_entries_without_rules_are_left_and_the_others_confirmed(login, branch, secretary):
    long_ago = {"kind": "outside_training", "minutes": 0, "days": 1}
    old = [
        make_entry(
            make_person(branch=branch), studied_on=date(year, 11, 1), ends_on=date(2026, 11, 1),
            **long_ago,
        )
        for year in (1026, 2016)
    ]  # fmt: skip
    new = make_entry(make_person(branch=branch))
    client = login(secretary)
    client.post("/study/confirmations", data={"entry": sent(*old, new)})
    assert states() == ["waiting", "waiting", "confirmed"]
    said = "2 entries begin on a day without hours rules and were left: give them back."
    assert said in client.get("/study/queue").text


def test_after_one_the_next_follows_and_the_filter_stays(login, branch, secretary):
    first, second = (make_entry(make_person(branch=branch)) for _ in range(2))
    client = login(secretary)
    data = {"entry": sent(first), "next": second.id}
    answer = client.post("/study/confirmations?show=all", data=data)
    assert answer.location == f"/study/queue?entry={second.id}"


def test_nothing_ticked_is_said_and_one_entry_of_somebody_else_refuses_all(
    login, branch, secretary
):
    entry, foreign = make_entry(make_person(branch=branch)), make_entry(make_person())
    client = login(secretary)
    assert client.post("/study/confirmations").status_code == 302
    assert "Tick at least one entry first." in client.get("/study/queue").text
    both = {"entry": sent(entry, foreign)}
    assert client.post("/study/confirmations", data=both).status_code == 404
    assert states() == ["waiting", "waiting"]


def test_a_deputy_reads_for_whom_and_until_when(login, branch, secretary):
    deputy = make_person(name="代理人")
    make_absence(db.session.get_one(Person, secretary.person_id), deputy)
    entry = make_entry(make_person(branch=branch))
    client = login(make_account(deputy))
    page = client.get("/study/queue").text
    assert "You stand in for 张三, who is away until 27 Nov." in page
    assert "for 张三, away until 27 Nov" in page
    assert "/hours/" not in page.split("</header>")[-1].split("<article")[-1].split("</article>")[0]
    assert client.post("/study/confirmations", data={"entry": sent(entry)}).status_code == 302
    assert states() == ["confirmed"]


def test_undo_is_offered_for_ten_seconds_and_brings_all_back_at_once(login, branch, secretary):
    entries = [make_entry(make_person(branch=branch)) for _ in range(3)]
    client = login(secretary)
    client.post("/study/confirmations", data={"entry": sent(*entries)})
    page = client.get("/study/queue").text
    assert 'data-seconds="10"' in page
    db.session.commit()
    with client.session_transaction() as session:
        assert "undo" not in session  # offered once
    first, last = page.split('name="first" value="')[1], page.split('name="last" value="')[1]
    data = {"first": first.split('"')[0], "last": last.split('"')[0]}
    client.post("/study/undos", data=data)
    assert states() == ["voided"] * 3 + ["waiting"] * 3


@pytest.mark.parametrize("path", ["/study/queue", "/study/corrections"])
def test_the_page_runs_as_many_queries_for_three_rows_as_for_one_and_at_most_eight(
    login, count_queries, path
):
    counts = []
    for rows in (1, 3):
        branch = make_branch()
        account = make_secretary(branch)
        for _ in range(rows):
            owner = make_person(branch=branch)
            make_entry(owner)
            make_entry(owner, state="confirmed", minutes=30)
        client = login(account)
        client.get(path)  # a pack is read once in a process
        with count_queries() as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_the_queue_is_rendered_in_chinese(login, branch, secretary):
    make_entry(make_person(branch=branch), submitted_at=NOW - timedelta(days=9))
    page = login(secretary, language="zh").get("/study/queue").text
    assert '<html lang="zh-Hans-CN"' in page
    assert "逾期 · 等了 9 天" in page  # after the catalogue is merged
