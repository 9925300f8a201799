"""Exchange talks: shared by consent, read and replied to by the class, taken down, printed."""

import io

import pytest
from docx import Document

from domain.reading.asked import Asked
from domain.reading.reflections import SHARED
from models import ClassMember, ExchangeReply, Notice, Reflection, db
from tests.conftest import NOON
from tests.factories import make_cadre, make_organiser
from tests.web.reflections import decided, handed_in, make_room, member_of
from tests.web.task_books import stored

TALKS = "/reading/craft/talks"


@pytest.fixture
def room(database):
    return make_room()


@pytest.fixture
def talk(room):
    """The address of a talk that its author shares."""
    words = "我把一份通知改了三遍。\n\n| 前 | 后 |\n|---|---|\n| 长 | 短 |"
    row = decided(handed_in(room, words=words))
    row.sharing, row.shared_at = SHARED, row.saved_at
    db.session.commit()
    return f"{TALKS}/{row.id}"


def test_the_author_consents_and_takes_the_consent_back(login, room):
    row, client = handed_in(room), login(room.member)
    assert "Nobody has shared a talk yet" in client.get(TALKS).text
    assert client.post(f"{room.page}/sharing").status_code == 302
    assert client.get(f"{TALKS}/{row.id}").status_code == 200
    assert client.get(f"/reading/reflections/{row.id}?talk=1").location == f"{TALKS}/{row.id}"
    reader = login(member_of(room))
    assert "写短写实" in reader.get(TALKS).text
    assert client.post(f"{room.page}/sharing/removal").status_code == 302
    assert reader.get(f"{TALKS}/{row.id}").status_code == 404
    assert "写短写实" not in reader.get(TALKS).text


def test_consent_is_taken_back_while_it_is_given_back_too(login, room):
    decided(handed_in(room), "returned", "再想想")
    row = stored(Reflection)[0]
    row.sharing, row.shared_at = SHARED, row.saved_at
    db.session.commit()
    client = login(room.member)
    assert f'action="{room.page}/sharing/removal"' in client.get(room.page).text
    client.post(f"{room.page}/sharing/removal")
    assert stored(Reflection)[0].sharing == "private"
    assert f'action="{room.page}/sharing' not in client.get(room.page).text


def test_who_left_the_class_goes_on_with_their_own_and_takes_back_the_consent(login, room, talk):
    member, client = stored(ClassMember)[0], login(room.member)
    member.removed_at = NOON
    db.session.commit()
    assert client.get(f"/reading/{room.reading.slug}").status_code == 404
    assert client.get(talk).status_code == 404
    number = talk.rpartition("/")[2]
    for query in ("", "?talk=1"):
        assert client.get(f"/reading/reflections/{number}{query}").location == room.page
    page = client.get(room.page).text
    assert "我把一份通知改了三遍。" in page
    for address in (TALKS, f"/reading/{room.reading.slug}"):
        assert f'href="{address}"' not in page
    assert client.post(f"{room.page}/sharing/removal").status_code == 302
    assert stored(Reflection)[0].sharing == "private"
    other = make_cadre()
    room.reading.joining = "open"
    db.session.commit()
    assert login(other).get(room.page).status_code == 404


def test_a_draft_is_not_shared(login, room):
    client = login(room.member)
    client.post(room.page, data={"title": "题", "words": "还没写完", "version": "0"})
    answer = client.post(f"{room.page}/sharing", follow_redirects=True)
    assert "Nothing changed: it is draft." in answer.text
    assert stored(Reflection)[0].sharing == "private"


def test_taken_back_it_is_a_talk_no_more(login, room):
    row, client = handed_in(room), login(room.member)
    client.post(f"{room.page}/sharing")
    client.post(f"{room.page}/taking-back")
    assert client.get(f"{TALKS}/{row.id}").status_code == 404
    assert stored(Reflection)[0].sharing == "private"


def test_members_and_organisers_reply_and_the_author_is_told(login, room, talk):
    reader = member_of(room, name="王明")
    client = login(reader)
    assert client.post(f"{talk}/replies", data={"words": "**受教**了"}).status_code == 302
    organiser = login(make_organiser(name="高学专"))
    assert organiser.post(f"{talk}/replies", data={"words": "可以在会上讲"}).status_code == 302
    page = login(room.member).get(talk).text
    for text in ("<strong>受教</strong>了", "王明", "可以在会上讲", "高学专"):
        assert text in page
    [notice] = [one for one in stored(Notice) if one.topic == "exchange"]
    assert notice.many == 2
    own = login(room.member)
    place = own.post(f"/notices/{notice.id}/reading").location
    assert own.get(place).location == talk


def test_a_reply_of_the_author_tells_nobody(login, room, talk):
    login(room.member).post(f"{talk}/replies", data={"words": "谢谢"})
    assert [one for one in stored(Notice) if one.topic == "exchange"] == []


def test_an_empty_reply_is_refused_and_a_long_one_stays(login, room, talk):
    client = login(room.member)
    assert client.post(f"{talk}/replies", data={"words": " "}).status_code == 422
    answer = client.post(f"{talk}/replies", data={"words": "长" * 2001})
    assert answer.status_code == 422
    assert "长" * 2001 in answer.text
    assert stored(ExchangeReply) == []


def test_a_reply_sent_twice_stands_once(login, room, talk):
    client = login(room.member)
    for _n in range(2):
        client.post(f"{talk}/replies", data={"words": "谢谢", "once": "the key of this reply"})
    assert len(stored(ExchangeReply)) == 1


def test_a_reply_is_taken_down_by_who_wrote_it_or_runs_classes(login, room, talk):
    writer, other = login(member_of(room)), login(member_of(room))
    for text in ("第一条", "第二条"):
        writer.post(f"{talk}/replies", data={"words": text})
    first, second = stored(ExchangeReply)
    assert other.post(f"{talk}/replies/{first.id}/removal").status_code == 404
    assert writer.post(f"{talk}/replies/{first.id}/removal").status_code == 302
    assert login(make_organiser()).post(f"{talk}/replies/{second.id}/removal").status_code == 302
    page = other.get(talk).text
    assert "第一条" not in page
    assert "第二条" not in page
    assert all(one.removed_at for one in stored(ExchangeReply))


def test_only_the_class_reads_its_talks(login, room, talk, stranger):
    outsider = login(make_cadre(branch=room.branch))
    for address in (TALKS, talk, f"{TALKS}?as=docx"):
        assert outsider.get(address).status_code == 404
        assert stranger.get(address).status_code == 302
        assert login(make_organiser()).get(address).status_code == 200
    assert outsider.post(f"{talk}/replies", data={"words": "路过"}).status_code == 404
    room.reading.joining = "open"
    db.session.commit()
    assert outsider.get(talk).status_code == 404


def test_who_organises_or_leads_the_class_reads_them_too(login, room, talk):
    leader = make_cadre()
    room.reading.leader_id = leader.person_id
    db.session.commit()
    assert login(leader).get(talk).status_code == 200


def test_all_of_them_go_into_one_word_file(login, room, talk):
    client = login(room.member)
    client.post(f"{talk}/replies", data={"words": "谢谢大家"})
    answer = client.get(f"{TALKS}?as=docx")
    document = Document(io.BytesIO(answer.data))
    text = "\n".join(one.text for one in document.paragraphs)
    for words in ("写短写实", "李青川", "我把一份通知改了三遍。", "谢谢大家"):
        assert words in text
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["长", "短"]


def test_the_list_asks_the_same_number_of_queries_at_one_talk_and_at_three(
    login, room, talk, count_queries
):
    client = login(room.member)
    with count_queries() as few:
        client.get(TALKS)
    for name in ("王明", "赵平"):
        account = member_of(room, name=name)
        row = handed_in(room, db.session.get_one(type(room.person), account.person_id))
        row.sharing, row.shared_at = SHARED, row.saved_at
    db.session.commit()
    with count_queries() as many:
        client.get(TALKS)
    assert len(few) == len(many) <= 8


def test_pages_read_chinese(login, room, talk):
    client = login(room.member, "zh")
    assert client.get(talk).status_code == client.get(TALKS).status_code == 200


def test_where_only_a_talk_is_asked_for_the_class_leads_to_the_reflection(login, database):
    room = make_room(asked=Asked(reflection=False, talk=True))
    page = login(room.member).get(f"/reading/{room.reading.slug}").text
    assert f'href="{room.page}"' in page
