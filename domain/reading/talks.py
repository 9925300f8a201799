"""Exchange talks: reflections that their authors share with the class, and what others reply."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain import audit
from domain.access import Visitor
from domain.audit import Actor
from domain.matters.kinds import REFLECTION
from domain.notices import notify
from domain.reading.reach import PLANNED, classes_of, runs
from domain.reading.reflections import SHARED, TAKEN_BACK
from domain.text import render_note
from models import (
    Account,
    ExchangeReply,
    Matter,
    Person,
    ReadingClass,
    Reflection,
    ReflectionVersion,
    db,
)

LONGEST_REPLY = 2000


class Talk(NamedTuple):
    """A reflection that is shared: the version that stands, its author, how many replies."""

    reflection: Reflection
    version: ReflectionVersion
    name: str
    replies: int


class Reply(NamedTuple):
    reply: ExchangeReply
    name: str


def shared_with(visitor: Visitor) -> sa.ColumnElement[bool]:
    """The condition on ``ReadingClass`` that the visitor reads its talks, and finds them.

    Members do, and who organises or leads the class or runs all: fewer than may open a class
    that anybody may join.
    """
    if runs(visitor):
        return sa.true()
    own = visitor.person_id
    if own is None:
        return sa.false()
    return sa.and_(
        ReadingClass.state != PLANNED,
        sa.or_(
            ReadingClass.id.in_(classes_of(own)), ReadingClass.organiser_id == own,
            ReadingClass.leader_id == own,
        ),
    )  # fmt: skip


def find_class_of(slug: str, visitor: Visitor) -> ReadingClass | None:
    """The class of the address, if its talks are shared with the visitor. One query."""
    return db.session.scalars(
        sa.select(ReadingClass).where(ReadingClass.slug == slug, shared_with(visitor))
    ).one_or_none()


def talks_of(reading: ReadingClass) -> list[Talk]:
    """The talks of the class, the first shared first. One query."""
    rows = db.session.execute(
        _talks().where(Reflection.class_id == reading.id)
        .order_by(Reflection.shared_at, Reflection.id)
    )  # fmt: skip
    return [Talk(*row) for row in rows]


def find_talk(reading: ReadingClass, reflection_id: int) -> Talk | None:
    """One talk of the class. One query."""
    row = db.session.execute(
        _talks().where(Reflection.class_id == reading.id, Reflection.id == reflection_id)
    ).one_or_none()
    return None if row is None else Talk(*row)


def _talks() -> Any:
    later = sa.orm.aliased(ReflectionVersion)
    stands = sa.and_(
        ReflectionVersion.verdict != TAKEN_BACK,
        ~sa.exists().where(
            later.reflection_id == ReflectionVersion.reflection_id,
            later.number > ReflectionVersion.number, later.verdict != TAKEN_BACK,
        ),
    )  # fmt: skip
    replies = (
        sa.select(sa.func.count(ExchangeReply.id))
        .where(ExchangeReply.reflection_id == Reflection.id, ExchangeReply.removed_at.is_(None))
        .correlate(Reflection)
        .scalar_subquery()
    )
    return (
        sa.select(Reflection, ReflectionVersion, Person.name, replies)
        .join(ReflectionVersion, ReflectionVersion.reflection_id == Reflection.id)
        .join(Person, Person.id == Reflection.person_id)
        .where(Reflection.sharing == SHARED, stands)
    )


def replies_to(reflection_ids: list[int]) -> dict[int, list[Reply]]:
    """What was replied and stands, in order, by the reflection's id. One query."""
    rows = db.session.execute(
        sa.select(ExchangeReply, sa.func.coalesce(Person.name, Account.username))
        .join(Account, Account.id == ExchangeReply.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            ExchangeReply.reflection_id.in_(reflection_ids), ExchangeReply.removed_at.is_(None)
        )
        .order_by(ExchangeReply.id)
    )  # fmt: skip
    found: dict[int, list[Reply]] = {}
    for reply, name in rows:
        found.setdefault(reply.reflection_id, []).append(Reply(reply, name))
    return found


def reply_to(
    talk: Talk, words: str, *, visitor: Visitor, actor: Actor, now: datetime
) -> ExchangeReply:  # fmt: skip
    """Reply to a talk (Markdown); the author is told, unless it is the author who writes."""
    html = render_note(words)
    reply = ExchangeReply(
        reflection_id=talk.reflection.id, account_id=visitor.account_id, words=words,
        words_html=None if html is None else str(html), at=now,
    )  # fmt: skip
    db.session.add(reply)
    db.session.flush()
    audit.record(
        actor, "reflection.replied", "reflection", talk.reflection.id, at=now,
        after={"reply": reply.id, "text": audit.digest(words)},
    )  # fmt: skip
    author = talk.reflection.person_id
    if author != visitor.person_id:
        notify("exchange", [author], matter_id=_matter_of(talk.reflection.id))
    return reply


def _matter_of(reflection_id: int) -> int | None:
    return db.session.scalars(
        sa.select(Matter.id).where(Matter.kind == REFLECTION, Matter.source_id == reflection_id)
    ).first()


def find_reply(talk: Talk, reply_id: int, visitor: Visitor) -> ExchangeReply | None:
    """A reply that stands and is the visitor's to take down: one's own; who runs classes, any."""
    conditions = [
        ExchangeReply.id == reply_id, ExchangeReply.reflection_id == talk.reflection.id,
        ExchangeReply.removed_at.is_(None),
    ]  # fmt: skip
    if not runs(visitor):
        conditions.append(ExchangeReply.account_id == visitor.account_id)
    return db.session.scalars(
        sa.select(ExchangeReply).where(*conditions).with_for_update()
    ).one_or_none()


def take_down(reply: ExchangeReply, *, actor: Actor, now: datetime) -> None:
    """Nobody sees it any more; the line stays."""
    reply.removed_at = now
    db.session.flush()
    audit.record(
        actor, "reflection.reply_removed", "reflection", reply.reflection_id, at=now,
        before={"reply": reply.id},
    )  # fmt: skip
