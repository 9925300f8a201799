"""Pictures beside the texts of a class, by the names that its texts call them."""

from datetime import datetime

import sqlalchemy as sa

from domain.files.keeping import name_file
from domain.files.refusals import Checked
from domain.reading.addresses import picture_address
from models import MaterialPicture, ReadingClass, StoredFile, db


def find_picture(class_id: int, name: str) -> StoredFile | None:
    """The picture of the name as it lies in the store. One query."""
    return db.session.scalars(
        sa.select(StoredFile)
        .join(MaterialPicture, MaterialPicture.sha256 == StoredFile.sha256)
        .where(MaterialPicture.class_id == class_id, MaterialPicture.name == name)
    ).one_or_none()


def addresses_of(reading: ReadingClass) -> dict[str, str]:
    """The address of each picture of the class, by name. One query."""
    names = db.session.scalars(
        sa.select(MaterialPicture.name).where(MaterialPicture.class_id == reading.id)
    )
    return {name: picture_address(reading.slug, name) for name in names}


def keep_picture(
    reading: ReadingClass, name: str, checked: Checked, *, digest: str = "", now: datetime
) -> None:
    """The picture of a class's texts by the name; it takes the place of one of that name."""
    name_file(checked, now=now)
    kept = db.session.scalars(
        sa.select(MaterialPicture).filter_by(class_id=reading.id, name=name)
    ).one_or_none()
    if kept is None:
        kept = MaterialPicture(class_id=reading.id, name=name)
        db.session.add(kept)
    kept.sha256, kept.file_sha256 = checked.sha256, digest
    db.session.flush()
