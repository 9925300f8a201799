"""A text as it was typed, made ready to be kept: its self-test taken out, the rest rendered."""

from collections.abc import Mapping

from domain.reading.questions import split_questions
from domain.reading.rendering import Rendered, rendered
from domain.reading.revisions import Draft

LONGEST_TEXT = 200_000  # characters
MOST_OPENED = 100  # brackets in one another


_CONTROLS = dict.fromkeys(
    [*(one for one in range(32) if one not in {9, 10}), 0x7F, 0xFFFE, 0xFFFF]
)  # neither read nor shown; a page and a database may refuse them


def without_controls(text: str) -> str:
    return text.translate(_CONTROLS)


class NestedTooDeep(Exception):
    """Quotations, lists or brackets stand in one another deeper than the text can be read."""


class NothingToSee(Exception):
    """Nothing of the text is left to be read, once its self-test and what may not stay are out."""


def draft_of(
    language: str, markdown: str, pictures: Mapping[str, str],
    links: Mapping[str, str] | None = None,
) -> Draft:  # fmt: skip
    """Ready to be kept; outside of any transaction, for long texts take a while.

    Raises:
        domain.reading.questions.QuestionRefused: the self-test is not written as it should be.
        NestedTooDeep, NothingToSee.
    """
    text, questions = split_questions(markdown)
    made = rendered_text(text, pictures, links)
    if not made.sections:
        raise NothingToSee
    return Draft(language, markdown, made, questions)


def previewed(
    markdown: str, pictures: Mapping[str, str], links: Mapping[str, str] | None = None
) -> Rendered:
    """How the text would be shown.

    Raises:
        domain.reading.questions.QuestionRefused, NestedTooDeep.
    """
    return rendered_text(split_questions(markdown)[0], pictures, links)


def rendered_text(
    text: str, pictures: Mapping[str, str], links: Mapping[str, str] | None = None
) -> Rendered:
    """``domain.reading.rendering.rendered``, for a text that may be hostile.

    Raises:
        NestedTooDeep.
    """
    if max(_deepest(text, *pair) for pair in ("[]", "()", "<>")) > MOST_OPENED:
        raise NestedTooDeep
    try:
        return rendered(text, pictures=pictures, links=links)
    except RecursionError as error:
        raise NestedTooDeep from error


def _deepest(text: str, opens: str, closes: str) -> int:
    """How many brackets are open at once: each that is never closed is looked for to the end."""
    deepest = depth = 0
    for character in text:
        if character == opens:
            depth += 1
            deepest = max(deepest, depth)
        elif character == closes and depth:
            depth -= 1
    return deepest
