"""Posts: opened, renamed, edited, moved, closed. All add and flush; the caller commits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

import sqlalchemy as sa

from domain.organisation.changes import (
    AlreadyClosed,
    When,
    add_record,
    add_records,
    change_record,
    open_for_change,
)
from domain.organisation.leaders import lapse_of_units_left, leaders_serving
from domain.organisation.units import Contents, StillInUse
from domain.versions import next_version
from models import Post, Tenure, Unit, db

STRANDS = ("documents", "meetings", "affairs", "general")


class OwnDeputy(Exception):
    """A post cannot be the deputy of itself."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a post is, beside its title and unit; ``term_years`` is ``None`` without a term."""

    strand: str = "general"
    leading: bool = False
    deputy_of_id: int | None = None
    key_post: bool = False
    grass_roots: bool = False
    term_years: int | None = None


def open_post(*, unit: Unit, title: str, traits: Traits | None = None, when: When) -> Post:
    """A new post in the unit.

    Raises:
        NotYet, NameTaken: see ``changes``.
        AlreadyClosed: the unit stands no more.
    """
    _check_unit(unit)
    post = Post(unit_id=unit.id, title=title, opened_on=when.on, **asdict(traits or Traits()))
    add_record(post, title, when)
    return post


def open_past_post(
    *, unit: Unit, title: str, traits: Traits, closed_on: date, when: When
) -> Post:  # fmt: skip
    """A post that was in a unit that stands no more; it closed with it, on ``closed_on``.

    Raises:
        NotYet, NameTaken: see ``changes``.
    """
    post = Post(unit_id=unit.id, title=title, opened_on=when.on, **asdict(traits))
    add_record(post, title, when)
    change_record(post, "closed", {"closed_on": closed_on}, replace(when, on=closed_on))
    return post


def open_posts(posts: Sequence[tuple[Unit, str, str, date]], *, when: When) -> list[Post]:
    """Many new posts at once, each by unit, title, strand and first day; as ``open_post``.

    The day of ``when`` is not asked.

    Raises:
        NotYet, NameTaken, AlreadyClosed: as ``open_post``.
    """
    for unit in dict.fromkeys(unit for unit, *_ in posts):
        _check_unit(unit)
    opened = [
        Post(unit_id=unit.id, title=title, opened_on=on, **asdict(Traits(strand=strand)))
        for unit, title, strand, on in posts
    ]
    add_records(opened, when)
    return opened


def rename_post(post: Post, *, version: int, title: str, when: When) -> None:
    """Another title from the day on; who holds the post goes on holding it.

    Raises:
        Stale: somebody changed the post since ``version`` was read.
        NameTaken, NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(post, when)
    next_version(post, version)
    change_record(post, "renamed", {"title": title}, when)


def edit_post(post: Post, *, version: int, traits: Traits, when: When) -> None:
    """Other traits from the day on.

    Raises:
        Stale: somebody changed the post since ``version`` was read.
        OwnDeputy: it was to be the deputy of itself.
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(post, when)
    next_version(post, version)
    if traits.deputy_of_id == post.id:
        raise OwnDeputy
    change_record(post, "edited", asdict(traits), when)


def move_post(post: Post, *, unit: Unit, when: When) -> None:
    """To another unit from the day on, with who holds it; leaders who leave a unit by it lose it.

    Raises:
        NameTaken, NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(post, when)
    _check_unit(unit)
    served = leaders_serving(post.unit_id, when.on)
    post.version += 1
    change_record(post, "moved", {"unit_id": unit.id}, when)
    lapse_of_units_left(served, when)


def close_post(post: Post, *, when: When) -> None:
    """The post stands no more from the day on.

    Raises:
        StillInUse: somebody holds it on the day or later.
        NotYet, ChangedSince, AlreadyClosed: see ``changes``.
    """
    open_for_change(post, when)
    holders = db.session.scalar(
        sa.select(sa.func.count(sa.distinct(Tenure.person_id))).where(
            Tenure.post_id == post.id, Tenure.superseded_at.is_(None),
            sa.or_(Tenure.to_on.is_(None), Tenure.to_on >= when.on),
        )
    )  # fmt: skip
    if holders:
        raise StillInUse(Contents(people=holders))
    post.version += 1
    change_record(post, "closed", {"closed_on": when.on}, when)


def _check_unit(unit: Unit) -> None:
    """Hold the unit open until the transaction ends.

    Raises:
        AlreadyClosed: it stands no more.
    """
    db.session.refresh(unit, with_for_update={"read": True})
    if unit.closed_on is not None:
        raise AlreadyClosed(unit)
