"""The row of a file that lies in the store: named by it, nobody sweeps the file away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.files.refusals import Checked
from models import StoredFile, db
from models.base import UtcDateTime


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that hangs on something and was not taken off. ``size`` in bytes; ``pages`` of a
    PDF.
    """

    id: int
    sha256: str
    name: str
    media_type: str
    size: int
    pages: int
    added_at: datetime

    @property
    def shown_pages(self) -> int:
        """How many pictures there are of it: of a picture one, of Word and Excel files none."""
        return 1 if self.media_type.startswith("image/") else self.pages


def kept_files(table: Any, *more: Any) -> Any:
    """Rows of a table that hangs files on something, as ``KeptFile`` has them, and ``more``."""
    return sa.select(
        table.id, table.sha256, table.name, StoredFile.media_type, StoredFile.size,
        StoredFile.pages, table.added_at, *more,
    ).join(StoredFile, StoredFile.sha256 == table.sha256).where(
        table.removed_at.is_(None)
    )  # fmt: skip


def name_file(checked: Checked, *, now: datetime) -> None:
    """Name a file that was put into the store, where no row does yet; the caller commits."""
    values = {
        "sha256": checked.sha256, "media_type": checked.media_type, "size": checked.size,
        "pages": checked.pages, "stored_at": now,
    }  # fmt: skip
    db.session.execute(_NAME, values)


_NAME = sa.text(
    "INSERT INTO stored_files (sha256, media_type, size, pages, stored_at) "
    "VALUES (:sha256, :media_type, :size, :pages, :stored_at) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("stored_at", type_=UtcDateTime()))
