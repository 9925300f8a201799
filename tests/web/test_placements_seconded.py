"""A secondment on its page: reports, opinions of both units, the return; nothing moves at home."""

import io
from datetime import date

import pytest

from domain.audit import Actor
from domain.placements.running import follow_placements
from models import BranchMembership, Matter, PlacementOpinion, Tenure, db
from tests.domain.made_files import photograph
from tests.factories import make_branch, make_leader, make_post, make_unit
from tests.placed import NOON, TODAY, make_secondment
from tests.web.placements import anew, make_office, page_of, person_of

FINAL = {"text": "工作踏实，群众认可", "conclusion": "good", "read": "0"}


@pytest.fixture
def office(database):
    return make_office()


@pytest.fixture
def inside(office):
    host = make_unit(name="信访室")
    return host, make_leader(host, name="高主任")


def away(office, host, **values):
    """Under way since March, planned until the end of February."""
    row = make_secondment(
        person_of(office.mentee), make_post(office.unit), host, unit_id=office.unit.id, **values
    )  # fmt: skip
    db.session.commit()
    return row


def owed(kind="placement_duty"):
    rows = db.session.query(Matter).filter_by(kind=kind, state="open").order_by(Matter.id)
    return {(one.title.split()[0], one.owed_by_id) for one in rows}


def signs(client, row, which, **form):
    return client.post(f"{page_of(row)}/opinions/{which}", data=FINAL | form)


def test_both_units_sign_and_it_is_assessed(login, office, inside):
    host, host_leader = inside
    row, home = away(office, host), login(office.leader)
    home.post(f"{page_of(row)}/end", data={"on": "2026-11-19", "reason": "任务完成"})
    assert owed() == {
        ("final_home", office.leader.person_id), ("final_host", host_leader.person_id),
        ("return", office.leader.person_id),
    }  # fmt: skip
    there = login(host_leader)
    assert "Final opinion of the host unit on · 何新人" in there.get("/matters").text
    assert "Write and sign it" in there.get(page_of(row)).text
    assert there.get(f"{page_of(row)}/opinions/final/host/person").status_code == 200
    assert signs(there, row, "final/home/person").status_code == 404
    assert signs(there, row, "final/host/person").status_code == 302
    assert anew(row).state == "ended_early"
    assert signs(home, row, "final/home/person", conclusion="excellent").status_code == 302
    assert anew(row).state == "assessed"
    page = login(office.mentee).get(page_of(row)).text
    assert "Signed: 高主任" in page
    assert "Write and sign it" not in page
    assert owed() == {("return", office.leader.person_id)}


def test_the_return_is_noted_and_nothing_moved_at_home(login, office, inside):
    person = person_of(office.mentee)
    branch = make_branch()
    db.session.add(
        BranchMembership(person_id=person.id, branch_id=branch.id, from_on=date(2020, 1, 1),
                         recorded_at=NOON)
    )  # fmt: skip
    row = away(office, inside[0])
    before = [(one.id, one.to_on) for one in db.session.query(Tenure).order_by(Tenure.id)]
    hr = login(office.hr)
    hr.post(f"{page_of(row)}/end", data={"on": "2026-11-15", "reason": "任务完成"})
    place, mentee = f"{page_of(row)}/return", login(office.mentee)
    assert mentee.get(place).status_code == 200
    early = mentee.post(place, data={"on": "2026-11-15"})
    assert early.status_code == 422
    assert "Choose a day from" in early.text
    assert mentee.post(place, data={"on": "2026-11-16"}).status_code == 302
    assert "back since" in hr.get(page_of(row)).text
    assert "It is noted already" in hr.post(place, data={"on": "2026-11-16"}).text
    db.session.expire_all()
    after = [(one.id, one.to_on) for one in db.session.query(Tenure).order_by(Tenure.id)]
    assert after == before
    assert db.session.query(BranchMembership).one().to_on is None


def test_an_extension_after_the_end_drops_what_was_asked(login, office, inside):
    row, hr = away(office, inside[0], planned_to_on=date(2026, 11, 18)), login(office.hr)
    follow_placements(today=TODAY, actor=Actor(None), now=NOON)
    db.session.commit()
    assert {duty for duty, _who in owed()} == {"final_home", "final_host", "return"}
    longer = {"to_on": "2027-05-31", "document_no": "人〔2026〕8号", "document_on": "2026-11-10"}
    assert hr.post(f"{page_of(row)}/extension", data=longer).status_code == 302
    assert (anew(row).state, row.ended_on) == ("under_way", None)
    assert owed() == set()


def test_half_way_the_host_is_asked_once(office, inside):
    row = away(office, inside[0], planned_to_on=date(2027, 6, 30))
    follow_placements(today=date(2026, 10, 1), actor=Actor(None), now=NOON)
    assert owed() == set()
    for _again in range(2):
        follow_placements(today=TODAY, actor=Actor(None), now=NOON)
    assert owed() == {("mid_term_host", inside[1].person_id)}
    assert row.state == "under_way"


def test_an_outside_unit_is_entered_from_its_scan_by_hr(login, office):
    row = away(office, make_unit(name="某镇", outside=True), state="completed")
    hr, page = login(office.hr), f"{page_of(row)}/opinions/final/host/person"
    assert signs(login(office.leader), row, "final/host/person").status_code == 404
    assert "Enter what the outside unit signed" in hr.get(page).text
    said = {"signed_name": "镇长王某", "signed_on": "2026-11-12"}
    missing = hr.post(page, data=FINAL | said)
    assert missing.status_code == 422
    assert "Choose the scan of what the unit signed." in missing.text
    wrong = hr.post(page, data=FINAL | said | {"proofs": (io.BytesIO(b"text"), "scan.pdf")})
    assert wrong.status_code == 422
    assert "scan.pdf" in wrong.text
    assert FINAL["text"] in wrong.text
    late = hr.post(
        page, data=FINAL | said | {"signed_on": "2026-12-01", "proofs": scan()}
    )  # fmt: skip
    assert "Choose a day from" in late.text
    assert hr.post(page, data=FINAL | said | {"proofs": scan()}).status_code == 302
    shown = login(office.mentee).get(page_of(row)).text
    assert "Signed: 镇长王某" in shown
    assert "scan of an outside unit, entered by 任人事" in shown
    files = f"{page_of(row)}/files/1"
    assert hr.get(files).headers["Content-Disposition"].startswith("attachment")
    assert hr.get(f"{files}/pages/1").mimetype == "image/jpeg"
    assert hr.post(f"{files}/removal").status_code == 404


def scan():
    return (io.BytesIO(photograph()), "鉴定.jpg")


def test_a_correction_takes_the_place_of_what_stood(login, office, inside):
    row, there = away(office, inside[0], state="completed"), login(inside[1])
    signs(there, row, "final/host/person")
    crossed = signs(there, row, "final/host/person", text="改过的意见")
    assert crossed.status_code == 422
    assert "Somebody signed or corrected this opinion" in crossed.text
    first = db.session.query(PlacementOpinion).one()
    signs(there, row, "final/host/person", text="改过的意见", read=str(first.id))
    db.session.expire_all()
    stands = [one.text for one in db.session.query(PlacementOpinion) if not one.superseded_at]
    assert stands == ["改过的意见"]
    page = there.get(page_of(row)).text
    assert "1 version before it" in page
    assert FINAL["text"] in page


def test_nobody_signs_before_it_is_asked_nor_about_oneself(login, office, inside):
    row = away(office, inside[0])
    early = signs(login(inside[1]), row, "final/host/person")
    assert early.status_code == 422
    assert "This opinion is not asked for yet." in early.text
    assert signs(login(office.mentee), row, "mid_term/host/person").status_code == 404
    assert signs(login(office.hr), row, "mid_term/host/person").status_code == 404
    assert signs(login(inside[1]), row, "mid_term/host/pair").status_code == 404
    assert signs(login(inside[1]), row, "mid_term/host/person", text="").status_code == 422


def test_the_host_leader_logs_the_talk_and_the_person_confirms(login, office, inside):
    row, there = away(office, inside[0]), login(inside[1])
    talk = {"held_on": "2026-11-19", "minutes": "40", "topic": "中期谈话", "said": "适应了工作"}
    assert there.post(f"{page_of(row)}/talks/new", data=talk).status_code == 302
    assert "Confirm a talk with" in login(office.mentee).get("/matters").text
