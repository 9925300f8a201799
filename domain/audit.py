"""The audit trail: what is recorded in a transaction is chained just before its commit."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from domain.rows import Prepared
from models import AuditHead, AuditRow, db
from models.gate import part_notes

GENESIS = "0" * 64
HASHED = ("actor_id", "source", "action", "noun", "noun_id", "before", "after")
_PENDING = "audit_pending"
_marks: WeakKeyDictionary[SessionTransaction, int] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account (``None``: the command line), and from where."""

    account_id: int | None
    source: str = "command"


@dataclass(frozen=True, slots=True)
class _Pending:
    at: datetime
    actor: Actor
    action: str
    noun: str
    noun_id: int | None
    before: str
    after: str


def record(
    actor: Actor,
    action: str,
    noun: str,
    noun_id: int | None,
    *,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add a row to the trail of this transaction; it is chained when the caller commits.

    Who writes below the session, together with others, calls ``chain``.

    ``before`` and ``after`` hold ids, days, states and figures. Personal text goes in as
    ``digest(text)`` only: the trail holds no names and no free text.
    """
    if part_notes() is None and not db.session().in_transaction():
        db.session.begin()  # which forgets the row when it is undone
    _pending().append(_Pending(at, actor, action, noun, noun_id, _text(before), _text(after)))


def digest(text: str) -> str:
    """The first 16 hex digits of the SHA-256: tells that a text changed, not what it says."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def row_hash(row: Mapping[str, Any], previous_hash: str) -> str:
    """SHA-256 over the row's columns and the hash before it, as canonical JSON."""
    content = [
        previous_hash, row["seq"], row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        *(row[name] for name in HASHED),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _text(values: Mapping[str, Any] | None) -> str:
    if values is None:
        return ""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def _pending(session: Session | None = None) -> list[_Pending]:
    """Kept with the part of who writes together with others, or else with the session."""
    notes = part_notes()
    if notes is None:
        notes = (session or db.session()).info
    kept: list[_Pending] = notes.setdefault(_PENDING, [])
    return kept


@sa.event.listens_for(db.session, "before_commit")
def chain(session: Session | None = None) -> None:
    """Add what was recorded to the trail; the session's own commit does so by itself.

    The head is locked last, so that nobody waits for it longer than one insert.
    """
    pending = _pending(session)
    if not pending or (session is not None and session.in_nested_transaction()):
        return
    if session is not None:
        session.flush()
    [(seq, last_hash)] = _HEAD.rows({}, session)
    rows = []
    for one in pending:
        seq += 1
        row = {
            "seq": seq, "at": one.at, "actor_id": one.actor.account_id,
            "source": one.actor.source, "action": one.action, "noun": one.noun,
            "noun_id": one.noun_id, "before": one.before, "after": one.after,
            "previous_hash": last_hash,
        }  # fmt: skip
        last_hash = row["hash"] = row_hash(row, last_hash)
        rows.append(row)
    if len(rows) == 1 or session is None:  # an entry, a confirmation: what happens all day
        for row in rows:
            _ADD_ROW.change(row, session)
    else:
        session.connection().execute(sa.insert(AuditRow), rows)
    _MOVE_HEAD.change({"new_seq": seq, "new_hash": last_hash}, session)
    pending.clear()


_HEAD = Prepared(sa.select(AuditHead.seq, AuditHead.hash).with_for_update())
_ADD_ROW = Prepared(sa.insert(AuditRow))
_MOVE_HEAD = Prepared(
    sa.update(AuditHead)
    .where(AuditHead.id == 1)
    .values(seq=sa.bindparam("new_seq"), hash=sa.bindparam("new_hash"))
)


@sa.event.listens_for(db.session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    """Remember how much was pending when a savepoint began."""
    if transaction.nested:
        _marks[transaction] = len(_pending(session))


@sa.event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, previous_transaction: SessionTransaction) -> None:
    """Forget what was recorded since the savepoint, or everything where there is none."""
    undone = previous_transaction
    while not undone.nested and undone.parent is not None:  # a flush inside it
        undone = undone.parent
    del _pending(session)[_marks.get(undone, 0) :]
