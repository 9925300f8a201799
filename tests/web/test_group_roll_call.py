"""Roll call at a gathering: taps, leave with proof, guests, and whose names who sees."""

from datetime import timedelta
from io import BytesIO

import sqlalchemy as sa

from domain.groupstudy.inviting import Invited
from models import Attendance, AttendanceStep, GroupStudyFile, db
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
from tests.gatherings import make_gathering, opened
from tests.web.doors import JSON, branch, cadre, gathering, host, key, mark_of, place

__all__ = ["branch", "cadre", "gathering", "host", "key"]  # the fixtures

A_MINUTE = timedelta(minutes=1)


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
    proof = f"/group-study/files/{file.id}"
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
