"""Judges on screen: named, assigned, recused, scoring opened and closed; nobody sees a mark."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from domain.lectures.judge_duties import follow_judges
from models import JudgeAssignment, LectureSeries, LectureStep, Matter, SeriesJudge, db
from tests.conftest import NOON
from tests.factories import make_cadre
from tests.lecture_halls import load_shipped_rubric, make_judge, make_sheet
from tests.lecture_judging import make_season, person_of

WAS = re.compile(r'name="was" value="([^"]*)"')
VALUE = re.compile(r'"pair" value="(\d+-\d+)"[^>]*checked')


@pytest.fixture
def season(database):
    rubric = load_shipped_rubric(**{"confirmed = false": "confirmed = true"})
    return make_season(branches=4, drawn_at=NOON, rubric_id=rubric.id)


@pytest.fixture
def scoring(season):
    season.rows = season.assign_all()
    season.series.state = "scoring"
    follow_judges(season.series, actor=season.actor, now=NOON)
    db.session.commit()
    return season


def state_of(season) -> str:
    db.session.expire_all()
    return db.session.get_one(LectureSeries, season.series.id).state


def page_of(season, row) -> str:
    lecture = next(one for one in season.lectures if one.id == row.lecture_id)
    return f"{season.page}/{lecture.slug}/assignments/{row.id}"


def test_secretaries_people_and_outsiders_are_named(login, database):
    season = make_season(judges=False)
    client = login(season.organiser)
    assert client.post(f"{season.page}/judges/secretaries").status_code == 302
    person = make_cadre(name="评委丁")
    db.session.commit()
    typed = {"person": f"评委丁 {person_of(person).staff_no}", "reserve": "y"}
    assert client.post(f"{season.page}/judges/people", data=typed).status_code == 302
    typed = {"name": "钱教授", "unit": "省委党校"}
    assert client.post(f"{season.page}/judges/outside", data=typed).status_code == 302
    page = client.get(f"{season.page}/judges").text
    for text in ("书记1", "评委丁", "钱教授", "省委党校", "from outside", "reserve"):
        assert text in page
    rows = db.session.query(SeriesJudge).order_by(SeriesJudge.number).all()
    assert [one.number for one in rows] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("address", "typed", "said"),
    [
        ("people", {"person": ""}, "required"),
        ("people", {"person": "查无此人"}, "Nobody with this name"),
        ("outside", {"name": " "}, "required"),
        ("outside", {"name": "长" * 61}, "60"),
    ],
)
def test_a_refused_name_says_why_and_keeps_what_was_typed(login, season, address, typed, said):
    answer = login(season.organiser).post(f"{season.page}/judges/{address}", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(SeriesJudge).count() == 4


def test_who_is_a_judge_already_is_not_named_again(login, season):
    typed = {"person": person_of(season.secretaries[0]).staff_no}
    answer = login(season.organiser).post(f"{season.page}/judges/people", data=typed)
    assert (answer.status_code, "a judge of this series already" in answer.text) == (422, True)


def test_a_plan_is_shown_before_it_is_saved(login, season):
    client = login(season.organiser)
    page = client.get(f"{season.page}/judges/assignments?each=3&seed=x").text
    pairs = VALUE.findall(page)
    assert len(pairs) == 12
    assert "own branch" in page
    assert db.session.query(JudgeAssignment).count() == 0
    answer = client.post(f"{season.page}/judges/assignments", data={"pair": pairs, "seed": "x"})
    assert answer.location == f"{season.page}/judges"
    assert db.session.query(JudgeAssignment).count() == 12
    assert "What one absence would break" in client.get(answer.location).text
    page = client.get(f"{season.page}/judges/assignments?each=1000000").text
    judges = db.session.query(SeriesJudge).filter_by(series_id=season.series.id).count()
    assert re.search(rf'name="each"[^>]* max="99" value="{judges}"', page)


def test_a_tick_that_may_not_be_is_refused_and_nothing_is_saved(login, season):
    own = f"{season.lectures[0].id}-{season.judges[0].id}"
    good = f"{season.lectures[0].id}-{season.judges[1].id}"
    answer = login(season.organiser).post(
        f"{season.page}/judges/assignments", data={"pair": [own, good]}
    )
    assert answer.status_code == 422
    assert "own branch" in answer.text
    assert good in VALUE.findall(answer.text)
    assert db.session.query(JudgeAssignment).count() == 0


def test_a_judge_is_made_a_reserve_by_what_was_asked_for_not_by_what_stands(login, season):
    place = f"{season.page}/judges/{season.judges[0].id}/reserve"
    clients = login(season.organiser), login(season.other)
    for client in clients:
        assert client.post(place, data={"reserve": "1"}).status_code == 302
    db.session.expire_all()
    assert db.session.get_one(SeriesJudge, season.judges[0].id).reserve is True
    assert db.session.query(LectureStep).filter_by(act="judge_changed").count() == 1
    assert 'name="reserve" value="0"' in clients[0].get(f"{season.page}/judges").text


def test_a_table_opened_before_another_assigned_takes_nothing_away(login, season):
    pairs = [
        f"{season.lectures[one].id}-{season.judges[two].id}"
        for one, two in ((0, 1), (0, 2), (1, 0))
    ]
    place = f"{season.page}/judges/assignments"
    first, second = login(season.organiser), login(season.other)
    was = WAS.search(first.get(place).text)[1]
    assert second.post(place, data={"pair": pairs[:2], "was": was}).status_code == 302
    answer = first.post(place, data={"pair": pairs[2:], "was": was})
    assert answer.status_code == 409
    assert "others have assigned 2 and taken away 0" in answer.text
    assert answer.text.count("assigned meanwhile") == 2
    assert VALUE.findall(answer.text) == pairs[2:]
    assert db.session.query(JudgeAssignment).count() == 2
    now = WAS.search(answer.text)[1]
    assert first.post(place, data={"pair": pairs[1:], "was": now}).status_code == 302
    stored = {f"{one.lecture_id}-{one.judge_id}" for one in db.session.query(JudgeAssignment)}
    assert stored == set(pairs[1:])


def test_scoring_opens_only_when_nothing_is_lacking_and_doubts_are_ticked(login, season):
    client = login(season.organiser)
    page = client.get(f"{season.page}/opening").text
    assert "A place needs 3 judges" in page
    assert client.post(f"{season.page}/opening").status_code == 422
    season.assign_all()
    db.session.commit()
    page = client.get(f"{season.page}/opening").text
    assert "Without 书记1" in page
    assert client.post(f"{season.page}/opening").status_code == 422
    assert state_of(season) == "preparing"
    answer = client.post(f"{season.page}/opening", data={"all_the_same": "y"})
    assert answer.status_code == 302
    assert state_of(season) == "scoring"
    matter = db.session.query(Matter).filter_by(owed_by_id=season.secretaries[0].person_id).one()
    assert season.series.title in login(season.secretaries[0]).get("/matters").text
    moved = login(season.secretaries[0]).get(f"/lectures/judges/{matter.source_id}")
    assert moved.location == season.page
    assert (
        login(season.secretaries[1]).get(f"/lectures/judges/{matter.source_id}").status_code == 404
    )


def test_closing_names_the_missing_sheets_and_wants_a_reason(login, scoring):
    for row in scoring.rows[1:]:
        make_sheet(row)
    db.session.commit()
    client = login(scoring.organiser)
    assert "not begun" in client.get(f"{scoring.page}/closing").text
    answer = client.post(f"{scoring.page}/closing", data={"reason": ""})
    assert (answer.status_code, "1 sheet is not sealed" in answer.text) == (422, True)
    answer = client.post(f"{scoring.page}/closing", data={"reason": "出差未归"})
    assert (answer.status_code, state_of(scoring)) == (302, "closed")
    assert client.post(f"{scoring.page}/reopening", data={"reason": ""}).status_code == 422
    assert client.post(f"{scoring.page}/reopening", data={"reason": "补评"}).status_code == 302
    assert state_of(scoring) == "scoring"


def test_a_sealed_sheet_is_given_back_for_a_reason_once_scoring_is_closed(login, scoring):
    for row in scoring.rows:
        make_sheet(row)
    scoring.series.state = "closed"
    db.session.commit()
    client, place = login(scoring.organiser), page_of(scoring, scoring.rows[0])
    assert "Give the sheet back" in client.get(place).text
    assert client.post(f"{place}/return", data={"reason": ""}).status_code == 422
    assert client.post(f"{place}/return", data={"reason": "漏看"}).location == place
    page = client.get(place).text
    assert "given back" in page
    assert "is not written over" in page
    assert "1 sheet is given back" in client.get(scoring.page).text


def test_a_judge_is_recused_and_the_organiser_lets_another_stand_in(login, scoring):
    reserve = make_judge(scoring.series, person_of(make_cadre(name="候补评委")), reserve=True)
    db.session.commit()
    row = scoring.rows[0]
    lecture = next(one for one in scoring.lectures if one.id == row.lecture_id)
    judge = next(one for one in scoring.judges if one.id == row.judge_id)
    account = next(one for one in scoring.secretaries if one.person_id == judge.person_id)
    own = f"{scoring.page}/{lecture.slug}/recusal"
    assert login(account).post(own, data={"reason": ""}).status_code == 422
    assert login(account).post(own, data={"reason": "主讲人是亲属"}).status_code == 302
    assert login(account).get(own).status_code == 404
    client, place = login(scoring.organiser), page_of(scoring, row)
    assert "主讲人是亲属" in client.get(f"{scoring.page}/judges").text
    assert "候补评委" in client.get(place).text
    assert client.post(f"{place}/replacement", data={"judge": reserve.id}).location == place
    assert "候补评委 stands in" in client.get(place).text
    again = client.post(f"{place}/replacement", data={"judge": reserve.id}, follow_redirects=True)
    assert "Nothing changed" in again.text


def test_the_page_of_sheets_says_how_far_each_is_and_never_a_mark(login, scoring):
    make_sheet(scoring.rows[0], "0.4")
    make_sheet(scoring.rows[1], "0.4", sealed=False)
    db.session.commit()
    client = login(scoring.organiser)
    page = client.get(f"{scoring.page}/sheets").text
    assert "●" in page
    assert "<b>1</b> / 12" in page
    for mark in ("mark-theme", "Theme", ">10<", "40.00"):
        assert mark not in page
    answer = client.get(f"{scoring.page}/sheets.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    assert len(rows) == 12
    assert {row[4] for row in rows} == {"sealed", "begun", "not begun"}
    assert client.post(f"{scoring.page}/sheets/reminders").status_code == 302


def test_names_are_known_to_all_and_numbers_to_organisers_alone(login, scoring):
    everybody = login(make_cadre(name="听讲人")).get(scoring.page).text
    assert "书记1, 书记2" in everybody.replace("、", ", ")
    assert "sheets are sealed" not in everybody
    assert "sheets are sealed" in login(scoring.organiser).get(scoring.page).text


def test_only_organisers_run_it(login, scoring):
    client = login(scoring.secretaries[0])
    place = page_of(scoring, scoring.rows[0])
    for address in ("judges", "judges/assignments", "opening", "closing", "sheets", "sheets.xlsx"):
        assert client.get(f"{scoring.page}/{address}").status_code == 403
    assert client.get(place).status_code == 403
    assert client.post(f"{place}/recusal", data={"reason": "x"}).status_code == 403
    assert login(scoring.organiser).get(f"/lectures/none{place[9:]}").status_code == 404


@pytest.mark.parametrize("address", ["judges", "judges/assignments", "sheets", "opening", ""])
def test_pages_take_as_many_queries_for_one_lecture_as_for_more(
    login, database, count_queries, address
):
    counts = []
    for branches in (2, 5):
        season = make_season(branches=branches, drawn_at=NOON)
        season.assign_all()
        db.session.commit()
        client = login(season.organiser)
        client.get(f"{season.page}/{address}".rstrip("/"))
        with count_queries() as statements:
            client.get(f"{season.page}/{address}".rstrip("/"))
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 16


@pytest.mark.parametrize("address", ["judges", "judges/assignments?each=2", "sheets", "closing"])
def test_pages_are_there_in_chinese(login, scoring, address):
    page = login(scoring.organiser, "zh").get(f"{scoring.page}/{address}")
    assert page.status_code == 200
    assert 'lang="zh-Hans' in page.text


def test_the_page_of_the_lecture_leads_its_judge_to_recusal_until_the_sheet_is_sealed(
    login, scoring
):
    row = scoring.rows[0]
    lecture = next(one for one in scoring.lectures if one.id == row.lecture_id)
    judge = next(one for one in scoring.judges if one.id == row.judge_id)
    account = next(one for one in scoring.secretaries if one.person_id == judge.person_id)
    client, place = login(account), f"{scoring.page}/{lecture.slug}"
    assert f"{place}/recusal" in client.get(place).text
    make_sheet(row)
    db.session.commit()
    assert f"{place}/recusal" not in client.get(place).text
