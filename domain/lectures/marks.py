"""The marks of a sheet as the database keeps them: exact numbers by criterion."""

import json
from collections.abc import Mapping
from fractions import Fraction

from domain.lectures.rubric import Rubric, decimal_text

Marks = Mapping[str, Fraction]


def marks_of(text: str) -> dict[str, Fraction]:
    """What ``as_text`` wrote."""
    return {name: Fraction(value) for name, value in json.loads(text).items()}


def as_text(marks: Marks) -> str:
    """JSON of the marks, the same text for the same marks."""
    return json.dumps(
        {name: decimal_text(value) for name, value in sorted(marks.items())}, ensure_ascii=False
    )


def wanting(rubric: Rubric, marks: Marks) -> list[str]:
    """The criteria that have no mark yet, in the order of the rubric."""
    return [one.id for one in rubric.criteria if one.id not in marks]
