"""What is written in a placement: reports of somebody seconded, a pair's book and yearly report.

Handed in by who writes it, answered by who guides or leads. The caller commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.matters import close_matter, raise_matter
from domain.matters.kinds import PLACEMENT_REPORT
from domain.notices import notify
from domain.placements import duties
from domain.placements.holding import COMPLETED, ENDED_EARLY, UNDER_WAY, hold
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT, may_approve
from domain.placements.steps import take_step
from domain.text import plain_lines, render_note
from domain.versions import change, next_version
from models import Account, Person, Placement, PlacementReport, db

WRITING = (UNDER_WAY, ENDED_EARLY, COMPLETED)  # the last one is often handed in late
KINDS: Mapping[str, tuple[str, ...]] = {
    MENTORSHIP: ("book", "yearly"), ROTATION: (), SECONDMENT: ("report",),
}  # fmt: skip


class NotTheWriter(Exception):
    """The visitor writes no reports in this placement, or not this one."""


class NotTheReader(Exception):
    """The report is not the visitor's to answer."""


class AnsweredAlready(Exception):
    """What is answered stays as it is; ``report`` is as it stands."""

    def __init__(self, report: PlacementReport) -> None:
        super().__init__(f"report {report.id}")
        self.report = report


@dataclass(frozen=True, slots=True)
class Written:
    """What whoever writes it says."""

    kind: str
    title: str
    markdown: str

    def values(self) -> dict[str, object]:
        html = render_note(self.markdown) or plain_lines(self.markdown)
        return {
            "kind": self.kind, "title": self.title, "markdown": self.markdown, "html": str(html),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report with who wrote and who answered it."""

    report: PlacementReport
    writer: str
    answerer: str


def may_write(placement: Placement, visitor: Visitor) -> bool:
    """Who is seconded, or either of a pair, while it runs and a while after. No query."""
    own = {placement.person_id, placement.mentor_id} - {None}
    return (
        bool(KINDS[placement.kind])
        and placement.state in WRITING
        and visitor.person_id in own
    )  # fmt: skip


def may_answer(
    placement: Placement, report: PlacementReport, visitor: Visitor, *, decides: bool
) -> bool:
    """Whoever decides on the placement, or the mentor what the mentee wrote. No query."""
    if visitor.person_id == report.person_id:
        return False
    guides = visitor.person_id is not None and visitor.person_id == placement.mentor_id
    return decides or guides


def reports_of(placement: Placement) -> list[ReportLine]:
    """The latest first. One query."""
    answerer = sa.orm.aliased(Person)
    rows: Any = db.session.execute(
        sa.select(PlacementReport, Person.name, sa.func.coalesce(answerer.name, Account.username))
        .join(Person, Person.id == PlacementReport.person_id)
        .outerjoin(Account, Account.id == PlacementReport.answered_by)
        .outerjoin(answerer, answerer.id == Account.person_id)
        .where(PlacementReport.placement_id == placement.id)
        .order_by(PlacementReport.id.desc())
    )
    return [ReportLine(row[0], row[1], row[2] or "") for row in rows]


def find_report(placement: Placement, report_id: int) -> PlacementReport | None:
    found = db.session.get(PlacementReport, report_id)
    return found if found is not None and found.placement_id == placement.id else None


def hand_in(
    placement: Placement, written: Written, visitor: Visitor, *, now: datetime
) -> PlacementReport:
    """Hand it in to who answers it: the mentor what the mentee wrote, else the unit's leader.

    Raises:
        NotTheWriter.
        domain.placements.holding.NotInState: it has not begun, or is assessed.
    """
    hold(placement, *WRITING)
    if visitor.person_id is None or not may_write(placement, visitor):
        raise NotTheWriter
    report = PlacementReport(
        placement_id=placement.id, person_id=visitor.person_id, handed_in_at=now, version=1,
        **written.values(),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    take_step(
        placement, "report_handed_in", visitor.actor, now,
        values=({}, {"report": report.id, "title": report.title}),
    )  # fmt: skip
    asked = _reader(placement, report, now.date())
    matter_id = raise_matter(
        PLACEMENT_REPORT, report.id, owed_by=asked, owed_to=visitor.person_id,
        title=f"{report.kind} {placement.id} {report.title}", actor=visitor.actor, now=now,
    )  # fmt: skip
    if asked is not None:
        notify(duties.TOPIC, [asked], matter_id=matter_id)
    return report


def _reader(placement: Placement, report: PlacementReport, today: date) -> int | None:
    if placement.mentor_id is not None and report.person_id != placement.mentor_id:
        return placement.mentor_id
    return duties.who_speaks_for(placement.unit_id, placement, today=today)


def edit_report(
    placement: Placement, report: PlacementReport, written: Written, visitor: Visitor, *,
    version: int, now: datetime,
) -> None:  # fmt: skip
    """Who wrote it puts it right, until it is answered.

    Raises:
        NotTheWriter, AnsweredAlready, domain.placements.holding.NotInState.
        domain.versions.Stale: it was changed since ``version`` was read.
    """
    _hold_report(placement, report)
    if visitor.person_id is None or visitor.person_id != report.person_id:
        raise NotTheWriter
    if report.answered_at is not None:
        raise AnsweredAlready(report)
    next_version(report, version)
    before, after = change(report, written.values())
    values = ({"report": report.id, **before}, {"report": report.id, **after})
    take_step(placement, "report_edited", visitor.actor, now, values=values)


def answer(
    placement: Placement, report: PlacementReport, text: str, visitor: Visitor, *, version: int,
    today: date, now: datetime,
) -> None:  # fmt: skip
    """What whoever reads it says to it; once.

    Raises:
        NotTheReader, AnsweredAlready.
        domain.versions.Stale: it was changed since ``version`` was read.
    """
    _hold_report(placement, report)
    decides = may_approve(placement, visitor, today=today)
    if not may_answer(placement, report, visitor, decides=decides):
        raise NotTheReader
    if report.answered_at is not None:
        raise AnsweredAlready(report)
    next_version(report, version)
    report.answer, report.answered_by, report.answered_at = text, visitor.account_id, now
    after = {"report": report.id, "answer": text}
    take_step(placement, "report_answered", visitor.actor, now, values=({}, after))
    close_matter(
        PLACEMENT_REPORT, report.id, outcome="answered", actor=visitor.actor, now=now
    )  # fmt: skip
    notify(duties.TOPIC, [report.person_id])


def _hold_report(placement: Placement, report: PlacementReport) -> None:
    hold(placement)
    db.session.refresh(report, with_for_update=True)
