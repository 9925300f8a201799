"""Made-up sheets, to rehearse a rubric on before a season: the same seed gives the same ones."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from domain.lectures.rubric import JUDGES, Criterion, Rubric
from domain.lectures.sheet_scores import Sheet

# In hundredths of a criterion's range: where marks lie, and how lectures, judges and chance move
# them. Judges use the upper part of a range.
CENTRE, LECTURES, SEVERITY, CHANCE = 82, 6, 4, 4


def made_up_sheets(
    rubric: Rubric, *, lectures: Sequence[str], judges: Sequence[str], seed: int
) -> list[Sheet]:
    """A valid sheet of every judge for every lecture, in the judges' class.

    Some lectures are better, some judges stricter; marks lie on the steps.
    """
    drawn = Random(seed)  # noqa: S311 - nothing is kept secret
    good = {name: drawn.gauss(CENTRE, LECTURES) for name in lectures}
    strict = {name: drawn.gauss(0, SEVERITY) for name in judges}
    return [
        Sheet(lecture, judge, JUDGES, {
            one.id: _on_step(one, drawn.gauss(good[lecture] - strict[judge], CHANCE))
            for one in rubric.criteria
        })
        for lecture in lectures
        for judge in judges
    ]  # fmt: skip


def _on_step(criterion: Criterion, hundredths: float) -> Fraction:
    """The step that is nearest to so many hundredths of the range."""
    steps = int((criterion.most - criterion.least) / criterion.step)
    at = min(max(round(steps * hundredths / 100), 0), steps)
    return criterion.least + at * criterion.step
