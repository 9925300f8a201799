"""The rotation rules, marks of who is due, and the papers that lines of histories name."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.loaded_rules import LoadedRules

_NOT_WITHDRAWN = sa.text("withdrawn_at IS NULL")


class RotationRules(LoadedRules):
    """One version of the rotation rules, as it was loaded; the source text is the rule."""

    __tablename__ = "rotation_rules"


class RotationMark(Base):
    """That somebody who is due in a year is exempt, or that the move is planned; with a reason."""

    __tablename__ = "rotation_marks"
    __table_args__ = (
        sa.CheckConstraint("state IN ('exempt', 'planned')", name="state_known"),
        sa.Index(
            "uq_rotation_marks_standing", "person_id", "year", unique=True,
            sqlite_where=_NOT_WITHDRAWN, postgresql_where=_NOT_WITHDRAWN,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    year: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.String(300))
    marked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    marked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Paper(Base):
    """A document that lines of histories name by its number; perhaps with a file of it."""

    __tablename__ = "papers"
    __table_args__ = (sa.UniqueConstraint("number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(80))
    dated_on: Mapped[date | None]
    sha256: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_files.sha256"))
    name: Mapped[str] = mapped_column(sa.String(120), default="")  # of the file
    added_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
