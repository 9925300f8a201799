"""Reports of a placement on its page: handed in, put right, answered; annexes; pairs' opinions."""

import io

import pytest
from docx import Document

from models import Matter, PlacementFile, PlacementReport, db
from tests.domain.made_files import pdf
from tests.factories import (
    make_branch,
    make_cadre,
    make_membership,
    make_post,
    make_secretary,
    make_unit,
)
from tests.placed import make_rotation, make_secondment
from tests.web.placements import anew, make_office, page_of, person_of

REPORT = {"kind": "report", "title": "第三季度", "markdown": "# 做了什么\n\n- 走访二十户"}


@pytest.fixture
def office(database):
    return make_office()


@pytest.fixture
def away(office):
    row = make_secondment(
        person_of(office.mentee), make_post(office.unit), make_unit(name="某镇"),
        unit_id=office.unit.id,
    )  # fmt: skip
    db.session.commit()
    return row


def only_report():
    db.session.expire_all()
    return db.session.query(PlacementReport).one()


def handed_in(client, row, **form):
    return client.post(f"{page_of(row)}/reports/new", data=REPORT | form)


def test_a_report_is_handed_in_and_answered_by_the_home_leader(login, office, away):
    mentee, leader = login(office.mentee), login(office.leader)
    assert mentee.get(f"{page_of(away)}/reports/new").status_code == 200
    assert handed_in(mentee, away).status_code == 302
    matter = db.session.query(Matter).filter_by(kind="placement_report").one()
    assert (matter.owed_by_id, matter.state) == (office.leader.person_id, "open")
    assert "Secondment report · 第三季度" in leader.get("/matters").text
    assert "<li>走访二十户</li>" in leader.get(page_of(away)).text
    place = f"{page_of(away)}/reports/{only_report().id}/answer"
    assert "走访二十户" in leader.get(place).text
    assert mentee.get(place).status_code == 404
    assert leader.post(place, data={"answer": "", "version": "1"}).status_code == 422
    assert leader.post(place, data={"answer": "继续", "version": "1"}).status_code == 302
    assert "继续" in mentee.get(page_of(away)).text
    db.session.expire_all()
    assert (anew(matter).state, matter.outcome) == ("closed", "answered")
    again = leader.post(place, data={"answer": "又", "version": "2"})
    assert again.status_code == 422
    assert "the report is answered already" in again.text


def test_it_is_put_right_until_it_is_answered(login, office, away):
    mentee = login(office.mentee)
    handed_in(mentee, away)
    place = f"{page_of(away)}/reports/{only_report().id}"
    assert "第三季度" in mentee.get(f"{place}/edit").text
    changed = REPORT | {"title": "三季度小结", "version": "1"}
    assert mentee.post(f"{place}/edit", data=changed).status_code == 302
    assert mentee.post(f"{place}/edit", data=changed | {"title": "别的"}).status_code == 409
    stale = login(office.leader).post(f"{place}/answer", data={"answer": "好", "version": "1"})
    assert stale.status_code == 409
    assert login(office.leader).get(f"{place}/edit").status_code == 404
    assert only_report().title == "三季度小结"


def test_of_a_pair_the_mentor_answers_the_mentee_and_the_unit_the_mentor(login, office):
    row = office.paired()
    mentee, mentor = login(office.mentee), login(office.mentor)
    refused = handed_in(mentee, row)
    assert refused.status_code == 422
    assert REPORT["title"] in refused.text
    handed_in(mentee, row, kind="book")
    handed_in(mentor, row, kind="yearly")
    asked = db.session.query(Matter).filter_by(kind="placement_report").order_by(Matter.id)
    assert [one.owed_by_id for one in asked] == [office.mentor.person_id, office.leader.person_id]
    book, yearly = db.session.query(PlacementReport).order_by(PlacementReport.id)
    said = {"answer": "写得好", "version": "1"}
    place = f"{page_of(row)}/reports"
    assert mentor.post(f"{place}/{yearly.id}/answer", data=said).status_code == 404
    assert mentor.post(f"{place}/{book.id}/answer", data=said).status_code == 302


def test_annexes_are_checked_hung_and_taken_off(login, office, away):
    mentee, place = login(office.mentee), f"{page_of(away)}/files"
    assert mentee.get(f"{place}/new").status_code == 200
    assert "Choose a file." in mentee.post(f"{place}/new", data={}).text
    fake = mentee.post(f"{place}/new", data={"proofs": (io.BytesIO(b"MZ"), "附件.pdf")})
    assert fake.status_code == 422
    assert "附件.pdf" in fake.text
    sent = mentee.post(f"{place}/new", data={"proofs": (io.BytesIO(pdf()), "附件.pdf")})
    assert sent.status_code == 302
    row = db.session.query(PlacementFile).one()
    assert "附件.pdf" in login(office.leader).get(page_of(away)).text
    assert login(make_cadre()).get(f"{place}/{row.id}").status_code == 404
    assert mentee.post(f"{place}/{row.id}/removal").status_code == 302
    assert mentee.get(f"{place}/{row.id}").status_code == 404


def test_a_pair_is_assessed_when_all_five_opinions_are_there(login, office):
    row = office.paired(state="completed")
    leader, mentor, mentee = login(office.leader), login(office.mentor), login(office.mentee)
    said = {"text": "达到约定", "conclusion": "good", "read": "0"}
    for client, which in (
        (leader, "unit/mentor"), (leader, "unit/mentee"), (leader, "unit/pair"),
        (mentor, "mentor/mentee"),
    ):  # fmt: skip
        place = f"{page_of(row)}/opinions/final/{which}"
        assert client.post(place, data=said).status_code == 302, which
    assert anew(row).state == "completed"
    assert mentor.post(f"{page_of(row)}/opinions/final/mentee/mentor", data=said).status_code == 404
    mentee.post(f"{page_of(row)}/opinions/final/mentee/mentor", data=said)
    assert anew(row).state == "assessed"


def test_who_takes_over_reads_no_opinion_about_who_moves(login, office):
    row = make_rotation(
        person_of(office.mentee), make_post(office.unit), unit_id=office.unit.id,
        receiver_id=office.mentor.person_id,
    )  # fmt: skip
    db.session.commit()
    place = f"{page_of(row)}/opinions/first_month/unit/person"
    said = {"text": "上手很快", "conclusion": "", "read": "0"}
    assert login(office.leader).post(place, data=said).status_code == 302
    assert "上手很快" in login(office.mentee).get(page_of(row)).text
    assert "上手很快" not in login(office.mentor).get(page_of(row)).text


def test_a_secretary_neither_signs_nor_answers(login, office):
    branch = make_branch()
    secretary = make_secretary(branch)
    make_membership(person_of(office.mentee), branch)
    row = office.paired()
    handed_in(login(office.mentee), row, kind="book")
    client = login(secretary)
    assert client.get(page_of(row)).status_code == 200
    place = f"{page_of(row)}/reports/{only_report().id}/answer"
    assert client.get(place).status_code == 404
    assert client.get(f"{page_of(row)}/opinions/mid_term/unit/pair").status_code == 404


def test_the_whole_record_goes_on_paper_and_into_word(login, office, away):
    mentee = login(office.mentee)
    handed_in(mentee, away)
    said = {"text": "踏实肯干", "conclusion": "good", "read": "0"}
    away.state, away.ended_on = "completed", away.from_on
    db.session.commit()
    login(office.leader).post(f"{page_of(away)}/opinions/final/home/person", data=said)
    page = mentee.get(f"{page_of(away)}/record").text
    for text in ("何新人", "某镇", "第三季度", "踏实肯干", "周科长"):
        assert text in page, text
    word = mentee.get(f"{page_of(away)}/record?as=docx")
    assert word.status_code == 200
    assert "踏实肯干" in "\n".join(
        one.text for one in Document(io.BytesIO(word.data)).paragraphs
    )  # fmt: skip


def test_the_page_asks_as_much_of_one_report_as_of_many(login, office, away, count_queries):
    mentee = login(office.mentee)
    counts = []
    for _more in range(3):
        handed_in(mentee, away)
        for who in (office.leader, office.mentee, office.hr):
            client = login(who)
            with count_queries() as asked:
                assert client.get(page_of(away)).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:6] == counts[6:]
    assert max(counts) <= 14
