from datetime import date

import pytest
import sqlalchemy as sa

from models import Branch, BranchMembership, OrganisationChange, Post, Unit, db
from tests.factories import (
    make_branch,
    make_cadre,
    make_hr,
    make_leader,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)

TODAY = {"on": "2026-11-20"}


@pytest.fixture
def hr(login, database):
    return login(make_hr())


def text_of(answer):
    return answer.get_data(as_text=True)


def fresh(row):
    db.session.refresh(row)
    return row


def every_page():
    unit, branch = make_unit(), make_branch()
    post = make_post(unit)
    places = {
        f"/units/{unit.id}": ("name", "place", "merge", "closure"),
        f"/units/branches/{branch.id}": ("name", "place", "merge", "closure"),
        f"/units/posts/{post.id}": ("title", "place", "traits", "closure"),
    }
    pages = ["/units", "/units?on=2026-01-01", "/units/new", "/units/branches"]
    pages += ["/units/branches/new", "/units/posts", "/units/posts/new"]
    for place, acts in places.items():
        pages += [place, *(f"{place}/{act}" for act in acts)]
    return pages


def test_every_page_is_there_in_chinese(login, database):
    client = login(make_hr(), language="zh")
    for path in every_page():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert '<html lang="zh-Hans-CN"' in text_of(answer)


def test_a_stranger_is_asked_to_sign_in_and_others_are_refused(login, stranger):
    clients = [login(make_cadre()), login(make_leader(make_unit()))]
    for path in every_page():
        assert stranger.get(path).location.startswith("/sign-in"), path
        assert [client.get(path).status_code for client in clients] == [403, 403], path


def test_what_is_missing_or_closed_is_not_found(hr):
    closed = make_unit(closed_on=date(2026, 1, 1))
    paths = ["/units/999999", "/units/branches/999999", "/units/posts/999999/title"]
    for path in (*paths, f"/units/{closed.id}/name", f"/units/{closed.id}/merge"):
        assert hr.get(path).status_code == 404, path
    assert "Closed on" in text_of(hr.get(f"/units/{closed.id}"))


@pytest.mark.parametrize("path", ["/units", "/units/branches", "/units/posts"])
def test_the_lists_ask_as_much_for_three_as_for_one(hr, count_queries, path):
    counts = []
    for _ in range(2):
        for _ in range(len(counts) + 1):
            make_person(unit=make_unit(), branch=make_branch())
        with count_queries() as statements:
            hr.get(path)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_a_unit_is_opened_below_another_and_shown_in_the_tree(hr):
    office = make_unit(name="办公室")
    form = {"name": "综合处", "parent_id": office.id, **TODAY}
    assert hr.post("/units/new", data=form).location == "/units"
    assert "综合处" in text_of(hr.get("/units"))
    assert "综合处" not in text_of(hr.get("/units?on=2026-11-19"))
    twice = hr.post("/units/new", data=form)
    assert twice.status_code == 422
    assert "There is a “综合处” in this place already" in text_of(twice)
    assert 'value="综合处"' in text_of(twice)


def test_a_day_in_the_future_has_its_own_message_and_changes_nothing(hr):
    unit = make_unit(name="综合处")
    form = {"name": "督查处", "version": "1", "on": "2026-11-21"}
    answer = hr.post(f"/units/{unit.id}/name", data=form)
    assert answer.status_code == 422
    assert "The day lies in the future" in text_of(answer)
    assert fresh(unit).name == "综合处"


def test_a_rename_from_an_old_page_shows_both_names(hr):
    unit = make_unit(name="综合处")
    form = {"version": "1", **TODAY}
    hr.post(f"/units/{unit.id}/name", data=form | {"name": "综合一处"})
    answer = hr.post(f"/units/{unit.id}/name", data=form | {"name": "综合二处"})
    assert answer.status_code == 409
    assert all(text in text_of(answer) for text in ("综合一处", "综合二处"))
    chosen = form | {"name": "综合二处", "version": "2"}
    assert hr.post(f"/units/{unit.id}/name", data=chosen).status_code == 302
    assert "综合处 became 综合一处" in text_of(hr.get(f"/units/{unit.id}"))


def test_a_unit_is_not_moved_below_itself(hr):
    office = make_unit()
    division = make_unit(name="综合处", parent_id=office.id)
    answer = hr.post(f"/units/{office.id}/place", data={"target": division.id, **TODAY})
    assert "综合处 stands below it" in text_of(answer)
    assert hr.post(f"/units/{division.id}/place", data={"target": "", **TODAY}).status_code == 302
    assert fresh(division).parent_id is None


def test_units_merge_and_the_old_address_leads_on(hr):
    kept, merged = make_unit(), make_unit()
    post = make_post(merged)
    form = {"target": kept.id, **TODAY}
    assert hr.post(f"/units/{merged.id}/merge", data=form).location == "/units"
    assert fresh(post).unit_id == kept.id
    assert hr.get(f"/units/{merged.id}").location == f"/units/{kept.id}"


def test_a_merge_of_units_chooses_nothing_by_itself_and_shows_first_what_would_move(hr):
    kept, merged = make_unit(name="督查处"), make_unit(name="信息处")
    make_unit(name="信息一科", parent_id=merged.id)
    make_branch(name="信息支部", unit_id=merged.id)
    make_post(kept, title="处长")
    make_tenure(make_person(), make_post(merged, title="处长"))
    make_leader(merged)
    place = f"/units/{merged.id}/merge"
    form = text_of(hr.get(place))
    assert '<option value="">Choose a unit</option>' in form
    assert "csrf" not in form.partition('method="get"')[2].partition("</form>")[0]
    unchosen = hr.get(f"{place}?target=&on=2026-11-20")
    assert (unchosen.status_code, "This field is required" in text_of(unchosen)) == (422, True)
    assert hr.post(place, data={"target": "", **TODAY}).status_code == 422
    page = text_of(hr.get(f"{place}?target={kept.id}&on=2026-11-20"))
    for said in (
        "信息处 becomes part of 督查处",
        "1 unit below it moves along.",
        "1 post becomes one with the post of the same title there.",
        "1 post moves.",
        "1 branch moves.",
        "2 people",
        "1 role of a leader lapses.",
        "信息处 closes on 20 Nov 2026",
        "It cannot be undone in one step",
    ):
        assert said in page
    assert fresh(merged).closed_on is None
    assert hr.post(place, data={"target": kept.id, **TODAY}).status_code == 302
    assert fresh(merged).closed_on == date(2026, 11, 20)


def test_a_merge_that_cannot_be_comes_back_with_the_reason_at_its_field(hr):
    office = make_unit()
    below = make_unit(name="综合处", parent_id=office.id)
    answer = hr.post(f"/units/{office.id}/merge", data={"target": below.id, **TODAY})
    assert answer.status_code == 422
    assert "综合处 stands below it" in text_of(answer)
    assert f'<option selected value="{below.id}">' in text_of(answer)


def test_a_merge_of_branches_shows_first_whom_it_moves(hr):
    kept, merged = make_branch(name="第一党支部"), make_branch(name="第二党支部")
    make_person(branch=merged)
    make_secretary(merged)
    place = f"/units/branches/{merged.id}/merge"
    assert '<option value="">Choose a branch</option>' in text_of(hr.get(place))
    page = text_of(hr.get(f"{place}?target={kept.id}&on=2026-11-20"))
    for said in (
        "第二党支部 becomes part of 第一党支部",
        "2 members move.",
        "1 role of a secretary lapses.",
        "It cannot be undone in one step",
    ):
        assert said in page
    assert fresh(merged).closed_on is None


def test_a_unit_in_use_says_what_it_still_has(hr):
    unit = make_unit()
    make_person(unit=unit)
    answer = hr.post(f"/units/{unit.id}/closure", data=TODAY)
    assert "It still has 1 person, 1 post." in text_of(answer)
    empty = make_unit()
    assert hr.post(f"/units/{empty.id}/closure", data=TODAY).status_code == 302
    assert fresh(empty).closed_on == date(2026, 11, 20)


def test_a_branch_is_opened_renamed_moved_and_closed(hr):
    unit = make_unit(name="综合处")
    form = {"name": "第一党支部", "unit_id": "", **TODAY}
    assert hr.post("/units/branches/new", data=form).location == "/units/branches"
    branch = db.session.scalars(sa.select(Branch)).one()
    place = f"/units/branches/{branch.id}"
    hr.post(f"{place}/name", data={"name": "第二党支部", "version": "1", **TODAY})
    hr.post(f"{place}/place", data={"target": unit.id, **TODAY})
    page = text_of(hr.get("/units/branches"))
    assert "第二党支部" in page
    assert "综合处" in page
    assert hr.post(f"{place}/closure", data=TODAY).status_code == 302
    kinds = db.session.scalars(sa.select(OrganisationChange.kind).order_by(OrganisationChange.id))
    assert list(kinds) == ["opened", "renamed", "moved", "closed"]


def test_branches_merge_with_their_members(hr):
    kept, merged = make_branch(name="第一党支部"), make_branch()
    make_person(branch=merged)
    answer = hr.post(
        f"/units/branches/{merged.id}/merge", data={"target": kept.id, **TODAY},
        follow_redirects=True,
    )  # fmt: skip
    assert "1 member is now in 第一党支部" in text_of(answer)
    line = db.session.scalars(
        sa.select(BranchMembership).where(BranchMembership.to_on.is_(None))
        .where(BranchMembership.superseded_at.is_(None))
    ).one()  # fmt: skip
    assert line.branch_id == kept.id
    closed = hr.get(f"/units/branches/{merged.id}")
    assert closed.location == f"/units/branches/{kept.id}"


def test_a_branch_with_members_does_not_close(hr):
    branch = make_branch()
    make_person(branch=branch)
    answer = hr.post(f"/units/branches/{branch.id}/closure", data=TODAY)
    assert answer.status_code == 422
    assert "It still has 1 person." in text_of(answer)


def test_a_post_is_opened_edited_renamed_moved_and_closed(hr):
    unit, other = make_unit(), make_unit()
    form = {"unit_id": unit.id, "title": "处长", "strand": "documents", "leading": "y", **TODAY}
    assert hr.post("/units/posts/new", data=form).location == "/units/posts"
    post = db.session.scalars(sa.select(Post)).one()
    place = f"/units/posts/{post.id}"
    traits = {"strand": "affairs", "deputy_of_id": "", "term_years": "5", "version": "1", **TODAY}
    assert hr.post(f"{place}/traits", data=traits).status_code == 302
    stale = hr.post(f"{place}/traits", data=traits | {"term_years": "3"})
    assert stale.status_code == 409
    hr.post(f"{place}/title", data={"name": "主任", "version": "2", **TODAY})
    hr.post(f"{place}/place", data={"target": other.id, **TODAY})
    fresh(post)
    assert (post.title, post.strand, post.leading, post.term_years, post.unit_id) == (
        "主任", "affairs", False, 5, other.id
    )  # fmt: skip
    assert "主任" in text_of(hr.get(f"/units/posts?unit={other.id}"))
    assert "主任" not in text_of(hr.get(f"/units/posts?unit={unit.id}"))
    assert hr.post(f"{place}/closure", data=TODAY).status_code == 302


def test_a_post_is_refused_with_what_was_typed(hr):
    form = {"unit_id": "", "title": "处长", "strand": "documents", "term_years": "99", **TODAY}
    answer = hr.post("/units/posts/new", data=form)
    assert answer.status_code == 422
    assert 'value="处长"' in text_of(answer)
    assert 'value="99"' in text_of(answer)
    held = make_post(make_unit(), title="主任")
    make_person(unit=db.session.get_one(Unit, held.unit_id))
    deputy = {"strand": "general", "deputy_of_id": held.id, "version": "1", **TODAY}
    own = hr.post(f"/units/posts/{held.id}/traits", data=deputy)
    assert "cannot be its own deputy" in text_of(own)


def test_new_units_and_branches_have_a_name_of_their_own_kind(hr):
    assert "Unit name" in text_of(hr.get("/units/new"))
    assert "Branch name" in text_of(hr.get("/units/branches/new"))


def test_a_post_moved_beside_one_of_its_title_says_what_to_do(hr):
    here, there = make_unit(), make_unit()
    make_post(there, title="处长")
    post = make_post(here, title="处长")
    answer = hr.post(f"/units/posts/{post.id}/place", data={"target": there.id, **TODAY})
    assert answer.status_code == 422
    assert "Rename or close one of the two first" in text_of(answer)
