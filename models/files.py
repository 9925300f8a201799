"""Files that people hand in, kept by their content, and what they hang on."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class StoredFile(Base):
    """One content, kept once in the store of the instance folder under its SHA-256."""

    __tablename__ = "stored_files"

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(sa.String(80))  # found by the content, never the name
    size: Mapped[int]  # bytes
    pages: Mapped[int] = mapped_column(default=0)  # of a PDF
    stored_at: Mapped[datetime]


class Attachment(Base):
    """A file on an entry, as its proof. Taken off, the line stays and says when."""

    __tablename__ = "attachments"
    __table_args__ = (sa.Index("ix_attachments_entry", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("study_entries.id"))
    sha256: Mapped[str] = mapped_column(sa.ForeignKey("stored_files.sha256"))
    name: Mapped[str] = mapped_column(sa.String(120))  # as the person called it, made harmless
    added_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
