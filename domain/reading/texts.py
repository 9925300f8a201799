"""The text of a material checked and made ready to be kept, wherever it was written."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from domain.reading.drafting import NestedTooDeep, rendered_text
from domain.reading.front_matter import FileWrong, FrontMatter
from domain.reading.problems import Problem, Wrong
from domain.reading.question_lines import QuestionRefused
from domain.reading.questions import split_questions
from domain.reading.revisions import Draft

_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_CODE = re.compile(r"`[^`\n]*`")
_TOP = re.compile(r"#[ \t]+\S")
_MARKUP = re.compile(
    r"<\s*/?\s*(script|style|iframe|object|embed|form|input|button|svg|link|meta)\b"
    r"|<[a-z][^>]*\s(on\w+)\s*=|\b(javascript)\s*:",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)")
_ELSEWHERE = re.compile(r"(?:https?:)?//|data:", re.IGNORECASE)
_FOOTNOTE = re.compile(r"fnref:(.+)")
_FREE = re.compile(r"https?://|mailto:|/(?!/)", re.IGNORECASE)


def checked_draft(
    front: FrontMatter, language: str, *, file: str, pictures: Mapping[str, str],
    links: Mapping[str, str],
) -> Draft:  # fmt: skip
    """The text below the front matter, rendered. ``pictures`` and ``links``: addresses by name.

    Raises:
        domain.reading.front_matter.FileWrong: with everything that is wrong, by line.
    """
    first = front.body_line
    problems = [
        Problem(file, first + line, wrong, details)
        for line, wrong, details in _wrong_lines(front.body, pictures, links)
    ]
    if not front.body.strip():
        problems.append(Problem(file, first, Wrong.EMPTY))
    try:
        text, questions = split_questions(front.body)
    except QuestionRefused as refused:
        details = {"refused": refused}
        line = first + refused.line - 1
        raise FileWrong([*problems, Problem(file, line, Wrong.QUESTION, details)]) from None
    try:
        made = rendered_text(text, pictures, links)
    except NestedTooDeep:
        raise FileWrong([*problems, Problem(file, first, Wrong.NESTED)]) from None
    problems += [_missing(file, front, key) for key in made.missing]
    if problems:
        raise FileWrong(sorted(problems, key=lambda one: one.line))
    return Draft(language, front.body, made, questions)


def left_out(body: str, pictures: Mapping[str, str], links: Mapping[str, str]) -> list[Problem]:
    """What a text written in the browser loses, and what leads nowhere in it; lines from 1."""
    return [
        Problem("", number + 1, wrong, details)
        for number, wrong, details in _wrong_lines(body, pictures, links)
        if wrong is not Wrong.TOP_HEADING
    ]


def _wrong_lines(
    body: str, pictures: Mapping[str, str], links: Mapping[str, str]
) -> Iterator[tuple[int, Wrong, dict[str, Any]]]:
    """What is wrong in a line of the text (from 0), fenced code passed over."""
    fenced = False
    for number, whole in enumerate(body.split("\n")):
        if _FENCE.match(whole):
            fenced = not fenced
        elif not fenced:
            for wrong, details in _wrong_in(_CODE.sub("", whole), pictures, links):
                yield number, wrong, details


def _wrong_in(
    line: str, pictures: Mapping[str, str], links: Mapping[str, str]
) -> Iterator[tuple[Wrong, dict[str, Any]]]:
    if _TOP.match(line):
        yield Wrong.TOP_HEADING, {}
    for markup in _MARKUP.finditer(line):
        yield Wrong.MARKUP, {"found": next(filter(None, markup.groups())).lower()}
    for (name,) in map(re.Match.groups, _PICTURE.finditer(line)):
        if _ELSEWHERE.match(name):
            yield Wrong.PICTURE_ELSEWHERE, {"found": name}
        elif name not in pictures:
            yield Wrong.PICTURE_MISSING, {"found": name}
    for (name,) in map(re.Match.groups, _LINK.finditer(line)):
        if not (name.startswith("#") or _FREE.match(name) or name in links):
            yield Wrong.LINK_BROKEN, {"found": name}


def _missing(file: str, front: FrontMatter, key: str) -> Problem:
    """A place that the text leads to and does not have; of a footnote, where it is named."""
    footnote = _FOOTNOTE.match(key)
    if footnote is None:
        found, words, wrong = f"#{key}", f"(#{key})", Wrong.LINK_BROKEN
    else:
        found, wrong = f"[^{footnote[1]}]", Wrong.FOOTNOTE_UNUSED
        words = f"{found}:"
    line = front.body_line + _line_of(front.body, words)
    return Problem(file, line, wrong, {"found": found})


def _line_of(body: str, words: str) -> int:
    """In which line of the text (from 0) the words stand; the first, where nowhere."""
    at = body.find(words)
    return body.count("\n", 0, at) if at >= 0 else 0
