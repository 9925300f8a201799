"""The questions of a self-test as its pages show them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from domain.reading.attempts import Answer, Asking, Marked, cleaned
from domain.reading.questions import MULTIPLE, SHORT, SINGLE, TRUE_FALSE, Question
from domain.text import kept_markup

KINDS = {
    SINGLE: _l("One answer is right"), MULTIPLE: _l("Several answers are right"),
    TRUE_FALSE: _l("True or false"), SHORT: _l("A short answer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OptionLine:
    """``right`` is said of a finished attempt only, and nowhere on a page before."""

    value: int
    html: Markup
    chosen: bool
    right: bool = False


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """``right`` is ``None`` where it is still to be answered; so are the two after it empty."""

    id: str
    kind: str
    kind_words: str
    html: Markup
    options: list[OptionLine]
    typed: str
    unanswered: bool = False
    right: bool | None = None
    answers: tuple[str, ...] = ()
    explained: Markup | None = None


def to_answer(
    asking: Sequence[Asking], given: Mapping[str, Sequence[str]], unanswered: Collection[str] = ()
) -> list[QuestionLine]:
    """The questions to be answered, with what was given already."""
    return [
        _line(one.question, one.order, cleaned(one.question, given), one.question.id in unanswered)
        for one in asking
    ]


def _line(
    question: Question,
    order: Sequence[int],
    answer: Answer,
    unanswered: bool,  # noqa: FBT001
) -> QuestionLine:
    chosen = answer if isinstance(answer, list) else []
    options = [
        OptionLine(one, kept_markup(question.options[one].html), one in chosen) for one in order
    ]
    return QuestionLine(
        question.id, question.kind, str(KINDS[question.kind]), kept_markup(question.text_html),
        options, answer if isinstance(answer, str) else "", unanswered,
    )  # fmt: skip


def answered(marked: Sequence[Marked]) -> list[QuestionLine]:
    """The questions of a finished attempt: what was answered, what is right, and why."""
    return [_told(one.asking.question, one.asking.order, one.answer, one.right) for one in marked]


def in_full(questions: Sequence[Question]) -> list[QuestionLine]:
    """The questions as they are written, with what is right: for whoever runs classes."""
    return [_told(one, range(len(one.options)), [], None) for one in questions]


def _told(
    question: Question,
    order: Sequence[int],
    answer: Answer,
    right: bool | None,  # noqa: FBT001
) -> QuestionLine:
    chosen = answer if isinstance(answer, list) else []
    options = [
        OptionLine(
            one, kept_markup(question.options[one].html), one in chosen,
            question.options[one].right,
        )
        for one in order
    ]  # fmt: skip
    return QuestionLine(
        question.id, question.kind, str(KINDS[question.kind]), kept_markup(question.text_html),
        options, answer if isinstance(answer, str) else "", right=right, answers=question.answers,
        explained=kept_markup(question.explained_html),
    )  # fmt: skip
