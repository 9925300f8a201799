"""What the closing page asks: decisions, why the times differ, whether the minutes still agree."""

from datetime import timedelta

import pytest

from domain.audit import Actor
from domain.groupstudy.attendance import PRESENT, Mark, mark
from models import GroupStudy, GroupStudyMinutes, StudyEntry, db
from tests.factories import make_branch, make_cadre, make_entry, make_organiser, make_secretary
from tests.gatherings import DAY, NOON, load_rule
from tests.packs import load_pack
from tests.web.task_books import person_of, stored
from tests.web.test_gatherings_closed import closing, first_item, place_of

NEITHER = "李同志 was also at another gathering at the same hours, and neither credits them."


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()
    load_rule()


@pytest.fixture
def branch(database):
    return make_branch(name="机关一支部")


@pytest.fixture
def host(branch):
    return make_secretary(branch, name="王书记")


@pytest.fixture
def member(branch):
    return make_cadre(branch=branch, name="李同志", staff_no="00501")


def decided(client, gathering, account, word, **values):
    person = str(account.person_id)
    return closing(client, gathering, shown=[person], **{f"decision-{person}": word}, **values)


def minutes_of(gathering, **values):
    defaults = {
        "group_study_id": gathering.id, "number": 1, "markdown": "记录", "html": "<p>记录</p>",
        "written_at": NOON, "agreed_at": NOON,
    }  # fmt: skip
    db.session.add(GroupStudyMinutes(**defaults | values))
    db.session.commit()


def test_of_whom_there_is_something_to_decide_it_has_to_be_said(login, host, member, branch):
    make_entry(person_of(member), kind="group_training", minutes=90, studied_on=DAY)
    gathering = first_item(branch, member)
    client, name = login(host), f'name="decision-{member.person_id}"'
    page = client.get(f"{place_of(gathering)}/closing").text
    assert page.count(name) == 2
    assert f'{name} value="here" checked' not in page
    assert f'{name} value="not_here" checked' not in page
    answer = decided(client, gathering, member, "")
    assert answer.status_code == 422
    assert "李同志: say whether they are credited here." in answer.text
    assert stored(GroupStudy)[0].state == "open"
    answer = decided(client, gathering, member, "not_here", ends="08:00")
    assert f'{name} value="not_here" checked' in answer.text
    assert decided(client, gathering, member, "here").status_code == 302
    assert len(stored(StudyEntry)) == 2


def test_who_is_credited_by_neither_of_two_gatherings_is_told(login, host, member, branch):
    other = make_branch()
    make_cadre(branch=other)
    first, second = first_item(branch, member), first_item(other, member)
    client, organiser = login(host), login(make_organiser())
    decided(client, first, member, "not_here")
    assert NEITHER not in client.get(place_of(first)).text
    page = organiser.get(f"{place_of(second)}/closing").text
    assert "Was also at “学习贯彻会议精神” at the same hours, which is closed" in page
    assert "Not credited here, nobody credits them for these hours." in page
    assert f'value="{member.person_id}" checked' in page
    closing(organiser, second, shown=[str(member.person_id)])
    assert NEITHER in organiser.get(place_of(second)).text
    assert stored(StudyEntry) == []


def test_times_far_from_the_plan_ask_why_and_the_reason_is_kept(login, host, member, branch):
    gathering = first_item(branch, member)
    client, asked = login(host), "Why the times differ from the plan"
    assert asked not in client.get(f"{place_of(gathering)}/closing").text
    answer = closing(client, gathering, member, begins="08:00")
    assert answer.status_code == 422
    assert asked in answer.text
    assert "It begins more than 15 minutes before the planned start." in answer.text
    assert "Write why the times differ from the plan." in answer.text
    assert stored(StudyEntry) == []
    answer = closing(client, gathering, member, begins="08:00", why="长" * 301)
    assert answer.status_code == 422
    assert closing(client, gathering, member, begins="08:00", why="提前开始").status_code == 302
    page = client.get(place_of(gathering)).text
    assert "Reason: 提前开始" in page
    assert "1 credited" in page
    assert stored(StudyEntry)[0].minutes == 150


def test_minutes_agreed_before_who_was_there_changed_are_to_be_looked_at(
    login, host, member, branch
):
    later = make_cadre(branch=branch)
    gathering = first_item(branch, member)
    minutes_of(gathering)
    client, told = login(host), "The minutes were agreed before"
    place = f"{place_of(gathering)}/closing"
    assert told not in client.get(place).text
    refused = closing(client, gathering, member, shown=[], ends="10:00")
    assert (refused.status_code, told in refused.text) == (422, True)
    mark(gathering, later.person_id, Mark(PRESENT), actor=Actor(None),
         now=NOON + timedelta(minutes=1))  # fmt: skip
    db.session.commit()
    assert told in client.get(place).text


def test_a_correction_says_when_somebody_arrived_only_where_it_was_typed(
    login, host, member, branch
):
    make_cadre(branch=branch, name="赵同志", staff_no="00502")
    gathering = first_item(branch, member)
    client, place = login(host), place_of(gathering)
    closing(client, gathering, member)
    form = {"person": "00502", "state": "late", "credited": "y", "reason": "补签"}
    answer = client.post(f"{place}/corrections/new", data=form | {"arrived": "11:00"})
    assert answer.status_code == 422
    assert "Write a time between its beginning and its end." in answer.text
    assert client.post(f"{place}/corrections/new", data=form).status_code == 302
    page = client.get(place).text
    assert page.count("补签") == 1
    assert "10:3" not in page.partition("赵同志 <small")[2].partition("</tr>")[0]
    client.post(f"{place}/corrections/new", data=form | {"arrived": "09:25"})
    assert "09:25" in client.get(place).text
