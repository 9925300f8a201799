"""A score sheet as its page shows it: for each criterion steps to tap, or a number to type."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from blueprints.lectures.score_forms import MARK, SheetForm, mark_in
from blueprints.shared.conversion_words import word
from domain.lectures.official import rounded_text
from domain.lectures.rubric import HALF_UP, Criterion, Rubric, decimal_text
from domain.lectures.sheet_scores import mark_problem, worth_of

MOST_STEPS = 61  # such as 0 to 30 by halves; what has more is typed
ROW = 6  # steps in one row of a phone
SHOWN = Fraction(9, 20)  # of the steps, counted from the top; the rest is folded away


@dataclass(frozen=True, slots=True)
class Step:
    """One mark that can be tapped."""

    value: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion. ``steps`` is empty where the mark is typed; ``worth``: of 100, if marked."""

    field: object
    criterion: Criterion
    title: str
    guidance: str
    value: str
    worth: str
    steps: tuple[Step, ...] = ()
    folded: tuple[Step, ...] = ()

    @property
    def range(self) -> str:
        least, most = decimal_text(self.criterion.least), decimal_text(self.criterion.most)
        return _("%(least)s to %(most)s", least=least, most=most)

    @property
    def fold(self) -> str:
        """What the folded steps are called."""
        return _("Under %(mark)s", mark=self.steps[0].value)

    @property
    def unfolded(self) -> bool:
        return any(one.chosen for one in self.folded)

    @property
    def ends(self) -> Mapping[str, str]:
        """Of a number that is typed."""
        one = self.criterion
        return {
            "least": decimal_text(one.least), "most": decimal_text(one.most),
            "step": decimal_text(one.step),
        }  # fmt: skip


def sheet_lines(rubric: Rubric, form: SheetForm) -> list[Line]:
    return [_line(one, form[MARK + one.id]) for one in rubric.criteria]


def total_of(rubric: Rubric, marks: Mapping[str, Fraction]) -> str:
    """What the marks so far give together, of 100."""
    given = (worth_of(one, marks[one.id]) for one in rubric.criteria if one.id in marks)
    return points(sum(given, Fraction(0)))


def points(number: Fraction) -> str:
    """Rounded to two decimals, without zeros at the end."""
    return decimal_text(Fraction(rounded_text(number, 2, HALF_UP)))


def marks_in(rubric: Rubric, form: SheetForm) -> dict[str, Fraction]:
    """The marks that stand in a form and can be read."""
    return dict(_readable(rubric.criteria, form))


def _readable(criteria: Iterable[Criterion], form: SheetForm) -> Iterator[tuple[str, Fraction]]:
    for one in criteria:
        mark = mark_in(form[MARK + one.id].data or "")
        if mark is not None and mark_problem(one, mark) is None:
            yield one.id, mark


def _line(criterion: Criterion, field) -> Line:
    value = field.data or ""
    mark = None if field.errors else mark_in(value)
    worth = "" if mark is None else points(worth_of(criterion, mark))
    guidance = word(criterion.guidance) if criterion.guidance else ""
    steps = _steps(criterion, value if mark is None else decimal_text(mark))
    shown = -(-SHOWN * len(steps) // ROW) * ROW
    cut = max(0, len(steps) - int(shown))
    return Line(
        field, criterion, word(criterion.words), guidance, value, worth, steps[cut:], steps[:cut]
    )


def _steps(criterion: Criterion, chosen: str) -> tuple[Step, ...]:
    many = (criterion.most - criterion.least) / criterion.step + 1
    if many > MOST_STEPS:
        return ()
    values = (decimal_text(criterion.least + at * criterion.step) for at in range(int(many)))
    return tuple(Step(value, value == chosen) for value in values)
