"""The self-test of a material: written below its text in the same Markdown, kept as data.

It is the last section of the text. A heading of the third level is a question; ``- [x]`` a
right option, ``- [ ]`` a wrong one, ``- = `` a short answer that is accepted; a quotation below
them explains the answer.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import escape

from domain.reading.question_lines import (
    PICTURE,
    Fault,
    QuestionRefused,
    Written,
    written_questions,
)
from domain.text import render_note

SINGLE, MULTIPLE, TRUE_FALSE, SHORT = "single", "multiple", "true_false", "short"
MOST_OPTIONS = 12
LONGEST_WORDS, LONGEST_ANSWER = 1000, 100  # of a question or an option; of a short answer

_DECLARED = re.compile(
    r"(?P<single>单选题|single choice)|(?P<multiple>多选题|multiple choice)"
    r"|(?P<true_false>判断题|true or false)|(?P<short>简答题|填空题|short answer)",
    re.IGNORECASE,
)
_AFTER_KIND = re.compile(r"\s*[:：]\s*")
_EXPLAINED = re.compile(r"(?:解析|explanation|explained)\s*[:：]\s*", re.IGNORECASE)
_TRUE_FALSE = (
    {"对", "错"}, {"正确", "错误"}, {"是", "否"}, {"true", "false"}, {"right", "wrong"},
    {"yes", "no"},
)  # fmt: skip
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>\s*\Z", re.DOTALL)


class Option(NamedTuple):
    html: str
    right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``answers`` are those of a short one, ``options`` those of any other.

    Its texts are sanitised HTML, ``answers`` plain. ``id`` is its own within its revision.
    """

    id: str
    kind: str
    text_html: str
    options: tuple[Option, ...] = ()
    answers: tuple[str, ...] = ()
    explained_html: str = ""


def read_questions(text: str) -> list[Question]:
    """The questions as a revision keeps them (``MaterialRevision.questions``)."""
    return [
        Question(
            one["id"], one["kind"], one["text_html"],
            tuple(Option(html, right) for html, right in one["options"]),
            tuple(one["answers"]), one["explained_html"],
        )
        for one in json.loads(text)
    ]  # fmt: skip


def write_questions(questions: Sequence[Question]) -> str:
    """The questions as JSON: a list of objects."""
    kept = [
        {
            "id": one.id, "kind": one.kind, "text_html": one.text_html,
            "options": [list(option) for option in one.options], "answers": list(one.answers),
            "explained_html": one.explained_html,
        }
        for one in questions
    ]  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)


def split_questions(markdown: str) -> tuple[str, str]:
    """The text without its self-test, and the self-test as JSON; ``[]`` where there is none.

    Footnotes and links that are written out below the self-test stay with the text.

    Raises:
        QuestionRefused: the self-test is not written as it should be.
    """
    rest, written = written_questions(markdown)
    if written is None:
        return markdown, "[]"
    questions = [_question(f"q{number}", one) for number, one in enumerate(written, 1)]
    return rest, write_questions(questions)


def _question(name: str, written: Written) -> Question:
    declared, title = _declared(written.title)
    words = "\n".join(written.words).strip("\n")
    if not title:
        raise QuestionRefused(written.line, Fault.NO_WORDS, written.title)
    if PICTURE.search(title):
        raise QuestionRefused(written.line, Fault.PICTURE, title)
    if len(title) + len(words) > LONGEST_WORDS * 3:
        raise QuestionRefused(written.line, Fault.TOO_LONG, title)
    _check_items(written)
    kind = _kind(written, declared)
    explained = _EXPLAINED.sub("", "\n".join(written.explained).strip(), count=1)
    text_html = f"<p>{_line(title)}</p>" + (_blocks(words) if words.strip() else "")
    short = kind == SHORT
    return Question(
        name, kind, text_html,
        () if short else tuple(Option(_line(one.words), bool(one.right)) for one in written.items),
        tuple(dict.fromkeys(one.words for one in written.items)) if short else (),
        _blocks(explained) if explained else "",
    )  # fmt: skip


def _declared(title: str) -> tuple[str, str]:
    """The kind that a question says it is, and its words without it; ``""`` where it says none."""
    found = _DECLARED.match(title)
    after = _AFTER_KIND.match(title, found.end()) if found is not None else None
    if found is None or after is None or found.lastgroup is None:
        return "", title.strip()
    return found.lastgroup, title[after.end() :].strip()


def _check_items(written: Written) -> None:
    if not written.items:
        raise QuestionRefused(written.line, Fault.NO_CHOICE, written.title)
    if len(written.items) > MOST_OPTIONS:
        raise QuestionRefused(written.items[MOST_OPTIONS].line, Fault.TOO_MANY, written.title)
    seen: set[str] = set()
    for one in written.items:
        if not one.words:
            raise QuestionRefused(one.line, Fault.NO_WORDS)
        if (one.right is None) != (written.items[0].right is None):
            raise QuestionRefused(one.line, Fault.MIXED, one.words)
        if len(one.words) > (LONGEST_ANSWER if one.right is None else LONGEST_WORDS):
            raise QuestionRefused(one.line, Fault.TOO_LONG, one.words)
        if one.right is not None and one.words in seen:
            raise QuestionRefused(one.line, Fault.TWICE, one.words)
        seen.add(one.words)


def _kind(written: Written, declared: str) -> str:
    kind = SHORT if written.items[0].right is None else _kind_of_options(written, declared)
    if declared not in {"", kind}:
        raise QuestionRefused(written.line, Fault.OTHER_KIND, written.title)
    return kind


def _kind_of_options(written: Written, declared: str) -> str:
    if len(written.items) == 1:
        raise QuestionRefused(written.items[0].line, Fault.ONE_OPTION, written.title)
    right = sum(one.right is True for one in written.items)
    if right == 0:
        raise QuestionRefused(written.line, Fault.NO_RIGHT, written.title)
    if right > 1:
        return MULTIPLE
    said = {one.words.casefold().rstrip("。.") for one in written.items}
    two = len(written.items) == 2  # noqa: PLR2004 - true, and false
    return TRUE_FALSE if two and (declared == TRUE_FALSE or said in _TRUE_FALSE) else SINGLE


def _line(text: str) -> str:
    """Words of one line as HTML; what would be more than a line of text is shown as written."""
    found = _ONE_PARAGRAPH.match(str(render_note(text) or ""))
    return found[1] if found is not None else str(escape(text))


def _blocks(text: str) -> str:
    return str(render_note(text) or f"<p>{escape(text)}</p>")
