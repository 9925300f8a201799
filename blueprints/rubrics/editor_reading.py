"""What was typed into the form of a rubric, read as one; or each field says why not."""

import re
from collections.abc import Sequence
from fractions import Fraction
from unicodedata import normalize

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from blueprints.rubrics.editor_forms import BallotForm, CriterionForm, RubricForm, mistakes
from blueprints.shared.pack_words import expected_text
from domain.hours.fields import Expected, PackRefused
from domain.lectures.rubric import (
    AUDIENCE,
    JUDGES,
    LEAST_AUDIENCE,
    MOST_ID,
    MOST_MARK,
    MOST_MINUTES,
    MOST_REVIEW_DAYS,
    MOST_SHEETS,
    WHOLE,
    Ballot,
    Criterion,
    Rubric,
    TimePenalty,
    Words,
    parse_rubric,
)
from domain.lectures.rubric_writing import rubric_text
from domain.reading.materials import slug_of

_WHOLE = re.compile(r"\d{1,5}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,5}(\.\d{1,4})?", re.ASCII)
_ROW = re.compile(r"(criteria|ballots|tie_break)\[(\d+)\]\.?(.*)")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
IN_A_FORM = {  # what the words for a file say of its text
    Expected.DECIMAL: _l("a number from %(low)s to %(high)s, with four decimals at most"),
    Expected.NOT_BESIDE: _l("nothing here: it does not go with the method chosen below"),
    Expected.A_DROP: _l("a dropped sheet in one of the classes at least, since the trimmed mean "
                        "drops sheets"),
    Expected.TEXT: _l("something written here"),
    Expected.GIVEN: _l("a day"),
}  # fmt: skip
NAMES = {
    "id": "slug", "time_penalty.minutes": "minutes", "time_penalty.grace": "grace",
    "time_penalty.per_minute": "per_minute", "time_penalty.most": "penalty_most",
    "review.within_days": "review_days", "ballots": "judges.weight",
}  # fmt: skip


def written_rubric(form: RubricForm, version: int) -> tuple[Rubric, str] | None:
    """The rubric and its text; ``None`` where fields say what is wrong with them."""
    form.validate()
    _name_rubric(form)
    _name_criteria(form)
    found = _read(form, version)
    _add_up(form, found)
    if mistakes(form):
        return None
    text = rubric_text(found)
    try:
        return parse_rubric(text, ""), text
    except PackRefused as refused:
        _refuse(_field_at(form, refused.field), refused)
        return None


def _name_rubric(form: RubricForm) -> None:
    """A rubric without a short name gets one from its title, as it is read."""
    if not form.slug.data:
        form.slug.data = slug_of(form.title_zh.data or "", form.title_en.data or "", MOST_ID)


def _add_up(form: RubricForm, found: Rubric) -> None:
    """Weights that make no whole, and too many sheets dropped, told with everything else."""
    _make_100(form.criteria, [one.form.weight for one in form.criteria], found.criteria)
    rows = [form.judges.form, form.audience.form][: len(found.ballots)]
    _make_100(form.judges.form.weight, [one.weight for one in rows], found.ballots)
    for row, one in zip(rows, found.ballots, strict=True):
        least = found.minimum_of(one)
        wrong = [each for each in (row.drop_high, row.drop_low, row.minimum) if each.errors]
        if not wrong and one.drops >= least:
            _refuse(row.drop_low, PackRefused("", "", Expected.FEWER_DROPPED, 0, least=least))


def _make_100(beside: Field, typed: list[Field], read: Sequence[Criterion | Ballot]) -> None:
    total = sum(one.weight for one in read)
    if total != WHOLE and not any(one.errors for one in typed):
        _refuse(beside, PackRefused("", "", Expected.WEIGHTS_OF_100, 0, found=total))


def _name_criteria(form: RubricForm) -> None:
    """Whatever has no id gets one from its English name, or by its number."""
    for number, row in enumerate(form.criteria, start=1):
        if not row.form.id.data:
            name = _NO_LETTER.sub("-", (row.form.en.data or "").lower()).strip("-")
            row.form.id.data = name[:MOST_ID].rstrip("-") or _unused(form, number)


def _unused(form: RubricForm, number: int) -> str:
    """``criterion-3``, or the next number that no other row has."""
    taken = {row.form.id.data for row in form.criteria}
    while f"criterion-{number}" in taken:
        number += 1
    return f"criterion-{number}"


def _read(form: RubricForm, version: int) -> Rubric:
    least = _whole(form.minimum_sheets, 1, MOST_SHEETS, "3")
    ballots = [_ballot(JUDGES, form.judges.form, least)]
    if form.rates.data:
        ballots.append(_ballot(AUDIENCE, form.audience.form, LEAST_AUDIENCE))
    if form.effective_from.data is None and not form.effective_from.errors:
        _refuse(form.effective_from, PackRefused("", "", Expected.GIVEN, 0))
    return Rubric(
        _text(form.slug), version, form.effective_from.data, form.confirmed.data,
        _named(form.title_zh, form.title_en), _named(form.source_zh, form.source_en),
        form.method.data, tuple(_criterion(row.form) for row in form.criteria), tuple(ballots),
        least, int(form.decimals.data if not form.decimals.errors else 0), form.rounding.data,
        tuple(one.data for one in form.tie_break if one.data), form.placings_by.data or None,
        _penalty(form), form.robust.data,
        _whole(form.review_days, 1, MOST_REVIEW_DAYS, "14"),
    )  # fmt: skip


def _criterion(row: CriterionForm) -> Criterion:
    guidance = None
    if row.guidance_zh.data or row.guidance_en.data:
        guidance = _words(row.guidance_zh, row.guidance_en)
    return Criterion(
        row.id.data or "", _named(row.zh, row.en), _whole(row.weight, 1, WHOLE),
        _amount(row.most, MOST_MARK), _amount(row.least, MOST_MARK, "0"),
        _amount(row.step, MOST_MARK, "1"), guidance,
    )  # fmt: skip


def _ballot(ballot_id: str, row: BallotForm, minimum: int) -> Ballot:
    return Ballot(
        ballot_id, _words(row.zh, row.en), _whole(row.weight, 0, WHOLE),
        _whole(row.drop_high, 0, MOST_SHEETS, "0"), _whole(row.drop_low, 0, MOST_SHEETS, "0"),
        _whole(row.minimum, 1, MOST_SHEETS, str(minimum)),
    )  # fmt: skip


def _penalty(form: RubricForm) -> TimePenalty | None:
    if not form.timed.data:
        return None
    return TimePenalty(
        _whole(form.minutes, 1, MOST_MINUTES), _whole(form.grace, 0, MOST_MINUTES, "0"),
        _amount(form.per_minute, WHOLE), _amount(form.penalty_most, WHOLE, str(WHOLE)),
    )  # fmt: skip


def _named(zh: Field, en: Field) -> Words:
    """Without an English name the Chinese one stands for it."""
    name = _text(zh)
    return {"zh": name, "en": en.data or name}


def _words(zh: Field, en: Field) -> Words:
    return {"zh": _text(zh), "en": _text(en)}


def _text(field: Field) -> str:
    if not field.data:
        _refuse(field, PackRefused("", "", Expected.TEXT, 0))
    return field.data or ""


def _whole(field: Field, least: int, most: int, default: str = "") -> int:
    typed = normalize("NFKC", field.data or default)
    if not _WHOLE.fullmatch(typed) or not least <= int(typed) <= most:
        _refuse(field, PackRefused("", "", Expected.WHOLE, 0, least=least, most=most))
        return least
    return int(typed)


def _amount(field: Field, most: int, default: str = "") -> Fraction:
    typed = normalize("NFKC", field.data or default)
    if not _AMOUNT.fullmatch(typed) or Fraction(typed) > most:
        _refuse(field, PackRefused("", "", Expected.DECIMAL, 0, low=0, high=most))
        return Fraction(0)
    return Fraction(typed)


def _refuse(field: Field, refused: PackRefused) -> None:
    said = IN_A_FORM.get(refused.expected)
    expected = expected_text(refused) if said is None else str(said) % refused.details
    field.errors = [_("Expected: %(expected)s.", expected=expected)]


def _field_at(form: RubricForm, path: str) -> Field:
    """The field of the form that stands for one of the file."""
    found = _ROW.fullmatch(path)
    if found is None:
        name, _dot, part = NAMES.get(path, path).partition(".")
        field = form[name] if name in form else form[f"{name}_{part}"]
        return field.form[part] if part and name == "judges" else field
    at, name = int(found[2]), found[3].replace(".", "_")
    if found[1] == "tie_break":
        return [one for one in form.tie_break if one.data][at]
    rows = form.criteria.entries if found[1] == "criteria" else [form.judges, form.audience]
    return rows[at].form[name]
