"""Recording one activity for many by the page: the form and the review."""

import re

import pytest
import sqlalchemy as sa

from models import EntryBatch, EntryStep, db
from tests.factories import make_branch, make_entry, make_hr, make_person, make_secretary, make_unit
from tests.packs import load_pack
from tests.web.recording import LIST, NEW, entries, hidden, recorded, typed


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def branch():
    return make_branch(name="第一支部")


@pytest.fixture
def members(branch):
    return [make_person(branch=branch, name=f"党员{n}", staff_no=f"10{n}") for n in range(3)]


@pytest.fixture
def secretary(login, branch, members):
    return login(make_secretary(branch, name="某书记", staff_no="199"))


@pytest.fixture
def hr(login, members):
    return login(make_hr(name="人事干部"))


def test_the_secretarys_branch_stands_on_the_list_ticked(secretary, members):
    page = secretary.get(NEW).text
    for one in members:
        assert f'name="person" value="{one.id}" checked' in page
    assert page.count('name="person"') == 4  # the secretary, too
    assert 'name="numbers"' not in page


def test_the_kinds_of_the_office_come_first(secretary):
    kinds = re.findall(r'name="kind" value="(\w+)"', secretary.get(NEW).text)
    assert kinds[0] == "group_training"
    assert {"self_study", "outside_training", "teaching", "paper", "online_course"} < set(kinds)


def test_a_kind_is_chosen_without_javascript_and_nothing_typed_is_lost(secretary, members):
    page = secretary.post(NEW, data=typed(members[:1], kind="outside_training", step="kind"))
    assert page.status_code == 200
    assert 'name="half_days"' in page.text
    assert 'value="条例学习会"' in page.text
    assert 'value="2026-11-18"' in page.text
    assert page.text.count(" checked><span>党员") == 1
    other = secretary.post(NEW, data=typed(members, kind="paper"))  # the button of the review
    assert other.status_code == 200
    assert 'name="level"' in other.text
    assert entries() == []


def test_the_review_says_how_many_and_how_much_and_writes_nothing(secretary, members):
    make_entry(members[0], kind="group_training", minutes=135)
    page = secretary.post(NEW, data=typed(members))
    assert "3 people, 3.00 credit hours each." in page.text
    assert "1 already has an entry of this kind, day and amount" in page.text
    assert f'name="twin" value="{members[0].id}"' in page.text
    assert db.session.scalars(sa.select(EntryBatch)).all() == []


def test_recording_confirms_each_and_leads_to_the_batch(secretary, members):
    make_entry(members[0], kind="group_training", minutes=135)
    page = secretary.get(recorded(secretary, members, gained="- 一\n- 二").headers["Location"])
    assert "Recorded for 2 people." in page.text
    assert "1 person had it already and was left out." in page.text
    assert "<li>一</li>" in page.text
    assert page.text.count("3.00") == 2
    assert [one.state for one in entries()] == ["waiting", "confirmed", "confirmed"]
    assert "条例学习会" in secretary.get(LIST).text


def test_a_twin_that_is_ticked_is_recorded_as_well(secretary, members):
    make_entry(members[0], kind="group_training", minutes=135)
    sent = hidden(secretary.post(NEW, data=typed(members)))
    secretary.post(LIST, data={**sent, "twin": [members[0].id]})
    assert len(entries()) == 4


def test_ones_own_entry_waits(secretary, members):
    own = db.session.scalars(sa.select(EntryStep.actor_id)).all()
    assert own == []
    page = secretary.get(NEW).text
    ids = re.findall(r'name="person" value="(\d+)"', page)
    sent = hidden(secretary.post(NEW, data=typed() | {"person": ids}))
    page = secretary.get(secretary.post(LIST, data=sent).headers["Location"]).text
    assert "Your own entry waits for your confirmer." in page
    assert sorted(one.state for one in entries()) == ["confirmed"] * 3 + ["waiting"]


def test_a_review_sent_five_times_has_one_effect(secretary, members):
    sent = hidden(secretary.post(NEW, data=typed(members)))
    answers = [secretary.post(LIST, data=sent) for _ in range(5)]
    assert {one.status_code for one in answers} == {302}
    assert len({one.headers["Location"] for one in answers}) == 1
    assert len(entries()) == 3


def test_the_way_back_from_the_review_keeps_everything(secretary, members):
    sent = hidden(secretary.post(NEW, data=typed(members[:2], document="示委学〔2026〕3号")))
    page = secretary.post(NEW, data={**sent, "step": "change"})
    assert page.status_code == 200
    assert "示委学〔2026〕3号" in page.text
    assert page.text.count(" checked><span>党员") == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"topic": " "}, "This field is required."),
        ({"minutes": "0"}, "Number must be between 1 and 60000."),
        ({"minutes": "-45"}, "Number must be between 1 and 60000."),
        ({"minutes": "一小时"}, "Not a valid integer value."),
        ({"studied_on": "2026-02-30"}, "Not a valid date value."),
        ({"studied_on": "2026-11-21"}, "It must be over: 20 Nov 2026 is the last day to choose."),
        ({"ends_on": "2026-11-17"}, "The last day is before the first."),
        ({"studied_on": "2019-12-31"}, "There are no hours rules for 31 Dec 2019"),
        ({"person": []}, "tick at least one person"),
        (
            {"kind": "outside_training", "shown": "outside_training", "days": "2"},
            "there is only 1 day.",
        ),
    ],
)
def test_refused_input_says_why_and_saves_nothing(secretary, members, values, said):
    page = secretary.post(NEW, data=typed(members, **values))
    assert page.status_code == 422
    assert said in page.text
    assert secretary.post(LIST, data=typed(members, **values)).status_code == 422
    assert entries() == []


def test_a_full_day_is_named_with_its_person_and_stops_it_for_all(secretary, members):
    make_entry(members[1], minutes=900)
    for address in (NEW, LIST):
        page = secretary.post(address, data=typed(members))
        assert page.status_code == 422
        assert "党员1 (101): at most 16 hours a day count together" in page.text
    assert len(entries()) == 1


def test_hr_chooses_by_branch_and_by_unit(hr, branch, members, login):
    unit = make_unit(name="综合处")
    make_person(unit=unit, name="处里的人")
    db.session.commit()
    page = hr.post(NEW, data=typed(step="people", branch=branch.id))
    assert page.status_code == 200
    assert page.text.count(" checked><span>党员") == 3
    listed = re.search(r'name="listed" value="([\d,]+)"', page.text)[1]
    more = hr.post(NEW, data=typed(members[:1], step="people", unit=unit.id, listed=listed))
    assert "处里的人" in more.text
    assert more.text.count(" checked><span>党员") == 1
    assert more.text.count('name="person"') == 4
    nothing = hr.post(NEW, data=typed(step="people"))
    assert nothing.status_code == 422
    assert "Choose a branch or a unit, or paste staff numbers." in nothing.text


def test_pasted_numbers_are_put_on_the_list_names_beside_them_passed_over(hr, members):
    page = hr.post(NEW, data=typed(numbers="100 党员0\n１０１、102\n"))
    assert page.status_code == 200
    assert "3 people, 3.00 credit hours each." in page.text


def test_unknown_and_doubled_numbers_are_named_by_line_and_nothing_is_lost(hr, members):
    pasted = "100\n777\n100\n10 1!"
    page = hr.post(NEW, data=typed(members[2:], numbers=pasted))
    assert page.status_code == 422
    assert "Line 2: nobody has the staff number 777." in page.text
    assert "Line 3: 100 stands in line 1 already." in page.text
    assert "Line 4: “1!” is no staff number." in page.text
    assert pasted.replace("\n", "\r\n") in page.text or pasted in page.text
    assert page.text.count(" checked><span>党员") == 1
    assert entries() == []


def test_a_secretary_reaches_nobody_beyond_the_branch(secretary, members):
    other = make_person(branch=make_branch(), name="外人", staff_no="900")
    db.session.commit()
    assert secretary.post(NEW, data=typed([*members, other])).status_code == 404
    assert secretary.post(LIST, data=typed([*members, other])).status_code == 404
    page = secretary.post(NEW, data=typed(members, numbers="900"))
    assert "外人" not in page.text
    assert entries() == []
