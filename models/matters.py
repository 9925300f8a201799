"""Whatever is owed an answer: matters, their steps, dispatch sheets, the calendar, notices."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_OPEN = sa.text("turn <> ''")
_NAMED = sa.text("turn <> '' AND owed_by_id IS NOT NULL")
_UNREAD = sa.text("read_at IS NULL")


class Matter(Base):
    """Something owed an answer: raised by the thing itself, one for each source of a kind.

    ``turn`` says with whom it lies: ``by`` (who owes the answer), ``to`` (who is owed it, and
    closes or puts right what came back), empty when nothing is open. Where ``owed_by_id`` is
    empty, the answer is the duty of whoever holds it that day: see ``domain.matters.kinds``.
    """

    __tablename__ = "matters"
    __table_args__ = (
        sa.CheckConstraint(
            "(state IN ('open', 'reopened') AND turn = 'by')"
            " OR (state = 'answered' AND turn = 'to')"
            " OR (state = 'closed' AND turn IN ('', 'by', 'to'))",
            name="turn_fits_state",
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
        sa.CheckConstraint("level >= 0", name="level_not_below"),
        sa.UniqueConstraint("kind", "source_id"),
        sa.Index("ix_matters_about", "about_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_matters_owed_to", "owed_to_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_matters_owed_by", "owed_by_id", sqlite_where=_NAMED, postgresql_where=_NAMED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    source_id: Mapped[int]  # the row of the kind's own table
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    about_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    owed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    owed_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    raised_at: Mapped[datetime]
    raised_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    raised_on: Mapped[date]
    since_on: Mapped[date | None]  # its time is counted from here; empty: the day was given
    due_on: Mapped[date]  # the last day in time, for whoever has the turn
    rises_on: Mapped[date | None]  # unanswered by then, it goes to the next level
    level: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    turn: Mapped[str] = mapped_column(sa.String(2), default="by")
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(sa.String(20), default="")
    proof: Mapped[str] = mapped_column(sa.String(300), default="")
    look_back_on: Mapped[date | None]  # the day on which it comes back for a second look
    version: Mapped[int] = mapped_column(default=1)


class MatterStep(Base):
    """What was done about a matter: who, when, and the words that go with it."""

    __tablename__ = "matter_steps"
    __table_args__ = (
        sa.CheckConstraint(
            "act IN ('signed', 'answered', 'closed', 'reopened', 'handed_over', 'handed_back',"
            " 'risen', 'moved', 'looked_back', 'still_holds')",
            name="act_known",
        ),
        sa.Index("ix_matter_steps_matter", "matter_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matters.id"))
    act: Mapped[str] = mapped_column(sa.String(12))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime]
    was_due_on: Mapped[date]  # by which day it was due before this step
    level: Mapped[int] = mapped_column(default=0)  # to which it has risen
    to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # handed over to
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    late_reason: Mapped[str] = mapped_column(sa.String(300), default="")


class DispatchSheet(Base):
    """A matter written by hand: what is asked, by when in steps, of which office and person."""

    __tablename__ = "dispatch_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(sa.Text)
    time_points: Mapped[str] = mapped_column(sa.Text, default="")  # one on each line
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    receiver_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    writer_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    written_at: Mapped[datetime]


class Holiday(Base):
    """A day that is not what its weekday says: a holiday, or a day worked to make up for one."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(60), default="")
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime]


class ReplyTimes(Base):
    """One version of the reply times, as it was loaded; the source text is the rule."""

    __tablename__ = "reply_times"
    __table_args__ = (sa.UniqueConstraint("slug", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int]
    effective_from: Mapped[date]
    source_text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    loaded_at: Mapped[datetime]


class ReplyCalendar(Base):
    """One row: the digest of all holidays and reply times; a process knows its copy by it."""

    __tablename__ = "reply_calendar"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(sa.String(64))


class Notice(Base):
    """Something that happened to an account's matters: of each topic at most one is unread."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.CheckConstraint("many > 0", name="says_something"),
        sa.Index(
            "uq_notices_unread", "account_id", "topic", unique=True, sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
        sa.Index("ix_notices_account", "account_id", "id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    topic: Mapped[str] = mapped_column(sa.String(20))
    many: Mapped[int] = mapped_column(default=1)
    matter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("matters.id"))  # the latest
    raised_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class NoticeChoice(Base):
    """A topic that an account does not want to be told of."""

    __tablename__ = "notice_choices"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
