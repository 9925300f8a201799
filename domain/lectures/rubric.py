"""What a rubric file says (content/README.md): criteria, ballot classes, and how they are reckoned.

Amounts are exact fractions. A rubric never changes once a series has fixed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NoReturn

from domain.hours.fields import Expected, Fields, done
from domain.hours.toml_texts import read_toml

Words = Mapping[str, str]  # "zh" and "en"
MEAN, TRIMMED_MEAN, MEDIAN, PLACINGS = METHODS = ("mean", "trimmed_mean", "median", "placings")
HALF_UP, HALF_EVEN, DOWN = ROUNDINGS = ("half_up", "half_even", "down")
JUDGES, AUDIENCE = BALLOTS = ("A", "B")
TIE_MEAN, TIE_MEDIAN = TIE_WORDS = ("mean", "median")  # of a tie-break, beside criteria
WHOLE = 100  # what weights make together; the scale of a sheet's score
MOST_SLUG, MOST_ID = 60, 40  # characters
LEAST_AUDIENCE = 5  # fewer would say who rated how
MOST_MARK = 1000
MOST_DECIMALS = 4
MOST_SHEETS = 9999
MOST_MINUTES = 600
MOST_REVIEW_DAYS = 365


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; marks go from ``least`` to ``most`` in steps, counted from ``least``."""

    id: str
    words: Words
    weight: int
    most: Fraction
    least: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    guidance: Words | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One class of ballots. Its highest and lowest sheets are dropped whole."""

    id: str
    words: Words
    weight: int
    drop_high: int = 0
    drop_low: int = 0
    minimum: int = 3

    @property
    def drops(self) -> int:
        return self.drop_high + self.drop_low


@dataclass(frozen=True, slots=True)
class TimePenalty:
    """Points off for each started minute over ``minutes + grace``, at most ``most``."""

    minutes: int
    grace: int
    per_minute: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Rubric:
    """One version of a rubric: what is marked, and the formula of the official score."""

    id: str
    version: int
    effective_from: date
    confirmed: bool
    title: Words
    source: Words
    method: str
    criteria: tuple[Criterion, ...]
    ballots: tuple[Ballot, ...]
    minimum_sheets: int = 3
    decimals: int = 2
    rounding: str = HALF_UP
    tie_break: tuple[str, ...] = ()
    placings_by: str | None = None
    time_penalty: TimePenalty | None = None
    robust: bool = True
    review_days: int = 14

    def ballot(self, ballot_id: str) -> Ballot | None:
        return next((one for one in self.ballots if one.id == ballot_id), None)

    def minimum_of(self, ballot: Ballot) -> int:
        """How many valid sheets of the class a place needs."""
        return max(ballot.minimum, self.minimum_sheets) if ballot.id == JUDGES else ballot.minimum


def decimal_text(number: Fraction) -> str:
    """A number of at most four decimals, as a file writes it: ``0.5``, ``25``."""
    if number.denominator == 1:
        return str(number.numerator)
    whole, rest = divmod(round(number * 10_000), 10_000)
    return f"{whole}.{rest:04d}".rstrip("0")


def parse_rubric(text: str, file: str) -> Rubric:
    """The rubric of a TOML text.

    Raises:
        domain.hours.fields.PackRefused: naming the file, the line, the field and what was expected.
    """
    top = read_toml(text, file)
    criteria = _criteria(top)
    ids = tuple(one.id for one in criteria)
    method = top.choice("method", METHODS)
    minimum_sheets = top.number("minimum_sheets", default=3, most=MOST_SHEETS)
    adjusted, review = top.table("adjusted", optional=True), top.table("review", optional=True)
    found = Rubric(
        _short_id(top, MOST_SLUG), top.number("version"), top.day("effective_from"),
        top.flag("confirmed"), top.worded("title"), top.worded("source"), method, criteria,
        _ballots(top, method, minimum_sheets), minimum_sheets,
        top.number("decimals", default=2, least=0, most=MOST_DECIMALS),
        top.choice("rounding", ROUNDINGS, default=HALF_UP),
        top.texts("tie_break", (*ids, *TIE_WORDS)), _placings_by(top, method, ids),
        _time_penalty(top, method), adjusted.flag("robust", default=True),
        review.number("within_days", default=14, most=MOST_REVIEW_DAYS),
    )  # fmt: skip
    done((top, adjusted, review))
    return found


def _short_id(row: Fields, most: int) -> str:
    found = row.slug("id")
    if len(found) > most:
        row.refuse("id", Expected.SHORT_ID, least=most)
    return found


def _criteria(top: Fields) -> tuple[Criterion, ...]:
    found = tuple(_criterion(row) for row in top.rows("criteria", names_once=True))
    if not found:
        top.refuse("criteria", Expected.AT_LEAST_ONE)
    _refuse_other_sum(top, "criteria", (one.weight for one in found))
    return found


def _refuse_other_sum(top: Fields, name: str, weights: Iterable[int]) -> None:
    total = sum(weights)
    if total != WHOLE:
        top.refuse(name, Expected.WEIGHTS_OF_100, found=total)


def _criterion(row: Fields) -> Criterion:
    criterion_id = _short_id(row, MOST_ID)
    if criterion_id in TIE_WORDS:
        row.refuse("id", Expected.NOT_A_WORD, found=criterion_id)
    least = row.decimal("least", default=Fraction(0), most=MOST_MARK)
    most = row.decimal("most", most=MOST_MARK)
    if most <= least:
        row.refuse("most", Expected.ABOVE, low=decimal_text(least))
    step = row.decimal("step", default=Fraction(1), most=MOST_MARK)
    if not step or (most - least) % step:
        row.refuse(
            "step" if "step" in row else "most",
            Expected.STEP,
            low=decimal_text(least),
            high=decimal_text(most),
        )
    found = Criterion(
        criterion_id, row.words(), row.number("weight", most=WHOLE), most, least, step,
        row.worded("guidance") if "guidance" in row else None,
    )  # fmt: skip
    row.done()
    return found


def _ballots(top: Fields, method: str, minimum_sheets: int) -> tuple[Ballot, ...]:
    """The classes; the judges alone where the file names none."""
    if "ballots" not in top and method != TRIMMED_MEAN:
        words = {"zh": "评委", "en": "Judges"}
        return (Ballot(JUDGES, words, WHOLE, minimum=minimum_sheets),)
    found = tuple(_ballot(row, method, minimum_sheets) for row in top.rows("ballots"))
    if not any(one.id == JUDGES for one in found):
        top.refuse("ballots", Expected.EACH_OF, allowed=[JUDGES])
    _refuse_other_sum(top, "ballots", (one.weight for one in found))
    if method == TRIMMED_MEAN and not any(one.drops for one in found):
        top.refuse("ballots", Expected.A_DROP)
    return found


def _ballot(row: Fields, method: str, minimum_sheets: int) -> Ballot:
    ballot_id = row.choice("id", BALLOTS)
    weight = row.number("weight", least=1 if ballot_id == JUDGES else 0, most=WHOLE)
    if method == PLACINGS and ballot_id == AUDIENCE and weight:
        _refuse_beside(row, "weight", method)
    if ballot_id == JUDGES:
        minimum = row.number("minimum", default=minimum_sheets, most=MOST_SHEETS)
        needed = max(minimum, minimum_sheets)
    else:
        least = LEAST_AUDIENCE if weight else 1
        minimum = row.number("minimum", default=LEAST_AUDIENCE, least=least, most=MOST_SHEETS)
        needed = minimum
    high, low = (_dropped(row, name, method, needed) for name in ("drop_high", "drop_low"))
    if high + low >= needed:
        row.refuse("drop_low", Expected.FEWER_DROPPED, least=needed)
    found = Ballot(ballot_id, row.words(), weight, high, low, minimum)
    row.done()
    return found


def _dropped(row: Fields, name: str, method: str, needed: int) -> int:
    found = row.number(name, default=0, least=0, most=MOST_SHEETS)
    if found and method != TRIMMED_MEAN:
        _refuse_beside(row, name, method)
    if found >= needed:
        row.refuse(name, Expected.FEWER_DROPPED, least=needed)
    return found


def _placings_by(top: Fields, method: str, ids: tuple[str, ...]) -> str | None:
    if "placings_by" not in top:
        return None
    found = top.choice("placings_by", ids)
    if method != PLACINGS:
        _refuse_beside(top, "placings_by", method)
    return found


def _time_penalty(top: Fields, method: str) -> TimePenalty | None:
    """Not with placings: a place would not follow from what is taken off."""
    if "time_penalty" not in top:
        return None
    if method == PLACINGS:
        _refuse_beside(top, "time_penalty", method)
    row = top.table("time_penalty")
    found = TimePenalty(
        row.number("minutes", most=MOST_MINUTES),
        row.number("grace", default=0, least=0, most=MOST_MINUTES),
        row.decimal("per_minute", most=WHOLE),
        row.decimal("most", default=Fraction(WHOLE), most=WHOLE),
    )
    for name, amount in (("per_minute", found.per_minute), ("most", found.most)):
        if not amount:
            row.refuse(name, Expected.ABOVE, low=0)
    row.done()
    return found


def _refuse_beside(row: Fields, name: str, method: str) -> NoReturn:
    row.refuse(name, Expected.NOT_BESIDE, found=name, beside=f'method = "{method}"')
