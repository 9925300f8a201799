"""The author's pages: written, kept by itself, handed in, taken back, answered, shared."""

import pytest

from domain.reading.asked import Asked
from models import (
    AuditRow,
    Matter,
    Notice,
    Reflection,
    ReflectionVersion,
    SearchPassage,
    db,
)
from tests.factories import make_cadre
from tests.web.reflections import WORDS, decided, handed_in, make_room, member_of
from tests.web.task_books import stored


@pytest.fixture
def room(database):
    return make_room()


def sent(version=0, **values):
    return {"title": "写短写实", "words": WORDS, "version": str(version), **values}


def test_it_is_written_kept_handed_in_and_read_again(login, room):
    client = login(room.member)
    assert "0 of at least 10 characters: 10 missing" in client.get(room.page).text
    assert client.post(room.page, data=sent()).status_code == 302
    [row] = stored(Reflection)
    assert (row.state, row.version, row.words) == ("draft", 1, WORDS)
    page = client.get(room.page).text
    assert "写实，是对事情的尊重" in page
    assert client.post(f"{room.page}/handing-in", data=sent(1)).status_code == 302
    [row] = stored(Reflection)
    [version] = stored(ReflectionVersion)
    assert (row.state, version.number, version.title) == ("waiting", 1, "写短写实")
    assert version.plain.startswith("学习以后")
    page = client.get(room.page).text
    assert "waiting for an answer" in page
    assert "<textarea" not in page
    [matter] = stored(Matter)
    assert (matter.kind, matter.turn, matter.owed_to_id) == (
        "reflection", "by", room.member.person_id,
    )  # fmt: skip


def test_too_short_a_text_is_refused_with_how_much_is_missing_and_stays(login, room):
    answer = login(room.member).post(f"{room.page}/handing-in", data=sent(words="太 短 了"))
    assert answer.status_code == 422
    assert "Too short to be handed in: 7 characters are missing." in answer.text
    assert "太 短 了" in answer.text
    assert stored(Reflection) == []


def test_a_title_is_needed_to_hand_in_and_not_to_keep(login, room):
    client = login(room.member)
    answer = client.post(f"{room.page}/handing-in", data=sent(title=" "))
    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert WORDS.split("\n", maxsplit=1)[0] in answer.text
    assert client.post(room.page, data=sent(title=" ")).status_code == 302


def test_too_long_a_text_is_refused_and_stays(login, room):
    answer = login(room.member).post(room.page, data=sent(words="长" * 50_001))
    assert answer.status_code == 422
    assert "长" * 100 in answer.text
    assert stored(Reflection) == []


def test_it_is_kept_by_itself_without_a_row_in_the_trail_but_for_the_first(login, room):
    client = login(room.member)
    answer = client.post(f"{room.page}/draft", data=sent())
    assert answer.json["version"] == 1
    assert "characters" in answer.json["said"]
    before = db.session.query(AuditRow).count()
    answer = client.post(f"{room.page}/draft", data=sent(1, words="改了一改，写得更短更实。"))
    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert db.session.query(AuditRow).count() == before
    assert stored(Reflection)[0].words == "改了一改，写得更短更实。"


def test_the_button_lets_it_be_found_and_tells_the_trail_though_the_page_was_first(login, room):
    client = login(room.member)
    version = client.post(f"{room.page}/draft", data=sent()).json["version"]
    assert stored(SearchPassage) == []
    assert client.post(room.page, data=sent(version)).status_code == 302
    assert {one.owner_id for one in stored(SearchPassage)} == {room.member.person_id}
    assert db.session.query(AuditRow).filter_by(action="reflection.kept").count() == 1
    assert stored(Reflection)[0].version == version


def test_two_devices_never_overwrite_each_other(login, room):
    client = login(room.member)
    client.post(room.page, data=sent(words="电脑上写的一段话，先写到这里。"))
    typed = sent(0, words="手机上写的一段话，也先写到这里。")
    answer = client.post(f"{room.page}/draft", data=typed)
    assert answer.status_code == 409
    assert "another device" in answer.json["said"]
    for place in (room.page, f"{room.page}/handing-in"):
        answer = client.post(place, data=typed)
        assert answer.status_code == 409
        for text in ("电脑上写的一段话", "手机上写的一段话", f'action="{place}"'):
            assert text in answer.text
    assert "电脑" in stored(Reflection)[0].words
    again = {**typed, "version": "1"}
    assert client.post(room.page, data=again).status_code == 302
    assert "手机" in stored(Reflection)[0].words


def test_the_same_words_from_two_devices_are_no_conflict(login, room):
    client = login(room.member)
    client.post(room.page, data=sent())
    assert client.post(room.page, data=sent(0)).status_code == 302
    assert stored(Reflection)[0].version == 1


def test_what_word_leaves_is_cleaned_and_nothing_lost(login, room):
    pasted = (
        "先写的一段。\n\n<p class=MsoNormal style='mso-char-indent-count:2.0'><b>粘贴</b>的一段"
        "<o:p></o:p></p>\n\n再写的一段。"
    )
    login(room.member).post(room.page, data=sent(words=pasted))
    assert stored(Reflection)[0].words == "先写的一段。\n\n**粘贴**的一段\n\n再写的一段。"


def test_it_is_taken_back_until_it_is_answered(login, room):
    client = login(room.member)
    row = handed_in(room)
    assert client.post(f"{room.page}/taking-back").status_code == 302
    [row] = stored(Reflection)
    assert (row.state, stored(ReflectionVersion)[0].verdict) == ("draft", "taken_back")
    [matter] = stored(Matter)
    assert (matter.state, matter.outcome) == ("closed", "withdrawn")
    handed_in(room)
    assert [one.number for one in stored(ReflectionVersion)] == [1, 2]
    assert stored(Matter)[0].state == "reopened"
    decided(stored(Reflection)[0])
    answer = client.post(f"{room.page}/taking-back", follow_redirects=True)
    assert "Nothing changed: it is accepted." in answer.text
    assert stored(Reflection)[0].state == "accepted"


def test_taken_back_a_talk_that_the_class_asks_for_is_owed_again(login, database):
    room = make_room(asked=Asked(reflection=False, reflection_characters=10, talk=True))
    client = login(room.member)
    handed_in(room)

    def owed():
        db.session.expire_all()
        found = db.session.query(Matter).filter_by(kind="class_work").one_or_none()
        return found is not None and found.turn == "by"

    client.post(f"{room.page}/sharing")
    assert not owed()
    client.post(f"{room.page}/taking-back")
    assert owed()
    own = {one.text for one in stored(SearchPassage) if one.number}
    assert any("写短是对读者的尊重" in text for text in own)


def test_given_back_it_is_written_on_and_handed_in_again(login, room):
    row = handed_in(room)
    decided(row, "returned", "请写一件具体的事")
    client = login(room.member)
    page = client.get(room.page).text
    for text in ("请写一件具体的事", "Given back", "<textarea"):
        assert text in page
    assert "Go on with the reflection" in client.get("/").text
    again = sent(stored(Reflection)[0].version, words=f"{WORDS}\n\n比如上周的通知。")
    assert client.post(f"{room.page}/handing-in", data=again).status_code == 302
    assert [one.verdict for one in stored(ReflectionVersion)] == ["returned", ""]
    page = client.get(room.page).text
    for text in ("What changed from version 1 to version 2", "比如上周的通知。"):
        assert text in page
    assert "请写一件具体的事" in client.get(f"{room.page}?version=1").text
    assert stored(Matter)[0].state == "reopened"


def test_after_acceptance_it_stands(login, room):
    decided(handed_in(room))
    client = login(room.member)
    version = stored(Reflection)[0].version
    for place in (room.page, f"{room.page}/handing-in", f"{room.page}/draft"):
        answer = client.post(place, data=sent(version, words="改成别的话，写得很长很长。"))
        assert answer.status_code in {302, 409}
    assert stored(Reflection)[0].words == WORDS
    assert stored(Matter)[0].outcome == "accepted"


def test_the_author_is_told_and_led_to_it(login, room):
    row = handed_in(room)
    client = login(room.secretary)
    client.post(
        f"/reading/reflections/{row.id}/answers",
        data={"number": "1", "verdict": "accepted", "answer": ""},
    )
    [notice] = stored(Notice)
    assert notice.topic == "reflection"
    own = login(room.member)
    assert "A reflection of yours was answered" in own.get("/notices").text
    assert own.get(f"/reading/reflections/{row.id}").location == room.page
    assert own.get(f"/reading/reflections/{row.id}?talk=1").location == room.page


@pytest.mark.parametrize("place", ["", "/handing-in"])
def test_a_form_sent_twice_has_one_effect(login, room, place):
    client, form = login(room.member), sent(once="the key of this form")
    first = client.post(room.page + place, data=form)
    again = client.post(room.page + place, data=form)
    assert first.status_code == again.status_code == 302
    assert len(stored(Reflection)) == 1
    assert len(stored(ReflectionVersion)) == (1 if place else 0)


def test_nobody_but_a_member_writes_one(login, room, stranger):
    outsider = login(make_cadre())
    for client in (outsider, login(room.secretary)):
        assert client.get(room.page).status_code == 404
        for place in ("", "/draft", "/handing-in", "/taking-back", "/sharing"):
            assert client.post(room.page + place, data=sent()).status_code == 404
    assert stranger.get(room.page).status_code == 302
    row = handed_in(room)
    other = login(member_of(room))
    assert other.get(f"/reading/reflections/{row.id}").status_code == 404
    assert "写实" not in other.get(room.page).text


def test_own_words_are_found_by_the_author_alone_until_they_are_shared(login, room):
    client = login(room.member)
    client.post(room.page, data=sent())
    assert {one.owner_id for one in stored(SearchPassage)} == {room.member.person_id}
    handed_in(room)
    assert {one.owner_id for one in stored(SearchPassage)} == {room.member.person_id}
    client.post(f"{room.page}/sharing")
    passages = stored(SearchPassage)
    assert {(one.kind, one.owner_id, one.class_id) for one in passages} == {
        ("reflection", None, room.reading.id)
    }
    client.post(f"{room.page}/sharing/removal")
    assert {one.owner_id for one in stored(SearchPassage)} == {room.member.person_id}


def test_the_page_asks_the_same_number_of_queries_whatever_was_said(login, room, count_queries):
    client = login(room.member)
    handed_in(room)
    with count_queries() as few:
        client.get(room.page)
    for _n in range(2):
        decided(stored(Reflection)[0], "returned", "再改")
        handed_in(room)
    with count_queries() as many:
        client.get(room.page)
    assert len(few) == len(many) <= 8


def test_it_reads_chinese(login, room):
    assert login(room.member, "zh").get(room.page).status_code == 200


def test_the_trail_holds_digests_and_no_words(login, room):
    client = login(room.member)
    client.post(room.page, data=sent())
    client.post(f"{room.page}/handing-in", data=sent(1))
    db.session.expire_all()
    rows = db.session.query(AuditRow).filter_by(noun="reflection").order_by(AuditRow.seq).all()
    assert [one.action for one in rows] == [
        "reflection.begun", "reflection.kept", "reflection.handed_in",
    ]  # fmt: skip
    assert not any("写短" in one.after or "学习" in one.after for one in rows)
