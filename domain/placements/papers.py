"""Papers: the documents that lines of histories and placements name by their number.

A paper is kept once, with its day and perhaps a file of it. Its number stays, since lines name
it by that. Everything adds and flushes; the caller commits.
"""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from domain.files.keeping import KeptFile, name_file
from domain.files.refusals import Checked
from domain.versions import next_version
from models import Paper, Placement, StoredFile, Tenure, db


class PaperDatedOtherwise(Exception):
    """The paper of the number is known, and is of another day."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(f"{paper.number} of {paper.dated_on}")
        self.paper = paper


class PaperKnown(Exception):
    """There is a paper of the number already."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.number)
        self.paper = paper


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in the list; ``lines`` and ``placements``: how many stand that name it."""

    paper: Paper
    lines: int
    placements: int


@dataclass(frozen=True, slots=True)
class PapersPage:
    rows: list[PaperRow]
    total: int


def find_paper(number: str) -> Paper | None:
    """The paper of the number. One query."""
    return db.session.scalars(sa.select(Paper).where(Paper.number == number)).one_or_none()


def papers_page(text: str, *, page: int, size: int) -> PapersPage:
    """Those whose number has the text, the newest first. Two queries."""
    wanted = Paper.number.contains(text, autoescape=True) if text else sa.true()
    lines = (
        sa.select(sa.func.count())
        .where(Tenure.document_no == Paper.number, Tenure.superseded_at.is_(None))
        .scalar_subquery()
    )
    placements = (
        sa.select(sa.func.count()).where(Placement.document_no == Paper.number).scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Paper, lines, placements)
        .where(wanted)
        .order_by(Paper.dated_on.desc().nulls_last(), Paper.number, Paper.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    total = db.session.scalar(sa.select(sa.func.count(Paper.id)).where(wanted)) or 0
    return PapersPage([PaperRow(*row) for row in rows], total)


def add_paper(
    number: str, dated_on: date | None, file: Checked | None = None, *, actor: Actor, now: datetime
) -> Paper:
    """A new paper; its file lies in the store already.

    Raises:
        PaperKnown: the number is taken.
    """
    known = find_paper(number)
    if known is not None:
        raise PaperKnown(known)
    paper = Paper(number=number, dated_on=dated_on, added_by=actor.account_id, added_at=now)
    _hang(paper, file, now)
    try:
        with db.session.begin_nested():
            db.session.add(paper)
    except IntegrityError as refused:
        found = find_paper(number)
        if found is None:
            raise
        raise PaperKnown(found) from refused
    audit.record(actor, "paper.added", "paper", paper.id, at=now, after=_told(paper))
    return paper


def name_paper(number: str, dated_on: date | None, *, actor: Actor, now: datetime) -> Paper | None:
    """The paper that a line names: the one known, or a new one; ``None`` without a number.

    Where its day was not known, it is now.

    Raises:
        PaperDatedOtherwise: it is of another day.
    """
    if not number:
        return None
    try:
        return add_paper(number, dated_on, actor=actor, now=now)
    except PaperKnown as known:
        paper = known.paper
    if dated_on is None or paper.dated_on == dated_on:
        return paper
    if paper.dated_on is not None:
        raise PaperDatedOtherwise(paper)
    edit_paper(paper, version=paper.version, dated_on=dated_on, actor=actor, now=now)
    return paper


def edit_paper(
    paper: Paper, *, version: int, dated_on: date | None, file: Checked | None = None,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Another day, or another file; without a new file the old one stays.

    Raises:
        domain.versions.Stale: somebody changed it since ``version`` was read.
    """
    db.session.refresh(paper, with_for_update=True)
    next_version(paper, version)
    before = _told(paper)
    paper.dated_on = dated_on
    _hang(paper, file, now)
    db.session.flush()
    audit.record(
        actor, "paper.edited", "paper", paper.id, at=now, before=before, after=_told(paper)
    )


def file_of(paper: Paper) -> KeptFile | None:
    """The file of it, if it has one. At most one query."""
    stored = db.session.get(StoredFile, paper.sha256) if paper.sha256 else None
    if stored is None:
        return None
    return KeptFile(
        paper.id, stored.sha256, paper.name, stored.media_type, stored.size, stored.pages,
        paper.added_at,
    )  # fmt: skip


def _hang(paper: Paper, file: Checked | None, now: datetime) -> None:
    if file is not None:
        name_file(file, now=now)
        paper.sha256, paper.name = file.sha256, file.name


def _told(paper: Paper) -> dict[str, object]:
    """What the trail holds of it: its day, and the beginnings of digests."""
    return {
        "number": audit.digest(paper.number), "dated_on": paper.dated_on,
        "file": (paper.sha256 or "")[:16],
    }  # fmt: skip
