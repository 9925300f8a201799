"""Pictures of a class's texts, by the names that the texts call them."""

from datetime import datetime

import sqlalchemy as sa

from domain.files.refusals import Checked
from domain.reading.addresses import picture_address
from models import MaterialPicture, ReadingClass, StoredFile, db


def addresses_of(reading: ReadingClass) -> dict[str, str]:
    """The address of each picture of the class, by name. One query."""
    names = db.session.scalars(
        sa.select(MaterialPicture.name).where(MaterialPicture.class_id == reading.id)
    )
    return {name: picture_address(reading.slug, name) for name in names}


def add_picture(reading: ReadingClass, name: str, checked: Checked, *, now: datetime) -> None:
    """Keep a picture that lies in the store under the name, which is its own by its content."""
    store_row(checked, now=now)
    known = db.session.scalars(
        sa.select(MaterialPicture).where(
            MaterialPicture.class_id == reading.id, MaterialPicture.name == name
        )
    ).one_or_none()
    if known is None:
        db.session.add(MaterialPicture(class_id=reading.id, name=name, sha256=checked.sha256))
    db.session.flush()


def store_row(checked: Checked, *, now: datetime) -> None:
    """The row that names the file, if there is none yet."""
    if db.session.get(StoredFile, checked.sha256) is None:
        db.session.add(
            StoredFile(
                sha256=checked.sha256, media_type=checked.media_type, size=checked.size,
                pages=checked.pages, stored_at=now,
            )
        )  # fmt: skip
        db.session.flush()
