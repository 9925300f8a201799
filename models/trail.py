"""The audit trail, and the keys that make a form count once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AuditRow(Base):
    """One state change. Each row's hash covers its content and the hash of the row before.

    Triggers refuse UPDATE and DELETE. It holds ids and figures, never names or free text.
    """

    __tablename__ = "audit_rows"
    __table_args__ = (
        sa.Index("ix_audit_rows_actor", "actor_id", "seq"),
        sa.Index("ix_audit_rows_noun", "noun", "noun_id", "seq"),
        sa.Index("ix_audit_rows_at", "at"),
    )

    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    source: Mapped[str] = mapped_column(sa.String(60))  # an address, or "command"
    action: Mapped[str] = mapped_column(sa.String(40))
    noun: Mapped[str] = mapped_column(sa.String(24))
    noun_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    before: Mapped[str] = mapped_column(sa.Text, default="")
    after: Mapped[str] = mapped_column(sa.Text, default="")
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """The last row of the chain: one row, locked last and just before the commit."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[str] = mapped_column(sa.String(64))


class OnceKey(Base):
    """The key of a form that has taken effect, and where its answer was."""

    __tablename__ = "once_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)  # one tree instead of two

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    location: Mapped[str] = mapped_column(sa.String(500), default="/")
    at: Mapped[datetime]


class ImportFile(Base):
    """A spreadsheet that somebody uploaded and has not yet applied, kept for the preview."""

    __tablename__ = "import_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    filename: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    create_missing: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
