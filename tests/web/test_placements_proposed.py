"""Placements proposed and changed on their forms; what the rules refuse is said at its field."""

from datetime import date

import pytest

from models import Placement, db
from tests.factories import make_person, make_post, make_unit
from tests.placed import make_mentorship, make_secondment
from tests.rotation import load_rotation_rules
from tests.web.placements import POINTS, anew, make_office, page_of, person_of

NEW = "/placements/new"
DAYS = {"from_on": "2026-12-01", "planned_to_on": "2027-11-30"}


@pytest.fixture
def office(database):
    return make_office()


def number(account):
    return person_of(account).staff_no


def sent(client, kind, **form):
    return client.post(f"{NEW}?kind={kind}", data=DAYS | form)


def pair_form(office, **said):
    return {"person": number(office.mentee), "mentor": number(office.mentor), **POINTS} | said


def stored():
    return db.session.query(Placement).order_by(Placement.id).all()


def test_a_cadre_proposes_the_own_mentorship_and_the_three_are_asked(login, office):
    cadre = login(office.mentee)
    assert cadre.get(NEW).status_code == 200
    answer = sent(cadre, "mentorship", **pair_form(office))
    (row,) = stored()
    assert answer.headers["Location"] == page_of(row)
    assert (row.state, row.mentor_id) == ("proposed", office.mentor.person_id)
    matters = login(office.mentor).get("/matters").text
    assert "Agree to guide · 何新人" in matters
    assert "Agree to the mentorship for the unit" in login(office.leader).get("/matters").text
    decided = login(office.hr).get("/matters").text
    assert "Placement to decide on" in decided


def test_people_are_named_by_their_names(login, office):
    hr = login(office.hr)
    form = hr.get(f"{NEW}?kind=mentorship").text
    assert f'<option value="李师傅 {number(office.mentor)}">' in form
    said = pair_form(office, person="何新人", mentor="李师傅")
    assert sent(hr, "mentorship", **said).status_code == 302
    (row,) = stored()
    assert (row.person_id, row.mentor_id) == (office.mentee.person_id, office.mentor.person_id)
    make_person(name="李师傅")
    db.session.commit()
    twice = sent(hr, "mentorship", **said)
    assert twice.status_code == 422
    assert "More than one person has this name. Write the staff number." in twice.text
    nobody = sent(hr, "mentorship", **pair_form(office, mentor="无此人"))
    assert "Nobody with this name or number is among the people you may name" in nobody.text


def test_a_form_sent_twice_proposes_once(login, office):
    hr = login(office.hr)
    for _ in range(2):
        sent(hr, "mentorship", once="k" * 16, **pair_form(office))
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"planned_to_on": "2026-11-30"}, "The last day comes before the first."),
        ({"planned_to_on": ""}, "This field is required."),
        ({"aim": ""}, "This field is required."),
        ({"mentor": "0000000"}, "Nobody has this staff number."),
        (
            {"document_no": "人〔1999〕1号", "document_on": "2001-01-01"},
            "older than the first post",
        ),
        ({"document_on": "2026-01-01"}, "Say the number of the document as well."),
    ],
)
def test_a_refused_mentorship_says_why_and_keeps_the_rest(login, office, said, why):
    answer = sent(login(office.hr), "mentorship", **pair_form(office, **said))
    assert answer.status_code == 422
    assert why in answer.text
    assert POINTS["duties"] in answer.text
    assert not stored()


def test_nobody_is_their_own_mentor_nor_has_a_third_mentee(login, office):
    load_rotation_rules()
    hr = login(office.hr)
    own = sent(hr, "mentorship", **pair_form(office, mentor=number(office.mentee)))
    assert (own.status_code, "Nobody is the mentor of oneself." in own.text) == (422, True)
    for _ in range(2):
        make_mentorship(person_of(office.mentor), make_person())
    third = sent(hr, "mentorship", **pair_form(office))
    assert third.status_code == 422
    assert "A mentor guides at most 2 people at once" in third.text
    assert "What measures on mentorship commonly say" in third.text


def test_a_secondment_needs_a_home_post_and_a_free_time(login, office):
    hr, host = login(office.hr), make_unit(name="某村", outside=True)
    homeless = make_person()
    form = {"person": homeless.staff_no, "host_unit": str(host.id)}
    assert "holds no main post" in sent(hr, "secondment", **form).text
    mentee = person_of(office.mentee)
    make_secondment(mentee, make_post(office.unit), host, planned_to_on=date(2027, 2, 28))
    form["person"] = mentee.staff_no
    answer = sent(hr, "secondment", **form)
    assert answer.status_code == 422
    assert "is seconded in these days already" in answer.text
    answer = sent(hr, "secondment", **form, from_on="2027-03-01", project="乡村振兴")
    assert answer.status_code == 302
    assert stored()[-1].project == "乡村振兴"


def test_a_rotation_names_the_post(login, office):
    hr, post = login(office.hr), make_post(make_unit())
    page = hr.get(f"{NEW}?kind=rotation&person={number(office.mentee)}")
    assert f"何新人 {number(office.mentee)}" in page.text
    form = {"person": number(office.mentee), "to_post": str(post.id)}
    assert sent(hr, "rotation", **form).status_code == 302
    assert stored()[0].from_post_id is not None
    assert "Another rotation of this person is planned" in sent(hr, "rotation", **form).text


def test_who_may_not_propose_it_is_told_at_the_field(login, office):
    leader, stranger = login(office.leader), make_person(unit=make_unit())
    form = {"person": stranger.staff_no, "host_unit": str(make_unit().id)}
    answer = sent(leader, "secondment", **form)
    assert answer.status_code == 422
    assert "You neither propose nor decide" in answer.text
    assert leader.get(f"{NEW}?kind=holiday").status_code == 404


def test_a_cadre_proposes_mentorships_only_and_reads_no_holders_of_posts(login, office):
    cadre = login(office.mentee)
    page = cadre.get(NEW).text
    assert "?kind=rotation" not in page
    for kind in ("rotation", "secondment"):
        assert cadre.get(f"{NEW}?kind={kind}").status_code == 404
        assert sent(cadre, kind, person=number(office.mentee)).status_code == 404
    assert stored() == []


def test_a_leader_reads_the_holders_of_posts_in_the_unit_alone(login, office):
    for unit, name in ((office.unit, "吕近"), (make_unit(), "祝远")):
        make_person(unit=unit, name=name)
    page = login(office.leader).get(f"{NEW}?kind=rotation").text
    assert "（吕近）" in page
    assert "（祝远）" not in page
    assert "（祝远）" in login(office.hr).get(f"{NEW}?kind=rotation").text


def test_what_is_proposed_is_changed_and_an_old_page_is_told(login, office):
    row, hr = office.paired(state="proposed"), login(office.hr)
    page = f"{page_of(row)}/edit"
    assert POINTS["content"] in hr.get(page).text
    form = DAYS | pair_form(office, aim="能办会", version="1")
    assert hr.post(page, data=form).headers["Location"] == page_of(row)
    assert (anew(row).aim, row.version) == ("能办会", 2)
    again = hr.post(page, data=form | {"aim": "能办事"})
    assert again.status_code == 409
    assert "能办会" in again.text
    assert "能办事" in again.text
    refused = hr.post(page, data=form | {"version": "2", "planned_to_on": "2026-01-01"})
    assert refused.status_code == 422
    assert anew(row).planned_to_on == date(2027, 11, 30)


def test_only_who_could_propose_it_changes_it(login, office):
    row = office.paired(state="proposed")
    assert login(office.mentor).get(f"{page_of(row)}/edit").status_code == 404
    assert login(office.mentee).get(f"{page_of(row)}/edit").status_code == 200


def test_the_forms_speak_chinese(login, office):
    for kind in ("mentorship", "rotation", "secondment"):
        assert 'lang="zh-Hans-CN"' in login(office.hr, "zh_Hans_CN").get(f"{NEW}?kind={kind}").text
