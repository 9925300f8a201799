"""Entries begun and not handed in: kept on the server, filling no day, until they are."""

from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.claims import Claim, check_claim
from domain.entry_steps import refresh_in, state_of, take_step
from domain.locks import lock_people
from domain.rows import insert_now
from domain.study import columns_of
from domain.versions import next_version
from models import Attachment, StudyEntry, db

DRAFT = frozenset({"draft"})


def begin_draft(person_id: int, claim: Claim, *, actor: Actor, now: datetime) -> StudyEntry:
    """A new draft, whatever the claim still lacks. It fills no day; the caller commits.

    That it begins goes into the trail; what it says, and how often that changes, does not.
    """
    values = {
        "person_id": person_id, "state": "draft", "submitted_at": now, "version": 1,
        **columns_of(claim, claim.material_id),
    }  # fmt: skip
    draft = insert_now(StudyEntry, values)
    audit.record(actor, "entry.drafted", "study_entry", draft.id, at=now)
    return draft


def keep_draft(draft: StudyEntry, claim: Claim, *, version: int, now: datetime) -> None:
    """Write down how far a draft has come.

    Raises:
        NotInState: it was handed in meanwhile.
        domain.versions.Stale: it was changed since ``version`` was read.
    """
    refresh_in(draft, DRAFT)
    next_version(draft, version)
    for name, value in columns_of(claim, claim.material_id).items():
        setattr(draft, name, value)
    draft.submitted_at = now
    db.session.flush()


def hand_in_draft(
    draft: StudyEntry, claim: Claim, *, version: int, today: date, actor: Actor, now: datetime,
    accepted: bool = False,
) -> None:  # fmt: skip
    """A draft becomes an entry that waits for its confirmer.

    Raises:
        NotInState: it was handed in before.
        domain.versions.Stale: it was changed since ``version`` was read.
        And as for ``domain.study.log_entry``.
    """
    lock_people(draft.person_id)
    refresh_in(draft, DRAFT)
    next_version(draft, version)
    before = state_of(draft)
    material_id = check_claim(
        draft.person_id, claim, today=today, but=draft.id, accepted=accepted
    )  # fmt: skip
    for name, value in columns_of(claim, material_id).items():
        setattr(draft, name, value)
    draft.state, draft.submitted_at = "waiting", now
    take_step(draft, "submitted", actor, now, before=before)


def discard_draft(draft: StudyEntry, *, actor: Actor, now: datetime) -> None:
    """Throw a draft away, with the lines of what was attached to it.

    Raises:
        NotInState: it was handed in meanwhile.
    """
    refresh_in(draft, DRAFT)
    audit.record(actor, "entry.discarded", "study_entry", draft.id, at=now)
    db.session.execute(sa.delete(Attachment).where(Attachment.entry_id == draft.id))
    db.session.delete(draft)
    db.session.flush()
