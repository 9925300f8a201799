"""What the pages of the lecture hall say and offer, as it stands: nothing that would be refused."""

import json
import re

from flask import render_template
from flask_babel import force_locale

from blueprints.lectures import result_page
from domain.audit import Actor
from domain.groupstudy.attendance import find_row
from domain.lectures.running import return_sheet
from domain.lectures.snapshot import snapshot_of
from models import JudgeAssignment, LectureResult, db
from tests.conftest import NOON
from tests.lecture_halls import assign, make_gathering_of, make_judge, make_sheet
from tests.lecture_judging import make_season as make_judged
from tests.lecture_results import make_season, published
from tests.web.halls import (
    assignment,
    judge,
    lecture,
    listener,
    organiser,
    place,
    series,
    set_state,
    speaker,
)

__all__ = ["assignment", "judge", "lecture", "listener", "organiser", "series", "speaker"]


def test_a_recused_judge_is_told_so(login, lecture, assignment, judge):
    assignment.recused_at, assignment.recusal_reason = NOON, "同一支部"
    db.session.commit()
    page = login(judge).get(place(lecture, "")).text
    assert "You are recused from this lecture: you do not score it." in page
    assert place(lecture) not in page


def test_check_in_is_offered_until_one_is_there(login, lecture, listener):
    address = f"/group-study/{lecture.group_study_id}/check-in"
    client = login(listener)
    row = find_row(lecture.group_study_id, listener.person_id)
    row.state, row.way, row.arrived_at = "expected", "", None
    db.session.commit()
    assert address in client.get(place(lecture, "")).text
    row.state, row.way, row.arrived_at = "present", "code", NOON
    db.session.commit()
    assert address not in client.get(place(lecture, "")).text


def test_a_withdrawn_lecture_says_why(login, lecture, series, organiser):
    login(organiser).post(place(lecture, "/withdrawal"), data={"reason": "主讲人病假"})
    assert "Reason: 主讲人病假" in login(organiser).get(place(lecture, "")).text


def test_wild_sheets_lead_to_where_they_are_given_back(login, database):
    season = make_season(
        lectures=6, judges=8, shares=("0.9", "0.86", "0.84", "0.82", "0.8", "0.78")
    )
    make_sheet(assign(season.lectures[0], make_judge(season.series)), "0.2")
    db.session.commit()
    client = login(season.organiser)
    table = client.get(f"{season.page}/results/judges").text.partition("Wild sheets</h2>")[2]
    rows = re.findall(r'href="(\S+/assignments/\d+)">.*?<td[^>]*>(\d+)</td>', table)
    assert len(rows) == table.count("<tr>") - 1
    for address, number in rows:
        page = client.get(address).text
        assert f"Judge {number} ·" in page
        assert "Give the sheet back" in page


def test_the_preview_names_sheets_given_back_in_place_of_the_button(login, database):
    season = make_season()
    task = db.session.query(JudgeAssignment).order_by(JudgeAssignment.id).first()
    client = login(season.organiser)
    assert "Propose this result" in client.get(f"{season.page}/results").text
    return_sheet(season.series, task, "漏看一项", actor=Actor(season.organiser.id), now=NOON)
    db.session.commit()
    page = client.get(f"{season.page}/results").text
    assert "Propose this result" not in page
    assert f'href="{season.page}/lecture-01/assignments/{task.id}"' in page
    assert "林叙" in page


def test_the_opening_leads_to_each_step_and_says_what_it_fixes(login, database):
    season = make_judged(branches=4)
    client = login(season.organiser)
    page = client.get(f"{season.page}/opening").text
    for step in ("draw", "judges"):
        assert f'href="{season.page}/{step}"' in page
    season.series.drawn_at = NOON
    season.assign_all()
    db.session.commit()
    page = client.get(f"{season.page}/opening").text
    for name, many in (("The lectures", 4), ("Judges", 4), ("Score sheets", 12)):
        assert f"<dt>{name}</dt><dd>{many}</dd>" in page
    assert "Some lectures have no time yet." in page
    assert f'href="{season.page}/times"' in page
    for one in season.lectures:
        make_gathering_of(one, season.series)
    assert "Some lectures have no time yet." not in client.get(f"{season.page}/opening").text


def test_what_would_be_refused_is_not_offered(login, database):
    season = make_judged()
    client = login(season.organiser)
    for part in ("new", "times"):
        assert '<form class="form"' in client.get(f"{season.page}/{part}").text
    set_state(season.series, "published", drawn_at=NOON, review_until=NOON.date())
    for part in ("new", "times"):
        page = client.get(f"{season.page}/{part}").text
        assert '<form class="form"' not in page
        assert "The series stands at “Results published”" in page


def test_without_lectures_or_judges_the_assignments_say_what_comes_first(login, database):
    empty, unjudged = make_judged(branches=0), make_judged(judges=False)
    client = login(empty.organiser)
    page = client.get(f"{empty.page}/judges/assignments").text
    assert f'href="{empty.page}/new"' in page
    page = client.get(f"{unjudged.page}/judges/assignments").text
    assert f'href="{unjudged.page}/judges">Name judges' in page
    assert "By a plan" not in page


def test_a_judge_is_taken_off_by_whoever_is_sure(login, database):
    season = make_judged()
    page = login(season.organiser).get(f"{season.page}/judges").text
    assert "Yes, take the judge off" in page


def test_a_long_chain_says_from_which_places_each_cannot_be_told(app, database):
    season = make_season(lectures=6, judges=3, shares=("0.9", "0.8", "0.7", "0.6", "0.5", "0.4"))
    snapshot = snapshot_of(_chained(published(season)))
    with app.test_request_context(), force_locale("en"):
        lines = result_page.panels_of(snapshot, None)[0].lines
        told = [one.apart for one in lines]
        prizes = result_page.uncertain_places(snapshot)
        page = render_template(
            "lectures/_result_table.html", panel=result_page.Panel(0, lines), result=None
        )
    assert told == ["2", "1, 3", "2, 4", "3, 5", "4, 6", "5"]
    assert prizes == ["From rank 1 to 6 neighbours cannot be told apart."]
    assert "cannot be told from rank 1, 3</span>" in page


def _chained(row: LectureResult) -> str:
    """Each lecture as if it could not be told from its neighbours, and from nobody else."""
    document = json.loads(row.document)
    ranked = sorted(document["official"], key=lambda one: one["place"])
    order = [one["lecture"] for one in ranked]
    for one in document["adjusted"]:
        at = order.index(one["lecture"])
        one["alike"] = sorted(order[max(0, at - 1) : at] + order[at + 1 : at + 2])
    return json.dumps(document, ensure_ascii=False)


def test_places_that_follow_each_other_are_told_as_a_stretch(app, database):
    season = make_season(lectures=6, judges=3, shares=("0.9", "0.8", "0.7", "0.6", "0.5", "0.4"))
    document = json.loads(published(season).document)
    order = [one["lecture"] for one in sorted(document["official"], key=lambda one: one["place"])]
    first = next(one for one in document["adjusted"] if one["lecture"] == order[0])
    first["alike"] = sorted(order[1:4] + order[5:])
    snapshot = snapshot_of(json.dumps(document))
    with app.test_request_context(), force_locale("en"):
        assert result_page.panels_of(snapshot, None)[0].lines[0].apart == "2–4, 6"


def test_prizes_and_the_page_say_where_places_cannot_be_told_apart(login, database):
    season = make_season(lectures=2, judges=3, shares=("0.9", "0.9"))
    for shares in (("0.95", "0.6"), ("0.6", "0.95")):
        named = make_judge(season.series)
        for one, share in zip(season.lectures, shares, strict=True):
            make_sheet(assign(one, named), share)
    make_sheet(assign(season.lectures[0], make_judge(season.series)), "0.9")
    db.session.commit()
    published(season)
    page = login(season.organiser).get(f"{season.page}/results/papers").text
    assert "Ranks 1 to 2 cannot be told apart." in page


def test_a_rounded_number_has_one_sign_only(login, database):
    season = make_season(lectures=1, judges=5, shares=("0.91",))
    published(season)
    page = login(season.speaker).get(f"{season.page}/results/1/lecture-01").text
    assert "÷" in page
    assert "= ≈" not in page
