"""Whom a question may be put to, by whom, and how many; what is told of whose number it is."""

import pytest

from domain.groupstudy.asking import MOST_OPEN
from models import GroupStudyQuestion, db
from tests.factories import make_branch, make_person
from tests.gatherings import NOON
from tests.web.gatherings import make_hall, person_of
from tests.web.task_books import stored
from tests.web.test_gathering_questions import raise_one, raised, staff_no, the_matter

UNKNOWN = "Nobody of this gathering has this staff number."


@pytest.fixture
def hall(database):
    return make_hall()


@pytest.fixture
def far(hall):
    """Somebody who is not at the gathering."""
    return make_person(branch=make_branch(), name="远方人", staff_no="99123")


@pytest.mark.parametrize("written", ["99123", "99124", "别人 99123", "99123 99123"])
def test_a_member_learns_nothing_of_a_number_of_somebody_who_is_not_there(
    login, hall, far, written
):
    answer = raise_one(login(hall.listener), hall, owed_by=written)
    assert answer.status_code == 422
    assert UNKNOWN in answer.text
    assert "远方人" not in answer.text
    assert stored(GroupStudyQuestion) == []


def test_nor_whether_they_have_left(login, hall, far):
    far.left_on = NOON.date()
    db.session.commit()
    answer = raise_one(login(hall.listener), hall, owed_by="99123")
    assert UNKNOWN in answer.text
    assert "has left" not in answer.text


def test_with_the_name_before_the_number_anybody_may_be_asked(login, hall, far):
    assert raise_one(login(hall.listener), hall, owed_by="远方人 99123").status_code == 302
    assert the_matter().owed_by_id == far.id


def test_whoever_leads_is_asked_by_number_and_the_host_may_ask_anybody(login, hall, far):
    hall.gathering.leader_id = far.id
    db.session.commit()
    assert raise_one(login(hall.listener), hall, owed_by="99123").status_code == 302
    hall.gathering.leader_id = None
    db.session.commit()
    typed = {"owed_by": "99123", "asked_by": staff_no(hall.listener)}
    assert raise_one(login(hall.secretary), hall, **typed).status_code == 302


def test_one_asker_has_twenty_open_questions_at_a_gathering(login, hall):
    client = login(hall.listener)
    for number in range(MOST_OPEN):
        assert raise_one(client, hall, words=f"第{number}问").status_code == 302
    answer = raise_one(client, hall)
    assert answer.status_code == 422
    assert "20 answers are owed to whoever asks already" in answer.text
    assert len(stored(GroupStudyQuestion)) == MOST_OPEN
    first = f"/group-study/questions/{stored(GroupStudyQuestion)[0].id}"
    client.post(f"{first}/withdrawal", data={"reason": "已经清楚"})
    assert raise_one(client, hall).status_code == 302
    other = {"owed_by": staff_no(hall.listener)}
    assert raise_one(login(hall.speaker), hall, **other).status_code == 302
    assert person_of(hall.speaker).id == stored(GroupStudyQuestion)[-1].asked_by_id


def test_a_question_reads_with_its_gathering_for_whoever_may_open_it(login, hall):
    place = raised(login, hall)
    assert hall.gathering.topic in login(hall.listener).get(place).text
