"""Talks of a pair on its page: logged by one, confirmed by the other, given back, voided."""

from datetime import date

import pytest

from models import Matter, PlacementTalk, StudyEntry, db
from tests.factories import make_cadre
from tests.placed import make_talk
from tests.web.placements import anew, make_office, page_of

TALK = {"held_on": "2026-11-19", "minutes": "60", "topic": "公文格式", "said": "讲了版头和主体"}


@pytest.fixture
def office(database):
    return make_office()


def logged(client, row, **form):
    return client.post(f"{page_of(row)}/talks/new", data=TALK | form)


def only_talk():
    db.session.expire_all()
    return db.session.query(PlacementTalk).one()


def test_one_logs_a_talk_and_the_other_confirms_it(login, office):
    row, mentor, mentee = office.paired(), login(office.mentor), login(office.mentee)
    assert "Log a talk" in mentee.get(page_of(row)).text
    assert mentee.get(f"{page_of(row)}/talks/new").status_code == 200
    assert logged(mentee, row).status_code == 302
    talk = only_talk()
    assert "Confirm a talk with · 何新人" in mentor.get("/matters").text
    assert "Confirm it" not in mentee.get(page_of(row)).text
    place = f"{page_of(row)}/talks/{talk.id}/confirmation"
    assert mentee.post(place, data={"version": "1"}).status_code == 404
    stale = mentor.post(place, data={"version": "9"}, follow_redirects=True)
    assert "it was changed after you read it" in stale.text
    assert "You confirmed the talk." in mentor.post(
        place, data={"version": "1"}, follow_redirects=True
    ).text  # fmt: skip
    assert (only_talk().state, talk.confirmed_by_id) == ("confirmed", office.mentor.person_id)
    assert "Confirmed: 60 minutes in all" in mentee.get(page_of(row)).text
    again = mentor.post(place, data={"version": "2"}, follow_redirects=True)
    assert "Nothing changed: the talk is confirmed." in again.text
    matter = db.session.query(Matter).filter_by(kind="placement_duty").one()
    assert (matter.state, matter.outcome) == ("closed", "confirmed")


def test_what_is_given_back_is_put_right_and_asked_anew(login, office):
    row, mentor, mentee = office.paired(), login(office.mentor), login(office.mentee)
    logged(mentor, row)
    talk = only_talk()
    page = f"{page_of(row)}/talks/{talk.id}"
    assert mentee.get(f"{page}/return").status_code == 200
    assert mentee.post(f"{page}/return", data={"reason": ""}).status_code == 422
    mentee.post(f"{page}/return", data={"reason": "是四十分钟"})
    assert "Given back: 是四十分钟" in mentor.get(page_of(row)).text
    assert mentee.get(f"{page}/edit").status_code == 404
    assert "公文格式" in mentor.get(f"{page}/edit").text
    form = TALK | {"minutes": "40", "version": "2"}
    assert mentor.post(f"{page}/edit", data=form).status_code == 302
    assert (only_talk().state, talk.minutes, talk.reason) == ("waiting", 40, "")
    assert mentor.post(f"{page}/edit", data=form).status_code == 409
    owed = db.session.query(Matter).filter_by(kind="placement_duty").order_by(Matter.id)
    assert [one.outcome for one in owed] == ["given_back", ""]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"held_on": "2026-11-21"}, "Choose a day from"),
        ({"held_on": "2026-02-28"}, "Choose a day from"),
        ({"minutes": "0"}, "Number must be between 1 and 600."),
        ({"minutes": "601"}, "Number must be between 1 and 600."),
        ({"topic": ""}, "This field is required."),
    ],
)
def test_a_refused_talk_says_why_and_keeps_the_rest(login, office, said, why):
    row, mentee = office.paired(), login(office.mentee)
    answer = logged(mentee, row, **said)
    assert answer.status_code == 422
    assert why in answer.text
    assert TALK["said"] in answer.text
    assert not db.session.query(PlacementTalk).all()


def test_the_same_talk_is_not_logged_twice(login, office):
    row = office.paired()
    logged(login(office.mentee), row)
    answer = logged(login(office.mentor), row)
    assert answer.status_code == 422
    assert "A talk of this day, just as long, is logged already." in answer.text


def test_a_confirmed_talk_is_voided_by_who_confirmed_it_or_decides(login, office):
    row, hr = office.paired(), login(office.hr)
    logged(login(office.mentee), row)
    page = f"{page_of(row)}/talks/{only_talk().id}"
    login(office.mentor).post(f"{page}/confirmation", data={"version": "1"})
    assert login(office.mentee).get(f"{page}/voiding").status_code == 404
    assert hr.get(f"{page}/voiding").status_code == 200
    hr.post(f"{page}/voiding", data={"reason": "记错了日期"})
    assert (only_talk().state, only_talk().reason) == ("returned", "记错了日期")
    assert not db.session.query(StudyEntry).filter_by(state="confirmed").all()


def test_no_talk_before_it_began_and_none_of_others(login, office):
    row = office.paired(state="approved")
    assert login(office.mentee).get(f"{page_of(row)}/talks/new").status_code == 404
    running = office.paired()
    assert login(office.leader).get(f"{page_of(running)}/talks/new").status_code == 404
    assert login(make_cadre()).post(f"{page_of(running)}/talks/new", data=TALK).status_code == 404
    logged(login(office.mentee), running)
    other = office.paired(from_on=date(2026, 3, 2))
    strange = f"{page_of(other)}/talks/{only_talk().id}/confirmation"
    assert login(office.mentor).post(strange, data={"version": "1"}).status_code == 404


def test_the_last_talk_is_logged_after_the_end(login, office):
    row = office.paired(state="completed")
    assert logged(login(office.mentee), row, held_on="2026-10-31").status_code == 302
    assert logged(login(office.mentee), row, held_on="2026-11-01").status_code == 422
    assert anew(row).state == "completed"


def test_a_talk_that_waits_in_an_assessed_pair_is_answered_on_its_page(login, office):
    row = office.paired(state="assessed")
    talk = make_talk(row, row.person_id, held_on=date(2026, 10, 10))
    db.session.commit()
    mentor = login(office.mentor)
    assert f"/talks/{talk.id}/confirmation" in mentor.get(page_of(row)).text
    assert "/talks/new" not in mentor.get(page_of(row)).text
    mentor.post(f"{page_of(row)}/talks/{talk.id}/confirmation", data={"version": "1"})
    assert anew(talk).state == "confirmed"
