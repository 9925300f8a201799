"""A self-test as it is written in a material's Markdown: which line belongs to what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

KEY = "self-test"
MOST_QUESTIONS = 100
LONGEST_LINE = 4000

_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_NAMED = re.compile(r"(?:自测|self-test)\Z", re.IGNORECASE)
_KEY = re.compile(r"\s*\{[:#][^}]*\}\s*\Z")
_ITEM = re.compile(r" {0,3}[-*+] +(?:\[(?P<mark>[ xX]?)\]|(?P<answer>[=＝]))(?: +|\Z)(?P<words>.*)")
_QUOTED = re.compile(r" {0,3}> ?(.*)")
_REFERENCE = re.compile(r" {0,3}\*?\[[^\]\s][^\]]*\]:(?:\s|\Z)")  # a footnote, a link, a shortening
PICTURE = re.compile(r"!\[[^\]]*\]\(|<img\b", re.IGNORECASE)


class Fault(StrEnum):
    """What is wrong with a self-test as it is written."""

    NOT_LAST = "not_last"  # another section comes after it
    EMPTY = "empty"  # it has no question
    STRAY = "stray"  # a line that belongs to no question, option or explanation
    NO_WORDS = "no_words"  # a question, option or answer that says nothing
    NO_CHOICE = "no_choice"  # a question without options or answers
    MIXED = "mixed"  # options and short answers in one question
    ONE_OPTION = "one_option"
    NO_RIGHT = "no_right"  # no option is marked as right
    OTHER_KIND = "other_kind"  # it says what kind it is, and its options say another
    TWICE = "twice"  # an option that stands there already
    PICTURE = "picture"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


class QuestionRefused(ValueError):
    """The self-test cannot be kept: the line (from 1, of the text given), and what is wrong."""

    def __init__(self, line: int, code: Fault, words: str = "") -> None:
        super().__init__(line, code, words)
        self.line, self.code, self.words = line, code, words.strip()[:80]


class Line(NamedTuple):
    number: int
    text: str


@dataclass(slots=True)
class Item:
    """An option (``right`` says whether it is) or an accepted answer (``None``)."""

    line: int
    right: bool | None
    words: str


@dataclass(slots=True)
class Written:
    """A question as it is written: its heading, what stands below it, options, explanation."""

    line: int
    title: str
    words: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    explained: list[str] = field(default_factory=list)


def written_questions(markdown: str) -> tuple[str, list[Written] | None]:
    """The text without its self-test, and the questions of it; ``None`` where there is none.

    Raises:
        QuestionRefused: a line stands where none belongs.
    """
    lines = [
        Line(number, text)
        for number, text in enumerate(re.sub(r"\r\n?", "\n", markdown).split("\n"), 1)
    ]
    plain = _outside_fences(lines)
    start = next((one for one in lines if one.number in plain and _is_self_test(one.text)), None)
    if start is None:
        return markdown, None
    section, references = _references_apart(lines[start.number :], plain)
    for one in section:
        if len(one.text) > LONGEST_LINE:
            raise QuestionRefused(one.number, Fault.TOO_LONG, one.text)
        if one.number in plain and _heading(one.text, 2) is not None:
            raise QuestionRefused(one.number, Fault.NOT_LAST, one.text)
    written = _questions(start, section, plain)
    before = "\n".join(one.text for one in lines[: start.number - 1]).rstrip()
    rest = "\n".join([before, *(one.text for one in references)]).strip("\n") + "\n"
    return rest, written


def _outside_fences(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines that stand in no block of code."""
    found, fence = set(), ""
    for one in lines:
        mark = _FENCE.match(one.text)
        if fence:
            closes = mark is not None and one.text.strip().strip(fence[0]) == ""
            if closes and one.text.strip().startswith(fence):
                fence = ""
        elif mark is not None:
            fence = mark[0].strip()
        else:
            found.add(one.number)
    return frozenset(found)


def _heading(text: str, level: int) -> str | None:
    """The words of a heading of the level, with its key; ``None`` where the line is none."""
    marks = "#" * level
    if not text.startswith(marks) or text.startswith(f"{marks}#"):
        return None
    return text[level:].strip().rstrip("#").rstrip()


def _is_self_test(text: str) -> bool:
    title = _heading(text, 2)
    if title is None or len(title) > LONGEST_LINE:
        return False
    key = _KEY.search(title)
    if key is not None and f"#{KEY}" in key[0].strip(" \t{}:").split():
        return True
    return _NAMED.match(_KEY.sub("", title)) is not None


def _references_apart(
    lines: Sequence[Line], plain: frozenset[int]
) -> tuple[list[Line], list[Line]]:
    """The lines of the self-test, and those of the text's footnotes and links."""
    section: list[Line] = []
    references: list[Line] = []
    inside = False
    for one in lines:
        begins = one.number in plain and _REFERENCE.match(one.text) is not None
        inside = begins or (inside and one.text.startswith(("    ", "\t")))
        if begins and not references:
            references.append(Line(0, ""))
        (references if inside else section).append(one)
    return section, references


def _questions(start: Line, section: Sequence[Line], plain: frozenset[int]) -> list[Written]:
    written: list[Written] = []
    for one in section:
        heading = _heading(one.text, 3) if one.number in plain else None
        if heading is not None:
            written.append(Written(one.number, _KEY.sub("", heading)))
        elif written:
            _take(written[-1], one, is_plain=one.number in plain)
        elif one.text.strip():
            raise QuestionRefused(one.number, Fault.STRAY, one.text)
    if not written:
        raise QuestionRefused(start.number, Fault.EMPTY, start.text)
    if len(written) > MOST_QUESTIONS:
        raise QuestionRefused(written[MOST_QUESTIONS].line, Fault.TOO_MANY)
    return written


def _take(written: Written, line: Line, *, is_plain: bool) -> None:
    """Put a line where it belongs: to the words, to the options, or to the explanation."""
    text = line.text
    if PICTURE.search(text):
        raise QuestionRefused(line.number, Fault.PICTURE, text)
    item = _ITEM.match(text) if is_plain else None
    quoted = _QUOTED.match(text)
    if written.explained or (written.items and quoted is not None):
        _explain(written, line, quoted, is_item=item is not None)
    elif item is not None:
        right = None if item["answer"] else item["mark"] in {"x", "X"}
        written.items.append(Item(line.number, right, item["words"].strip()))
    elif not written.items:
        written.words.append(text)
    elif text.startswith(("  ", "\t")) and text.strip():
        written.items[-1].words += f" {text.strip()}"
    elif text.strip():
        raise QuestionRefused(line.number, Fault.STRAY, text)


def _explain(written: Written, line: Line, quoted: re.Match[str] | None, *, is_item: bool) -> None:
    """Add a line to the explanation; a line of words right below it goes on with it."""
    if quoted is not None:
        written.explained.append(quoted[1])
    elif not line.text.strip():
        written.explained.append("")
    elif not is_item and written.explained[-1]:
        written.explained.append(line.text)
    else:
        raise QuestionRefused(line.number, Fault.STRAY, line.text)
