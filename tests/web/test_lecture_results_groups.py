"""Lectures that no judge links are nowhere told as if they were in one ranking."""

import io

import python_calamine

from models import db
from tests.lecture_halls import assign, make_judge, make_sheet
from tests.lecture_results import make_season, published
from tests.web.test_lecture_results import UNLINKED, text_of


def test_pages_of_series_and_lecture_name_the_group(login, database):
    season = make_season(lectures=4, judges=6, skip=UNLINKED)
    published(season)
    cadre = login(season.speaker)
    page = text_of(cadre, season.page)
    assert page.count('<ol class="top-places">') == 2
    assert page.index("Group 1") < page.index("Group 2")
    assert "they are not compared" in page
    assert "<dd>1 in group 1</dd>" in text_of(cadre, f"{season.page}/lecture-01")
    assert "<dd>1 in group 2</dd>" in text_of(cadre, f"{season.page}/lecture-03")
    file = login(season.organiser).get(f"{season.page}/results/1.xlsx").data
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file))
    ranked = {row[0] for row in book.get_sheet_by_index(2).to_python()}
    assert {"1 in group 1", "1 in group 2"} <= ranked


def test_lectures_that_are_linked_name_no_group(login, database):
    season = make_season()
    published(season)
    cadre = login(season.speaker)
    page = text_of(cadre, season.page)
    assert page.count('<ol class="top-places">') == 1
    assert "Group 1" not in page
    assert "<dd>1</dd>" in text_of(cadre, f"{season.page}/lecture-01")


def test_a_correction_names_the_group_of_a_place(login, database):
    season = make_season(lectures=4, judges=6, skip=UNLINKED)
    published(season)
    first = login(season.organiser)
    first.post(f"{season.page}/results/correction", data={"reason": "复核成立"})
    for _time in range(3):
        make_sheet(assign(season.lectures[3], make_judge(season.series)), "1")
    db.session.commit()
    page = text_of(first, f"{season.page}/results/preview")
    assert "place 1 in group 2" in page
    assert "place 2 in group 2" in page
