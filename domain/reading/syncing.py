"""Classes from files brought into the tables: the same files again change nothing.

What readers did stays: a material taken out of the folder is taken off the syllabus with its
notes, and one that comes back has them again. A class or a material that was detached is told
of and left as it is, and so is a class that is closed. The caller commits.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.audit import Actor
from domain.files.refusals import Checked
from domain.reading.duties import follow_class
from domain.reading.folders import ClassFolder, MaterialFile
from domain.reading.pictures import keep_picture
from domain.reading.reach import OPEN
from domain.reading.revisions import add_revision, forget_found, is_current, keep_found
from domain.reading.steps import take_step
from domain.search.classes import keep_class
from domain.versions import change
from models import (
    MaterialPicture,
    MaterialRevision,
    ReadingClass,
    ReadingMaterial,
    db,
)

FILES = "files"
TakeIn = Callable[[Path], Checked]


@dataclass(slots=True)
class Synced:
    """What came of it: addresses of classes and materials, ``class`` or ``class/material``."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    detached: list[str] = field(default_factory=list)  # left as they are
    closed: list[str] = field(default_factory=list)  # likewise
    taken: list[str] = field(default_factory=list)  # a class of that address was made here
    unchanged: int = 0

    @property
    def done(self) -> int:
        """How many classes and materials are other ones now."""
        return len(self.added) + len(self.changed) + len(self.removed)


def known_digests() -> dict[str, dict[str, str]]:
    """The digests of the materials from files that stand, by class and slug. One query."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    rows = db.session.execute(
        sa.select(ReadingClass.slug, ReadingMaterial.slug, ReadingMaterial.file_sha256)
        .join(ReadingMaterial, ReadingMaterial.class_id == ReadingClass.id)
        .where(ReadingMaterial.origin == FILES, ReadingMaterial.removed_at.is_(None))
    )
    for class_slug, slug, sha256 in rows:
        known[class_slug][slug] = sha256
    return dict(known)


def picture_digests_known(slug: str) -> dict[str, str]:
    """The digests of a class's picture files as they came, by name. One query."""
    rows = db.session.execute(
        sa.select(MaterialPicture.name, MaterialPicture.file_sha256)
        .join(ReadingClass, ReadingClass.id == MaterialPicture.class_id)
        .where(ReadingClass.slug == slug)
    )
    return {row.name: row.file_sha256 for row in rows}


def sync_class(
    folder: ClassFolder, pictures: Mapping[str, tuple[Checked, str]], told: Synced, *,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Bring one class in; ``told`` is added to. ``pictures``: new ones, and their digests.

    Few statements where nothing changed, whatever its size. What the members of an open class
    owe follows what changed.
    """
    before = told.done
    reading = db.session.scalars(
        sa.select(ReadingClass).where(ReadingClass.slug == folder.slug).with_for_update()
    ).one_or_none()
    if reading is None:
        reading = _add_class(folder, actor, now)
        told.added.append(folder.slug)
    elif reading.origin == "local":
        told.taken.append(folder.slug)
        return
    elif reading.state == "closed":
        told.closed.append(folder.slug)
        return
    else:
        _change_class(reading, folder, told, actor, now)
    _keep_pictures(reading, pictures, now)
    _sync_materials(reading, folder, told, actor, now)
    if reading.state == OPEN and told.done > before:
        follow_class(reading, actor=actor, now=now)


def _add_class(folder: ClassFolder, actor: Actor, now: datetime) -> ReadingClass:
    reading = ReadingClass(
        slug=folder.slug, origin=FILES, file_sha256=folder.file.sha256, state="planned",
        written_by=actor.account_id, written_at=now, **folder.file.columns(),
    )  # fmt: skip
    db.session.add(reading)
    db.session.flush()
    take_step(reading, "brought_in", actor, now)
    keep_class(reading)
    return reading


def _change_class(
    reading: ReadingClass, folder: ClassFolder, told: Synced, actor: Actor, now: datetime
) -> None:
    if reading.file_sha256 == folder.file.sha256:
        return
    if reading.origin != FILES:
        told.detached.append(reading.slug)
        return
    values = change(reading, {**folder.file.columns(), "file_sha256": folder.file.sha256})
    reading.version += 1
    take_step(reading, "brought_in", actor, now, values=values)
    keep_class(reading)
    told.changed.append(reading.slug)


def _keep_pictures(
    reading: ReadingClass, pictures: Mapping[str, tuple[Checked, str]], now: datetime
) -> None:
    for name, (checked, digest) in pictures.items():
        keep_picture(reading, name, checked, digest=digest, now=now)


def _sync_materials(
    reading: ReadingClass, folder: ClassFolder, told: Synced, actor: Actor, now: datetime
) -> None:
    rows = {
        one.slug: one
        for one in db.session.scalars(
            sa.select(ReadingMaterial)
            .where(ReadingMaterial.class_id == reading.id)
            .order_by(ReadingMaterial.id)
            .with_for_update()
        )
    }
    for file in folder.materials:
        place, row = f"{reading.slug}/{file.slug}", rows.get(file.slug)
        if row is not None and row.origin != FILES:
            if row.file_sha256 != file.sha256:
                told.detached.append(place)
        elif row is not None and row.removed_at is None and file.front is None:
            told.unchanged += 1
        else:
            (told.added if row is None else told.changed).append(place)
            _write_material(reading, row, file, actor, now)
    kept = {one.slug for one in folder.materials}
    gone = [
        one for one in rows.values()
        if one.origin == FILES and one.removed_at is None and one.slug not in kept
    ]  # fmt: skip
    for row in gone:
        row.removed_at, row.version = now, row.version + 1
        take_step(reading, "material_removed", actor, now, material=row)
        told.removed.append(f"{reading.slug}/{row.slug}")
    forget_found([one.id for one in gone])


def _write_material(
    reading: ReadingClass, row: ReadingMaterial | None, file: MaterialFile, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The material as its files say it, and a revision for each text that is another."""
    columns = _columns(file)
    if row is None:
        row = ReadingMaterial(
            class_id=reading.id, slug=file.slug, form="text", origin=FILES, **columns
        )
        db.session.add(row)
        db.session.flush()
        take_step(reading, "material_added", actor, now, material=row)
    else:
        before, after = change(row, columns)
        came_back = row.removed_at is not None
        row.removed_at, row.version = None, row.version + 1
        take_step(reading, "material_edited", actor, now, material=row, values=(before, after))
        if came_back or "title" in after or "title_en" in after:
            _find_again(row)
    for draft in file.drafts:
        revision = add_revision(row, draft, actor=actor, now=now)
        if revision is not None:
            take_step(
                reading, "material_revised", actor, now, material=row,
                values=({}, {"language": draft.language, "number": revision.number}),
            )  # fmt: skip


def _columns(file: MaterialFile) -> dict[str, Any]:
    front = file.front
    if front is None:
        raise ValueError(f"{file.slug} was not read: its digest was known")
    return {
        "number": file.number, "title": front.title, "title_en": file.title_en,
        "required": front.required, "minutes": front.minutes, "day": front.day,
        "strands": ";".join(front.strands), "source": front.source, "file_sha256": file.sha256,
    }  # fmt: skip


def _find_again(row: ReadingMaterial) -> None:
    """A search finds its texts under the title that it has now."""
    texts: Sequence[MaterialRevision] = db.session.scalars(
        sa.select(MaterialRevision).where(MaterialRevision.material_id == row.id, is_current())
    ).all()
    for text in texts:
        keep_found(row, text)
