"""Closing a gathering by its page: who is shown, credited, refused; what the page says then."""

import pytest

from domain.audit import Actor
from domain.confirming import void_entry
from models import GroupStudy, StudyEntry, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_entry,
    make_organiser,
    make_secretary,
)
from tests.gatherings import DAY, NOON, load_rule, make_gathering, opened
from tests.packs import load_pack
from tests.web.reading import rows_of
from tests.web.task_books import person_of, stored

TIMES = {"held_on": "2026-11-20", "begins": "09:00", "ends": "10:30"}


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


def first_item(branch, *accounts, **values):
    found = make_gathering(branch, kind="first_item", **values)
    return opened(found, *(person_of(one) for one in accounts))


def place_of(gathering):
    return f"/group-study/{gathering.id}"


def sent(*accounts, shown=None, **values):
    ids = [str(one.person_id) for one in accounts]
    return {**TIMES, "person": ids, "shown": ",".join(ids if shown is None else shown), **values}


def closing(client, gathering, *accounts, **values):
    return client.post(f"{place_of(gathering)}/closing", data=sent(*accounts, **values))


def test_who_is_ticked_is_credited_and_the_figures_rise_at_once(login, host, member, branch):
    guest = make_cadre(name="周客人", branch=make_branch(name="他支部"))
    gathering = first_item(branch, member, guest)
    client, place = login(host), place_of(gathering)
    assert f'href="{place}/closing"' in client.get(place).text
    page = client.get(f"{place}/closing").text
    assert f'name="person" value="{member.person_id}" checked' in page
    assert "2 people were there" in page
    assert "Group training" in page
    assert "90 minutes" in page
    assert "2.00" in page
    assert 'value="09:00"' in page
    assert 'value="10:30"' in page
    assert "1 person who was expected is absent from then on." in page
    before = login(member).get("/hours").text
    answer = closing(client, gathering, member, guest)
    assert answer.location == place
    page = client.get(place).text
    assert "The gathering is closed; 2 people are credited." in page
    assert "李同志" in page
    assert "周客人" in page
    assert "credited" in page
    after = login(member).get("/hours").text
    assert "2.00" in after
    assert "2.00" not in before
    page = login(member).get(place).text
    assert "You: Present · credited · 2.00 credit hours" in page
    assert "李同志 <small" not in page
    assert "周客人" not in page
    assert "机关一支部" in page


def test_a_gathering_closed_twice_credits_once_and_the_second_is_told(login, host, member, branch):
    gathering = first_item(branch, member)
    client = login(host)
    closing(client, gathering, member)
    again = closing(client, gathering, member)
    assert again.location == place_of(gathering)
    assert "Nothing changed: the gathering is held." in client.get(again.location).text
    assert client.get(f"{place_of(gathering)}/closing").location == place_of(gathering)
    assert len(stored(StudyEntry)) == 1


@pytest.mark.parametrize(("typed", "said"), [
    ({"ends": "08:59"}, "The end must come after the start."),
    ({"begins": "12:01", "ends": "13:00"}, "It has not begun: the start lies ahead."),
    ({"ends": "12:01"}, "It is not over: the end lies ahead."),
    ({"ends": ""}, "must be filled in"), ({"held_on": "gestern"}, "2026"),
])  # fmt: skip
def test_times_that_cannot_be_are_refused_and_what_was_ticked_stays(
    login, host, member, branch, typed, said
):
    other = make_cadre(branch=branch)
    gathering = first_item(branch, member, other)
    answer = closing(
        login(host), gathering, member, shown=[str(member.person_id), str(other.person_id)], **typed
    )
    assert answer.status_code == 422
    assert said in answer.text or "required" in answer.text or "Not a valid" in answer.text
    assert f'value="{member.person_id}" checked' in answer.text
    assert f'value="{other.person_id}">' in answer.text
    assert stored(StudyEntry) == []


def test_everything_that_is_wanting_is_listed_and_nothing_is_saved(login, host, member, branch):
    gathering = opened(make_gathering(branch), person_of(member))
    client = login(host)
    page = client.get(f"{place_of(gathering)}/closing").text
    assert "The rule asks for more before it is closed" in page
    answer = closing(client, gathering, member)
    assert answer.status_code == 422
    assert "Still wanting: a talk by somebody who is marked as there." in answer.text
    assert "Still wanting: minutes that are agreed." in answer.text
    assert stored(GroupStudy)[0].state == "open"
    assert stored(StudyEntry) == []


def test_with_nobody_there_and_before_its_start_it_is_not_closed(login, host, member, branch):
    client, empty = login(host), first_item(branch)
    assert "Nobody is marked as there" in client.get(f"{place_of(empty)}/closing").text
    answer = closing(client, empty)
    assert (answer.status_code, "is cancelled" in answer.text) == (422, True)


def test_who_came_while_the_page_was_read_is_shown_and_ticked(login, host, member, branch):
    later = make_cadre(branch=branch, name="赵后到")
    gathering = first_item(branch, member, later)
    answer = closing(login(host), gathering, member)
    assert answer.status_code == 422
    assert "1 person came meanwhile." in answer.text
    assert f'value="{later.person_id}" checked' in answer.text
    assert stored(StudyEntry) == []


def test_a_person_in_two_gatherings_at_once_is_shown_for_decision(login, host, member, branch):
    other = make_branch()
    make_cadre(branch=other)
    gathering, elsewhere = first_item(branch, member), first_item(other, member, topic="他处议题")
    client, organiser = login(host), login(make_organiser())
    page = client.get(f"{place_of(gathering)}/closing").text
    assert "Was also at another gathering at the same hours, which is open" in page
    assert f'value="{member.person_id}">' in page
    page = organiser.get(f"{place_of(gathering)}/closing").text
    assert "Was also at “他处议题” at the same hours" in page
    closing(organiser, elsewhere, member)
    page = client.get(f"{place_of(gathering)}/closing").text
    assert "Credited for another gathering at the same hours." in page
    assert f'value="{member.person_id}" disabled' in page
    answer = closing(client, gathering, member)
    assert answer.status_code == 422
    assert "李同志 is credited already for another gathering, at the same hours." in answer.text
    assert closing(client, gathering, shown=[str(member.person_id)]).status_code == 302
    assert len(stored(StudyEntry)) == 1


def test_who_is_hindered_is_shown_with_the_reason_and_can_be_left_out(login, host, member, branch):
    full = make_cadre(branch=branch, name="陈满")
    make_entry(person_of(full), minutes=15 * 60, studied_on=DAY)
    gathering = first_item(branch, member, full)
    client = login(host)
    page = client.get(f"{place_of(gathering)}/closing").text
    assert "陈满" in page
    assert "at most 16 hours a day" in page
    assert closing(client, gathering, member, full).status_code == 422
    both = [str(member.person_id), str(full.person_id)]
    assert closing(client, gathering, member, shown=both).status_code == 302
    assert [one.person_id for one in stored(StudyEntry)][1:] == [member.person_id]


def test_a_host_who_takes_part_waits_for_the_confirmer(login, host, branch):
    gathering = first_item(branch, host)
    client = login(host)
    assert "waits for your confirmer" in client.get(f"{place_of(gathering)}/closing").text
    closing(client, gathering, host)
    page = client.get(place_of(gathering)).text
    assert "Your own entry waits for your confirmer." in page
    assert "waits for the confirmer" in page
    assert stored(StudyEntry)[0].state == "waiting"


def test_what_was_voided_is_shown_as_voided(login, host, member, branch):
    gathering = first_item(branch, member)
    client = login(host)
    closing(client, gathering, member)
    [entry] = stored(StudyEntry)
    void_entry(entry, "误录", actor=Actor(host.id), now=NOON)
    db.session.commit()
    page = client.get(place_of(gathering)).text
    assert "voided" in page
    assert "2.00" not in page


def test_the_list_is_an_excel_file_for_whoever_holds_it(login, host, member, branch):
    gathering = first_item(branch, member)
    client = login(host)
    closing(client, gathering, member)
    rows = rows_of(client.get(f"{place_of(gathering)}/attendance.xlsx"))
    assert rows[0][:3] == ["Staff number", "Name", "Branch"]
    assert ["00501", "李同志", "机关一支部", "", "Present"] in [row[:5] for row in rows]
    assert login(member).get(f"{place_of(gathering)}/attendance.xlsx").status_code == 403


def test_a_stranger_finds_no_gathering_and_a_cadre_may_not_close(login, member, branch):
    gathering = first_item(branch, member)
    stranger = make_secretary(make_branch())
    assert closing(login(stranger), gathering, member).status_code == 404
    assert closing(login(member), gathering, member).status_code == 403
    assert stored(GroupStudy)[0].state == "open"


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_cost_the_same_however_many(login, host, branch, count_queries, many):
    there = [make_cadre(branch=branch) for _ in range(many)]
    gathering = first_item(branch, *there)
    client, place = login(host), place_of(gathering)
    client.get("/help")
    with count_queries() as statements:
        client.get(f"{place}/closing")
    assert len(statements) <= 15
    closing(client, gathering, *there)
    with count_queries() as statements:
        client.get(place)
    assert len(statements) <= 14
