"""The file that somebody uploaded, kept from its preview to its application, for them alone."""

import json
from datetime import datetime, timedelta

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from models import AuditRow, ImportFile, db

# What the file holds.
ROSTER, HOURS, HOLIDAYS, ATTENDANCE, HISTORIES = (
    "roster", "hours", "holidays", "attendance", "histories",
)  # fmt: skip
KEPT_FOR = timedelta(hours=24)
LONGEST_FILENAME = 200


def kind_of(kind: str, noun_id: int) -> str:
    """Of a file that holds something of one record alone: kept and found with its number."""
    return f"{kind}:{noun_id}"


def keep_upload(
    kind: str, content: bytes, filename: str, *, account_id: int, actor: Actor, now: datetime,
    create_missing: bool = False,
) -> ImportFile:  # fmt: skip
    """Keep a file for its preview, and remove every file older than a day; flushes."""
    db.session.execute(sa.delete(ImportFile).where(ImportFile.uploaded_at < now - KEPT_FOR))
    kept = ImportFile(
        account_id=account_id, kind=kind, filename=filename[-LONGEST_FILENAME:],
        content=content, create_missing=create_missing, uploaded_at=now,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    audit.record(
        actor, f"{_holds(kept)}.uploaded", "import_file", kept.id, at=now,
        after={"bytes": len(content)},
    )  # fmt: skip
    return kept


def find_upload(
    kind: str, upload_id: int, account_id: int, *, hold: bool = False
) -> ImportFile | None:
    """The file that this account uploaded; ``hold`` keeps its row until the transaction ends."""
    query = sa.select(ImportFile).where(
        ImportFile.id == upload_id, ImportFile.account_id == account_id, ImportFile.kind == kind
    )
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def _holds(kept: ImportFile) -> str:
    return kept.kind.partition(":")[0]


def close_upload(kept: ImportFile, refused: bytes, *, now: datetime) -> None:
    """Remove the applied file; the workbook of its refused rows, if any, takes its place."""
    kept.content = refused
    kept.applied_at = now
    db.session.flush()


def applied_counts(kept: ImportFile) -> dict[str, int]:
    """How many rows of each kind the applied file had, as the trail tells. One query."""
    told = db.session.scalar(
        sa.select(AuditRow.after)
        .where(
            AuditRow.noun == "import_file", AuditRow.noun_id == kept.id,
            AuditRow.action == f"{_holds(kept)}.applied",
        )
        .order_by(AuditRow.seq.desc())
        .limit(1)
    )  # fmt: skip
    return json.loads(told) if told else {}
