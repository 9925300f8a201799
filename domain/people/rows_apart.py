"""What a person has once for each thing, when two records become one: it moves where it is free.

A class has a person once as its member, a material keeps one place of a person: what ``kept``
has itself stays, and the merged record keeps its own beside it.
"""

from typing import Any

import sqlalchemy as sa

from models import (
    Attendance,
    ClassMember,
    GroupStudyInvitation,
    LateCheckIn,
    LectureSpeaker,
    ReadingPlace,
    Reflection,
    RotationMark,
    ScoreSheet,
    SectionRead,
    SeriesJudge,
    TestAttempt,
    db,
)

# name -> (table, the columns that are unique together with the person's)
APART: dict[str, tuple[Any, tuple[str, ...]]] = {
    "reading_places": (ReadingPlace, ("material_id",)),
    "sections_read": (SectionRead, ("material_id", "section")),
    "class_members": (ClassMember, ("class_id",)),
    "reflections": (Reflection, ("class_id",)),
    "attendances": (Attendance, ("group_study_id",)),
    "late_check_ins": (LateCheckIn, ("group_study_id",)),
    "group_study_invitations": (GroupStudyInvitation, ("group_study_id",)),
    "lectures_spoken": (LectureSpeaker, ("lecture_id",)),
    "judging": (SeriesJudge, ("series_id",)),
    "lectures_rated": (ScoreSheet, ("lecture_id",)),
    "rotation_marks": (RotationMark, ("year",)),
    "test_attempts": (TestAttempt, ("material_id",)),
}


def hand_on_apart(kept_id: int, merged_id: int) -> dict[str, list[list[Any]]]:
    """Move what ``kept`` does not have; by name, what was moved. Three statements for each."""
    moved = {}
    for name, (table, columns) in APART.items():
        has = set(_keys(table, columns, kept_id))
        moved[name] = [list(key) for key in _keys(table, columns, merged_id) if key not in has]
        _move(table, columns, moved[name], merged_id, kept_id)
    return moved


def give_back_apart(moved: dict[str, list[list[Any]]], kept_id: int, merged_id: int) -> None:
    for name, keys in moved.items():
        _move(*APART[name], keys, kept_id, merged_id)


def _keys(table: Any, columns: tuple[str, ...], person_id: int) -> list[tuple[Any, ...]]:
    wanted = [getattr(table, column) for column in columns]
    rows = db.session.execute(
        sa.select(*wanted).where(table.person_id == person_id).order_by(*wanted)
    )
    return [tuple(row) for row in rows]


def _move(
    table: Any, columns: tuple[str, ...], keys: list[list[Any]], giver: int, taker: int
) -> None:
    if not keys:
        return
    db.session.flush()
    given = table.__table__.c
    named = {f"key_{column}": given[column] for column in columns}
    wanted = [column == sa.bindparam(name) for name, column in named.items()]
    change = sa.update(table.__table__).where(given.person_id == giver, *wanted)
    db.session.connection().execute(
        change.values(person_id=taker),
        [dict(zip(named, key, strict=True)) for key in keys],
    )
    for row in list(db.session.identity_map.values()):
        if isinstance(row, table):
            db.session.expunge(row)  # its key is another now
