"""Materials that the organiser offers for choice in the log: added, renamed, retired."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from domain.versions import next_version
from models import Material, db


class TitleTaken(Exception):
    """Another material on offer has the title."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


def materials(
    *, text: str = "", retired: bool = False, page: int = 1, size: int = 50
) -> tuple[Sequence[Material], int]:
    """A page of those on offer, or of those retired, by title; and how many in all.

    ``text`` is looked for in title and source, whatever its case. Two queries.
    """
    wanted: list[sa.ColumnElement[bool]] = [
        Material.retired_at.is_not(None) if retired else Material.retired_at.is_(None)
    ]
    if text:
        wanted.append(
            sa.or_(
                Material.title.icontains(text, autoescape=True),
                Material.source.icontains(text, autoescape=True),
            )
        )
    total = db.session.scalars(sa.select(sa.func.count(Material.id)).where(*wanted)).one()
    rows = db.session.scalars(
        sa.select(Material)
        .where(*wanted)
        .order_by(Material.title, Material.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return rows.all(), total


def titles_on_offer(most: int = 100) -> list[str]:
    """The titles to choose from, the latest added first. One query."""
    return list(
        db.session.scalars(
            sa.select(Material.title)
            .where(Material.retired_at.is_(None))
            .order_by(Material.added_at.desc(), Material.id.desc())
            .limit(most)
        )
    )


def add_material(title: str, source: str, *, actor: Actor, now: datetime) -> Material:
    """Offer a material. The caller commits.

    Raises:
        TitleTaken: another on offer has the title.
    """
    material = Material(title=title, source=source, added_at=now)
    with _naming(title):
        db.session.add(material)
    _tell("added", material, actor, now)
    return material


def rename_material(
    material: Material, *, title: str, source: str, version: int, actor: Actor, now: datetime
) -> None:
    """Give it another title or source; entries made with it keep the words they have.

    Raises:
        domain.versions.Stale: it was changed since ``version`` was read.
        TitleTaken: another on offer has the title.
    """
    db.session.refresh(material, with_for_update=True)
    next_version(material, version)
    before = _told(material)
    with _naming(title):
        material.title, material.source = title, source
    _tell("renamed", material, actor, now, before=before)


def retire_material(material: Material, *, actor: Actor, now: datetime) -> None:
    """Offer it no longer; entries made with it keep it. Nothing if it is retired already."""
    db.session.refresh(material, with_for_update=True)
    if material.retired_at is None:
        material.retired_at, material.version = now, material.version + 1
        db.session.flush()
        _tell("retired", material, actor, now)


def restore_material(material: Material, *, actor: Actor, now: datetime) -> None:
    """Offer it again. Nothing if it is on offer.

    Raises:
        TitleTaken: another on offer has the title by now.
    """
    db.session.refresh(material, with_for_update=True)
    if material.retired_at is not None:
        with _naming(material.title):
            material.retired_at, material.version = None, material.version + 1
        _tell("restored", material, actor, now)


@contextmanager
def _naming(title: str) -> Iterator[None]:
    """Flush what is done inside; a title that is taken is said by its own exception."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as refused:
        if "unique" not in str(refused.orig).lower():
            raise
        raise TitleTaken(title) from refused


def _told(material: Material) -> dict[str, object]:
    return {"text": audit.digest(f"{material.title}\n{material.source}")}


def _tell(
    act: str, material: Material, actor: Actor, now: datetime, *,
    before: dict[str, object] | None = None,
) -> None:  # fmt: skip
    audit.record(
        actor, f"material.{act}", "material", material.id, at=now, before=before,
        after=_told(material),
    )  # fmt: skip
