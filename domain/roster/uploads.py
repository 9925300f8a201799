"""The file that somebody uploaded, kept from its preview to its application, for them alone."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from models import ImportFile, db

ROSTER = "roster"
KEPT_FOR = timedelta(hours=24)
LONGEST_FILENAME = 200


def keep_upload(
    content: bytes, filename: str, *, create_missing: bool, account_id: int, actor: Actor,
    now: datetime,
) -> ImportFile:  # fmt: skip
    """Keep a roster for its preview, and remove every file older than a day; flushes."""
    db.session.execute(sa.delete(ImportFile).where(ImportFile.uploaded_at < now - KEPT_FOR))
    kept = ImportFile(
        account_id=account_id, kind=ROSTER, filename=filename[-LONGEST_FILENAME:],
        content=content, create_missing=create_missing, uploaded_at=now,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    audit.record(
        actor, "roster.uploaded", "import_file", kept.id, at=now, after={"bytes": len(content)}
    )
    return kept


def find_upload(upload_id: int, account_id: int, *, hold: bool = False) -> ImportFile | None:
    """The roster that this account uploaded; ``hold`` keeps its row until the transaction ends."""
    query = sa.select(ImportFile).where(
        ImportFile.id == upload_id, ImportFile.account_id == account_id, ImportFile.kind == ROSTER
    )
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def close_upload(kept: ImportFile, refused: bytes, *, now: datetime) -> None:
    """Remove the applied file; the workbook of its refused rows, if any, takes its place."""
    kept.content = refused
    kept.applied_at = now
    db.session.flush()
