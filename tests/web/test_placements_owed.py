"""What is owed in placements: by whom it is seen, where it leads, and who is told."""

import pytest
import sqlalchemy as sa

from models import Matter, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_membership,
    make_post,
    make_secretary,
    make_unit,
)
from tests.packs import load_pack
from tests.placed import paired, proposed
from tests.web.placements import POINTS, make_office, page_of, person_of


@pytest.fixture
def office(database):
    load_pack()
    return make_office()


def test_a_secretary_does_not_see_what_members_owe_or_wait_for_in_placements(login, office):
    branch = make_branch()
    secretary = make_secretary(branch, name="支部书记")
    make_membership(person_of(office.mentee), branch)
    post = make_post(make_unit())
    proposed("rotation", office.by_hr, person_id=office.mentee.person_id, to_post_id=post.id)
    db.session.commit()
    (matter_id,) = db.session.scalars(sa.select(Matter.id))
    client = login(secretary)
    for whose in ("", "owed", "others", "people"):
        assert "Rotation" not in client.get(f"/matters?whose={whose}").text
    assert client.get(f"/matters/{matter_id}").status_code == 404
    assert login(office.leader).get(f"/matters/{matter_id}").status_code == 200


def test_hr_does_not_find_the_own_placement_among_those_to_decide_on(login, office):
    row = paired(office.mentor, office.hr, office.by_hr, **POINTS)
    assert row.state == "proposed"
    db.session.commit()
    page = login(office.hr).get("/").text
    assert "Decide on a placement" not in page
    assert "Agree to be guided" in page


def test_today_leads_to_the_placement(login, office):
    row = paired(office.mentor, office.mentee, office.by_hr, **POINTS)
    db.session.commit()
    for who in (office.mentor, office.mentee, office.leader, office.hr):
        assert page_of(row) in login(who).get("/").text
    assert page_of(row) not in login(make_cadre(unit=office.unit)).get("/").text


def test_the_notice_says_what_it_is_about_in_words(login, office):
    form = POINTS | {
        "person": person_of(office.mentee).staff_no, "mentor": person_of(office.mentor).staff_no,
        "from_on": "2026-12-01", "planned_to_on": "2027-11-30",
    }  # fmt: skip
    login(office.hr).post("/placements/new?kind=mentorship", data=form)
    page = login(office.mentor).get("/notices").text
    assert "Something happened in a placement of yours" in page
    assert "Agree to guide · 何新人" in page
