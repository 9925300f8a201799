"""Own placements, registers with their filters and kept views, the board, ends, what lacks."""

import html
from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from models import HandOverItem, Person, PlacementReport, SavedView, db
from tests.factories import (
    THEN,
    make_branch,
    make_cadre,
    make_hr,
    make_leader,
    make_person,
    make_post,
    make_secretary,
    make_unit,
)
from tests.placed import NOON, make_mentorship, make_rotation, make_secondment

REGISTERS = "/placements/registers"


@pytest.fixture
def unit(database):
    return make_unit(name="综合处")


@pytest.fixture
def hr(login, unit):
    return login(make_hr(name="人事干部"))


@pytest.fixture
def away(unit):
    """Seconded since March; the plan ends in February."""
    person = make_person(name="林叙", search_key=" linxu lx", unit=unit)
    host = make_unit(name="青石乡", outside=True)
    found = make_secondment(
        person, make_post(unit), host, unit_id=unit.id, host_post="副乡长", document_no="示组7号"
    )
    db.session.commit()
    return found


def text_of(answer):
    assert answer.status_code in {200, 422}
    return html.unescape(answer.text)


def sheet_of(answer):
    return CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def body_of(page):
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_everybody_sees_in_what_they_stand_and_as_what(login, unit):
    account = make_cadre(name="林叙")
    me = db.session.get_one(Person, account.person_id)
    other = make_person(name="秦川")
    make_mentorship(me, other)
    make_mentorship(other, me, from_on=date(2026, 4, 1))
    make_rotation(other, make_post(unit, title="处长"), receiver_id=me.id)
    make_mentorship(make_person(name="外人甲"), make_person(name="外人乙"))
    db.session.commit()
    page = text_of(login(account).get("/placements"))
    assert all(one in page for one in ("You guide", "You are guided", "You take over", "秦川"))
    assert "外人" not in page
    assert "/registers/" not in page
    assert f'href="/people/{me.staff_no}/history"' in page


def test_a_secretary_sees_the_mentorships_of_the_branch_and_no_more(login, unit):
    branch = make_branch()
    secretary = make_secretary(branch)
    member = make_person(name="党员甲", branch=branch)
    make_mentorship(make_person(name="柳千师"), member)
    make_rotation(make_person(name="党员乙", branch=branch), make_post(unit))
    db.session.commit()
    page = text_of(login(secretary).get("/placements"))
    assert "党员甲" in page
    assert "柳千师" in page
    assert "党员乙" not in page


def test_a_register_has_its_kind_and_every_fact(hr, away):
    page = text_of(hr.get(f"{REGISTERS}/secondment"))
    for one in ("林叙", "综合处", "青石乡 副乡长", "示组7号", "In progress", "(planned)"):
        assert one in body_of(page)
    assert "林叙" not in text_of(hr.get(f"{REGISTERS}/rotation"))
    assert hr.get(f"{REGISTERS}/loan").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=林叙", True), ("text=lin xu", True), ("text=秦川", False),
        ("state=under_way", True), ("state=completed", False), ("state=nonsense", True),
        ("first=2027-03-01", False), ("first=2027-02-01", True), ("last=2026-02-01", False),
        ("within=180", True), ("within=30", False), ("lacks=document", False),
        ("first=yesterday", True),
    ],
)  # fmt: skip
def test_filters_find_what_they_say(hr, away, asked, found):
    assert ("林叙" in body_of(text_of(hr.get(f"{REGISTERS}/secondment?{asked}")))) is found


def test_units_count_those_below_and_hosts_are_chosen(hr, unit, away):
    above = make_unit(name="办公室")
    unit.parent_id = above.id
    other = make_unit(name="研究室")
    db.session.commit()
    for asked, found in (
        (f"unit={above.id}", True), (f"unit={other.id}", False),
        (f"host={away.host_unit_id}", True), (f"host={other.id}", False),
    ):  # fmt: skip
        page = text_of(hr.get(f"{REGISTERS}/secondment?{asked}"))
        assert ("林叙" in body_of(page)) is found, asked


@pytest.mark.parametrize("order", ["name", "unit", "from", "end", "state"])
def test_every_order_runs_both_ways(hr, unit, order):
    host = make_unit(outside=True)
    for name, day, state in (("安一", 1, "under_way"), ("白二", 2, "completed")):
        home = unit if name == "安一" else make_unit(name="研究室")
        make_secondment(
            make_person(name=name),
            make_post(unit),
            host,
            from_on=date(2026, 3, day),
            state=state,
            unit_id=home.id,
        )
    db.session.commit()
    up, down = (
        body_of(text_of(hr.get(f"{REGISTERS}/secondment?order={sign}{order}")))
        for sign in ("", "-")
    )
    assert (up.index("安一") < up.index("白二")) != (down.index("安一") < down.index("白二"))


def test_the_workbook_has_exactly_what_the_filters_leave(hr, unit, away):
    make_secondment(make_person(name="秦川"), make_post(unit), make_unit(outside=True))
    db.session.commit()
    rows = sheet_of(hr.get(f"{REGISTERS}/secondment?text=林叙&as=xlsx"))
    assert rows[0][:5] == ["Who is seconded", "Staff number", "Unit", "Host and post there",
                           "First day"]  # fmt: skip
    assert [row[0] for row in rows[1:]] == ["林叙"]
    assert rows[1][4] == date(2026, 3, 1)


def test_a_view_is_kept_opened_and_removed_by_its_own_account(hr, away, login):
    kept = hr.post(f"{REGISTERS}/secondment/views?text=林叙&order=name", data={"name": "林叙的"})
    assert kept.status_code == 302
    view = db.session.scalars(sa.select(SavedView)).one()
    assert view.query == "text=%E6%9E%97%E5%8F%99&order=name"
    page = text_of(hr.get(f"{REGISTERS}/secondment"))
    assert f'href="{REGISTERS}/secondment?{view.query}"' in page
    again = hr.post(f"{REGISTERS}/secondment/views?state=completed", data={"name": "林叙的"})
    assert again.status_code == 302
    db.session.expire_all()
    assert db.session.scalars(sa.select(SavedView.query)).one().startswith("state=completed")
    stranger = login(make_hr())
    assert stranger.post(f"{REGISTERS}/views/{view.id}/removal").status_code == 404
    hr.post(f"{REGISTERS}/views/{view.id}/removal")
    assert db.session.scalars(sa.select(SavedView)).all() == []


def test_a_view_without_a_name_is_refused_and_keeps_the_filters(hr, away):
    answer = hr.post(f"{REGISTERS}/secondment/views?text=林叙", data={"name": " "})
    assert answer.status_code == 422
    assert 'value="林叙"' in text_of(answer)


def test_a_leader_sees_those_of_the_unit(login, unit, away):
    make_secondment(make_person(name="别处人"), make_post(unit), make_unit(outside=True))
    db.session.commit()
    page = text_of(login(make_leader(unit)).get(f"{REGISTERS}/secondment"))
    assert "林叙" in page
    assert "别处人" not in page


@pytest.mark.parametrize("place", ["registers/mentorship", "board", "ending", "lacking"])
def test_a_cadre_opens_no_register(login, database, place):
    assert login(make_cadre()).get(f"/placements/{place}").status_code == 403


def test_the_board_draws_the_year_and_says_it_in_words(hr, away):
    page = text_of(hr.get("/placements/board?year=2026"))
    assert 'class="of-secondment" x="59" y="2" width="306"' in page
    assert "青石乡 副乡长" in page
    assert 'x="0" y="2" width="59"' in text_of(hr.get("/placements/board?year=2027"))
    assert "林叙" not in body_of(text_of(hr.get("/placements/board?year=2025")))
    assert "林叙" not in body_of(text_of(hr.get("/placements/board?year=2026&kind=rotation")))


def test_what_ends_within_ninety_days_is_listed_and_the_rest_is_not(hr, unit, away):
    soon = make_mentorship(make_person(), make_person(name="快到期"), unit_id=unit.id,
                           planned_to_on=date(2027, 1, 31))  # fmt: skip
    db.session.commit()
    page = text_of(hr.get("/placements/ending"))
    assert f"/placements/{soon.id}" in page
    assert "林叙" not in page
    assert "林叙" in text_of(hr.get("/placements/ending?days=180"))
    assert [row[1] for row in sheet_of(hr.get("/placements/ending?as=xlsx"))[1:]] == ["快到期"]


def test_each_thing_that_is_lacking_is_told_and_found(hr, unit, away):
    bare = make_secondment(make_person(name="无文号"), make_post(unit), make_unit(outside=True))
    make_rotation(make_person(name="未交接"), make_post(unit), document_no="1号")
    signed = make_rotation(make_person(name="已交接"), make_post(unit), document_no="2号")
    db.session.add(HandOverItem(placement_id=signed.id, number=1, text="印章", received_at=NOON))
    make_mentorship(make_person(), make_person(name="未签协议"))
    make_mentorship(make_person(), make_person(name="未考核"), state="completed", proposed_at=THEN)
    db.session.add(
        PlacementReport(placement_id=away.id, kind="report", title="月报", markdown="", html="",
                        person_id=away.person_id, handed_in_at=NOON)
    )  # fmt: skip
    db.session.commit()
    page = text_of(hr.get("/placements/lacking"))
    assert "已交接" not in page
    for what, name in (
        ("document", "无文号"), ("hand_over", "未交接"), ("agreement", "未签协议"),
        ("assessment", "未考核"), ("answer", "林叙"),
    ):  # fmt: skip
        assert name in page
        rows = sheet_of(hr.get(f"/placements/lacking?what={what}&as=xlsx"))
        assert [row[1] for row in rows[1:]] == [name], what
    assert bare.id


@pytest.mark.parametrize("place", ["registers/secondment", "board", "ending?days=365", "lacking"])
def test_a_list_asks_as_much_for_three_rows_as_for_one(hr, unit, count_queries, place):
    def add():
        make_secondment(make_person(unit=unit), make_post(unit), make_unit(outside=True),
                        unit_id=unit.id)  # fmt: skip
        db.session.commit()

    add()
    hr.get(f"/placements/{place}")
    with count_queries() as one:
        hr.get(f"/placements/{place}")
    add()
    add()
    with count_queries() as three:
        hr.get(f"/placements/{place}")
    assert len(one) == len(three) <= 8


def test_the_pages_are_in_chinese(login, unit, away):
    client = login(make_hr())
    for place in ("", "/registers/secondment", "/board", "/ending", "/lacking", "/import"):
        answer = client.get(f"/placements{place}?lang=zh")
        assert answer.status_code == 200
        assert 'lang="zh-Hans-CN"' in answer.text


def test_empty_pages_say_what_they_are_for(hr):
    assert "No placement yet" in text_of(hr.get("/placements"))
    assert "Nothing in this register yet" in text_of(hr.get(f"{REGISTERS}/rotation"))
    assert "Nothing found" in text_of(hr.get(f"{REGISTERS}/rotation?text=x"))
    assert "Nothing in this year" in text_of(hr.get("/placements/board"))
    assert "Nothing ends soon" in text_of(hr.get("/placements/ending"))
    assert "Nothing is lacking" in text_of(hr.get("/placements/lacking"))
