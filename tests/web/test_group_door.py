"""The door of a gathering: the code on the screen, checking in, roll call, leave, late codes."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from domain.groupstudy.codes import code_at, ticket_for
from domain.groupstudy.inviting import Invited
from models import Attendance, AttendanceStep, GroupStudyFile, LateCheckIn, db
from tests.conftest import NOON
from tests.domain.made_files import pdf
from tests.factories import (
    make_branch,
    make_cadre,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)
from tests.gatherings import load_rule, make_gathering, opened

JSON = {"Accept": "application/json"}
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def branch(database):
    load_rule()
    return make_branch(name="机关一支部")


@pytest.fixture
def host(branch):
    return make_secretary(branch, name="周明远")


@pytest.fixture
def cadre(branch):
    return make_cadre(branch=branch, name="李青川", staff_no="00317", search_key=" liqingchuan lqc")


@pytest.fixture
def gathering(branch, host, cadre):
    return opened(make_gathering(branch, starts_at=NOON), at=NOON)


@pytest.fixture
def key(app):
    return app.config["SECRET_KEY"]


def place(gathering, part=""):
    return f"/group-study/{gathering.id}{part}"


def mark_of(gathering, account):
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Attendance).filter_by(
            group_study_id=gathering.id, person_id=account.person_id
        )
    ).one_or_none()  # fmt: skip


def check_in(client, gathering, code="", **sent):
    return client.post(place(gathering, "/check-in"), data={"code": code, **sent})


def test_the_code_on_the_screen_checks_in_once(login, gathering, host, cadre, key):
    screen = login(host).get(place(gathering, "/code"))
    code = code_at(gathering, key, NOON)
    assert code in screen.text
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in screen.text
    client = login(cadre)
    page = client.get(place(gathering, f"/check-in?code={code}"))
    assert "I am here: check in" in page.text
    assert db.session.query(AttendanceStep).count() == 0
    answer = check_in(client, gathering, code)
    assert answer.status_code == 302
    assert "You checked in at 12:00." in client.get(answer.location).text
    assert check_in(client, gathering, code).status_code == 302
    assert "You checked in at 12:00." in client.get(place(gathering)).text
    assert mark_of(gathering, cadre).state == "present"
    assert db.session.query(AttendanceStep).count() == 1


def test_each_wrong_code_is_refused_with_its_own_reason(login, gathering, host, branch, cadre, key):
    client = login(cadre)
    other = opened(make_gathering(branch, starts_at=NOON), at=NOON)
    ticket = ticket_for(host.id, gathering, key, now=NOON)
    fresh = code_at(gathering, key, NOON)
    for said, code, sent in (
        ("has run out", code_at(gathering, key, NOON - A_MINUTE), ""),
        ("is not of this gathering", code_at(other, key, NOON), ""),
        ("is not shown yet", code_at(gathering, key, NOON + A_MINUTE), ""),
        ("This is no code", "12345", ""),
        ("opened by somebody else", fresh, ticket),
    ):
        answer = check_in(client, gathering, code, ticket=sent)
        assert (answer.status_code, said in answer.text) == (422, True), said
    assert mark_of(gathering, cadre).state == "expected"


def test_reading_before_tapping_costs_nobody_the_check_in(
    login, gathering, cadre, key, time_machine
):
    client = login(cadre)
    code = code_at(gathering, key, NOON)
    page = client.get(place(gathering, f"/check-in?code={code}")).text
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    time_machine.move_to(NOON + 2 * A_MINUTE, tick=False)
    assert check_in(client, gathering, code).status_code == 422
    assert check_in(client, gathering, code, ticket=ticket).status_code == 302
    assert mark_of(gathering, cadre).state == "present"


def test_who_is_not_invited_needs_a_code_and_comes_as_a_guest(login, gathering, key):
    stranger = make_cadre(branch=make_branch())
    client = login(stranger)
    assert client.get(place(gathering, "/check-in")).status_code == 404
    assert check_in(client, gathering, "12345").status_code == 404
    code = code_at(gathering, key, NOON)
    page = client.get(place(gathering, f"/check-in?code={code}"))
    assert "You are not invited: you check in as a guest" in page.text
    assert check_in(client, gathering, code).status_code == 302
    row = mark_of(gathering, stranger)
    assert (row.state, row.guest) == ("present", True)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("planned", "It is not open yet"), ("closed", "It is closed"),
        ("cancelled", "It was cancelled"),
    ],
)  # fmt: skip
def test_before_opening_and_after_closing_nobody_checks_in(
    login, gathering, cadre, key, state, said
):
    gathering.state, gathering.closed_at = state, NOON
    db.session.commit()
    client = login(cadre)
    answer = check_in(client, gathering, code_at(gathering, key, NOON))
    assert (answer.status_code, said in answer.text) == (422, True)
    assert said in client.get(place(gathering, "/check-in")).text
    assert mark_of(gathering, cadre).state == "expected"


def test_a_kept_code_is_listed_and_the_host_accepts_it(
    login, gathering, host, cadre, key, time_machine
):
    time_machine.move_to(NOON + 30 * A_MINUTE, tick=False)
    code = code_at(gathering, key, NOON + A_MINUTE)
    client = login(cadre)
    answer = client.post(
        place(gathering, "/check-in"), data={"code": code, "kept": "1"}, headers=JSON
    )
    assert "whoever holds the gathering decides" in answer.json["said"]
    manager = login(host)
    page = manager.get(place(gathering, "/attendance"))
    assert "Codes that came late" in page.text
    late = db.session.query(LateCheckIn).one()
    answer = manager.post(place(gathering, f"/late/{late.id}/acceptance"))
    assert answer.status_code == 302
    row = mark_of(gathering, cadre)
    assert (row.state, row.way, row.arrived_at) == ("present", "late_code", NOON + A_MINUTE)


def test_a_late_code_is_refused_with_a_reason_that_its_sender_reads(
    login, gathering, host, cadre, key, time_machine
):
    time_machine.move_to(NOON + 30 * A_MINUTE, tick=False)
    client = login(cadre)
    check_in(client, gathering, code_at(gathering, key, NOON + A_MINUTE), kept="1")
    late = db.session.query(LateCheckIn).one()
    manager = login(host)
    manager.post(place(gathering, f"/late/{late.id}/refusal"), data={"reason": " "})
    assert db.session.get(LateCheckIn, late.id).state == "waiting"
    manager.post(place(gathering, f"/late/{late.id}/refusal"), data={"reason": "不在会场"})
    assert "was not accepted: 不在会场" in client.get(place(gathering, "/check-in")).text
    answer = manager.post(place(gathering, f"/late/{late.id}/acceptance"), follow_redirects=True)
    assert "It was decided meanwhile." in answer.text
    assert mark_of(gathering, cadre).state == "expected"


def test_after_closing_the_host_is_sent_to_correct_the_attendance(
    login, gathering, host, cadre, key
):
    check_in(login(cadre), gathering, code_at(gathering, key, NOON - A_MINUTE), kept="1")
    gathering.opened_at = NOON - 5 * A_MINUTE
    db.session.commit()
    check_in(login(cadre), gathering, code_at(gathering, key, NOON - A_MINUTE), kept="1")
    late = db.session.query(LateCheckIn).one()
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    manager = login(host)
    answer = manager.post(place(gathering, f"/late/{late.id}/acceptance"), follow_redirects=True)
    assert "correct the attendance instead" in answer.text
    assert mark_of(gathering, cadre).state == "expected"


def test_roll_call_is_one_tap_a_person_and_the_rest_are_absent(login, gathering, host, cadre):
    client = login(host)
    page = client.get(place(gathering, "/attendance")).text
    assert f'value="{cadre.person_id}.present.expected"' in page
    tap = {"tap": f"{cadre.person_id}.present.expected"}
    assert client.post(place(gathering, "/attendance"), data=tap).status_code == 302
    assert mark_of(gathering, cadre).way == "roll"
    client.post(place(gathering, "/attendance/absent"))
    assert (mark_of(gathering, cadre).state, mark_of(gathering, host).state) == (
        "present", "absent",
    )  # fmt: skip
    history = client.get(place(gathering, f"/attendance/{cadre.person_id}")).text
    assert "Expected → Present" in history
    assert "周明远" in history


def test_a_tap_by_script_is_answered_with_the_mark_and_one_that_comes_too_late_with_why(
    login, gathering, host, cadre, time_machine
):
    client = login(host)
    time_machine.move_to(NOON + 5 * A_MINUTE, tick=False)
    tap = {"tap": f"{cadre.person_id}.present.expected", "ago": "120", "once": "1-2-3"}
    for _ in range(2):
        answer = client.post(place(gathering, "/attendance"), data=tap, headers=JSON)
    step = db.session.query(AttendanceStep).one()
    assert step.tapped_at == NOON + 3 * A_MINUTE
    assert answer.status_code == 302  # the key was taken before
    late = {"tap": f"{cadre.person_id}.absent.expected", "ago": "240"}
    answer = client.post(place(gathering, "/attendance"), data=late, headers=JSON)
    assert answer.status_code == 409
    assert answer.json["said"] == "Not taken: the mark is now “Present”."
    assert (answer.json["state"], answer.json["time"]) == ("present", "12:03")


def test_a_tap_on_nobody_or_as_nothing_is_not_there(login, gathering, host, cadre):
    client = login(host)
    own = f"{cadre.person_id}."
    for tap in (
        "", "1", f"{own}leave.expected", f"{own}gone", "x.present", "9999999.present.expected",
        "99999999999.present.expected",
    ):  # fmt: skip
        answer = client.post(place(gathering, "/attendance"), data={"tap": tap})
        assert answer.status_code == 404, tap


def test_leave_takes_a_reason_and_its_proof_is_for_few_eyes(login, gathering, host, cadre, branch):
    client, marks = login(host), place(gathering, f"/attendance/{cadre.person_id}")
    answer = client.post(marks, data={"reason": " ", "was": "expected"})
    assert (answer.status_code, "Leave is given for a reason" in answer.text) == (422, True)
    sent = {"reason": "出差", "was": "expected", "proofs": (BytesIO(b"MZ"), "a.exe")}
    answer = client.post(marks, data=sent, content_type="multipart/form-data")
    assert (answer.status_code, "出差" in answer.text) == (422, True)
    sent = {"reason": "出差", "was": "expected", "proofs": (BytesIO(pdf(pages=1)), "通知.pdf")}
    answer = client.post(marks, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 302
    row = mark_of(gathering, cadre)
    assert (row.state, row.reason) == ("leave", "出差")
    file = db.session.query(GroupStudyFile).one()
    proof = place(gathering, f"/leave-proofs/{file.id}")
    assert proof in client.get(marks).text
    assert client.get(proof).headers["Content-Disposition"].startswith("attachment;")
    assert login(cadre).get(proof).status_code == 200
    colleague = make_cadre(branch=branch)
    assert login(colleague).get(proof).status_code == 404


def test_a_guest_is_added_by_number_and_nobody_by_a_wrong_one(login, gathering, host):
    client = login(host)
    guest = make_person(staff_no="00990", name="宋知远")
    make_person(staff_no="00991", name="走了的", left_on=gathering.held_on)
    db.session.commit()
    guests = place(gathering, "/attendance/guests")
    for number in ("", "00991", "77777"):
        answer = client.post(guests, data={"staff_no": number})
        assert (answer.status_code, "Nobody who is here" in answer.text) == (422, True)
    answer = client.post(guests, data={"staff_no": "00990"}, follow_redirects=True)
    assert "宋知远 is there, as a guest." in answer.text
    row = db.session.scalars(sa.select(Attendance).filter_by(person_id=guest.id)).one()
    assert (row.guest, row.state) == (True, "present")


def test_names_are_found_by_pinyin_and_number(login, gathering, host, cadre):
    client = login(host)
    for text, found in (("lqc", True), ("青川", True), ("00317", True), ("zhang", False)):
        page = client.get(place(gathering, f"/attendance?find={text}")).text
        assert ("李青川" in page) is found, text


def test_the_secretary_of_an_invited_branch_marks_the_own_people_only(login, host, branch, cadre):
    other = make_branch(name="机关二支部")
    guest_secretary = make_secretary(other, name="郑书记")
    member = make_cadre(branch=other, name="何小满")
    invited = Invited(branch_ids=frozenset({branch.id, other.id}))
    gathering = opened(make_gathering(branch, invited=invited, starts_at=NOON), at=NOON)
    client, manager = login(guest_secretary), login(host)
    page = client.get(place(gathering, "/attendance")).text
    assert ("何小满" in page, "李青川" in page) == (True, False)
    page = manager.get(place(gathering, "/attendance")).text
    assert ("何小满" in page, "李青川" in page) == (False, True)
    assert "机关二支部: 2 more are invited" in page
    for account, status in ((member, 302), (cadre, 404)):
        tap = {"tap": f"{account.person_id}.present.expected"}
        assert client.post(place(gathering, "/attendance"), data=tap).status_code == status
    assert "何小满" in manager.get(place(gathering, "/attendance")).text  # is there now
    assert client.get(place(gathering, "/code")).status_code == 404
    assert client.post(
        place(gathering, "/attendance/guests"), data={"staff_no": "1"}
    ).status_code == 404  # fmt: skip
    client.post(place(gathering, "/attendance/absent"))
    states = [mark_of(gathering, one).state for one in (guest_secretary, cadre)]
    assert states == ["absent", "expected"]


def test_after_closing_the_list_is_read_and_no_mark_is_taken(login, gathering, host, cadre):
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    client = login(host)
    page = client.get(place(gathering, "/attendance")).text
    assert ("correct the attendance instead" in page, 'name="tap"' in page) == (True, False)
    tap = {"tap": f"{cadre.person_id}.present.expected"}
    for part, sent in (("", tap), ("/absent", {}), ("/guests", {"staff_no": "00317"}),
                       (f"/{cadre.person_id}", {"reason": "出差"})):  # fmt: skip
        answer = client.post(place(gathering, f"/attendance{part}"), data=sent)
        assert (answer.status_code, "correct the attendance instead" in answer.text) == (422, True)
    assert mark_of(gathering, cadre).state == "expected"


def test_the_count_is_of_everybody_and_names_nobody(login, gathering, host, cadre, count_queries):
    client = login(cadre)
    with count_queries() as statements:
        answer = client.get(place(gathering, "/count"))
    assert answer.json == {
        "expected": 2, "present": 0, "late": 0, "leave": 0, "absent": 0, "guests": 0, "there": 0,
    }  # fmt: skip
    assert len(statements) <= 4  # two of them find out who asks
    assert login(make_cadre()).get(place(gathering, "/count")).status_code == 404


def test_the_code_on_the_screen_changes_and_ends_with_the_gathering(
    login, gathering, host, key, time_machine
):
    client = login(host)
    first = client.get(place(gathering, "/code/now")).text
    time_machine.move_to(NOON + timedelta(seconds=20), tick=False)
    second = client.get(place(gathering, "/code/now")).text
    assert code_at(gathering, key, NOON) in first
    assert code_at(gathering, key, NOON) not in second
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    assert "It is closed." in client.get(place(gathering, "/code/now")).text


def test_a_leader_holds_what_the_unit_holds(login, branch):
    unit = make_unit()
    leader = make_leader(unit)
    invited = Invited(unit_ids=frozenset({unit.id}))
    held = make_gathering(branch, branch_id=None, unit_id=unit.id, invited=invited, starts_at=NOON)
    gathering = opened(held, at=NOON)
    client = login(leader)
    assert client.get(place(gathering, "/attendance")).status_code == 200
    assert client.get(place(gathering, "/code")).status_code == 200


def test_the_list_takes_as_many_queries_for_one_person_as_for_thirty(
    login, branch, host, count_queries
):
    client, seen = login(host), []
    for _ in range(2):
        gathering = opened(make_gathering(branch, starts_at=NOON), at=NOON)
        with count_queries() as statements:
            assert client.get(place(gathering, "/attendance")).status_code == 200
        seen.append(len(statements))
        for number in range(30):
            make_person(branch=branch, name=f"人{number}")
        db.session.commit()
    assert seen[0] == seen[1] <= 8


@pytest.mark.parametrize("part", ["", "/check-in", "/attendance", "/code"])
def test_the_pages_are_shown_in_chinese(login, gathering, host, part):
    assert login(host, "zh").get(place(gathering, part)).status_code == 200
