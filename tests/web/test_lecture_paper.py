"""Paper sheets and links for judges from outside, on screen."""

import re

import pytest

from domain.lectures.scoring import find_sheet
from models import JudgeAssignment, SeriesJudge, db
from tests.conftest import NOON
from tests.factories import make_organiser
from tests.lecture_halls import FULL, assign, make_judge, make_sheet
from tests.lecture_judging import make_season

LINK = re.compile(r"http://localhost(/lectures/ballots/[a-z0-9-]+)")
TYPED = {f"mark-{name}": str(most) for name, most in FULL.items()}


@pytest.fixture
def season(database):
    found = make_season(state="scoring", drawn_at=NOON)
    found.rows = found.assign_all()
    found.outside = make_judge(found.series)
    assign(found.lectures[0], found.outside)
    db.session.commit()
    return found


def paper_of(season, row) -> str:
    lecture = next(one for one in season.lectures if one.id == row.lecture_id)
    return f"{season.page}/{lecture.slug}/paper/{row.id}"


def stored_sheet(row):
    db.session.expire_all()
    return find_sheet(db.session.get_one(JudgeAssignment, row.id))


def test_two_organisers_type_a_sheet_blind_and_it_is_sealed(login, season):
    place = paper_of(season, season.rows[0])
    first, second = login(season.organiser), login(season.other)
    assert f'href="{place}"' in first.get(place.replace("/paper/", "/assignments/")).text
    assert first.post(place, data=TYPED | {"version": "0", "mark-theme": "17"}).location == place
    assert 'value="17"' in first.get(place).text
    blind = second.get(place).text
    assert "Another organiser has typed this sheet" in blind
    assert 'value="17"' not in blind
    second.post(place, data=TYPED | {"version": "0", "mark-theme": "18"})
    for client in (first, second):
        page = client.get(place).text
        assert "You and the other do not agree" in page
        assert ">17<" in page
        assert ">18<" in page
    third = login(make_organiser()).get(place).text
    assert "Two others have typed this sheet" in third
    assert ">17<" not in third
    answer = first.post(place, data=TYPED | {"version": "1", "mark-theme": "18"})
    assert answer.status_code == 302
    assert (stored_sheet(season.rows[0]).state, stored_sheet(season.rows[0]).way) == (
        "sealed", "paper"
    )  # fmt: skip


def test_a_third_throws_a_typing_away_for_a_reason_without_seeing_it(login, season):
    row = season.rows[0]
    place = paper_of(season, row)
    login(season.organiser).post(place, data=TYPED | {"version": "0", "mark-theme": "17"})
    login(season.other).post(place, data=TYPED | {"version": "0"})
    third = login(make_organiser())
    page = third.get(place).text
    assert "组织员甲" in page
    assert ">17<" not in page
    typing = re.search(r'name="typing" value="(\d+)"', page)[1]
    third.post(f"{place}/removal", data={"typing": typing, "reason": ""})
    assert "Two others have typed" in third.get(place).text
    third.post(f"{place}/removal", data={"typing": typing, "reason": "已调离"})
    third.post(place, data=TYPED | {"version": "0"})
    assert stored_sheet(row).state == "sealed"


def test_a_sheet_begun_on_a_screen_is_offered_to_nobody_for_typing(login, season):
    row = season.rows[0]
    make_sheet(row, sealed=False)
    db.session.commit()
    client, place = login(season.organiser), paper_of(season, row)
    assert "is not written over" in client.get(place).text
    answer = client.post(place, data=TYPED | {"version": "0"})
    assert (answer.status_code, "is not written over" in answer.text) == (422, True)
    assert "Type it in" not in client.get(place.replace("/paper/", "/assignments/")).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"mark-theme": "26"}, "0 to 25"), ({"mark-theme": ""}, "no mark yet"),
     ({"mark-theme": "1.5"}, "steps of 1"), ({"mark-wit": "3"}, "wit")],
)  # fmt: skip
def test_what_the_rubric_does_not_allow_is_said_at_its_field(login, season, typed, said):
    place = paper_of(season, season.rows[0])
    answer = login(season.organiser).post(place, data=TYPED | {"version": "0"} | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="30"' in answer.text
    assert stored_sheet(season.rows[0]) is None


def test_an_old_page_of_the_own_typing_is_a_conflict(login, season):
    place, client = paper_of(season, season.rows[0]), login(season.organiser)
    client.post(place, data=TYPED | {"version": "0"})
    client.post(place, data=TYPED | {"version": "1", "mark-theme": "20"})
    answer = client.post(place, data=TYPED | {"version": "1", "mark-theme": "21"})
    assert answer.status_code == 409
    assert "20" in answer.text


def test_a_blank_sheet_has_names_criteria_and_places_to_write(login, season):
    page = login(season.organiser).get(f"{paper_of(season, season.rows[0])}/blank").text
    for text in (
        "Theme and stance",
        "Signature",
        season.lectures[0].topic,
        "0 to 25, in steps of 1",
    ):
        assert text in page


def test_all_open_sheets_are_printed_at_once_with_range_and_step(login, season):
    make_sheet(season.rows[0])
    db.session.commit()
    client = login(season.organiser)
    assert f'href="{season.page}/sheets/paper"' in client.get(f"{season.page}/sheets").text
    page = client.get(f"{season.page}/sheets/paper").text
    assert page.count('class="paper-sheet"') == len(season.rows)  # the sealed one is not in it
    for said in ("0 to 25, in steps of 1", season.lectures[2].topic, "书记1"):
        assert said in page
    assert "0 to 25, in steps of 1" in client.get(paper_of(season, season.rows[1])).text


def test_a_sheet_of_another_lecture_is_not_found(login, season):
    row = season.rows[0]
    other = next(one for one in season.lectures if one.id != row.lecture_id)
    wrong = f"{season.page}/{other.slug}/paper/{row.id}"
    assert login(season.organiser).get(wrong).status_code == 404


def linked(login, season) -> str:
    page = login(season.organiser).post(f"{season.page}/judges/{season.outside.id}/link")
    assert page.headers["Cache-Control"] == "no-store"
    return LINK.search(page.text)[1]


def test_a_link_is_used_up_by_one_device_which_then_scores(login, season, app):
    place = linked(login, season)
    device, late = app.test_client(), app.test_client()
    for client in (device, late):
        client.set_cookie("lang", "en")
        assert season.outside.outside_name in client.get(place).text
    answer = device.post(place)
    assert answer.location == "/lectures/ballots"
    cookie = answer.headers["Set-Cookie"]
    for said in ("rigong-ballots=", "HttpOnly", "SameSite=Lax", "Path=/lectures/ballots"):
        assert said in cookie
    assert late.post(place).status_code == 404
    assert late.get(place).status_code == 404
    assert late.get("/lectures/ballots").status_code == 404
    page = device.get("/lectures/ballots").text
    assert season.lectures[0].topic in page
    assert season.lectures[1].topic not in page
    own = f"/lectures/ballots/{season.lectures[0].slug}/score"
    assert device.get(own).status_code == 200
    assert device.post(own, data=TYPED | {"version": "0", "step": "seal"}).location == own
    row = db.session.query(JudgeAssignment).filter_by(judge_id=season.outside.id).one()
    assert (stored_sheet(row).state, stored_sheet(row).way) == ("sealed", "link")
    assert device.get(f"/lectures/ballots/{season.lectures[1].slug}/score").status_code == 404
    assert late.get(own).status_code == 404
    assert late.post(own, data=TYPED).status_code == 404


def test_a_new_link_ends_the_old_device(login, season, app):
    device = app.test_client()
    device.post(linked(login, season))
    assert device.get("/lectures/ballots").status_code == 200
    linked(login, season)
    assert device.get("/lectures/ballots").status_code == 404


def test_a_wrong_link_is_not_there_and_no_digest_leaves(login, season, stranger):
    assert stranger.get("/lectures/ballots/aaaa-bbbb-cccc-dddd").status_code == 404
    assert stranger.post("/lectures/ballots/aaaa-bbbb-cccc-dddd").status_code == 404
    linked(login, season)
    db.session.expire_all()
    digest = db.session.get_one(SeriesJudge, season.outside.id).link_digest
    assert digest not in login(season.organiser).get(f"{season.page}/judges").text


def test_only_judges_from_outside_get_a_link(login, season):
    client = login(season.organiser)
    answer = client.post(f"{season.page}/judges/{season.judges[0].id}/link", follow_redirects=True)
    assert "Only judges from outside need a link" in answer.text
