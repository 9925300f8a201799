"""Attempts at the self-test of a material: begun once, answered once, told at once.

An attempt stays with the revision it was begun on. Which questions are asked, and in what order,
follows from its seed, so that a page shown again is the same page.
"""

import json
import random
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.locks import lock_people
from domain.reading.asked import Asked, asked_of
from domain.reading.duties import follow_member
from domain.reading.questions import (
    LONGEST_ANSWER,
    MULTIPLE,
    SHORT,
    TRUE_FALSE,
    Question,
    read_questions,
)
from domain.reading.reach import OPEN
from domain.reading.revisions import is_current
from models import MaterialRevision, ReadingClass, ReadingMaterial, TestAttempt, db

Answer = list[int] | str  # options by their number in the question, or what was typed


class NoAttemptLeft(Exception):
    """The member has begun as many attempts as the class allows."""


class NotOpen(Exception):
    """The class is not open: nothing new is begun in it."""


class NoTest(Exception):
    """The material has no self-test any more."""


class Unanswered(Exception):
    """Some questions have no answer yet: their ids."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(ids)
        self.ids = ids


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as an attempt asks it: its options in their order there, by their numbers."""

    question: Question
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """An answered question: what was answered, and whether it is right."""

    asking: Asking
    answer: Answer
    right: bool


def revision_of_test(material_id: int, language: str) -> MaterialRevision | None:
    """The current revision that has a self-test: in the language, else in the other. One query."""
    order = sa.case((MaterialRevision.language == language, 0), else_=1)
    return db.session.scalars(
        sa.select(MaterialRevision)
        .where(
            MaterialRevision.material_id == material_id, MaterialRevision.questions != "[]",
            is_current(),
        )
        .order_by(order)
        .limit(1)
    ).first()  # fmt: skip


def attempts_of(person_id: int, material_id: int) -> list[TestAttempt]:
    """The person's attempts at the material, the first first. One query."""
    return list(
        db.session.scalars(
            sa.select(TestAttempt)
            .where(TestAttempt.person_id == person_id, TestAttempt.material_id == material_id)
            .order_by(TestAttempt.number)
            .execution_options(populate_existing=True)
        )
    )


def unfinished(attempts: Sequence[TestAttempt]) -> TestAttempt | None:
    return next((one for one in attempts if one.finished_at is None), None)


def attempts_left(attempts: Sequence[TestAttempt], asked: Asked) -> int | None:
    """How many more may be begun; ``None`` where there is no limit."""
    return max(0, asked.attempts - len(attempts)) if asked.attempts else None


def begin_attempt(
    reading: ReadingClass, material: ReadingMaterial, person_id: int, *, language: str, seed: str,
    actor: Actor, now: datetime,
) -> TestAttempt:  # fmt: skip
    """The attempt that is not finished, or a new one. The caller has seen that this is a member.

    Raises:
        NotOpen, NoTest, NoAttemptLeft: no new one may be begun.
    """
    lock_people(person_id)
    attempts, asked = attempts_of(person_id, material.id), asked_of(reading.asks)
    begun = unfinished(attempts)
    if begun is not None:
        return begun
    if reading.state != OPEN:
        raise NotOpen
    if attempts_left(attempts, asked) == 0:
        raise NoAttemptLeft
    revision = revision_of_test(material.id, language)
    if revision is None:
        raise NoTest
    count = len(read_questions(revision.questions))
    attempt = TestAttempt(
        person_id=person_id, material_id=material.id, revision_id=revision.id,
        number=1 + max((one.number for one in attempts), default=0), seed=seed,
        out_of=min(count, asked.draw or count), started_at=now,
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    audit.record(
        actor, "reading.test_begun", "test_attempt", attempt.id, at=now,
        after={"material": material.id, "number": attempt.number},
    )  # fmt: skip
    return attempt


def asked_in(attempt: TestAttempt) -> list[Asking]:
    """The questions of the attempt in its order. One query, or none."""
    revision = db.session.get_one(MaterialRevision, attempt.revision_id)
    questions = read_questions(revision.questions)
    chance = random.Random(attempt.seed)  # noqa: S311 - an order, and no secret
    drawn = chance.sample(questions, attempt.out_of)
    return [Asking(one, _order(one, chance)) for one in drawn]


def _order(question: Question, chance: random.Random) -> tuple[int, ...]:
    order = list(range(len(question.options)))
    if question.kind != TRUE_FALSE:
        chance.shuffle(order)
    return tuple(order)


def finish_attempt(
    reading: ReadingClass, material: ReadingMaterial, person_id: int, number: int,
    given: Mapping[str, Sequence[str]], *, actor: Actor, now: datetime,
) -> TestAttempt | None:  # fmt: skip
    """Mark the answers and keep them; of a finished attempt nothing changes, whatever is given.

    ``given`` are the values of each question by its id. ``None`` where there is no such attempt.

    Raises:
        Unanswered: not all questions are answered; nothing is kept.
    """
    lock_people(person_id)
    attempt = find_attempt(person_id, material.id, number)
    if attempt is None or attempt.finished_at is not None:
        return attempt
    asking = asked_in(attempt)
    answers = {one.question.id: cleaned(one.question, given) for one in asking}
    missing = [name for name, answer in answers.items() if not answer]
    if missing:
        raise Unanswered(missing)
    asked = asked_of(reading.asks)
    attempt.answers = json.dumps(answers, ensure_ascii=False)
    attempt.points = sum(is_right(one.question, answers[one.question.id]) for one in asking)
    attempt.passed = 100 * attempt.points >= asked.pass_percent * attempt.out_of
    attempt.finished_at = now
    db.session.flush()
    audit.record(
        actor, "reading.test_finished", "test_attempt", attempt.id, at=now,
        after={
            "material": material.id, "number": attempt.number, "points": attempt.points,
            "out_of": attempt.out_of, "passed": attempt.passed,
        },
    )  # fmt: skip
    if attempt.passed:
        follow_member(reading.id, person_id, actor=actor, now=now)
    return attempt


def find_attempt(person_id: int, material_id: int, number: int) -> TestAttempt | None:
    """The person's attempt of that number. One query."""
    return db.session.scalars(
        sa.select(TestAttempt)
        .where(
            TestAttempt.person_id == person_id, TestAttempt.material_id == material_id,
            TestAttempt.number == number,
        )
        .execution_options(populate_existing=True)
    ).one_or_none()  # fmt: skip


def cleaned(question: Question, given: Mapping[str, Sequence[str]]) -> Answer:
    """What was answered, without what the question does not offer; empty where nothing was."""
    values = given.get(question.id, ())
    if question.kind == SHORT:
        text = " ".join("".join(values[:1]).replace("\0", " ").split())
        return text[:LONGEST_ANSWER]
    known = {str(number): number for number in range(len(question.options))}
    chosen = sorted({known[one] for one in values if one in known})
    return chosen if len(chosen) <= 1 or question.kind == MULTIPLE else []


def is_right(question: Question, answer: Answer) -> bool:
    """All that is right, and nothing that is wrong; of a short one, any of its answers."""
    if isinstance(answer, str):
        return even(answer) in {even(one) for one in question.answers}
    return answer == [number for number, one in enumerate(question.options) if one.right]


def even(text: str) -> str:
    """A short answer as it is compared: without white space, width, case and outer marks."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    start, end = 0, len(plain)
    while start < end and _is_mark(plain[start]):
        start += 1
    while end > start and _is_mark(plain[end - 1]):
        end -= 1
    return plain[start:end] or plain


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("P") and character not in "%％"


def marked_answers(attempt: TestAttempt) -> list[Marked]:
    """A finished attempt, question by question. One query, or none."""
    answers = json.loads(attempt.answers)
    found = []
    for one in asked_in(attempt):
        answer = answers.get(one.question.id, [])
        found.append(Marked(one, answer, is_right(one.question, answer)))
    return found


def language_of(attempt: TestAttempt) -> str:
    """The language of its questions. One query, or none."""
    return db.session.get_one(MaterialRevision, attempt.revision_id).language
