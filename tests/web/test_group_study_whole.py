"""The whole path of a gathering: planned, opened, attended by code and by hand, written, closed."""

from datetime import timedelta
from io import BytesIO

import sqlalchemy as sa
import vobject
from docx import Document

from domain.groupstudy.codes import code_at
from domain.hours.figures import figure
from models import Credit, GroupStudy, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_secretary
from tests.gatherings import DAY, load_rule
from tests.packs import load_pack
from tests.web.test_calendar_feeds import make_feed

TIMES = {"held_on": str(DAY), "begins": "12:00", "ends": "13:30"}
PLAN = TIMES | {"kind": "branch_exchange", "topic": "学习全会精神", "place": "三楼会议室"}
WORDS = "# 会议记录\n\n会议强调写短。"


def of(branch) -> dict[str, object]:
    return {"holder": f"branch-{branch.id}", "branches": [branch.id]}


def credited(*accounts) -> dict[str, object]:
    ids = [str(one.person_id) for one in accounts]
    return {"person": ids, "shown": ",".join(ids)}


def figure_of(account) -> int:
    return figure(account.person_id, DAY.year, today=DAY).main.total


def sum_of_lines(account) -> int:
    lines = sa.select(sa.func.coalesce(sa.func.sum(Credit.hundredths), 0))
    return db.session.scalar(lines.where(Credit.person_id == account.person_id))


def check_in_one_by_code_and_one_by_hand(app, host, phone, page, by_hand):
    gathering = db.session.scalars(sa.select(GroupStudy)).one()
    code = code_at(gathering, app.config["SECRET_KEY"], NOON)
    assert code in host.get(f"{page}/code").text
    phone.post(f"{page}/check-in", data={"code": code})
    host.post(f"{page}/attendance", data={"tap": f"{by_hand.person_id}.present.expected"})
    assert host.get(f"{page}/count").json["there"] == 2


def test_a_gathering_from_its_plan_to_the_hours_minutes_board_and_calendar(
    app, login, stranger, database, time_machine
):
    load_pack()
    load_rule()
    branch = make_branch(name="机关一支部")
    by_code, by_hand, absent = (
        make_cadre(branch=branch, name=name, staff_no=number)
        for name, number in (("李青川", "00317"), ("何听雨", "00318"), ("路未到", "00319"))
    )
    secretary = make_secretary(branch, name="周书记")
    host = login(secretary)
    feed = make_feed(login(by_code))
    page = host.post("/group-study/new", data=PLAN | of(branch)).location
    assert "学习全会精神" in login(by_code).get("/").text
    host.post(f"{page}/opening")
    check_in_one_by_code_and_one_by_hand(app, host, login(by_code), page, by_hand)
    host.post(f"{page}/talks/new", data={"person": "00317", "title": "写短", "minutes": "10"})
    closing = TIMES | credited(by_code, by_hand)
    time_machine.move_to(NOON + timedelta(minutes=95), tick=False)
    host = login(secretary)  # nobody was at that machine for an hour and a half
    refused = host.post(f"{page}/closing", data=closing)
    assert refused.status_code == 422
    assert "Still wanting: minutes that are agreed." in refused.text
    host.post(f"{page}/minutes/edit", data={"words": WORDS, "version": "0"})
    host.post(f"{page}/minutes/agreement", data={"version": "1"})
    assert host.post(f"{page}/closing", data=closing).status_code == 302

    for account, hours in ((by_code, 200), (by_hand, 200), (absent, 0)):
        assert figure_of(account) == sum_of_lines(account) == hours
    assert "2.00" in login(by_code).get("/hours").text
    words = Document(BytesIO(host.get(f"{page}/minutes.docx").data))
    assert any("会议强调写短。" in one.text for one in words.paragraphs)
    [event] = vobject.readOne(stranger.get(feed).text).contents["vevent"]
    assert event.summary.value == "学习全会精神"
    board = host.get("/group-study/rhythm?year=2026").text
    assert "2/4" in board
