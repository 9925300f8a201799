"""A made-up season as its published file, for the tests of what is published."""

from datetime import date
from fractions import Fraction

from domain.lectures.class_values import totals_of
from domain.lectures.made_up import made_up_sheets
from domain.lectures.result_file import Published, PublishedLecture, result_document
from domain.lectures.results import results
from domain.lectures.rubric import parse_rubric
from domain.lectures.sheet_scores import Sheet, score_sheets
from tests.domain.lecture_rubrics import BOTH_CLASSES, HEAD, SKATING

SOURCE = (
    HEAD
    + 'method = "trimmed_mean"\ntie_break = ["artistic", "median"]\n'
    + SKATING
    + BOTH_CLASSES.format(judges="drop_high = 1\ndrop_low = 1", audience="minimum = 5")
    + '\n[time_penalty]\nminutes = 10\nper_minute = "0.5"\n'
)
RUBRIC = parse_rubric(SOURCE, "season.toml")
LECTURES = ["opening", "drafting", "meetings", "filing"]


def published(**changes) -> Published:
    sheets = made_up_sheets(RUBRIC, lectures=LECTURES, judges=[str(n) for n in range(1, 6)], seed=7)
    rated = [
        Sheet(one, f"guest {n}", "B",
              {"technical": Fraction(40 + n, 10), "artistic": Fraction(50 + n, 10)})
        for one in LECTURES
        for n in range(7)
    ]  # fmt: skip
    values = {
        "series": "2026", "title": "干部大讲堂 2026", "number": 2, "replaces": 1,
        "proposed_on": date(2026, 6, 1), "rubric_source": SOURCE,
        "lectures": [
            PublishedLecture(slug, at, f"题目 {at}", "第一支部", (f"讲员{at}",), 9 + at)
            for at, slug in enumerate(LECTURES, start=1)
        ],
        "sheets": sheets, "totals": totals_of(RUBRIC, score_sheets(RUBRIC, rated)[0]),
    }  # fmt: skip
    return Published(**(values | changes))


def found_of(told: Published):
    return results(
        RUBRIC, told.rubric_source, told.sheets, lectures=[one.slug for one in told.lectures],
        minutes_spoken={one.slug: one.minutes_spoken for one in told.lectures}, totals=told.totals,
    )  # fmt: skip


def season_document() -> dict:
    told = published()
    return result_document(told, found_of(told))
