"""Reading the audit trail: pages of it, and whether it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain.audit import GENESIS, row_hash
from models import Account, AuditHead, AuditRow, db

BATCH = 2000  # rows read at a time when the chain is walked


class Flaw(StrEnum):
    """What is wrong with the first row that does not hold."""

    CHANGED = "changed"  # its content does not give its hash
    UNTIED = "untied"  # it does not name the hash of the row before
    MISSING = "missing"  # its number is left out
    HEAD_DIFFERS = "head_differs"  # the head names another hash for it
    BEYOND_HEAD = "beyond_head"  # it stands after the head
    ANCHOR_DIFFERS = "anchor_differs"  # the anchor names another hash for it
    ANCHOR_MISSING = "anchor_missing"  # the anchor names it, and the trail ends before it


@dataclass(frozen=True, slots=True)
class Anchor:
    """A row's number and hash; kept elsewhere, it shows a trail that was cut or rewritten."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the walk along the chain ended; ``bad_seq`` is the first row that does not hold."""

    rows: int
    head: Anchor
    bad_seq: int | None = None
    flaw: Flaw | None = None

    @property
    def whole(self) -> bool:
        return self.flaw is None


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which rows: everything that is given must hold. ``before`` is excluded."""

    username: str = ""
    action: str = ""
    noun: str = ""
    noun_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One row as a page shows it; ``username`` is empty where no account acted."""

    seq: int
    at: datetime
    username: str
    source: str
    action: str
    noun: str
    noun_id: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some rows, newest first, and how many the filter finds in all."""

    lines: list[TrailLine]
    total: int


def trail_page(wanted: TrailFilter, *, number: int, size: int) -> TrailPage:
    """Page ``number`` (from 1) of the rows that the filter finds. Two queries."""
    conditions = _conditions(wanted)
    total = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(AuditRow)
        .outerjoin(Account, Account.id == AuditRow.actor_id)
        .where(*conditions)
    )
    rows = db.session.execute(
        _lines(conditions).order_by(AuditRow.seq.desc()).limit(size).offset((number - 1) * size)
    )
    return TrailPage([TrailLine(*row) for row in rows], total or 0)


def trail_lines(wanted: TrailFilter, *, most: int) -> list[TrailLine]:
    """The rows that the filter finds, newest first, at most so many. One query."""
    query = _lines(_conditions(wanted)).order_by(AuditRow.seq.desc()).limit(most)
    return [TrailLine(*row) for row in db.session.execute(query)]


def head() -> Anchor:
    """The last row's number and hash; (0, zeros) for an empty trail. One query."""
    row = db.session.execute(sa.select(AuditHead.seq, AuditHead.hash)).one()
    return Anchor(row.seq, row.hash)


def verify(anchor: Anchor | None = None) -> Verdict:
    """Walk the chain from its first row and say where it first does not hold.

    Reads in batches, so that a long trail needs little memory; rows that are added meanwhile
    are left to the next walk. Without an anchor a tail that was cut off together with its
    head is not seen.
    """
    last = db.session.scalar(sa.select(sa.func.max(AuditRow.seq))) or 0
    end = head()  # read after ``last``: the head is never behind a row that it covers
    marks = [(end, Flaw.HEAD_DIFFERS)]
    if anchor is not None:
        marks.append((anchor, Flaw.ANCHOR_DIFFERS))
    verdict = _walk(end, marks)
    if verdict.whole and last > end.seq:
        return replace(verdict, bad_seq=end.seq + 1, flaw=Flaw.BEYOND_HEAD)
    if verdict.whole and anchor is not None and anchor.seq > end.seq:
        return replace(verdict, bad_seq=end.seq + 1, flaw=Flaw.ANCHOR_MISSING)
    return verdict


def _walk(end: Anchor, marks: list[tuple[Anchor, Flaw]]) -> Verdict:
    """Follow the rows up to ``end``; ``marks`` name hashes of rows, and the flaw if they differ."""
    seq, previous = 0, GENESIS
    for row in _rows(end.seq):
        flaw = _flaw(row, seq + 1, previous) or _mark_missed(marks, row.seq, row.hash)
        if flaw is not None:
            return Verdict(seq, end, seq + 1, flaw)
        seq, previous = row.seq, row.hash
    if seq < end.seq:
        return Verdict(seq, end, seq + 1, Flaw.MISSING)
    return Verdict(seq, end)


def _mark_missed(marks: list[tuple[Anchor, Flaw]], seq: int, found: str) -> Flaw | None:
    return next((flaw for mark, flaw in marks if mark.seq == seq and mark.hash != found), None)


def _flaw(row: Any, seq: int, previous: str) -> Flaw | None:
    if row.seq != seq:
        return Flaw.MISSING
    if row.previous_hash != previous:
        return Flaw.UNTIED
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Flaw.CHANGED if row_hash(columns, previous) != row.hash else None


def _rows(last: int) -> Iterator[Any]:
    seq = 0
    while batch := db.session.execute(
        sa.select(*AuditRow.__table__.columns)
        .where(AuditRow.seq > seq, AuditRow.seq <= last)
        .order_by(AuditRow.seq)
        .limit(BATCH)
    ).all():
        yield from batch
        seq = batch[-1].seq


def _lines(conditions: list[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        AuditRow.seq, AuditRow.at, sa.func.coalesce(Account.username, ""), AuditRow.source,
        AuditRow.action, AuditRow.noun, AuditRow.noun_id, AuditRow.before, AuditRow.after,
    )  # fmt: skip
    return (
        sa.select(*columns).outerjoin(Account, Account.id == AuditRow.actor_id).where(*conditions)
    )


def _conditions(wanted: TrailFilter) -> list[sa.ColumnElement[bool]]:
    equal: list[tuple[Any, str | int | None]] = [
        (Account.username, wanted.username.strip().lower()),
        (AuditRow.action, wanted.action),
        (AuditRow.noun, wanted.noun),
        (AuditRow.noun_id, wanted.noun_id),
        (AuditRow.actor_id, wanted.account_id),
    ]
    conditions = [column == value for column, value in equal if value not in ("", None)]
    if wanted.since is not None:
        conditions.append(AuditRow.at >= wanted.since)
    if wanted.before is not None:
        conditions.append(AuditRow.at < wanted.before)
    return conditions
