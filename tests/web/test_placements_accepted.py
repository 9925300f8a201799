"""What placements were accepted by, done in the demo on its pages, on both databases."""

import html
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from domain.audit import Actor
from domain.demo.move_stories import LONGER
from domain.demo.pair_stories import QUIET
from domain.placements.running import follow_placements
from models import Account, Person, Placement, Post, Unit, db
from tests.domain.test_demo import load
from tests.domain.test_demo_placements import person_at
from tests.rotation import load_rotation_rules

LATE: tuple[str, int] = ("督查室", 8)
AFTER = datetime(2027, 2, 1, 4, tzinfo=UTC)  # when the secondment, twice extended, is over
FINAL = {"text": "工作投入，作风扎实", "conclusion": "good", "read": "0"}


@pytest.fixture
def hr(login, database):
    load_rotation_rules()
    load()
    db.session.commit()
    return login(named("hr"))


def named(username):
    return db.session.query(Account).filter_by(username=username).one()


def person(place):
    return db.session.get_one(Person, person_at(place))


def post_id(unit, title):
    found = db.session.query(Post.id).join(Unit, Unit.id == Post.unit_id)
    return str(found.filter(Unit.name == unit, Post.title == title).scalar())


def placement(kind, **where):
    return db.session.query(Placement).filter_by(kind=kind, **where).one()


def page_of(row):
    return f"/placements/{row.id}"


def text_of(answer):
    assert answer.status_code == 200
    return html.unescape(answer.text)


def a_late_paper_arrives(hr):
    """As of a day in spring 2024 it is known otherwise now than it was known yesterday."""
    place = f"/people/{person(LATE).staff_no}/history"
    paper = {
        "document_no": "示委办任〔2024〕99号", "document_on": "2024-01-25", "rank": "一级主任科员",
        "post_id": post_id("信息处", "值守岗"), "main": "y", "from_on": "2024-02-01",
        "to_on": "2024-04-30", "corrects": "", "step": "look",
    }  # fmt: skip
    look = text_of(hr.post(f"{place}/paper", data=paper))
    seen = look.split('name="seen"')[1].split('value="')[1].split('"')[0]
    entered = hr.post(f"{place}/paper", data=paper | {"step": "enter", "seen": seen})
    assert entered.status_code == 302
    now = text_of(hr.get(f"{place}?as_of=2024-03-15"))
    then = text_of(hr.get(f"{place}?as_of=2024-03-15&known_on=2026-11-19"))
    assert "示委办任〔2024〕99号" in now
    assert "示委办任〔2024〕99号" not in then
    assert "值守岗" not in then


def a_mentor_is_transferred(hr, login):
    mentor, mentee = (person(place) for place in QUIET)
    pair = placement("mentorship", mentor_id=mentor.id, person_id=mentee.id)
    said = {
        "person": mentor.staff_no, "to_post": post_id("信息处", "信息报送岗"),
        "from_on": "2026-11-20",
    }  # fmt: skip
    proposed = hr.post("/placements/new?kind=rotation", data=said)
    assert proposed.status_code == 302
    move = placement("rotation", person_id=mentor.id)
    hr.post(f"{page_of(move)}/approval", data={"version": str(move.version)})
    db.session.refresh(pair)
    assert pair.flagged_on == date(2026, 11, 20)
    leader = login(named("leader2"))
    assert mentee.name in text_of(leader.get("/matters"))
    assert f"successor_of={pair.id}" in text_of(leader.get(page_of(pair)))
    successor = text_of(leader.get(f"/placements/new?kind=mentorship&successor_of={pair.id}"))
    assert mentee.staff_no in successor


def a_secondment_runs_its_course(hr, login, time_machine):
    """Extended, over by itself, signed by both units, and the person is back."""
    row = placement("secondment", person_id=person(LONGER).id)
    longer = {
        "to_on": "2027-01-20", "document_no": "示委办交〔2026〕77号", "document_on": "2026-11-18",
        "version": str(row.version),
    }  # fmt: skip
    assert hr.post(f"{page_of(row)}/extension", data=longer).status_code == 302
    time_machine.move_to(AFTER, tick=False)
    follow_placements(today=AFTER.date(), actor=Actor(None), now=AFTER)
    db.session.commit()
    assert (row.state, row.ended_on) == ("completed", date(2027, 1, 20))
    leader = login(named("leader2"))
    for side in ("host", "home"):
        signed = leader.post(f"{page_of(row)}/opinions/final/{side}/person", data=FINAL)
        assert signed.status_code == 302
    back = leader.post(f"{page_of(row)}/return", data={"on": "2027-01-21"})
    assert back.status_code == 302
    db.session.refresh(row)
    assert row.state == "assessed"
    page = text_of(login(named("hr")).get(page_of(row)))
    assert "Back at the home post" in page
    assert page.count("工作投入，作风扎实") >= 2


def who_is_due_next_year_is_exported(hr):
    page = text_of(hr.get("/placements/due?year=2027"))
    due = person(("秘书二处", 5))
    assert due.name in page
    assert "article 54 (to be confirmed)" in page
    content = hr.get("/placements/due?year=2027&as=xlsx").data
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    (mine,) = [row for row in rows if row[0] == due.name]
    assert mine[5] == "Ten years in the same post: to be moved"
    assert mine[4] == date(2027, 8, 1)


def test_all_of_it_in_the_demo(hr, login, time_machine):
    who_is_due_next_year_is_exported(hr)
    a_late_paper_arrives(hr)
    a_mentor_is_transferred(hr, login)
    a_secondment_runs_its_course(hr, login, time_machine)
