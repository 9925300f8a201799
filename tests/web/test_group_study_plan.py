"""Pages of gatherings: listed, planned, changed, cancelled, opened; refused; who sees what."""

import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from domain.groupstudy.inviting import Invited, invited_to
from domain.groupstudy.planning import readings_of
from models import Attendance, GroupStudy, GroupStudyStep, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_holiday,
    make_leader,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)
from tests.gatherings import DAY, NOON, load_rule, make_gathering, opened
from tests.packs import load_pack

PAGE = "/group-study"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()
    load_rule()


@pytest.fixture
def branch(database):
    return make_branch(name="第一党支部")


@pytest.fixture
def secretary(branch):
    return make_secretary(branch)


def typed(branch, **values) -> dict[str, object]:
    defaults = {
        "kind": "branch_exchange", "holder": f"branch-{branch.id}", "topic": "学习全会精神",
        "held_on": "2026-11-27", "begins": "09:00", "ends": "10:30", "place": "会议室",
        "branches": [branch.id],
    }  # fmt: skip
    return {**defaults, **values}


def all_gatherings() -> list[GroupStudy]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(GroupStudy).order_by(GroupStudy.held_on)))


def test_a_secretary_plans_a_gathering_and_its_page_says_what_it_is(login, branch, secretary):
    make_person(branch=branch, name="李青川", staff_no="00317")
    client = login(secretary)
    values = typed(
        branch, leader="00317", agenda="一、领学\n二、交流", readings="全会公报\n\n工作报告",
        numbers="00317 李青川",
    )  # fmt: skip
    answer = client.post(f"{PAGE}/new", data=values)
    assert answer.status_code == 302
    [one] = all_gatherings()
    assert one.starts_at == datetime.fromisoformat("2026-11-27T01:00+00:00")
    assert (one.held_on, one.branch_id, one.state) == (date(2026, 11, 27), branch.id, "planned")
    assert [line.title for line in readings_of(one.id)] == ["全会公报", "工作报告"]
    page = client.get(answer.location).text
    for text in (
        "09:00–10:30", "会议室", "李青川", "第一党支部", "一、领学", "工作报告",
        "Open the gathering", "What happened to it",
    ):  # fmt: skip
        assert text in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"topic": " "}, "This field is required."),
        ({"ends": "09:00"}, "The end must come after the start."),
        ({"ends": "08:59"}, "The end must come after the start."),
        ({"begins": "morning"}, "Not a valid time value."),
        ({"held_on": "0001-01-01"}, "Choose a day of the years 2000 to 2100."),
        ({"branches": []}, "Nobody is invited."),
        ({"kind": "party"}, "Not a valid choice."),
        ({"kind": "first_item"}, "Say of which meeting it is the first item."),
        ({"leader": "无名氏"}, "Nobody with this name or number"),
        ({"numbers": "98765"}, "nobody whom you may invite has the staff number 98765"),
        ({"numbers": "12 12"}, "12 stands in line 1 already"),
        ({"repeats": "weekly"}, "Say until which day it is repeated."),
        ({"repeats": "weekly", "until": "2026-11-27"}, "Choose a day after the first one."),
        ({"repeats": "weekly", "until": "2028-11-27"}, "At most 60 at once"),
        ({"branches": ["9999999"]}, "is not a valid choice for this field"),
        ({"readings": "长" * 201}, "Line 1: at most 200 characters."),
        ({"readings": "\n".join("abcdefghijklmnopqrstu")}, "At most 20 to be read"),
    ],
)
def test_refused_input_says_why_and_nothing_typed_is_lost(
    login, branch, secretary, values, message
):
    answer = login(secretary).post(
        f"{PAGE}/new", data=typed(branch, agenda="一、领学", **{"place": "党员活动室", **values})
    )
    assert answer.status_code == 422
    assert message in answer.text.replace("&#39;", "'")
    assert "党员活动室" in answer.text
    assert "一、领学" in answer.text
    assert all_gatherings() == []


def test_control_characters_are_left_out(login, branch, secretary):
    values = typed(branch, topic="学习\x01全会\x0b精神", agenda="一\x02\r\n二")
    assert login(secretary).post(f"{PAGE}/new", data=values).status_code == 302
    [one] = all_gatherings()
    assert (one.topic, one.agenda) == ("学习全会精神", "一\n二")


def test_a_branch_that_is_not_theirs_is_not_offered_and_not_taken(login, branch, secretary):
    other = make_branch(name="别的支部")
    client = login(secretary)
    page = client.get(f"{PAGE}/new").text
    assert f'value="branch-{other.id}"' not in page
    answer = client.post(f"{PAGE}/new", data=typed(branch, holder=f"branch-{other.id}"))
    assert answer.status_code == 422
    assert all_gatherings() == []


def test_a_leader_holds_for_units_below_and_names_people_there(login, branch):
    unit = make_unit(name="秘书一处")
    below = make_unit(name="文稿科", parent_id=unit.id)
    client = login(make_leader(unit))
    answer = client.post(f"{PAGE}/new", data=typed(branch, holder=f"unit-{below.id}"))
    assert answer.status_code == 302
    assert all_gatherings()[0].unit_id == below.id
    assert "文稿科" in client.get(answer.location).text


def test_whoever_holds_a_leading_post_over_the_branch_may_lead_there(login):
    office = make_unit(name="办公室")
    unit = make_unit(name="秘书一处", parent_id=office.id)
    branch = make_branch(unit_id=unit.id)
    head, other = make_person(name="何主任"), make_person(name="外处长")
    make_tenure(head, make_post(office, leading=True))
    make_tenure(other, make_post(make_unit(), leading=True))
    client = login(make_secretary(branch))
    page = client.get(f"{PAGE}/new").text
    assert "何主任" in page
    assert "外处长" not in page
    assert client.post(f"{PAGE}/new", data=typed(branch, leader="何主任")).status_code == 302
    assert client.post(f"{PAGE}/new", data=typed(branch, leader="外处长")).status_code == 422


def test_a_gathering_is_repeated_and_holidays_are_left_out(login, branch, secretary):
    make_holiday(date(2026, 12, 4))
    values = typed(branch, repeats="weekly", until="2026-12-18", skip_holidays="y")
    assert login(secretary).post(f"{PAGE}/new", data=values).status_code == 302
    made = all_gatherings()
    assert [one.held_on.day for one in made] == [27, 11, 18]
    assert {one.series_id for one in made} == {made[0].id}


def series(login, branch, secretary):
    client = login(secretary)
    client.post(f"{PAGE}/new", data=typed(branch, repeats="weekly", until="2026-12-11"))
    return client, all_gatherings()


def test_a_change_reaches_the_later_ones_where_that_is_chosen(login, branch, secretary):
    client, (_one, two, _three) = series(login, branch, secretary)
    values = typed(branch, held_on="2026-12-04", place="党员活动室", version="1", scope="later")
    assert client.post(f"{PAGE}/{two.id}/edit", data=values).status_code == 302
    assert [each.place for each in all_gatherings()] == ["会议室", "党员活动室", "党员活动室"]
    values = typed(branch, held_on="2026-12-04", place="礼堂", version="2", scope="this")
    assert client.post(f"{PAGE}/{two.id}/edit", data=values).status_code == 302
    assert [each.place for each in all_gatherings()] == ["会议室", "礼堂", "党员活动室"]
    assert "Place: 党员活动室 → 礼堂" in client.get(f"{PAGE}/{two.id}").text


def test_the_later_ones_are_cancelled_with_it_and_the_reason_is_kept(login, branch, secretary):
    client, (_one, two, three) = series(login, branch, secretary)
    place = f"{PAGE}/{two.id}/cancellation"
    assert client.post(place, data={"reason": " ", "scope": "later"}).status_code == 422
    assert client.post(place, data={"reason": "会期冲突", "scope": "later"}).status_code == 302
    assert [each.state for each in all_gatherings()] == ["planned", "cancelled", "cancelled"]
    assert "会期冲突" in client.get(f"{PAGE}/{three.id}").text
    again = client.post(place, data={"reason": "再来"}, follow_redirects=True)
    assert "Nothing changed: the gathering is cancelled." in again.text


def test_a_stale_form_shows_both_values_and_the_people_invited_survive_it(login, branch, secretary):
    other = make_branch(name="第二党支部")
    gathering = make_gathering(
        branch,
        invited=Invited(branch_ids=frozenset({branch.id, other.id})),
        place="一楼",
        version=2,
    )
    client = login(secretary)
    values = typed(branch, held_on="2026-11-20", branches=[branch.id], version="1")
    answer = client.post(f"{PAGE}/{gathering.id}/edit", data=values)
    assert answer.status_code == 409
    assert "第一党支部, 第二党支部" in answer.text
    assert f'value="{branch.id},{other.id}"' in answer.text
    values = typed(branch, held_on="2026-11-20", branches=f"{branch.id},{other.id}", version="2")
    assert client.post(f"{PAGE}/{gathering.id}/edit", data=values).status_code == 302
    assert invited_to(gathering.id).branch_ids == {branch.id, other.id}


def test_people_whom_the_editor_does_not_see_stay_invited_and_unnamed(login, branch, secretary):
    foreign = make_person(branch=make_branch(), name="外支部人")
    gathering = make_gathering(
        branch, invited=Invited(frozenset({branch.id}), person_ids=frozenset({foreign.id}))
    )
    client = login(secretary)
    place = f"{PAGE}/{gathering.id}"
    for page in (client.get(place).text, client.get(f"{place}/edit").text):
        assert "外支部人" not in page
    assert "1 more person, beyond those you see" in client.get(f"{place}/edit").text
    answer = client.post(f"{place}/edit", data=typed(branch, held_on="2026-11-20", version="1"))
    assert answer.status_code == 302
    assert invited_to(gathering.id).person_ids == {foreign.id}


def test_opening_lists_those_invited_and_keeps_their_number(login, branch, secretary):
    make_person(branch=branch)
    gathering = make_gathering(branch)
    client = login(secretary)
    page = client.post(f"{PAGE}/{gathering.id}/opening", follow_redirects=True).text
    assert "It is open." in page
    assert "people on the list" in page
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 2  # the secretary too
    again = client.post(f"{PAGE}/{gathering.id}/opening", follow_redirects=True).text
    assert "Nothing changed: the gathering is under way." in again


def test_an_open_one_keeps_its_day_and_a_held_one_is_not_edited(login, branch, secretary):
    make_person(branch=branch)
    gathering = opened(make_gathering(branch))
    client = login(secretary)
    place = f"{PAGE}/{gathering.id}/edit"
    assert 'name="held_on"' not in client.get(place).text
    version = str(gathering.version)
    values = {**typed(branch, ends="11:00", version=version), "held_on": "2027-01-01"}
    assert client.post(place, data=values).status_code == 302
    [one] = all_gatherings()
    assert (one.held_on, one.ends_at.hour) == (DAY, 3)
    one.state, one.closed_at = "closed", NOON
    db.session.commit()
    told = client.get(place, follow_redirects=True).text
    assert "Nothing changed: the gathering is held." in told


def test_a_stranger_is_404_a_cadre_without_the_role_403(login, branch, secretary):
    gathering = make_gathering(branch)
    outsider = login(make_cadre())
    assert outsider.get(f"{PAGE}/{gathering.id}").status_code == 404
    assert outsider.get(f"{PAGE}/new").status_code == 403
    other = login(make_secretary(make_branch()))
    assert other.post(f"{PAGE}/{gathering.id}/opening").status_code == 404
    assert other.get(f"{PAGE}/{gathering.id}/edit").status_code == 404
    assert all_gatherings()[0].state == "planned"


def test_the_pages_speak_chinese(login, branch, secretary):
    gathering = make_gathering(branch)
    client = login(secretary, "zh")
    for place in ("", "/new", f"/{gathering.id}", f"/{gathering.id}/edit"):
        page = client.get(f"{PAGE}{place}").text
        shown = re.sub(r"<[^>]*>", "", page.partition("<main")[2])
        assert "集体学习" in page
        assert not re.search(r"Gather|gather|Who |held|invited", shown)


def test_steps_are_kept_with_who_did_them(login, branch, secretary):
    series(login, branch, secretary)
    acts = db.session.execute(sa.select(GroupStudyStep.act, GroupStudyStep.actor_id)).all()
    assert {tuple(row) for row in acts} == {("planned", secretary.id)}
