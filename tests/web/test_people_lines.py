from datetime import date

import pytest
import sqlalchemy as sa

from models import Absence, BranchMembership, Person, PersonMerge, StudyEntry, Tenure, db
from tests.factories import (
    make_account,
    make_branch,
    make_entry,
    make_hr,
    make_person,
    make_post,
    make_unit,
)
from tests.placed import make_mentorship, make_rotation, make_secondment
from tests.rotation import load_rotation_rules

MARCH = date(2026, 3, 1)
LAST_OF_FEBRUARY = date(2026, 2, 28)


@pytest.fixture
def hr(login, database):
    return login(make_hr())


@pytest.fixture
def person(hr):
    return make_person(
        staff_no="Z-7", name="周明远", branch=make_branch(name="第一支部"), unit=make_unit()
    )


def standing(model):
    db.session.expire_all()
    return db.session.scalars(
        sa.select(model).where(model.superseded_at.is_(None)).order_by(model.from_on)
    ).all()


def text_of(answer):
    return answer.get_data(as_text=True)


def test_a_change_of_branch_is_a_new_line_and_the_old_one_is_folded_away(hr, person):
    other = make_branch(name="第二支部")
    form = {"branch_id": other.id, "office": "committee", "on": "2026-03-01"}
    assert hr.post("/people/Z-7/branch", data=form).location == "/people/Z-7"
    old, new = standing(BranchMembership)
    assert (old.to_on, new.from_on, new.office) == (LAST_OF_FEBRUARY, MARCH, "committee")
    page = text_of(hr.get("/people/Z-7"))
    assert all(text in page for text in ("第二支部", "Committee member", "1 superseded line"))


def test_a_change_before_a_later_line_is_refused_with_its_days(hr, person):
    other = make_branch()
    hr.post("/people/Z-7/branch", data={"branch_id": other.id, "office": "", "on": "2026-03-01"})
    answer = hr.post(
        "/people/Z-7/branch", data={"branch_id": other.id, "office": "", "on": "2026-02-01"}
    )
    assert answer.status_code == 422
    assert "A branch line from 1 Mar 2026 to now is in the way" in text_of(answer)
    assert 'value="2026-02-01"' in text_of(answer)
    assert len(standing(BranchMembership)) == 2


def test_no_branch_is_a_choice_too(hr, person):
    hr.post("/people/Z-7/branch", data={"branch_id": "", "office": "", "on": "2026-03-01"})
    assert [line.to_on for line in standing(BranchMembership)] == [LAST_OF_FEBRUARY]


def test_a_post_is_given_with_its_document_and_ended(hr, person):
    post = make_post(make_unit(), title="处长")
    form = {
        "post_id": post.id, "rank": "一级主任科员", "main": "y", "on": "2026-03-01",
        "document_no": "组干〔2026〕7号", "document_on": "2026-02-20",
    }  # fmt: skip
    assert hr.post("/people/Z-7/posts", data=form).status_code == 302
    old, new = standing(Tenure)
    assert (old.to_on, new.post_id, new.document_no) == (
        LAST_OF_FEBRUARY, post.id, "组干〔2026〕7号"
    )  # fmt: skip
    assert "组干〔2026〕7号" in text_of(hr.get("/people/Z-7"))
    assert hr.get(f"/people/Z-7/tenures/{new.id}/end").status_code == 200
    hr.post(f"/people/Z-7/tenures/{new.id}/end", data={"on": "2026-05-01"})
    assert standing(Tenure)[-1].to_on == date(2026, 4, 30)


def test_a_post_has_to_be_chosen(hr, person):
    answer = hr.post("/people/Z-7/posts", data={"post_id": "", "on": "2026-03-01", "rank": "科员"})
    assert answer.status_code == 422
    assert 'value="科员"' in text_of(answer)


def test_a_wrong_line_is_corrected_or_struck_out(hr, person):
    (line,) = standing(BranchMembership)
    path = f"/people/Z-7/memberships/{line.id}"
    assert 'value="2020-01-01"' in text_of(hr.get(path))
    form = {"branch_id": line.branch_id, "office": "", "from_on": "2021-01-01", "to_on": ""}
    backwards = hr.post(path, data=form | {"to_on": "2020-06-01"})
    assert "The last day comes before the first" in text_of(backwards)
    hr.post(path, data=form)
    (corrected,) = standing(BranchMembership)
    assert corrected.from_on == date(2021, 1, 1)
    assert hr.get(path).status_code == 404
    (tenure,) = standing(Tenure)
    form = {"post_id": tenure.post_id, "from_on": "2020-01-01", "strike": "y"}
    assert hr.post(f"/people/Z-7/tenures/{tenure.id}", data=form).status_code == 302
    assert standing(Tenure) == []


def test_an_absence_is_recorded_with_a_deputy_and_cancelled(hr, person):
    make_person(staff_no="Z-8", name="秦叔宝")
    form = {"from_on": "2026-11-23", "to_on": "2026-11-27", "deputy": "Z-7"}
    assert "has to be another person" in text_of(hr.post("/people/Z-7/absences", data=form))
    assert hr.post("/people/Z-7/absences", data=form | {"deputy": "Z-8"}).status_code == 302
    assert "秦叔宝" in text_of(hr.get("/people/Z-7"))
    twice = hr.post("/people/Z-7/absences", data=form | {"deputy": ""})
    assert "There is an absence from 23 Nov 2026" in text_of(twice)
    absence = db.session.scalars(sa.select(Absence)).one()
    hr.post(f"/people/Z-7/absences/{absence.id}/cancellation")
    db.session.refresh(absence)
    assert absence.cancelled_at is not None


def test_two_records_are_previewed_merged_and_taken_apart(hr, person):
    other = make_person(staff_no="Z-8", name="周明远")
    make_entry(other)
    make_account(other)
    preview = text_of(hr.get("/people/Z-7/merge?other=Z-8"))
    assert "1 study entry moves" in preview
    assert "The account moves" in preview
    assert db.session.scalars(sa.select(StudyEntry)).one().person_id == other.id
    assert hr.post("/people/Z-7/merge", data={"other": "Z-8"}).location == "/people/Z-7"
    db.session.expire_all()
    assert db.session.scalars(sa.select(StudyEntry)).one().person_id == person.id
    assert hr.get("/people/Z-8").location == "/people/Z-7"
    assert "Take the two apart again" in text_of(hr.get("/people/Z-7"))
    merge = db.session.scalars(sa.select(PersonMerge)).one()
    hr.post(f"/people/Z-7/merges/{merge.id}/undoing")
    again = hr.post(f"/people/Z-7/merges/{merge.id}/undoing", follow_redirects=True)
    assert "was taken apart before" in text_of(again)
    db.session.expire_all()
    assert db.session.get_one(Person, other.id).staff_no == "Z-8"


def test_the_two_of_a_placement_are_not_made_one(hr, person):
    load_rotation_rules()
    unit, other = make_unit(), make_person(staff_no="Z-8")
    make_mentorship(person, other, state="cancelled")
    make_rotation(make_person(), make_post(unit), receiver_id=other.id)
    answer = hr.get("/people/Z-7/merge?other=Z-8")
    assert answer.status_code == 422
    assert "they are two people" in text_of(answer)
    assert hr.post("/people/Z-7/merge", data={"other": "Z-8"}).status_code == 422
    third = make_person(staff_no="Z-9")
    make_rotation(third, make_post(unit), receiver_id=person.id)
    assert hr.post("/people/Z-7/merge", data={"other": "Z-9"}).status_code == 422
    assert db.session.query(PersonMerge).count() == 0


def test_the_preview_of_a_merge_tells_what_placements_would_meet(hr, person):
    load_rotation_rules()
    unit, other = make_unit(), make_person(staff_no="Z-8")
    for one in (person, other):
        make_secondment(one, make_post(unit), make_unit())
        for _ in range(2):
            make_mentorship(one, make_person())
    make_secondment(other, make_post(unit), make_unit(), state="cancelled")
    preview = text_of(hr.get("/people/Z-7/merge?other=Z-8"))
    assert "1 secondment of the two lies on days of another" in preview
    assert "they would guide 4 people, more than 2 at once" in preview
    make_person(staff_no="Z-9")
    assert "secondment of the two" not in text_of(hr.get("/people/Z-7/merge?other=Z-9"))


@pytest.mark.parametrize(
    ("number", "why"), [("Z-7", "the same record"), ("nobody", "Nobody has this"), ("", "required")]
)
def test_a_merge_with_nobody_or_oneself_is_refused(hr, person, number, why):
    answer = hr.get(f"/people/Z-7/merge?other={number}")
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert hr.post("/people/Z-7/merge", data={"other": number}).status_code == 422
