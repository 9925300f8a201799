"""What is typed of a gathering: clocks that go forward, breaks in what stands in one line."""

from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import GroupStudyStep, db
from tests.factories import make_branch, make_secretary
from tests.gatherings import load_rule
from tests.packs import load_pack
from tests.web.test_group_study_plan import PAGE, all_gatherings, typed


@pytest.fixture
def branch(database):
    load_pack()
    load_rule()
    return make_branch(name="第一党支部")


@pytest.fixture
def secretary(branch):
    return make_secretary(branch)


def test_an_hour_that_the_clocks_leave_out_does_not_turn_the_end_before_the_start(
    app, login, branch, secretary, monkeypatch
):
    monkeypatch.setitem(app.config, "TIMEZONE", ZoneInfo("America/New_York"))
    client = login(secretary)
    odd = typed(branch, held_on="2027-03-14", begins="02:30", ends="03:10")
    answer = client.post(f"{PAGE}/new", data=odd)
    assert answer.status_code == 422
    assert "The end must come after the start." in answer.text
    assert all_gatherings() == []
    client.post(f"{PAGE}/new", data=typed(branch, held_on="2027-03-14"))
    [one] = all_gatherings()
    answer = client.post(f"{PAGE}/{one.id}/edit", data={**odd, "version": "1"})
    assert answer.status_code == 422
    assert "The end must come after the start." in answer.text


def test_what_stands_in_one_line_takes_no_breaks_and_no_tabs(login, branch, secretary):
    wild = typed(
        branch, kind="first_item", topic="学习\r\n全会\t精神", place="三楼\n会议室",
        meeting="支部\n大会",
    )  # fmt: skip
    client = login(secretary)
    assert client.post(f"{PAGE}/new", data=wild).status_code == 302
    [one] = all_gatherings()
    said = (one.topic, one.place, one.meeting)
    assert said == ("学习 全会 精神", "三楼 会议室", "支部 大会")
    client.post(f"{PAGE}/{one.id}/cancellation", data={"reason": "会议\n改期", "scope": "this"})
    [step] = db.session.scalars(
        sa.select(GroupStudyStep.reason).where(GroupStudyStep.act == "cancelled")
    )
    assert step == "会议 改期"
