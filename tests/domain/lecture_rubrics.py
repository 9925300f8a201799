"""Rubrics and sheets of the tests, as files and in short."""

from fractions import Fraction

from domain.lectures.official import Official, official
from domain.lectures.rubric import Rubric, parse_rubric
from domain.lectures.sheet_scores import Sheet, score_sheets
from tests.architecture.tree import ROOT

SHIPPED = (ROOT / "content" / "rules" / "rubric-lecture-hall.toml").read_text(encoding="utf-8")

HEAD = """id = "hall"
version = 1
effective_from = 2026-01-01
confirmed = true
title = { zh = "讲堂", en = "Hall" }
source = { zh = "本单位", en = "The office" }
"""
ONE_CRITERION = """
[[criteria]]
id = "whole"
zh = "总体"
en = "Whole"
weight = 100
most = 100
step = "0.5"
"""
SKATING = """
[[criteria]]
id = "technical"
zh = "技术"
en = "Technical"
weight = 50
most = 6
step = "0.1"

[[criteria]]
id = "artistic"
zh = "艺术"
en = "Artistic"
weight = 50
most = 6
step = "0.1"
"""
BOTH_CLASSES = """
[[ballots]]
id = "A"
zh = "评委"
en = "Judges"
weight = 80
{judges}

[[ballots]]
id = "B"
zh = "听众"
en = "Audience"
weight = 20
{audience}
"""
PENICILLIN = HEAD + (
    'method = "mean"\n'
    + ONE_CRITERION.replace("whole", "diameter").replace("0.5", "1")
    + "\n[adjusted]\nrobust = false\n"
)


def rubric(settings: str = 'method = "mean"', tables: str = ONE_CRITERION) -> Rubric:
    return parse_rubric(HEAD + settings + "\n" + tables, "mine.toml")


def trimmed(high: int = 1, low: int = 1, settings: str = "", tables: str = ONE_CRITERION) -> Rubric:
    return rubric(
        f'method = "trimmed_mean"\n{settings}',
        f'{tables}\n[[ballots]]\nid = "A"\nzh = "评委"\nen = "Judges"\nweight = 100\n'
        f"drop_high = {high}\ndrop_low = {low}\n",
    )


def sheets_of(table: dict[str, list[str]], ballot: str = "A") -> list[Sheet]:
    """One criterion's marks: a list for each lecture, by the judges 1, 2, 3 … ("" for none)."""
    return [
        Sheet(lecture, str(judge), ballot, {"whole": Fraction(mark)})
        for lecture, marks in table.items()
        for judge, mark in enumerate(marks, start=1)
        if mark
    ]


def scored(used: Rubric, sheets: list[Sheet], **more) -> Official:
    valid, refused = score_sheets(used, sheets)
    assert refused == []
    lectures = more.pop("lectures", list(dict.fromkeys(one.lecture for one in sheets)))
    return official(used, valid, lectures=lectures, **more)
