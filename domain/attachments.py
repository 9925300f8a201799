"""Proofs of an entry: files attached while its owner may change it, and taken off again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.entry_steps import refresh_in
from domain.files.keeping import KeptFile, kept_files, name_file
from domain.files.refusals import Checked
from domain.locks import lock_people
from models import Attachment, StudyEntry, db

MOST_PROOFS = 10
PROOFS_CHANGE_IN = frozenset({"draft", "waiting", "returned"})


class TooManyProofs(Exception):
    """The entry would have more than ``MOST_PROOFS``; ``room`` says how many more it takes."""

    def __init__(self, room: int) -> None:
        super().__init__(f"{room} more")
        self.room = room


@dataclass(frozen=True, slots=True)
class Proof(KeptFile):
    """A file on an entry that was not taken off."""

    entry_id: int


def attach(
    entry_id: int, checked: Sequence[Checked], *, actor: Actor, now: datetime
) -> list[Attachment]:
    """Hang the files on the entry, all or none; returns those that did not hang there yet.

    They lie in the store already. The caller has seen that the entry is the actor's, and
    commits. The entry gets its next version, unless it is a draft: whoever has it before them
    to confirm is told that it moved on. The same holds for ``take_off``.

    Raises:
        domain.entry_steps.NotInState: the entry was decided, or withdrawn.
        TooManyProofs: with what hangs there already they would be more than ten.
    """
    if not checked:
        return []
    entry = _held(entry_id)
    hanging = {proof.sha256 for proof in attached_to([entry_id]).get(entry_id, ())}
    first = {one.sha256: one for one in reversed(checked) if one.sha256 not in hanging}
    new = [one for one in checked if first.get(one.sha256) is one]
    if len(hanging) + len(new) > MOST_PROOFS:
        raise TooManyProofs(max(0, MOST_PROOFS - len(hanging)))
    if new:
        _move_on(entry)
    return [_add(entry_id, one, actor, now) for one in new]


def take_off(proof: Attachment, *, actor: Actor, now: datetime) -> None:
    """Take a proof off its entry; the line stays and says when. Twice is the same as once.

    Raises:
        domain.entry_steps.NotInState: the entry was decided, or withdrawn.
    """
    entry = _held(proof.entry_id)
    db.session.refresh(proof, with_for_update=True)
    if proof.removed_at is not None:
        return
    proof.removed_at = now
    _move_on(entry)
    db.session.flush()
    audit.record(
        actor, "proof.taken_off", "attachment", proof.id, at=now, before=_trail_of(proof)
    )  # fmt: skip


def attached_to(entry_ids: Sequence[int]) -> dict[int, list[Proof]]:
    """The proofs of each entry that has any, in the order they came. One query."""
    rows: Any = db.session.execute(
        _proofs().where(Attachment.entry_id.in_(entry_ids)).order_by(Attachment.id)
    )
    found: dict[int, list[Proof]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(Proof(*row))
    return found


def find_proof(proof_id: int) -> tuple[Proof, StudyEntry] | None:
    """A proof that was not taken off, and the entry it hangs on. One query."""
    row = db.session.execute(
        _proofs()
        .add_columns(StudyEntry)
        .join(StudyEntry, StudyEntry.id == Attachment.entry_id)
        .where(Attachment.id == proof_id)
    ).one_or_none()
    return None if row is None else (Proof(*row[:-1]), row[-1])


def carry_over(entry_ids: Sequence[int]) -> None:
    """Hang what hangs on these entries also on those that take their places; flushes."""
    db.session.flush()
    columns = ("entry_id", "sha256", "name", "added_by", "added_at")
    kept = (Attachment.sha256, Attachment.name, Attachment.added_by, Attachment.added_at)
    rows = (
        sa.select(StudyEntry.id, *kept)
        .join(StudyEntry, StudyEntry.replaces_id == Attachment.entry_id)
        .where(Attachment.entry_id.in_(entry_ids), Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    db.session.execute(sa.insert(Attachment).from_select(columns, rows))


def _proofs() -> Any:
    return kept_files(Attachment, Attachment.entry_id)


def _held(entry_id: int) -> StudyEntry:
    entry = db.session.get_one(StudyEntry, entry_id)
    lock_people(entry.person_id)
    refresh_in(entry, PROOFS_CHANGE_IN)
    return entry


def _move_on(entry: StudyEntry) -> None:
    if entry.state != "draft":
        entry.version += 1


def _add(entry_id: int, checked: Checked, actor: Actor, now: datetime) -> Attachment:
    name_file(checked, now=now)
    row = Attachment(
        entry_id=entry_id, sha256=checked.sha256, name=checked.name,
        added_by=actor.account_id, added_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "proof.attached", "attachment", row.id, at=now, after=_trail_of(row))
    return row


def _trail_of(row: Attachment) -> dict[str, object]:
    """What the trail keeps of a proof: the entry, and the beginning of the digest."""
    return {"entry": row.entry_id, "file": row.sha256[:16]}
