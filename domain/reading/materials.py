"""Materials of a class written in the browser: new, changed, put in order, taken off, detached.

What is read is always the last revision; those before it stay. The caller commits.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.audit import Actor
from domain.files.keeping import name_file
from domain.files.refusals import Checked
from domain.pinyin import usual_reading
from domain.reading.classes import DETACHED, FILES, LOCAL
from domain.reading.duties import follow_class
from domain.reading.holding import FromFiles, hold, hold_material
from domain.reading.reach import OPEN, PLANNED
from domain.reading.revisions import (
    Draft,
    add_revision,
    forget_found,
    is_current,
    keep_found,
    keep_pages,
    retitle_pages,
)
from domain.reading.slugs import LONGEST_MATERIAL, is_material_slug
from domain.reading.steps import take_step
from domain.versions import change, next_version
from models import MaterialRevision, ReadingClass, ReadingMaterial, db

STRANDS = ("documents", "meetings", "affairs", "general")
MOST_MATERIALS = 200
_BETWEEN = re.compile(r"[^a-z0-9]+")


class NothingWritten(Exception):
    """A material that is no PDF has a text; one that had a text keeps one."""


class TooManyMaterials(Exception):
    """The syllabus would have more than ``MOST_MATERIALS``."""


@dataclass(frozen=True, slots=True)
class MaterialText:
    """What is said of a material beside its text; ``strands`` sorted, by ";"."""

    title: str
    title_en: str = ""
    required: bool = True
    minutes: int = 0
    day: int = 0
    strands: str = ""
    source: str = ""

    def values(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def materials_of(class_id: int) -> Sequence[ReadingMaterial]:
    """All materials of the class in their order, those taken off the syllabus last. One query."""
    return db.session.scalars(
        sa.select(ReadingMaterial)
        .where(ReadingMaterial.class_id == class_id)
        .order_by(
            ReadingMaterial.removed_at.is_not(None), ReadingMaterial.number, ReadingMaterial.id
        )
    ).all()


def texts_of(material: ReadingMaterial) -> dict[str, MaterialRevision]:
    """The current revision in each language that it has. One query."""
    rows = db.session.scalars(
        sa.select(MaterialRevision).where(MaterialRevision.material_id == material.id, is_current())
    )
    return {one.language: one for one in rows}


def write_material(
    reading: ReadingClass, text: MaterialText, drafts: Collection[Draft], *,
    pdf: Checked | None = None, pages: Sequence[str] = (), slug: str = "", actor: Actor,
    now: datetime,
) -> ReadingMaterial:  # fmt: skip
    """A new material, the last of the syllabus; a text in one language or two, or a PDF.

    ``pages`` is what each page of the PDF says. ``slug`` is taken if it is free; without it, it
    is made of the title.

    Raises:
        domain.reading.holding.NotInState: the class is closed.
        NothingWritten, TooManyMaterials.
    """
    hold(reading, PLANNED, OPEN)
    if not drafts and pdf is None:
        raise NothingWritten
    known = materials_of(reading.id)
    if len(known) >= MOST_MATERIALS:
        raise TooManyMaterials
    if pdf is not None:
        name_file(pdf, now=now)
    material = ReadingMaterial(
        class_id=reading.id, slug=_free_slug(slug, text, {one.slug for one in known}),
        number=1 + max((one.number for one in known), default=0),
        form="text" if pdf is None else "pdf", sha256=None if pdf is None else pdf.sha256,
        origin=LOCAL, version=1, **text.values(),
    )  # fmt: skip
    db.session.add(material)
    db.session.flush()
    for draft in drafts:
        add_revision(material, draft, actor=actor, now=now)
    if pdf is not None:
        keep_pages(material, pages, now)
    take_step(reading, "material_written", actor, now, material=material)
    _follow(reading, actor, now)
    return material


def edit_material(
    reading: ReadingClass, material: ReadingMaterial, text: MaterialText,
    drafts: Collection[Draft], *, version: int, reason: str = "", actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Other words: a new revision of each text that is another one.

    Raises:
        domain.versions.Stale: somebody saved it since ``version`` was read.
        domain.reading.holding.NotInState: the class is closed.
        domain.reading.holding.FromFiles: it is read-only until it is detached.
        NothingWritten: a language that it has would be empty.
    """
    _hold_both(reading, material)
    next_version(material, version)
    if material.origin == FILES:
        raise FromFiles
    stands = texts_of(material)
    if not stands.keys() <= {one.language for one in drafts}:
        raise NothingWritten
    values = change(material, text.values())
    db.session.flush()
    written = {
        draft.language: made.number
        for draft in drafts
        if (made := add_revision(material, draft, actor=actor, now=now, reason=reason))
    }
    if {"title", "title_en"} & values[1].keys():
        for language, revision in texts_of(material).items():
            if language not in written:
                keep_found(material, revision)
        if material.form == "pdf":
            retitle_pages(material, now)
    after = {**values[1], **{f"revision_{one}": number for one, number in written.items()}}
    take_step(
        reading, "material_edited", actor, now, material=material, reason=reason,
        values=(values[0], after),
    )  # fmt: skip
    _follow(reading, actor, now)


def move_material(
    reading: ReadingClass, material: ReadingMaterial, *, up: bool, actor: Actor, now: datetime
) -> None:
    """Change places with the one before it, or after it, on the syllabus; at its end, nothing.

    Raises:
        domain.reading.holding.NotInState: the class is closed.
    """
    hold(reading, PLANNED, OPEN)
    rows = [one for one in materials_of(reading.id) if one.removed_at is None]
    at = rows.index(material)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for number, one in enumerate(rows, start=1):
        one.number = number
    take_step(
        reading, "material_moved", actor, now, material=material,
        values=({"number": at + 1}, {"number": other + 1}),
    )  # fmt: skip


def remove_material(
    reading: ReadingClass, material: ReadingMaterial, *, actor: Actor, now: datetime
) -> None:
    """Take it off the syllabus; what readers did in it stays.

    Raises:
        domain.reading.holding.NotInState, domain.reading.holding.FromFiles.
    """
    _hold_both(reading, material)
    if material.origin == FILES:
        raise FromFiles
    material.removed_at = now
    material.version += 1
    take_step(reading, "material_removed", actor, now, material=material)
    if material.form == "text":  # pages were read once, and are found by nobody meanwhile
        forget_found([material.id])
    _follow(reading, actor, now)


def restore_material(
    reading: ReadingClass, material: ReadingMaterial, *, actor: Actor, now: datetime
) -> None:
    """Put it back on the syllabus, as its last.

    Raises:
        domain.reading.holding.NotInState: the class is closed.
    """
    _hold_both(reading, material)
    if material.removed_at is None:
        return
    material.removed_at = None
    material.version += 1
    material.number = 1 + max(one.number for one in materials_of(reading.id))
    take_step(reading, "material_restored", actor, now, material=material)
    for revision in texts_of(material).values():
        keep_found(material, revision)
    _follow(reading, actor, now)


def detach_material(
    reading: ReadingClass, material: ReadingMaterial, *, actor: Actor, now: datetime
) -> None:
    """From now on it is kept here; its files no longer change it.

    Raises:
        domain.reading.holding.FromFiles: it does not come from files, or was detached before.
    """
    _hold_both(reading, material)
    if material.origin != FILES:
        raise FromFiles
    values = change(material, {"origin": DETACHED})
    material.version += 1
    take_step(reading, "material_detached", actor, now, material=material, values=values)


def slug_of(title: str, title_en: str, longest: int) -> str:
    """An address made of the English title, or of the Chinese one as it is read; perhaps empty."""
    for text in (title_en, usual_reading(title)):
        slug = _BETWEEN.sub("-", text.lower()).strip("-")
        if slug:
            return slug if len(slug) <= longest else _cut(slug, longest)
    return ""


def _cut(slug: str, longest: int) -> str:
    """Cut between words where it can be."""
    return (slug[: longest + 1].rpartition("-")[0] or slug[:longest]).strip("-")


def _free_slug(wanted: str, text: MaterialText, taken: set[str]) -> str:
    room = LONGEST_MATERIAL - 4
    base = wanted or slug_of(text.title, text.title_en, room)
    if not is_material_slug(base):
        base = f"material-{base}"[:room].strip("-")
    slug, number = base, 1
    while slug in taken or not is_material_slug(slug):
        number += 1
        slug = f"{base[:room]}-{number}"
    return slug


def _hold_both(reading: ReadingClass, material: ReadingMaterial) -> None:
    """First the class, then the material: all who write a class hold them in this order."""
    hold(reading, PLANNED, OPEN)
    hold_material(material)


def _follow(reading: ReadingClass, actor: Actor, now: datetime) -> None:
    """What members owe of an open class follows its syllabus."""
    if reading.state == OPEN:
        follow_class(reading, actor=actor, now=now)
