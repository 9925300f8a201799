"""What pages of group study tell: who is a guest, what was left over, series, who replies."""

from datetime import timedelta
from io import BytesIO

import pytest

from blueprints.groupstudy.rhythm import share_text
from domain.access import Visitor
from domain.audit import Actor
from domain.groupstudy.attendance import LATE, Mark, mark
from domain.groupstudy.correcting import correct_attendance
from models import GroupStudyTalk, db
from tests.conftest import NOON
from tests.domain.made_files import pdf
from tests.factories import make_branch, make_cadre, make_organiser, make_person, make_secretary
from tests.gatherings import BEGINS, DAY, load_rule, make_gathering, opened
from tests.packs import load_pack
from tests.web.gatherings import make_hall, person_of
from tests.web.reading import rows_of

LIST = "/group-study"


@pytest.fixture
def hall(database):
    return make_hall()


@pytest.fixture
def branch(database):
    load_pack()
    load_rule()
    return make_branch(name="第一党支部")


def on(days: int) -> dict[str, object]:
    return {"held_on": DAY + timedelta(days=days), "starts_at": BEGINS + timedelta(days=days)}


def test_one_left_open_or_never_opened_stays_on_the_holders_today_for_two_weeks(login, branch):
    secretary, member = make_secretary(branch), make_cadre(branch=branch)
    left = opened(make_gathering(branch, topic="没有结束", **on(-1)))
    make_gathering(branch, topic="没有开始", **on(-14))
    make_gathering(branch, topic="太久以前", **on(-15))
    make_gathering(branch, topic="已经取消", state="cancelled", **on(-1))
    page = login(secretary).get("/").text
    assert f'href="/group-study/{left.id}/closing"' in page
    assert "still open" in page
    assert "not opened: was it held?" in page
    assert "太久以前" not in page
    assert "已经取消" not in page
    assert "没有结束" not in login(member).get("/").text


def test_an_organiser_is_reminded_of_what_they_opened_themselves(login, branch):
    organiser = make_organiser()
    make_person(branch=branch)
    make_gathering(branch, topic="别人安排的", **on(-2))
    own = opened(make_gathering(branch, topic="自己打开的", **on(-2)))
    own.opened_by = organiser.id
    db.session.commit()
    page = login(organiser).get("/").text
    assert "自己打开的" in page
    assert "别人安排的" not in page


def test_a_cancelled_one_of_a_coming_day_stands_with_those_to_come(login, branch):
    client = login(make_secretary(branch))
    make_gathering(branch, topic="过去的", **on(-3))
    make_gathering(branch, topic="取消的", state="cancelled", **on(3))
    page = client.get(LIST).text
    places = [page.index(one) for one in ("Today and to come", "取消的", ">Past<", "过去的")]
    assert places == sorted(places)
    assert "2 gatherings in all" in page


def test_one_cancelled_while_open_says_how_many_had_been_marked(login, branch):
    client = login(make_secretary(branch))
    gathering = opened(make_gathering(branch), make_person(branch=branch), make_person())
    client.post(f"{LIST}/{gathering.id}/cancellation", data={"reason": "停电"})
    page = client.get(f"{LIST}/{gathering.id}").text
    assert "It was cancelled while open; 2 people had been marked." in page
    never = make_gathering(branch, state="cancelled")
    assert "No attendance was taken." in client.get(f"{LIST}/{never.id}").text


def test_the_list_and_its_workbook_tell_guests_beside_those_expected(login, branch):
    client = login(make_secretary(branch))
    opened(make_gathering(branch), make_person(branch=branch), make_person())
    page = client.get(LIST).text
    assert "1 / 2" in page
    assert "+1 guest" in page
    [head, row] = rows_of(client.get(f"{LIST}?as=xlsx"))
    told = dict(zip(head, row, strict=True))
    assert (told["There"], told["Expected"], told["Guests"]) == (1, 2, 1)


def test_whoever_was_marked_by_another_or_is_a_guest_is_told_so(login, branch):
    member, guest = make_cadre(branch=branch), make_cadre()
    gathering = opened(make_gathering(branch), person_of(member))
    place = f"{LIST}/{gathering.id}"
    assert "You are marked as there." in login(member).get(place).text
    by_code = Mark(LATE, "code", arrived_at=NOON)
    mark(gathering, guest.person_id, by_code, actor=Actor(None), now=NOON)
    db.session.commit()
    assert "You checked in at 12:00, late, as a guest." in login(guest).get(place).text


def test_guests_stand_last_on_the_sign_in_sheet_and_are_told_in_its_workbook(login, branch):
    member = make_person(branch=branch, name="李同志")
    guest = make_person(branch=branch, name="王列席")
    only = make_gathering(branch)
    opened(only, member)
    row = mark(only, guest.id, Mark(LATE), actor=Actor(None), now=NOON)
    row.guest = True
    db.session.commit()
    client = login(make_secretary(branch))
    page = client.get(f"{LIST}/{only.id}/sheet").text
    assert page.index("李同志") < page.index("<h2>Guests</h2>") < page.index("王列席")
    assert '<td class="num">9</td>' in page  # eight empty lines after the guest
    rows = {row[1]: row for row in rows_of(client.get(f"{LIST}/{only.id}/sheet.xlsx"))}
    assert (rows["李同志"][3], rows["王列席"][3]) == ("", "是")


def test_nobody_replies_to_their_own_talk_nor_without_having_been_there(login, hall):
    talk = GroupStudyTalk(group_study_id=hall.gathering.id, number=1,
                          person_id=hall.speaker.person_id)  # fmt: skip
    db.session.add(talk)
    away = make_cadre(branch=hall.branch)
    hall.gathering.leader_id = away.person_id  # may open the page, and was not there
    db.session.commit()
    place = f"{hall.page}/talks/{talk.id}/replies"
    for account, may_reply in (
        (hall.speaker, False), (away, False), (hall.listener, True), (hall.secretary, True),
    ):  # fmt: skip
        client = login(account)
        assert (place in client.get(hall.page).text) is may_reply, account.username
        answer = client.post(place, data={"words": "受教"}, follow_redirects=True)
        assert ("Your reply stands" in answer.text) is may_reply, account.username


def test_key_points_stand_once_and_one_of_a_series_leads_to_its_neighbours(login, branch):
    words = {"key_points": "独一份要点", "key_points_html": "<p>独一份要点</p>"}
    first = make_gathering(branch, **words, **on(-7))
    first.series_id = first.id
    middle, last = (make_gathering(branch, series_id=first.id, **on(days)) for days in (0, 7))
    db.session.commit()
    client = login(make_secretary(branch))
    page = client.get(f"{LIST}/{first.id}").text
    assert page.count("独一份要点") == 1
    assert f'href="{LIST}/{middle.id}"' in page
    page = client.get(f"{LIST}/{middle.id}").text
    assert "3 gatherings" in page
    assert f'href="{LIST}/{first.id}"' in page
    assert f'href="{LIST}/{last.id}"' in page
    assert "One of a series" not in client.get(f"{LIST}/{make_gathering(branch).id}").text


def test_the_steps_name_people_whose_attendance_was_corrected_and_no_proof_of_leave(login, hall):
    client, person = login(hall.secretary), person_of(hall.listener)
    leave = f"{hall.page}/attendance/{person.id}"
    sent = {"reason": "出差", "was": "present", "proofs": (BytesIO(pdf(pages=1)), "通知.pdf")}
    client.post(leave, data=sent, content_type="multipart/form-data")
    page = client.get(leave).text
    assert "Proof of a leave added" in page
    assert "Change the leave" in page
    assert "Proof of a leave" not in client.get(hall.page).text
    hall.gathering.state, hall.gathering.closed_at = "closed", NOON
    db.session.commit()
    host = Visitor(hall.secretary.id, 0, "s", person_id=hall.secretary.person_id)
    for state in ("absent", "late"):
        made = Mark(state, reason="补记")
        correct_attendance(hall.gathering, person.id, made, host, credited=False, now=NOON)
    db.session.commit()
    page = client.get(hall.page).text
    assert page.count("Attendance corrected") == 1
    assert f'1 person · <a href="{leave}">{person.name}</a>' in page


def test_a_plan_is_told_of_its_times_and_of_nobody_invited_together(login, branch):
    typed = {
        "kind": "first_item", "holder": f"branch-{branch.id}", "topic": "学习", "meeting": "例会",
        "held_on": "2026-11-30", "begins": "10:00", "ends": "09:00", "version": "0",
    }  # fmt: skip
    answer = login(make_secretary(branch)).post(f"{LIST}/new", data=typed)
    assert answer.status_code == 422
    assert "The end must come after the start." in answer.text
    assert "Nobody is invited." in answer.text


def test_opening_with_nobody_here_on_the_day_says_that(login, branch):
    secretary = make_secretary(branch)
    empty = make_gathering(branch, **on(-4000))
    answer = login(secretary).post(f"{LIST}/{empty.id}/opening", follow_redirects=True)
    assert "Nobody of those invited is here on its day" in answer.text


def test_shares_are_rounded_half_up():
    assert [share_text(*one) for one in ((2, 3), (1, 8), (1, 3), (3, 3), (0, 0))] == [
        "67%", "13%", "33%", "100%", "–",
    ]  # fmt: skip


def test_an_agenda_typed_with_numbers_is_not_numbered_again(login, hall):
    client = login(hall.secretary)
    for agenda, there in (("一、领学\n二、交流", "一、领学"), ("领学\n交流", "1. 领学")):
        hall.gathering.agenda = agenda
        db.session.commit()
        page = client.get(f"{hall.page}/minutes/edit").text
        assert there in page
        assert "1. 一、" not in page
