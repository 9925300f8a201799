"""The row of a file that lies in the store: named by it, nobody sweeps the file away."""

from datetime import datetime

import sqlalchemy as sa

from domain.files.refusals import Checked
from models import db
from models.base import UtcDateTime


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
