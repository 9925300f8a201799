"""A rubric as the text of its file: what an editor makes, and what is kept of it."""

import json
from collections.abc import Iterable, Iterator

from domain.lectures.rubric import Ballot, Criterion, Rubric, TimePenalty, Words, decimal_text


def rubric_text(rubric: Rubric) -> str:
    """The TOML text; ``parse_rubric`` reads the same rubric from it.

    The same rubric always gives the same text.
    """
    return "\n".join(_lines(rubric)) + "\n"


def _lines(rubric: Rubric) -> Iterator[str]:
    yield f"id = {_quoted(rubric.id)}"
    yield f"version = {rubric.version}"
    yield f"effective_from = {rubric.effective_from.isoformat()}"
    yield f"confirmed = {_flag(rubric.confirmed)}"
    yield f"method = {_quoted(rubric.method)}"
    yield f"minimum_sheets = {rubric.minimum_sheets}"
    yield f"decimals = {rubric.decimals}"
    yield f"rounding = {_quoted(rubric.rounding)}"
    if rubric.tie_break:
        yield f"tie_break = [{', '.join(_quoted(one) for one in rubric.tie_break)}]"
    if rubric.placings_by is not None:
        yield f"placings_by = {_quoted(rubric.placings_by)}"
    yield from ("", "[title]", *_worded(rubric.title), "", "[source]", *_worded(rubric.source))
    for criterion in rubric.criteria:
        yield from ("", "[[criteria]]", *_criterion(criterion))
    for ballot in rubric.ballots:
        yield from ("", "[[ballots]]", *_ballot(ballot))
    if rubric.time_penalty is not None:
        yield from ("", "[time_penalty]", *_penalty(rubric.time_penalty))
    yield from ("", "[adjusted]", f"robust = {_flag(rubric.robust)}")
    yield from ("", "[review]", f"within_days = {rubric.review_days}")


def _criterion(one: Criterion) -> Iterable[str]:
    yield from (f"id = {_quoted(one.id)}", *_worded(one.words), f"weight = {one.weight}")
    for name, number in (("least", one.least), ("most", one.most), ("step", one.step)):
        yield f"{name} = {_quoted(decimal_text(number))}"
    if one.guidance is not None:
        yield from (f"guidance.{line}" for line in _worded(one.guidance))


def _ballot(one: Ballot) -> Iterable[str]:
    yield from (f"id = {_quoted(one.id)}", *_worded(one.words), f"weight = {one.weight}")
    yield f"drop_high = {one.drop_high}"
    yield f"drop_low = {one.drop_low}"
    yield f"minimum = {one.minimum}"


def _penalty(one: TimePenalty) -> Iterable[str]:
    yield f"minutes = {one.minutes}"
    yield f"grace = {one.grace}"
    yield f"per_minute = {_quoted(decimal_text(one.per_minute))}"
    yield f"most = {_quoted(decimal_text(one.most))}"


def _worded(words: Words) -> tuple[str, str]:
    return f"zh = {_quoted(words['zh'])}", f"en = {_quoted(words['en'])}"


def _flag(value: bool) -> str:  # noqa: FBT001 - a value, no option
    return "true" if value else "false"


def _quoted(text: str) -> str:
    """A basic string of TOML: that of JSON, but for the one character that only TOML escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
