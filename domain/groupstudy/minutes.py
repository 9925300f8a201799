"""The minutes of a gathering: a draft, agreed, and corrected by a new version with a reason.

The caller commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.holding import CLOSED, OPEN, hold
from domain.groupstudy.shares import Held
from domain.groupstudy.steps import take_step
from domain.text import plain_lines, render_note
from domain.versions import Stale, next_version
from models import (
    Account,
    Attendance,
    AttendanceStep,
    GroupStudy,
    GroupStudyMinutes,
    Person,
    db,
)

LONGEST_MINUTES, LONGEST_REASON = 60_000, 300


class ReasonWanting(Exception):
    """What was agreed stands: correcting it asks for a reason."""


class NoDraft(Exception):
    """There is no draft to be agreed."""


class Unwritten(Exception):
    """Something is left to be written; ``sections``: below which headings, empty before any."""

    def __init__(self, sections: list[str]) -> None:
        super().__init__(", ".join(sections))
        self.sections = sections


@dataclass(frozen=True, slots=True)
class Written:
    """The text of minutes (Markdown) and, ready to be kept, its HTML."""

    markdown: str
    html: str


class Version(NamedTuple):
    """One version with the names of who wrote it last and who agreed it."""

    row: GroupStudyMinutes
    written_by: str
    agreed_by: str

    @property
    def agreed(self) -> bool:
        return self.row.agreed_at is not None


def written(markdown: str) -> Written:
    """The text rendered; do it outside the gate."""
    return Written(markdown, str(render_note(markdown) or plain_lines(markdown)))


def versions_of(gathering_id: int, *, drafts: bool, most: int | None = None) -> list[Version]:
    """The versions, the last first; only those agreed unless ``drafts``. One query."""
    wrote, agreed = sa.orm.aliased(Account), sa.orm.aliased(Account)
    writer, agreer = sa.orm.aliased(Person), sa.orm.aliased(Person)
    row = GroupStudyMinutes
    query = (
        sa.select(
            row, sa.func.coalesce(writer.name, wrote.username, ""),
            sa.func.coalesce(agreer.name, agreed.username, ""),
        )
        .outerjoin(wrote, wrote.id == row.written_by)
        .outerjoin(writer, writer.id == wrote.person_id)
        .outerjoin(agreed, agreed.id == row.agreed_by)
        .outerjoin(agreer, agreer.id == agreed.person_id)
        .where(row.group_study_id == gathering_id)
        .order_by(row.number.desc())
        .limit(most)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if not drafts:
        query = query.where(row.agreed_at.is_not(None))
    return [Version(*found) for found in db.session.execute(query)]


def last_version(gathering_id: int, *, drafts: bool) -> Version | None:
    """One query."""
    return next(iter(versions_of(gathering_id, drafts=drafts, most=1)), None)


def write_minutes(
    gathering: GroupStudy, text: Written, *, version: int, reason: str = "", actor: Actor,
    now: datetime,
) -> GroupStudyMinutes:  # fmt: skip
    """Keep the draft; where the last version was agreed, begin the next one, which says why.

    ``version``: of the draft as it was read, 0 where there was none.

    Raises:
        domain.versions.Stale: somebody wrote since; ``record`` is the last version.
        ReasonWanting: see there.
        domain.groupstudy.holding.NotInState: it was not opened, or does not stand.
    """
    hold(gathering, OPEN, CLOSED)
    last = _last(gathering.id)
    if last is None or last.agreed_at is not None:
        row = _begun(gathering, last, version, reason, now)
    else:
        next_version(last, version)
        row = last
    row.markdown, row.html = text.markdown, text.html
    row.written_by, row.written_at = actor.account_id, now
    row.reason = reason or row.reason
    db.session.flush()
    _kept(gathering, "minutes_written", row, actor, now)
    return row


def _begun(
    gathering: GroupStudy, last: GroupStudyMinutes | None, version: int, reason: str,
    now: datetime,
) -> GroupStudyMinutes:  # fmt: skip
    if version != 0 and last is not None:  # the draft that was read is agreed meanwhile
        raise Stale(last)
    if last is not None and not reason:
        raise ReasonWanting
    row = GroupStudyMinutes(
        group_study_id=gathering.id, number=1 if last is None else last.number + 1, markdown="",
        html="", reason="", written_at=now, version=1,
    )  # fmt: skip
    db.session.add(row)
    return row


def agreed_before(gathering: GroupStudy, held: Held) -> bool:
    """Whether the minutes that stand were agreed before these times, or before somebody's
    attendance changed: they may say something else. One query.
    """
    row = GroupStudyMinutes
    changed = sa.exists().where(
        AttendanceStep.attendance_id == Attendance.id,
        Attendance.group_study_id == row.group_study_id, AttendanceStep.at > row.written_at,
    )  # fmt: skip
    moved = (held.starts_at, held.ends_at) != (gathering.starts_at, gathering.ends_at)
    last = (
        sa.select(row.agreed_at.is_not(None), changed)
        .where(row.group_study_id == gathering.id)
        .order_by(row.number.desc())
        .limit(1)
    )
    found = db.session.execute(last).one_or_none()
    return found is not None and bool(found[0]) and (moved or bool(found[1]))


def of_earlier_record(gathering: GroupStudy, row: GroupStudyMinutes) -> bool:
    """Whether they were agreed for the record that this gathering corrects."""
    if gathering.replaces_id is None or gathering.closed_at is None or row.agreed_at is None:
        return False
    return row.agreed_at <= gathering.closed_at


def left_unwritten(markdown: str, placeholders: Collection[str]) -> list[str]:
    """The headings below which one of the placeholders stands still, in their order."""
    heading, found = "", []
    for line in markdown.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("#").strip()
        if any(one in line for one in placeholders) and heading not in found:
            found.append(heading)
    return found


def agree(
    gathering: GroupStudy, *, version: int, placeholders: Collection[str] = (), actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Agree the draft as it was read; from then on it stands.

    Raises:
        Unwritten: one of the ``placeholders`` stands in it.
        domain.versions.Stale: somebody wrote since ``version`` was read.
        NoDraft: the last version is agreed already, or there is none.
        domain.groupstudy.holding.NotInState: it was not opened, or does not stand.
    """
    hold(gathering, OPEN, CLOSED)
    row = _last(gathering.id)
    if row is None or row.agreed_at is not None:
        raise NoDraft
    next_version(row, version)
    if unwritten := left_unwritten(row.markdown, placeholders):
        raise Unwritten(unwritten)
    row.agreed_by, row.agreed_at = actor.account_id, now
    _kept(gathering, "minutes_agreed", row, actor, now)


def _kept(
    gathering: GroupStudy, act: str, row: GroupStudyMinutes, actor: Actor, now: datetime
) -> None:
    after = {"number": row.number, "version": row.version}
    take_step(gathering, act, actor, now, reason=row.reason, values=({}, after))


def _last(gathering_id: int) -> GroupStudyMinutes | None:
    return db.session.scalars(
        sa.select(GroupStudyMinutes)
        .where(GroupStudyMinutes.group_study_id == gathering_id)
        .order_by(GroupStudyMinutes.number.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
