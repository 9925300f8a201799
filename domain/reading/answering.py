"""What a reviewer does with a reflection: speaks to passages, accepts it, gives it back.

A reviewer answers for the people within the permission's reach, and what lies with them as a
matter (as a deputy, or handed over); never their own.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain import audit
from domain.access import Visitor, people_within, reach
from domain.audit import Actor
from domain.matters import Taken, answer_matter, close_matter, find_matter
from domain.matters.kinds import REFLECTION
from domain.matters.raising import OWING
from domain.matters.standing import Standing
from domain.notices import notify
from domain.reading.anchors import Place
from domain.reading.duties import follow_member
from domain.reading.reach import ANSWER
from domain.reading.reflections import (
    ACCEPTED,
    RETURNED,
    WAITING,
    NotInState,
    hold,
    last_version,
)
from domain.text import render_note
from models import MarginAnswer, Matter, Person, Reflection, ReflectionVersion, db

LONGEST_ANSWER, LONGEST_MARGIN = 5000, 2000
SEEN_STATES = (WAITING, ACCEPTED, RETURNED)


class NotOnThisVersion(Exception):
    """Another version was handed in since, or this one is answered already."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``verdict`` is ``accepted`` or ``returned``; ``words`` (Markdown) the answer as a whole."""

    verdict: str
    words: str


def lies_with(held: Standing) -> sa.ColumnElement[bool]:
    """The condition on ``Reflection`` that its answer is the visitor's to give."""
    return Reflection.id.in_(
        sa.select(Matter.source_id).where(
            Matter.kind == REFLECTION, Matter.turn == OWING, held.answers()
        )
    )


def reviewable(held: Standing) -> sa.ColumnElement[bool]:
    """The condition on ``Reflection`` that the visitor may review it: handed in, another's."""
    visitor: Visitor = held.visitor
    people = sa.select(Person.id).where(people_within(reach(visitor, ANSWER), held.today))
    conditions = [
        Reflection.state.in_(SEEN_STATES),
        sa.or_(Reflection.person_id.in_(people), lies_with(held)),
    ]
    if visitor.person_id is not None:
        conditions.append(Reflection.person_id != visitor.person_id)
    return sa.and_(*conditions)


def find_to_review(held: Standing, reflection_id: int) -> Reflection | None:
    """The reflection, if the visitor may review it. One query."""
    return db.session.scalars(
        sa.select(Reflection).where(Reflection.id == reflection_id, reviewable(held))
    ).one_or_none()


def speak_to(
    reflection: Reflection, number: int, place: Place, words: str, *, actor: Actor, now: datetime
) -> MarginAnswer:
    """An answer beside a passage of the version that waits.

    Raises:
        NotInState: it does not wait any more.
        NotOnThisVersion: another version waits by now.
    """
    hold(reflection, frozenset({WAITING}))
    version = _waiting_version(reflection, number)
    quote = version.plain[place.start : place.start + place.length]
    html = render_note(words)
    answer = MarginAnswer(
        version_id=version.id, start=place.start, length=place.length, quote=quote, words=words,
        words_html=None if html is None else str(html), account_id=actor.account_id or 0, at=now,
    )  # fmt: skip
    db.session.add(answer)
    db.session.flush()
    audit.record(
        actor, "reflection.margin_answered", "reflection", reflection.id, at=now,
        after={"answer": answer.id, "number": number, "text": audit.digest(words)},
    )  # fmt: skip
    return answer


def find_margin(reflection_id: int, answer_id: int) -> MarginAnswer | None:
    """A margin answer of the reflection that stands. One query."""
    return db.session.scalars(
        sa.select(MarginAnswer)
        .join(ReflectionVersion, ReflectionVersion.id == MarginAnswer.version_id)
        .where(
            MarginAnswer.id == answer_id, ReflectionVersion.reflection_id == reflection_id,
            MarginAnswer.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def unsay(
    reflection: Reflection, margin: MarginAnswer, *, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Take a margin answer off, as long as the version that it speaks to waits.

    Raises:
        NotInState: it does not wait any more.
        NotOnThisVersion: the version was answered, or taken back.
    """
    hold(reflection, frozenset({WAITING}))
    version = last_version(reflection.id)
    if version is None or version.id != margin.version_id:
        raise NotOnThisVersion
    margin.removed_at = now
    db.session.flush()
    audit.record(
        actor, "reflection.margin_unsaid", "reflection", reflection.id, at=now,
        before={"answer": margin.id},
    )  # fmt: skip


def decide(
    reflection: Reflection, number: int, given: Verdict, *, actor: Actor, now: datetime
) -> None:
    """Accept version ``number`` or give it back. The author is told, and the matter follows.

    Raises:
        NotInState: somebody was first, or the author took it back.
        NotOnThisVersion: another version waits by now.
    """
    hold(reflection, frozenset({WAITING}))
    version = _waiting_version(reflection, number)
    html = render_note(given.words)
    version.verdict, version.answer = given.verdict, given.words
    version.answer_html = None if html is None else str(html)
    version.answered_by, version.answered_at = actor.account_id, now
    reflection.state = given.verdict
    reflection.version += 1
    db.session.flush()
    matter_id = _follow(reflection, given, actor, now)
    audit.record(
        actor, f"reflection.{given.verdict}", "reflection", reflection.id, at=now,
        before={"state": WAITING},
        after={"state": given.verdict, "number": number, "text": audit.digest(given.words)},
    )  # fmt: skip
    notify("reflection", [reflection.person_id], matter_id=matter_id)
    if given.verdict == ACCEPTED:
        follow_member(reflection.class_id, reflection.person_id, actor=actor, now=now)


def _waiting_version(reflection: Reflection, number: int) -> ReflectionVersion:
    version = last_version(reflection.id)
    if version is None:
        raise NotInState(reflection)
    if version.number != number or version.verdict:
        raise NotOnThisVersion
    return version


def _follow(reflection: Reflection, given: Verdict, actor: Actor, now: datetime) -> int | None:
    """Its matter is closed, or lies with the author; the matter's id."""
    if given.verdict == ACCEPTED:
        closed = close_matter(
            REFLECTION, reflection.id, outcome=ACCEPTED, step=Taken("closed", given.words),
            actor=actor, now=now,
        )  # fmt: skip
        return closed.id if closed is not None else None
    matter = find_matter(REFLECTION, reflection.id)
    if matter is None:
        return None
    answer_matter(matter, Taken("answered", given.words), actor=actor, now=now)
    return matter.id
