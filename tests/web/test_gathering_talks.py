"""Speakers of a gathering: their turns, points, time, replies; the key points."""

from datetime import timedelta

import pytest

from domain.reading.reflections import SHARED
from models import GroupStudy, GroupStudyStep, GroupStudyTalk, TalkReply, db
from tests.conftest import NOON
from tests.factories import make_leader, make_unit
from tests.web.gatherings import make_hall, person_of
from tests.web.reflections import decided, handed_in, make_room, member_of
from tests.web.task_books import stored


@pytest.fixture
def hall(database):
    return make_hall()


def staff_no(account) -> str:
    return person_of(account).staff_no


def add(client, hall, account, **values):
    return client.post(f"{hall.page}/talks/new", data={"person": staff_no(account), **values})


def names_in_turn() -> list[int]:
    db.session.expire_all()
    rows = db.session.query(GroupStudyTalk).filter_by(removed_at=None)
    return [row.person_id for row in rows.order_by(GroupStudyTalk.number)]


def test_the_secretary_adds_speakers_from_the_list_and_changes_their_turns(login, hall):
    client = login(hall.secretary)
    page = client.get(f"{hall.page}/talks/new").text
    assert f'value="李青川 {staff_no(hall.speaker)}"' in page
    typed = {"person": f"李青川 {staff_no(hall.speaker)}", "title": "写短", "minutes": "10"}
    assert client.post(f"{hall.page}/talks/new", data=typed).status_code == 302
    assert add(client, hall, hall.listener).status_code == 302
    first, second = (row.id for row in stored(GroupStudyTalk))
    client.post(f"{hall.page}/talks/{second}/turn", data={"to": "earlier"})
    assert names_in_turn() == [hall.listener.person_id, hall.speaker.person_id]
    client.post(f"{hall.page}/talks/{second}/turn", data={"to": "earlier"})  # the first stays first
    client.post(f"{hall.page}/talks/{second}/turn", data={"to": "later"})
    assert names_in_turn() == [hall.speaker.person_id, hall.listener.person_id]
    client.post(f"{hall.page}/talks/{first}/removal")
    assert names_in_turn() == [hall.listener.person_id]
    assert "写短" not in client.get(hall.page).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "This field is required"),
        ("no-such-number", "Nobody has this staff number"),
        ("twice", "speaks already"),
        ("left", "has left"),
    ],
)
def test_a_speaker_who_is_nobody_has_left_or_speaks_already_is_refused(login, hall, typed, message):
    client = login(hall.secretary)
    add(client, hall, hall.speaker)
    if typed == "left":
        person_of(hall.listener).left_on = NOON.date()
        db.session.commit()
    number = {"twice": staff_no(hall.speaker), "left": staff_no(hall.listener)}.get(typed, typed)
    answer = client.post(f"{hall.page}/talks/new", data={"person": number, "title": "写实"})
    assert answer.status_code == 422
    assert message in answer.text
    assert "写实" in answer.text
    assert len(stored(GroupStudyTalk)) == 1


def test_the_speaker_writes_the_points_and_others_do_not(login, hall):
    add(login(hall.secretary), hall, hall.speaker)
    (talk,) = stored(GroupStudyTalk)
    place = f"{hall.page}/talks/{talk.id}"
    client = login(hall.speaker)
    assert 'name="minutes"' not in client.get(place).text
    typed = {"title": "写短", "points": "**先想**\n- 再写", "reflection": "0", "version": "1"}
    assert client.post(place, data=typed).status_code == 302
    page = login(hall.listener).get(hall.page).text
    assert "<strong>先想</strong>" in page
    assert f'href="{place}"' not in page
    for account, code in ((hall.listener, 404), (hall.foreign, 404)):
        assert login(account).get(place).status_code == code
        assert login(account).post(place, data=typed).status_code == code
    step = stored(GroupStudyStep)[-1]
    assert (step.act, "先想" in step.after) == ("talk_written", True)


def test_whoever_writes_the_points_second_sees_both_texts(login, hall):
    add(login(hall.secretary), hall, hall.speaker)
    place = f"{hall.page}/talks/{stored(GroupStudyTalk)[0].id}"
    first, second = login(hall.speaker), login(hall.secretary)
    typed = {"title": "", "points": "我写的", "reflection": "0", "version": "1"}
    assert first.post(place, data=typed).status_code == 302
    answer = second.post(place, data={**typed, "points": "书记写的", "minutes": "5"})
    assert answer.status_code == 409
    assert "我写的" in answer.text
    assert "书记写的" in answer.text
    assert stored(GroupStudyTalk)[0].points == "我写的"


def test_a_shared_reflection_is_chosen_and_linked_for_those_who_may_read_it(login, database):
    room = make_room()
    row = decided(handed_in(room))
    row.sharing, row.shared_at = SHARED, row.saved_at
    db.session.commit()
    hall = make_hall()
    add(login(hall.secretary), hall, room.member)
    place = f"{hall.page}/talks/{stored(GroupStudyTalk)[0].id}"
    author = login(room.member)
    assert "写短写实" in author.get(place).text
    typed = {"title": "", "points": "", "version": "1"}
    assert author.post(place, data={**typed, "reflection": "999999"}).status_code == 422
    assert author.post(place, data={**typed, "reflection": row.id}).status_code == 302
    link = f"/reading/craft/talks/{row.id}"
    assert link in author.get(hall.page).text
    listener = login(hall.listener).get(hall.page).text
    assert link not in listener
    assert "写短写实" not in listener
    member_of(room)
    row.sharing = "private"
    db.session.commit()
    assert link not in author.get(hall.page).text


def test_one_talk_runs_at_a_time_and_minutes_over_are_said(login, hall, time_machine):
    client = login(hall.secretary)
    add(client, hall, hall.speaker, minutes="5")
    add(client, hall, hall.listener)
    first, second = (row.id for row in stored(GroupStudyTalk))
    client.post(f"{hall.page}/talks/{first}/beginning")
    time_machine.move_to(NOON + timedelta(minutes=7), tick=False)
    assert "2 minutes over" in client.get(hall.page).text
    client.post(f"{hall.page}/talks/{second}/beginning")
    one, other = stored(GroupStudyTalk)
    assert (one.ended_at, other.began_at) == (other.began_at, NOON + timedelta(minutes=7))
    assert other.ended_at is None
    page = client.get(hall.page).text
    assert "5 minutes planned · took 7 minutes · 2 minutes over" in page
    client.post(f"{hall.page}/talks/{second}/end")
    assert stored(GroupStudyTalk)[1].ended_at is not None


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_what_was_said_stands_once_it_is_over(login, database, state):
    hall = make_hall()
    client = login(hall.secretary)
    add(client, hall, hall.speaker)
    place = f"{hall.page}/talks/{stored(GroupStudyTalk)[0].id}"
    hall.gathering.state, hall.gathering.closed_at = state, NOON
    db.session.commit()
    typed = {"title": "", "points": "晚了", "reflection": "0", "version": "1"}
    for address, data in (
        (place, typed), (f"{place}/removal", {}), (f"{place}/beginning", {}),
        (f"{place}/turn", {"to": "later"}), (f"{hall.page}/key-points", {"version": "1"}),
    ):  # fmt: skip
        client.post(address, data=data)
    (talk,) = stored(GroupStudyTalk)
    assert (talk.points, talk.removed_at, talk.began_at) == ("", None, None)
    assert add(client, hall, hall.listener).status_code == 302
    assert len(stored(GroupStudyTalk)) == 1
    assert "Nothing changed" in client.get(hall.page).text


def test_listeners_reply_and_take_back_only_their_own(login, hall):
    add(login(hall.secretary), hall, hall.speaker)
    place = f"{hall.page}/talks/{stored(GroupStudyTalk)[0].id}/replies"
    client = login(hall.listener)
    assert client.post(place, data={"words": " "}).status_code == 422
    assert client.post(place, data={"words": "**受教**"}).status_code == 302
    page = login(hall.speaker).get(hall.page).text
    assert "<strong>受教</strong>" in page
    assert "何听雨" in page
    (reply,) = stored(TalkReply)
    removal = f"{place}/{reply.id}/removal"
    assert removal not in page
    assert login(hall.speaker).post(removal).status_code == 404
    assert login(hall.foreign).post(place, data={"words": "路过"}).status_code == 404
    assert client.post(removal).status_code == 302
    assert stored(TalkReply)[0].removed_at is not None
    assert "受教" not in client.get(hall.page).text


def test_replies_are_taken_for_thirty_days_after_it_was_closed(login, hall, time_machine):
    add(login(hall.secretary), hall, hall.speaker)
    place = f"{hall.page}/talks/{stored(GroupStudyTalk)[0].id}/replies"
    hall.gathering.state, hall.gathering.closed_at = "closed", NOON
    db.session.commit()
    for days, rows in ((30, 1), (31, 1)):
        time_machine.move_to(NOON + timedelta(days=days), tick=False)
        login(hall.listener).post(place, data={"words": "后来想到"})
        assert len(stored(TalkReply)) == rows


def test_key_points_are_the_hosts_and_whoever_comes_second_sees_both(login, hall):
    client, place = login(hall.secretary), f"{hall.page}/key-points"
    version = str(hall.gathering.version)
    assert client.post(place, data={"words": "一是**学**", "version": version}).status_code == 302
    assert "<strong>学</strong>" in login(hall.listener).get(hall.page).text
    assert client.post(place, data={"words": "二是用", "version": version}).status_code == 409
    assert stored(GroupStudy)[0].key_points == "一是**学**"
    assert login(hall.listener).get(place).status_code == 403


def test_a_leader_of_another_unit_is_no_host(login, hall):
    stranger = login(make_leader(make_unit()))
    assert stranger.get(f"{hall.page}/talks/new").status_code == 404
    assert stranger.get(f"{hall.page}/key-points").status_code == 404


def test_the_preview_runs_nothing_and_writes_nothing(login, hall):
    text = "# 标题\n<script>alert(1)</script>"
    page = login(hall.listener).post("/group-study/preview", data={"text": text}).text
    assert "<h3>标题</h3>" in page
    assert "<script" not in page
