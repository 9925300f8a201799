"""Questions of a gathering: raised, owed as matters, answered, accepted, sent back, withdrawn."""

from datetime import timedelta

import pytest

from domain.matters.kinds import QUESTION
from models import GroupStudyQuestion, Matter, Notice, db
from tests.conftest import NOON
from tests.factories import make_cadre, make_organiser
from tests.web.gatherings import make_hall, person_of
from tests.web.task_books import stored

WORDS = "培训经费从哪里出？"


@pytest.fixture
def hall(database):
    return make_hall()


def staff_no(account) -> str:
    return person_of(account).staff_no


def raise_one(client, hall, **values):
    typed = {"words": WORDS, "owed_by": staff_no(hall.speaker), **values}
    return client.post(f"{hall.page}/questions/new", data=typed)


def raised(login, hall) -> str:
    """The address of a question that the listener put to the speaker."""
    assert raise_one(login(hall.listener), hall).status_code == 302
    return f"/group-study/questions/{stored(GroupStudyQuestion)[0].id}"


def the_matter() -> Matter:
    db.session.expire_all()
    return db.session.query(Matter).filter_by(kind=QUESTION).one()


def test_a_question_is_a_matter_of_whoever_owes_the_answer(login, hall):
    place = raised(login, hall)
    matter = the_matter()
    assert (matter.owed_by_id, matter.owed_to_id) == (
        hall.speaker.person_id, hall.listener.person_id,
    )  # fmt: skip
    assert (matter.title, matter.due_on) == (WORDS, stored(GroupStudyQuestion)[0].due_on)
    owing = login(hall.speaker)
    assert f'href="{place}"' in owing.get("/").text
    assert WORDS in owing.get("/matters").text
    assert place in owing.get(f"/matters/{matter.id}").text
    assert WORDS in login(hall.secretary).get(hall.page).text
    assert [notice.topic for notice in stored(Notice)] == ["question"]


def test_the_answer_lies_with_whoever_asked_until_it_is_accepted(login, hall):
    place = raised(login, hall)
    answered = login(hall.speaker).post(
        f"{place}/answer", data={"words": "从**党费**出", "version": "1"}
    )
    assert answered.status_code == 302
    asker = login(hall.listener)
    assert "Accept the answer, or send it back" in asker.get("/").text
    assert f'href="{place}"' in asker.get("/").text
    assert "<strong>党费</strong>" in asker.get(place).text
    assert asker.post(f"{place}/return", data={"reason": ""}).status_code == 422
    assert asker.post(f"{place}/return", data={"reason": "哪一笔？"}).status_code == 302
    matter = the_matter()
    assert (matter.state, matter.turn) == ("reopened", "by")
    client = login(hall.speaker)
    assert "从**党费**出" in client.get(place).text  # to go on with
    client.post(f"{place}/answer", data={"words": "三季度党费", "version": "2"})
    assert asker.post(f"{place}/closing").status_code == 302
    matter = the_matter()
    assert (matter.state, matter.outcome) == ("closed", "done")
    assert "三季度党费" in login(hall.secretary).get(hall.page).text


def test_only_whoever_owes_answers_and_only_whoever_asked_decides(login, hall):
    place = raised(login, hall)
    answer = {"words": "我来答", "version": "1"}
    for account in (hall.secretary, hall.foreign):
        client = login(account)
        assert client.post(f"{place}/answer", data=answer).status_code == 404
        assert client.post(f"{place}/closing").status_code == 404
        assert client.post(f"{place}/return", data={"reason": "不行"}).status_code == 404
    assert login(hall.foreign).get(place).status_code == 404
    assert login(hall.listener).post(f"{place}/closing").status_code == 302  # told: too early
    assert the_matter().state == "open"
    assert login(hall.speaker).post(f"{place}/answer", data={"words": ""}).status_code == 422


def test_an_answer_written_on_an_old_page_shows_both_texts(login, hall):
    place = raised(login, hall)
    client = login(hall.speaker)
    client.post(f"{place}/answer", data={"words": "先答的", "version": "1"})
    login(hall.listener).post(f"{place}/return", data={"reason": "再说说"})
    answer = client.post(f"{place}/answer", data={"words": "旧页上的", "version": "1"})
    assert answer.status_code == 409
    assert "先答的" in answer.text
    assert "旧页上的" in answer.text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"words": " "}, "This field is required"),
        ({"owed_by": " "}, "This field is required"),
        ({"owed_by": "nobody"}, "Nobody of this gathering has this staff number"),
        ({"owed_by": "me"}, "Whoever asks does not owe the answer"),
        ({"due_on": "2026-11-19"}, "This day is past"),
    ],
)
def test_a_question_to_nobody_to_oneself_or_for_a_past_day_is_refused(login, hall, values, message):
    if values.get("owed_by") == "me":
        values = {"owed_by": staff_no(hall.listener)}
    answer = raise_one(login(hall.listener), hall, **values)
    assert answer.status_code == 422
    assert message in answer.text
    assert stored(GroupStudyQuestion) == []
    assert db.session.query(Matter).filter_by(kind=QUESTION).count() == 0


def test_the_host_writes_down_who_asked_and_a_day_given_is_the_day_due(login, hall):
    typed = {"asked_by": staff_no(hall.listener), "due_on": "2026-12-01"}
    page = login(hall.secretary).get(f"{hall.page}/questions/new").text
    assert "周书记" in page  # who asks, until somebody else is named
    raise_one(login(hall.secretary), hall, **typed)
    matter = the_matter()
    assert matter.owed_to_id == hall.listener.person_id
    assert matter.due_on.isoformat() == "2026-12-01"


def test_without_a_name_whoever_leads_owes_the_answer_while_they_are_here(login, hall):
    hall.gathering.leader_id = hall.speaker.person_id
    db.session.commit()
    client = login(hall.listener)
    page = client.get(f"{hall.page}/questions/new").text
    assert "李青川, who leads" in page
    assert staff_no(hall.speaker) not in page
    assert raise_one(client, hall, owed_by="").status_code == 302
    assert the_matter().owed_by_id == hall.speaker.person_id
    person_of(hall.speaker).left_on = NOON.date()
    db.session.commit()
    assert raise_one(client, hall, owed_by="").status_code == 422


def test_a_question_nobody_asked_by_name_is_owed_to_the_host(login, hall):
    hall.gathering.opened_by = hall.secretary.id
    db.session.commit()
    raise_one(login(hall.secretary), hall, asked_by="")
    assert the_matter().owed_to_id == hall.secretary.person_id


def test_what_is_owed_to_nobody_is_accepted_with_its_answer(login, hall):
    organiser = make_organiser()
    organiser.person_id, hall.gathering.written_by = None, organiser.id
    db.session.commit()
    raise_one(login(organiser), hall, asked_by="")
    place = f"/group-study/questions/{stored(GroupStudyQuestion)[0].id}"
    login(hall.speaker).post(f"{place}/answer", data={"words": "已办", "version": "1"})
    assert (the_matter().state, the_matter().outcome) == ("closed", "done")


def test_handed_over_it_is_answered_by_somebody_who_was_not_there(login, hall):
    place = raised(login, hall)
    other = make_cadre(name="接手人")
    db.session.commit()
    matter = the_matter()
    login(hall.speaker).post(
        f"/matters/{matter.id}/handing-over",
        data={"person": staff_no(other), "reason": "归口办理"},
    )
    client = login(other)
    page = client.get(place).text
    assert WORDS in page
    assert f'href="{hall.page}"' not in page
    assert hall.gathering.topic not in page
    assert hall.gathering.topic not in client.get(f"/matters/{matter.id}").text
    assert client.get(hall.page).status_code == 404
    assert client.post(f"{place}/answer", data={"words": "我答", "version": "1"}).status_code == 302
    assert "接手人" in login(hall.listener).get(hall.page).text
    assert login(hall.speaker).post(f"{place}/answer", data={"words": "我也答"}).status_code == 404


def test_it_is_withdrawn_for_a_reason_and_nothing_is_owed(login, hall):
    place = raised(login, hall)
    client = login(hall.listener)
    assert client.post(f"{place}/withdrawal", data={"reason": ""}).status_code == 422
    assert client.post(f"{place}/withdrawal", data={"reason": "已经清楚"}).status_code == 302
    matter = the_matter()
    assert (matter.state, matter.outcome, matter.look_back_on) == ("closed", "withdrawn", None)
    assert WORDS not in client.get(hall.page).text
    assert "withdrawn" in client.get(place).text
    login(hall.speaker).post(f"{place}/answer", data={"words": "晚了", "version": "1"})
    assert stored(GroupStudyQuestion)[0].answer == ""


def test_a_question_lives_on_after_the_gathering_was_closed(login, hall, time_machine):
    place = raised(login, hall)
    hall.gathering.state, hall.gathering.closed_at = "closed", NOON
    db.session.commit()
    time_machine.move_to(NOON + timedelta(days=60), tick=False)
    client = login(hall.speaker)
    assert "late by" in client.get(place).text
    client.post(f"{place}/answer", data={"words": "迟到的回答", "version": "1"})
    assert the_matter().state == "answered"


@pytest.mark.parametrize("state", ["cancelled", "corrected"])
def test_none_is_raised_at_a_gathering_that_does_not_stand(login, database, state):
    hall = make_hall()
    hall.gathering.state, hall.gathering.closed_at = state, NOON
    db.session.commit()
    assert raise_one(login(hall.secretary), hall).status_code == 302
    assert stored(GroupStudyQuestion) == []
