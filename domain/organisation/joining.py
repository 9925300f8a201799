"""Posts of one title that come together when their units merge."""

from collections.abc import Sequence

import sqlalchemy as sa

from domain import audit
from domain.locks import lock_people
from domain.organisation.changes import When, change_record, open_for_change
from domain.people.spans import A_DAY, add_line, end_line, meet, signed, standing, told
from models import Post, Tenure, Unit, db


def posts_alike(kept: Unit, merged: Unit) -> list[tuple[Post, Post]]:
    """The open posts of one title in both units: of ``kept``, of ``merged``. One query."""
    other = sa.orm.aliased(Post)
    rows = db.session.execute(
        sa.select(Post, other)
        .join(other, other.title == Post.title)
        .where(
            Post.unit_id == kept.id, other.unit_id == merged.id,
            Post.closed_on.is_(None), other.closed_on.is_(None),
        )
        .order_by(other.id)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def join_posts(kept: Post, merged: Post, *, when: When) -> None:
    """Who holds ``merged`` on the day or later holds ``kept`` from then on, and it closes.

    The traits of ``kept`` stay. Adds and flushes; the caller commits.

    Raises:
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    lock_people(*(line.person_id for line in _lines(merged, when)))
    open_for_change(kept, when)
    open_for_change(merged, when)
    for line in _lines(merged, when):
        _move_line(line, kept, when)
    for deputy in db.session.scalars(
        sa.select(Post).where(Post.deputy_of_id == merged.id, Post.closed_on.is_(None))
    ).all():
        deputy_of_id = kept.id if deputy.id != kept.id else None
        change_record(deputy, "edited", {"deputy_of_id": deputy_of_id}, when)
    merged.version += 1
    change_record(merged, "merged", {"closed_on": when.on}, when)


def _lines(post: Post, when: When) -> Sequence[Tenure]:
    return db.session.scalars(
        sa.select(Tenure)
        .where(
            Tenure.post_id == post.id, Tenure.superseded_at.is_(None),
            sa.or_(Tenure.to_on.is_(None), Tenure.to_on >= when.on),
        )
        .order_by(Tenure.person_id, Tenure.from_on)
    ).all()  # fmt: skip


def _move_line(line: Tenure, kept: Post, when: When) -> None:
    """The rest of the line is one in ``kept``; what the person holds there beside it gives way."""
    end_line(line, on=when.on, actor=when.actor, now=when.now)
    values = {
        "post_id": kept.id, "rank": line.rank, "main": line.main,
        "from_on": max(line.from_on, when.on), "to_on": line.to_on,
        "document_no": line.document_no, "document_on": line.document_on,
    }  # fmt: skip
    new = Tenure(person_id=line.person_id, **signed(values, when.actor, when.now))
    if not _gives_way(new, when):
        return
    add_line(new)
    audit.record(
        when.actor, "person.took_post", "person", line.person_id, at=when.now,
        before=told(line), after=told(new),
    )  # fmt: skip


def _gives_way(new: Tenure, when: When) -> bool:
    """Make room in the kept post; ``False`` where the main post of the person is there already."""
    there = [
        line
        for line in standing(Tenure, new.person_id)
        if line.post_id == new.post_id and meet(line, new)
    ]
    if any(line.main for line in there):
        return False
    for line in there:
        _cut_out(line, new, when)
    return True


def _cut_out(line: Tenure, new: Tenure, when: When) -> None:
    end_line(line, on=new.from_on, actor=when.actor, now=when.now)
    if new.to_on is None or (line.to_on is not None and line.to_on <= new.to_on):
        return
    values = {
        "post_id": line.post_id, "rank": line.rank, "main": line.main,
        "from_on": new.to_on + A_DAY, "to_on": line.to_on,
        "document_no": line.document_no, "document_on": line.document_on,
    }  # fmt: skip
    add_line(Tenure(person_id=line.person_id, **signed(values, when.actor, when.now)))
