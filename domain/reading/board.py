"""A class's board: posts of whoever takes part, pinned and taken down. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.reading.holding import hold
from domain.reading.reach import OPEN, PLANNED
from domain.text import kept_markup, render_note
from models import Account, ClassPost, Person, ReadingClass, db

LONGEST_POST = 4000


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as the board shows it; ``html`` where it is more than plain lines."""

    id: int
    account_id: int
    who: str
    words: str
    html: str | None
    pinned: bool
    posted_at: datetime

    @property
    def shown(self) -> str:
        """As a page shows it."""
        return self.words if self.html is None else kept_markup(self.html)


def post_rows(class_id: int, *, most: int, pinned_only: bool = False) -> Sequence[PostRow]:
    """The posts that stand, pinned ones first, then the latest. One query."""
    wanted: list[sa.ColumnElement[bool]] = [
        ClassPost.class_id == class_id,
        ClassPost.removed_at.is_(None),
    ]
    if pinned_only:
        wanted.append(ClassPost.pinned.is_(True))
    rows: Any = db.session.execute(
        sa.select(
            ClassPost.id, ClassPost.account_id, sa.func.coalesce(Person.name, Account.username),
            ClassPost.words, ClassPost.words_html, ClassPost.pinned, ClassPost.posted_at,
        )
        .join(Account, Account.id == ClassPost.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(*wanted)
        .order_by(ClassPost.pinned.desc(), ClassPost.id.desc())
        .limit(most)
    )  # fmt: skip
    return [PostRow(*row) for row in rows]


def find_post(reading: ReadingClass, post_id: int) -> ClassPost | None:
    """A post that stands on the class's board. One query."""
    return db.session.scalars(
        sa.select(ClassPost).where(
            ClassPost.id == post_id, ClassPost.class_id == reading.id,
            ClassPost.removed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def post(
    reading: ReadingClass, words: str, *, account_id: int, actor: Actor, now: datetime
) -> ClassPost:  # fmt: skip
    """Put a post on the board of a class that is not over.

    Raises:
        domain.reading.holding.NotInState: the class is closed.
    """
    hold(reading, PLANNED, OPEN)
    html = render_note(words)
    row = ClassPost(
        class_id=reading.id, account_id=account_id, words=words,
        words_html=None if html is None else str(html), posted_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor, "reading.posted", "class_post", row.id, at=now,
        after={"class": reading.id, "text": audit.digest(words)},
    )  # fmt: skip
    return row


def pin(row: ClassPost, *, pinned: bool, actor: Actor, now: datetime) -> None:
    """Keep a post above the others, or no longer."""
    row.pinned = pinned
    db.session.flush()
    act = "reading.post_pinned" if pinned else "reading.post_unpinned"
    audit.record(actor, act, "class_post", row.id, at=now, after={"class": row.class_id})


def take_down(row: ClassPost, *, actor: Actor, now: datetime) -> None:
    """Take a post down; the line stays and says when."""
    row.removed_at = now
    db.session.flush()
    audit.record(
        actor, "reading.post_taken_down", "class_post", row.id, at=now,
        after={"class": row.class_id},
    )  # fmt: skip
