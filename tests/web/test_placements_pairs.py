"""A pair on its page: quiet, moved, succeeded; and the task books of a placement."""

from datetime import date

import pytest

from models import Placement, TaskBook, db
from tests.factories import make_cadre, make_task, make_task_book
from tests.placed import make_talk
from tests.rotation import load_rotation_rules
from tests.web.placements import POINTS, anew, make_office, page_of, person_of

BOOK = {
    "title": "培养任务书", "starts_on": "2026-11-20", "ends_on": "2027-02-28", "copy_of": "",
    "worth": "", "measured_against": "", "possible": "",
}  # fmt: skip


@pytest.fixture
def office(database):
    load_rotation_rules()
    return make_office()


def test_a_quiet_pair_says_since_when(login, office):
    row = office.paired()
    page = login(office.leader).get(page_of(row)).text
    assert "The pair has gone quiet" in page
    assert "The rule asks for one every 31 days." in page
    make_talk(row, row.person_id, state="confirmed")
    db.session.commit()
    assert "gone quiet" not in login(office.leader).get(page_of(row)).text


def test_a_moved_pair_asks_for_a_successor_whom_the_form_begins(login, office, app):
    row, leader = office.paired(), login(office.leader)
    person_of(office.mentor).left_on = date(2026, 11, 20)
    db.session.commit()
    app.test_cli_runner().invoke(args=["matters", "daily"])
    page = leader.get(page_of(row)).text
    assert "One of the two was moved, or left" in page
    assert "Name a successor" in page
    assert "Find a successor for the pair" in leader.get("/matters").text
    form = leader.get(f"/placements/new?kind=mentorship&successor_of={row.id}").text
    assert POINTS["content"] in form
    mentee, other = person_of(office.mentee), person_of(make_cadre(unit=office.unit))
    leader.post(
        "/placements/new?kind=mentorship",
        data=POINTS | {
            "person": mentee.staff_no, "mentor": other.staff_no, "from_on": "2026-11-20",
            "planned_to_on": "2027-11-30", "successor_of": str(row.id),
        },
    )  # fmt: skip
    after = db.session.query(Placement).filter_by(successor_of_id=row.id).one()
    assert "See the pair after" in leader.get(page_of(row)).text
    assert "See the pair before" in leader.get(page_of(after)).text
    proposed = "A pair to succeed it is proposed and waits for approval."
    assert proposed in leader.get(page_of(row)).text
    assert "Another pair succeeds it." not in leader.get(page_of(row)).text
    login(office.hr).post(f"{page_of(after)}/approval", data={"version": str(after.version)})
    page = leader.get(page_of(row)).text
    assert "Another pair succeeds it." in page
    assert proposed not in page


def test_who_may_not_see_the_pair_before_names_no_successor_of_it(login, office):
    row, stranger = office.paired(), make_cadre()
    page = f"/placements/new?kind=mentorship&successor_of={row.id}"
    assert login(stranger).get(page).status_code == 404


def test_a_flagged_pair_goes_on_with_the_reason(login, office):
    row, hr = office.paired(flagged_on=date(2026, 11, 19)), login(office.hr)
    assert hr.get(f"{page_of(row)}/continuation").status_code == 200
    assert hr.post(f"{page_of(row)}/continuation", data={"reason": ""}).status_code == 422
    hr.post(f"{page_of(row)}/continuation", data={"reason": "同楼办公"})
    page = hr.get(page_of(row)).text
    assert "It was decided that the pair goes on." in page
    assert "Reason: 同楼办公" in page


def test_the_sides_write_the_task_book_of_a_placement(login, office):
    row, mentee = office.paired(), login(office.mentee)
    assert f"subject=placement-{row.id}" in mentee.get(page_of(row)).text
    assert "何新人" in mentee.get(f"/task-books/new?subject=placement-{row.id}").text
    answer = mentee.post("/task-books/new", data=BOOK | {"subject": f"placement-{row.id}"})
    book = db.session.query(TaskBook).one()
    assert answer.headers["Location"].endswith(f"/task-books/{book.id}")
    assert (book.subject_kind, book.subject_id) == ("placement", row.id)
    for keeper in (office.mentor, office.leader, office.hr):
        assert login(keeper).get(f"/task-books/{book.id}/edit").status_code == 200
    item = mentee.get(f"/task-books/{book.id}/items/new").text
    assert f"李师傅 {person_of(office.mentor).staff_no}" in item


def test_strangers_neither_see_nor_write_it(login, office):
    row, stranger = office.paired(), login(make_cadre())
    book = make_task_book("placement", row, state="agreed")
    db.session.commit()
    assert stranger.get(f"/task-books/{book.id}").status_code == 404
    for subject in (f"placement-{row.id}", "placement-x", "placement-99999999999"):
        answer = stranger.post("/task-books/new", data=BOOK | {"subject": subject})
        assert answer.status_code in {404, 422}
    assert db.session.query(TaskBook).count() == 1


def test_its_progress_stands_on_the_placement(login, office):
    row = office.paired()
    book = make_task_book("placement", row, state="agreed", title="培养任务书")
    make_task(book, person_of(office.mentee), state="done")
    make_task(book, person_of(office.mentee))
    db.session.commit()
    page = login(office.mentor).get(page_of(row)).text
    assert "培养任务书" in page
    assert "1 of 2 tasks done or dropped" in page
    listed = login(office.mentor).get("/task-books?whose=placement").text
    assert "培养任务书" in listed
    assert "何新人" in listed
    assert anew(book).state == "agreed"
