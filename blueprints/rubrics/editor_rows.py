"""Rows of the form of a rubric: added, taken out, moved up; and what its selects offer."""

from collections.abc import Iterable

from wtforms import Form, FormField
from wtforms.fields.choices import SelectChoice

from blueprints.rubrics.editor_forms import MOST_CRITERIA, RubricForm
from blueprints.shared.clock import is_chinese, today
from blueprints.shared.paging import whole_number
from blueprints.shared.score_words import TIE_WORDS
from domain.lectures.rubric import (
    AUDIENCE,
    JUDGES,
    Ballot,
    Criterion,
    Rubric,
    TimePenalty,
    Words,
    decimal_text,
)

ADD, REMOVE, UP = "add", "remove", "up"  # "remove-2" takes out the second row
FEWEST_TIES = 3
NOTHING = SelectChoice("", "–")
NEW_ROW = {"least": "0", "step": "1"}
LISTENERS = {"zh": "听众", "en": "Audience", "weight": "0", "minimum": "5"}


def change_rows(form: RubricForm, act: str) -> None:
    """Add a row, take one out or move it up; what was typed in the others stays."""
    rows = form.criteria
    verb, _hyphen, number = act.partition("-")
    at = whole_number(number) - 1
    if verb == ADD and len(rows) < MOST_CRITERIA:
        rows.append_entry(NEW_ROW)
    elif verb == REMOVE and 0 <= at < len(rows) > 1:
        rows.entries.pop(at)
    elif verb == UP and 0 < at < len(rows):
        _exchange(rows.entries[at - 1], rows.entries[at])


def _exchange(one: FormField, other: FormField) -> None:
    """What is typed changes places; the fields keep their names, by whose order they are read."""
    for first, second in zip(one.form, other.form, strict=True):
        first.data, second.data = second.data, first.data


def offer_choices(form: RubricForm) -> None:
    """Let the selects offer the criteria as they stand, and one more place of the tie-break."""
    named = [
        SelectChoice(row.form.id.data, _name(row.form)) for row in form.criteria if row.form.id.data
    ]
    looked_at = [NOTHING, *named, *(SelectChoice(*pair) for pair in TIE_WORDS.items())]
    known = {one.value for one in looked_at}
    kept = [one for one in form.tie_break if one.data and (one.data in known or one.errors)]
    form.tie_break.entries = kept
    for name in _missing(len(kept), len(looked_at) - 1):
        form.tie_break.append_entry(name)
    for number, one in enumerate(form.tie_break, start=1):
        one.choices = _with_own(looked_at, one.data)
        one.label.text = str(number)
    form.placings_by.choices = _with_own([NOTHING, *named], form.placings_by.data)


def _name(row: Form) -> str:
    return (not is_chinese() and row.en.data) or row.zh.data or row.id.data


def _missing(kept: int, most: int) -> Iterable[str]:
    return [""] * (min(max(FEWEST_TIES, kept + 1), most) - kept)


def _with_own(choices: list[SelectChoice], own: str | None) -> list[SelectChoice]:
    """What was chosen and is there no more stays to be seen."""
    if not own or own in {one.value for one in choices}:
        return choices
    return [*choices, SelectChoice(own, own)]


def empty_form() -> RubricForm:
    """A rubric of one criterion, as most are reckoned."""
    return RubricForm(
        formdata=None,
        data={
            "version": "1", "effective_from": today(), "criteria": [NEW_ROW],
            "method": "trimmed_mean", "decimals": "2", "rounding": "half_up",
            "minimum_sheets": "3", "robust": True, "review_days": "14",
            "judges": {"zh": "评委", "en": "Judges", "weight": "100", "drop_high": "1",
                       "drop_low": "1", "minimum": "3"},
            "audience": LISTENERS,
        },
    )  # fmt: skip


def form_of(rubric: Rubric, version: int) -> RubricForm:
    """The form of the version that follows on this one."""
    values: dict[str, object] = {
        "slug": rubric.id, "version": str(version), "effective_from": rubric.effective_from,
        "method": rubric.method, "rounding": rubric.rounding, "decimals": str(rubric.decimals),
        "minimum_sheets": str(rubric.minimum_sheets), "review_days": str(rubric.review_days),
        "confirmed": rubric.confirmed, "robust": rubric.robust,
        "tie_break": list(rubric.tie_break), "placings_by": rubric.placings_by or "",
        "criteria": [_criterion(one) for one in rubric.criteria],
        "rates": rubric.ballot(AUDIENCE) is not None, "audience": LISTENERS,
        "timed": rubric.time_penalty is not None,
        **_worded("title", rubric.title), **_worded("source", rubric.source),
    }  # fmt: skip
    for one in rubric.ballots:
        values["judges" if one.id == JUDGES else "audience"] = _ballot(one)
    if rubric.time_penalty is not None:
        values |= _penalty(rubric.time_penalty)
    return RubricForm(formdata=None, data=values)


def _criterion(one: Criterion) -> dict[str, str]:
    return {
        "id": one.id, **one.words, "weight": str(one.weight), "least": decimal_text(one.least),
        "most": decimal_text(one.most), "step": decimal_text(one.step),
        **_worded("guidance", one.guidance or {}),
    }  # fmt: skip


def _ballot(one: Ballot) -> dict[str, str]:
    return {
        **one.words, "weight": str(one.weight), "drop_high": str(one.drop_high),
        "drop_low": str(one.drop_low), "minimum": str(one.minimum),
    }  # fmt: skip


def _penalty(rule: TimePenalty) -> dict[str, str]:
    return {
        "minutes": str(rule.minutes), "grace": str(rule.grace),
        "per_minute": decimal_text(rule.per_minute), "penalty_most": decimal_text(rule.most),
    }  # fmt: skip


def _worded(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in words.items()}
