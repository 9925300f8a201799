"""Links from one material of a class to another, by the names that files have."""

import re

import sqlalchemy as sa

from domain.reading.addresses import material_address
from models import ReadingClass, ReadingMaterial, db

_FILE = re.compile(r"\d+-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")


def links_in(reading: ReadingClass, markdown: str) -> dict[str, str]:
    """The address of each material on the syllabus that the text names by a file. One query.

    The number before the name does not count: on the syllabus materials change places.
    """
    named = {one.group(): one[1] for one in _FILE.finditer(markdown)}
    there = set(
        db.session.scalars(
            sa.select(ReadingMaterial.slug).where(
                ReadingMaterial.class_id == reading.id, ReadingMaterial.removed_at.is_(None)
            )
        )
    )
    return {
        name: material_address(reading.slug, slug) for name, slug in named.items() if slug in there
    }
