import io
from datetime import date

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from models import AuditRow, BranchMembership, Departure, FormerStaffNumber, Person, Tenure, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_hr,
    make_leader,
    make_membership,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)

TODAY = date(2026, 11, 20)
UNCHOSEN = {"party_member": "", "branch_id": "", "post_id": ""}
TYPED = {"name": "解缙", "on": "2026-11-02"} | UNCHOSEN
ACTS = ("record", "branch", "posts", "departure", "return", "number", "merge", "absences")


@pytest.fixture
def hr(login, database):
    return login(make_hr(name="人事"))


def stored(person):
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def text_of(answer):
    return answer.get_data(as_text=True)


def test_hr_sees_everyone_with_number_and_post(hr):
    unit = make_unit(name="综合处")
    make_tenure(make_person(name="周明远", staff_no="Z-7"), make_post(unit, title="处长"))
    page = text_of(hr.get("/people"))
    assert all(text in page for text in ("周明远", "Z-7", "综合处", "处长"))


@pytest.mark.parametrize("role", ["secretary", "leader"])
def test_others_see_name_unit_and_branch_of_their_own_people_only(login, database, role):
    branch, unit = make_branch(name="第九支部"), make_unit(name="督查处")
    account = make_secretary(branch) if role == "secretary" else make_leader(unit)
    seen = make_person(name="周明远", staff_no="Z-7", office_phone="6612")
    make_membership(seen, branch)
    make_tenure(seen, make_post(unit, title="副处长"), rank="四级调研员")
    make_person(name="林外人", staff_no="Z-8", branch=make_branch(), unit=make_unit())
    client = login(account)
    for page in (text_of(client.get("/people?state=all")), text_of(client.get("/people/Z-7"))):
        assert all(text in page for text in ("周明远", "第九支部", "督查处"))
        assert all(text not in page for text in ("林外人", "副处长", "四级调研员", "6612"))
    assert client.get("/people/Z-8").status_code == 404
    assert client.get("/people/Z-7/record").status_code == 403


def test_a_stranger_is_asked_to_sign_in_and_a_cadre_is_refused(login, stranger):
    person = make_person(staff_no="Z-7")
    client = login(make_cadre())
    paths = ["/people", "/people/list.xlsx", "/people/new", "/people/Z-7"]
    paths += [f"/people/Z-7/{act}" for act in ACTS]
    for path in paths:
        assert stranger.get(path).location.startswith("/sign-in"), path
        assert client.get(path).status_code == 403, path
    assert stored(person).version == 1


def test_nobody_is_found_under_a_number_that_nobody_has(hr):
    for path in ("/people/nobody", *(f"/people/nobody/{act}" for act in ACTS)):
        assert hr.get(path).status_code == 404, path


@pytest.mark.parametrize("path", ["/people", "/people?text=gan&state=all&order=-unit"])
def test_the_list_asks_as_much_for_three_as_for_one(login, database, count_queries, path):
    client = login(make_hr(unit=make_unit(), branch=make_branch()))
    counts = []
    for _ in range(2):
        with count_queries() as statements:
            client.get(path)
        counts.append(len(statements))
        for _ in range(2):
            make_person(unit=make_unit(), branch=make_branch())
    assert counts[0] == counts[1] <= 8


def test_the_list_is_searched_filtered_and_says_when_nobody_fits(hr):
    unit = make_unit()
    make_person(name="单雄信", search_key=" shanxiongxin sxx", unit=unit)
    make_person(name="秦叔宝")
    page = text_of(hr.get(f"/people?text=shanx&unit={unit.id}"))
    assert "单雄信" in page
    assert "秦叔宝" not in page
    assert "Nobody found" in text_of(hr.get("/people?text=nobody-at-all"))
    assert hr.get("/people?page=99&unit=x&order=nonsense").status_code == 200


@pytest.mark.parametrize("role", ["hr", "secretary"])
def test_the_workbook_holds_exactly_what_the_list_shows(login, database, role):
    branch = make_branch(name="第九支部")
    make_person(name="=周明远", staff_no="00123", branch=branch)
    client = login(make_hr() if role == "hr" else make_secretary(branch))
    answer = client.get("/people/list.xlsx?text=周明远")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    short = ["=周明远", "", "第九支部"]
    expected = ["00123", *short, "", "", "", ""] if role == "hr" else short
    rows = sheet.to_python()
    assert len(rows[0]) == len(expected)
    assert rows[1:] == [expected]


def test_the_post_history_is_beside_the_menu_of_a_record_not_in_it(hr):
    make_person(staff_no="Z-7")
    db.session.commit()
    before, menu, inside = hr.get("/people/Z-7").text.partition('<summary class="btn btn-plain">')
    assert menu
    assert 'href="/people/Z-7/history"' in before
    assert "/people/Z-7/history" not in inside


def test_looking_at_a_record_is_in_the_trail(hr):
    person = make_person(staff_no="Z-7")
    hr.get("/people/Z-7")
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "person.viewed")).one()
    assert (row.noun, row.noun_id) == ("person", person.id)


def test_an_old_number_leads_to_the_record(hr):
    person = make_person(staff_no="Z-7")
    assert (
        hr.post("/people/Z-7/number", data={"staff_no": "Z-9", "on": "2026-11-20"}).location
        == "/people/Z-9"
    )
    assert hr.get("/people/Z-7").location == "/people/Z-9"
    assert "Z-7" in text_of(hr.get("/people/Z-9"))
    assert stored(person).staff_no == "Z-9"
    assert db.session.get_one(FormerStaffNumber, "Z-7").person_id == person.id


def test_hr_adds_a_person_with_branch_and_post(hr):
    branch, post = make_branch(), make_post(make_unit())
    answer = hr.post("/people/new", data={
        "staff_no": "N-1", "name": "解缙", "party_member": "yes", "branch_id": branch.id,
        "post_id": post.id, "rank": "二级主任科员", "on": "2026-11-02",
    })  # fmt: skip
    assert answer.location == "/people/N-1"
    person = db.session.scalars(sa.select(Person).where(Person.staff_no == "N-1")).one()
    assert (person.party_member, "xiejin" in person.search_key) == (True, True)
    assert db.session.scalars(sa.select(BranchMembership)).one().from_on == date(2026, 11, 2)
    assert db.session.scalars(sa.select(Tenure)).one().rank == "二级主任科员"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("00123", "is or was that of 周明远"),
        ("123", "differs by leading zeros only"),
        ("import", "cannot be a staff number"),
        ("工号", "Letters, digits and hyphens"),
        ("", "This field is required"),
    ],
)
def test_a_refused_person_keeps_what_was_typed(hr, number, why):
    make_person(staff_no="00123", name="周明远")
    answer = hr.post(
        "/people/new", data={"staff_no": number, "name": "解缙", "on": "2026-11-02", **UNCHOSEN}
    )
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert 'value="解缙"' in text_of(answer)
    assert db.session.scalars(sa.select(Person).where(Person.name == "解缙")).all() == []


def test_the_same_form_sent_twice_adds_one_person(hr):
    form = {
        "staff_no": "N-1",
        "name": "解缙",
        "on": "2026-11-02",
        **UNCHOSEN,
        "once": "key-of-the-form",
    }
    first, second = (hr.post("/people/new", data=form) for _ in range(2))
    assert first.location == second.location == "/people/N-1"


def test_an_edit_of_an_old_page_shows_both_values(hr):
    person = make_person(staff_no="Z-7", name="周明远")
    form = {"version": "1", "name": "周明", "office_phone": "6612", "confirmer": ""} | UNCHOSEN
    assert hr.post("/people/Z-7/record", data=form).status_code == 302
    answer = hr.post("/people/Z-7/record", data=form | {"name": "周远"})
    assert answer.status_code == 409
    assert all(text in text_of(answer) for text in ("周明", "周远"))
    assert stored(person).name == "周明"


def test_a_confirmer_is_named_by_number(hr):
    person, confirmer = make_person(staff_no="Z-7"), make_person(staff_no="Z-8", name="秦叔宝")
    form = {"version": "1", "name": "周明远", "confirmer": "nobody"} | UNCHOSEN
    assert "Nobody has this staff number" in text_of(hr.post("/people/Z-7/record", data=form))
    assert hr.post("/people/Z-7/record", data=form | {"confirmer": "Z-8"}).status_code == 302
    assert stored(person).confirmer_id == confirmer.id
    assert "秦叔宝" in text_of(hr.get("/people/Z-7"))
    assert 'value="Z-8"' in text_of(hr.get("/people/Z-7/record"))


def test_a_form_of_another_person_does_not_reach_a_line(hr):
    make_person(staff_no="Z-7")
    other = make_person(branch=make_branch(), unit=make_unit())
    membership = db.session.scalars(
        sa.select(BranchMembership).where(BranchMembership.person_id == other.id)
    ).one()
    tenure = db.session.scalars(sa.select(Tenure).where(Tenure.person_id == other.id)).one()
    for path in (f"memberships/{membership.id}", f"tenures/{tenure.id}", "absences/9/cancellation"):
        assert hr.post(f"/people/Z-7/{path}").status_code == 404


def test_leaving_and_coming_back(hr):
    person = make_person(staff_no="Z-7", branch=make_branch())
    hr.post("/people/Z-7/departure", data={"kind": "transferred", "on": "2026-11-20"})
    assert stored(person).left_on == TODAY
    again = hr.post("/people/Z-7/departure", data={"kind": "retired", "on": "2026-11-20"})
    assert again.status_code == 422
    assert "Not here from 20 Nov 2026" in text_of(hr.get("/people/Z-7"))
    early = hr.post("/people/Z-7/return", data={"on": "2026-11-01"})
    assert "The last day comes before the first" in text_of(early)
    assert hr.post("/people/Z-7/return", data={"on": "2026-11-20"}).status_code == 302
    assert stored(person).left_on is None
    assert db.session.scalars(sa.select(Departure)).one().returned_on == TODAY


def test_every_page_is_there_in_chinese(login, database):
    client = login(make_hr(), language="zh")
    make_person(staff_no="Z-7", branch=make_branch(), unit=make_unit())
    for path in ("/people", "/people/new", "/people/Z-7", *(f"/people/Z-7/{act}" for act in ACTS)):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert '<html lang="zh-Hans-CN"' in text_of(answer)
