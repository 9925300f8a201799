"""The sheet of account (算分单) of a lecture: every sheet, and every step to score and place."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.lectures.result_words import number_text
from blueprints.shared.clock import joined
from blueprints.shared.conversion_words import word
from blueprints.shared.rubric_words import ROUNDINGS
from blueprints.shared.score_words import METHODS, no_place_text, tie_text
from domain.lectures.class_values import AccountedSheet, ClassValue, Dropped
from domain.lectures.official import OfficialScore
from domain.lectures.rubric import MEDIAN, Rubric, decimal_text
from domain.lectures.snapshot import ResultRow, Snapshot

DROPPED = {Dropped.HIGH: _l("dropped: highest"), Dropped.LOW: _l("dropped: lowest")}
AN_EQUATION = 12  # sheets whose sum is written out


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One judge's sheet: the marks in the order of the criteria, and what they come to."""

    judge: str
    marks: Sequence[str]
    score: str
    dropped: str


@dataclass(frozen=True, slots=True)
class Account:
    """Everything of one lecture. ``criteria`` are headings with weight and highest mark."""

    row: ResultRow
    criteria: Sequence[tuple[str, str]]
    sheets: Sequence[SheetLine]
    means: Sequence[str]
    steps: Sequence[str]


def account_of(snapshot: Snapshot, row: ResultRow) -> Account:
    """No query."""
    rubric, found = snapshot.rubric, snapshot.accounts[row.slug]
    judges = _judges(found)
    return Account(
        row,
        [(word(one.words), _heading(one.weight, one.most)) for one in rubric.criteria],
        [_sheet(rubric, one) for one in judges.accounted],
        [number_text(judges.means[one.id]) for one in rubric.criteria if judges.means],
        list(_steps(snapshot, row, found)),
    )


def _judges(found: OfficialScore) -> ClassValue:
    return next(one for one in found.classes if one.accounted or one.ballot.id == "A")


def _heading(weight: int, most: Fraction) -> str:
    if weight == most:
        return _("of %(most)s", most=decimal_text(most))
    return _("of %(most)s, weight %(weight)d", most=decimal_text(most), weight=weight)


def _sheet(rubric: Rubric, one: AccountedSheet) -> SheetLine:
    marks = [decimal_text(one.scored.sheet.marks[name.id]) for name in rubric.criteria]
    dropped = str(DROPPED[one.dropped]) if one.dropped else ""
    return SheetLine(one.judge, marks, number_text(one.scored.score), dropped)


def _steps(snapshot: Snapshot, row: ResultRow, found: OfficialScore) -> Sequence[str]:
    rubric = snapshot.rubric
    told = [one for one in found.classes if one.ballot.weight or one.value is not None]
    said = [_class_text(rubric, one) for one in told]
    if rubric.time_penalty is not None:
        said.append(_penalty_text(rubric, found))
    said += _sum_text(rubric, found)
    said.append(_place_text(snapshot, row, found))
    return said


def _class_text(rubric: Rubric, one: ClassValue) -> str:
    name = word(one.ballot.words)
    if one.value is None:
        return _("%(ballot)s: no valid sheet.", ballot=name)
    sheets = ngettext("%(num)d valid sheet", "%(num)d valid sheets", one.sheets)
    counted = _counted_text(rubric, one)
    weight = _(
        "weight %(weight)d of 100: %(share)s", weight=one.ballot.weight,
        share=number_text(one.share),
    )  # fmt: skip
    return _(
        "%(ballot)s: %(sheets)s; %(counted)s; %(weight)s.", ballot=name, sheets=sheets,
        counted=counted, weight=weight,
    )  # fmt: skip


def _counted_text(rubric: Rubric, one: ClassValue) -> str:
    """How the class's value comes from the sheets that count."""
    method = str(METHODS[rubric.method])
    value = number_text(one.value or Fraction(0))
    scores = [sheet.scored.score for sheet in one.accounted if sheet.dropped is None]
    if not scores:
        return _("%(method)s %(value)s", method=method, value=value)
    if rubric.method == MEDIAN:
        ranked = _(", ").join(number_text(score) for score in sorted(scores))
        return _("median of %(scores)s %(equals)s", scores=ranked, equals=_equals(value))
    summed = number_text(sum(scores, Fraction(0)))
    if len(scores) <= AN_EQUATION:
        parts = " + ".join(number_text(score) for score in scores)
        summed = f"({parts}) ÷ {len(scores)} {_equals(summed)}"
    return f"{summed} ÷ {len(scores)} {_equals(value)}"


def _equals(number: str) -> str:
    """``= 87``; of a rounded number ``≈`` is sign enough."""
    return number if number.startswith("≈") else f"= {number}"


def _penalty_text(rubric: Rubric, found: OfficialScore) -> str:
    rule = rubric.time_penalty
    if rule is None or found.minutes_spoken is None:
        return _("Time: not recorded, nothing taken off.")
    values = {
        "spoken": found.minutes_spoken, "allowed": rule.minutes, "grace": rule.grace,
        "points": number_text(found.penalty),
    }  # fmt: skip
    if not found.minutes_over:
        return _(
            "Time: %(spoken)d minutes of %(allowed)d with %(grace)d of grace, nothing taken off.",
            **values,
        )
    return _(
        "Time: %(spoken)d minutes of %(allowed)d with %(grace)d of grace; %(over)d over, at "
        "%(each)s each, at most %(most)s: −%(points)s.",
        over=found.minutes_over, each=number_text(rule.per_minute), most=number_text(rule.most),
        **values,
    )  # fmt: skip


def _sum_text(rubric: Rubric, found: OfficialScore) -> list[str]:
    if found.exact is None or found.score is None:
        return []
    parts = [number_text(one.share) for one in found.classes if one.ballot.weight]
    taken = f" − {number_text(found.penalty)}" if found.penalty else ""
    whole = f"{' + '.join(parts)}{taken}"
    if taken or len(parts) > 1:
        whole = f"{whole} {_equals(number_text(found.exact))}"
    rounding = ngettext(
        "to %(num)d decimal (%(how)s)", "to %(num)d decimals (%(how)s)", rubric.decimals,
        how=str(ROUNDINGS[rubric.rounding]),
    )  # fmt: skip
    return [
        _("Official score: %(sum)s, %(rounding)s: %(score)s.", sum=whole, rounding=rounding,
          score=found.score)
    ]  # fmt: skip


def _place_text(snapshot: Snapshot, row: ResultRow, found: OfficialScore) -> str:
    if found.placed is None or row.place is None:
        why = no_place_text(snapshot.rubric, found)
        return _("Rank: %(why)s.", why=why)
    ranked = [one for one in snapshot.rows if one.place is not None]
    among = len([one for one in ranked if one.panel == row.panel])
    said = [_("Rank: %(place)d of %(many)d.", place=row.place, many=among)]
    if not snapshot.connected:
        said = [
            _("Rank: %(place)d of %(many)d in group %(panel)d.", place=row.place, many=among,
              panel=row.panel)
        ]  # fmt: skip
    return joined([*said, *_majority_text(found), *_tie_text(snapshot, found)])


def _majority_text(found: OfficialScore) -> list[str]:
    stand = found.majority
    if stand is None:
        return []
    given = _(", ").join(
        _("judge %(judge)s: %(place)d", judge=judge, place=place)
        for judge, place in stand.placings.items()
    )
    return [
        _(
            "Placings: %(given)s; %(size)d of %(many)d judges place it %(place)d or better, their "
            "placings make %(total)d.",
            given=given, size=stand.size, many=len(stand.placings), place=stand.place,
            total=stand.total,
        )
    ]  # fmt: skip


def _tie_text(snapshot: Snapshot, found: OfficialScore) -> list[str]:
    placed = found.placed
    if placed is None or not placed.equals:
        return []
    topics = {row.slug: row.lecture.topic for row in snapshot.rows}
    others = _(", ").join(f"《{topics[name]}》" for name in placed.equals)
    looked = _(", ").join(
        f"{tie_text(snapshot.rubric, name)} {number_text(value)}"
        for name, value in placed.looked_at
    )
    if placed.decided_by:
        return [
            _("Equal with %(others)s; the tie-break looks at %(looked)s.", others=others,
              looked=looked)
        ]  # fmt: skip
    if looked:
        return [
            _("Equal with %(others)s, also by the tie-break (%(looked)s): the place is shared.",
              others=others, looked=looked)
        ]  # fmt: skip
    return [_("Equal with %(others)s: the place is shared.", others=others)]
