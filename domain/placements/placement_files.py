"""Files of a placement: annexes of its reports, scans of signed opinions. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.access import Visitor
from domain.audit import Actor
from domain.files.keeping import KeptFile, kept_files, name_file
from domain.files.refusals import Checked
from domain.placements.holding import hold
from domain.placements.steps import take_step
from models import Placement, PlacementFile, db

REPORT, OPINION = "report", "opinion"
MOST_FILES = 60


class TooManyFiles(Exception):
    """It would have more than ``MOST_FILES``; ``room`` says how many more it takes."""

    def __init__(self, room: int) -> None:
        super().__init__(f"{room} more")
        self.room = room


@dataclass(frozen=True, slots=True)
class FileOfPlacement(KeptFile):
    """A file of a placement, with what for."""

    placement_id: int
    purpose: str
    opinion_id: int | None
    added_by: int | None


def _files() -> Any:
    one = PlacementFile
    return kept_files(one, one.placement_id, one.purpose, one.opinion_id, one.added_by)


def files_of(placement: Placement) -> list[FileOfPlacement]:
    """In the order they came. One query."""
    rows = db.session.execute(
        _files().where(PlacementFile.placement_id == placement.id).order_by(PlacementFile.id)
    )
    return [FileOfPlacement(*row) for row in rows]


def find_file(placement: Placement, file_id: int) -> FileOfPlacement | None:
    """One query."""
    row = db.session.execute(
        _files().where(
            PlacementFile.placement_id == placement.id, PlacementFile.id == file_id
        )
    ).one_or_none()  # fmt: skip
    return None if row is None else FileOfPlacement(*row)


def keep_files(
    placement: Placement, purpose: str, checked: Sequence[Checked], *,
    opinion_id: int | None = None, actor: Actor, now: datetime,
) -> list[PlacementFile]:  # fmt: skip
    """Hang the files on it, all or none; they lie in the store already.

    Returns those that did not hang there yet for the same.

    Raises:
        TooManyFiles.
    """
    hold(placement)
    hanging = files_of(placement)
    known = {one.sha256 for one in hanging
             if (one.purpose, one.opinion_id) == (purpose, opinion_id)}  # fmt: skip
    first = {one.sha256: one for one in reversed(checked) if one.sha256 not in known}
    if len(hanging) + len(first) > MOST_FILES:
        raise TooManyFiles(max(0, MOST_FILES - len(hanging)))
    rows = []
    for one in reversed(first.values()):
        name_file(one, now=now)
        row = PlacementFile(
            placement_id=placement.id, purpose=purpose, opinion_id=opinion_id,
            sha256=one.sha256, name=one.name, added_by=actor.account_id, added_at=now,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        take_step(placement, "file_added", actor, now, values=({}, _told(row)))
        rows.append(row)
    return rows


def may_take_off(file: FileOfPlacement, visitor: Visitor, *, decides: bool) -> bool:
    """Who added an annex, or decides on the placement; scans of opinions stay. No query."""
    mine = visitor.account_id == file.added_by
    return file.purpose == REPORT and (decides or mine)


def take_off(placement: Placement, file_id: int, *, actor: Actor, now: datetime) -> None:
    """The line stays and says when. Twice is the same as once."""
    hold(placement)
    row = db.session.get_one(PlacementFile, file_id, populate_existing=True)
    if row.removed_at is None:
        row.removed_at = now
        take_step(placement, "file_taken_off", actor, now, values=(_told(row), {}))


def _told(row: PlacementFile) -> dict[str, object]:
    return {"file": row.id, "purpose": row.purpose, "digest": row.sha256[:16]}
