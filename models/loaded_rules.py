"""What every table of dated rules has that are kept as the text they were loaded from."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.base import Base


class LoadedRules(Base):
    """One version of rules, as it was loaded; the source text is the rule."""

    __abstract__ = True

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 - as SQLAlchemy asks it of a class
        return (sa.UniqueConstraint("slug", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int]
    effective_from: Mapped[date]
    source_text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    loaded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    loaded_at: Mapped[datetime]
