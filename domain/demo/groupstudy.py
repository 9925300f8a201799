"""The rows of the demo's gatherings: attendance, steps, talks, minutes, what was read."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.demo.accounts import Keys
from domain.demo.claims import A_DAY
from domain.demo.gathering_words import (
    AGENDA,
    AGENDA_FIRST,
    CANCELLED_BECAUSE,
    KEY_POINTS,
    MINUTES,
    POINTS,
    READINGS,
    TITLES,
)
from domain.demo.gatherings import Came, Meeting
from domain.demo.organisation import Places
from domain.demo.rows import Rows
from domain.text import plain_lines, render_note
from models import (
    Attendance,
    AttendanceStep,
    GroupStudy,
    GroupStudyInvitation,
    GroupStudyMinutes,
    GroupStudyReading,
    GroupStudyStep,
    GroupStudyTalk,
)

TALK_MINUTES = 12
AGENDAS = {"first_item": AGENDA_FIRST, "lecture": ""}


def add_gatherings(
    rows: Rows, places: Places, keys: Keys, meetings: Sequence[Meeting], entries: Mapping[int, int]
) -> dict[int, int]:
    """All their rows; their ids by those of the meetings in memory.

    ``entries``: ids of the entries by those of their drafts in memory.
    """
    found = {}
    for meeting in meetings:
        found[id(meeting)] = gathering_id = _add_gathering(rows, places, keys, meeting)
        _add_invitations(rows, places, meeting, gathering_id)
        _add_steps(rows, keys, meeting, gathering_id)
        _add_readings(rows, meeting, gathering_id)
        _add_talks(rows, meeting, gathering_id)
        for came in meeting.came:
            _add_attendance(rows, places, keys, meeting, (gathering_id, came, entries))
        if meeting.state == "closed" and meeting.is_minuted:
            _add_minutes(rows, keys, meeting, gathering_id)
    return found


def _add_invitations(rows: Rows, places: Places, meeting: Meeting, gathering_id: int) -> None:
    for branch in meeting.invited:
        rows.add(
            GroupStudyInvitation, group_study_id=gathering_id,
            branch_id=places.branches[branch], unit_id=None, person_id=None,
        )  # fmt: skip
    for life in meeting.asked:
        rows.add(
            GroupStudyInvitation, group_study_id=gathering_id, branch_id=None, unit_id=None,
            person_id=life.id,
        )  # fmt: skip


def _written_at(rows: Rows, meeting: Meeting) -> datetime:
    return rows.at(min(meeting.on - 6 * A_DAY, rows.today - A_DAY), 10)


def _opened_at(meeting: Meeting) -> datetime:
    return meeting.begins - timedelta(minutes=15)


def _closed_at(meeting: Meeting) -> datetime:
    return meeting.ends + timedelta(minutes=20)


def _add_gathering(rows: Rows, places: Places, keys: Keys, meeting: Meeting) -> int:
    """Its secret is made of its number: the same each time, and of a demo nobody minds."""
    host, held = keys.named[meeting.host], meeting.state == "closed"
    number = len(rows.of(GroupStudy)) + 1
    written = _written_at(rows, meeting)
    points = KEY_POINTS if held and meeting.is_minuted else ""
    return rows.add(
        GroupStudy, kind=meeting.kind, state=meeting.state,
        branch_id=places.branches.get(meeting.branch),
        unit_id=places.units[meeting.unit] if meeting.unit else None, topic=meeting.topic,
        meeting=meeting.meeting,
        agenda=AGENDAS.get(meeting.kind, AGENDA), place=meeting.place,
        leader_id=meeting.leads.id if meeting.leads is not None else None, held_on=meeting.on,
        starts_at=meeting.begins, ends_at=meeting.ends, key_points=points,
        key_points_html=_html(points) if points else None,
        secret=hashlib.sha256(f"demo {number}".encode()).hexdigest()[:32], series_id=None,
        opened_at=_opened_at(meeting) if held else None, opened_by=host if held else None,
        closed_at=_closed_at(meeting) if held else None, closed_by=host if held else None,
        replaces_id=None, written_by=host, written_at=written,
        changed_at=written + A_DAY if meeting.state == "cancelled" else written,
        sequence=int(meeting.state == "cancelled"), version=len(_acts(rows, meeting)),
    )  # fmt: skip


def _acts(rows: Rows, meeting: Meeting) -> list[tuple[str, datetime, str, dict[str, Any]]]:
    """Act, moment, reason and what is kept of it."""
    planned: dict[str, Any] = {"kind": meeting.kind, "on": str(meeting.on), "series": None}
    written = _written_at(rows, meeting)
    acts = [("planned", written, "", planned)]
    if meeting.state == "cancelled":
        acts.append(
            ("cancelled", written + A_DAY, CANCELLED_BECAUSE, {"state": "cancelled"})
        )  # fmt: skip
    if meeting.state == "closed":
        many = sum(not one.guest for one in meeting.came)
        acts.append(("opened", _opened_at(meeting), "", {"state": "open", "people": many}))
        acts.append(("closed", _closed_at(meeting), "", {"state": "closed"}))
    return acts


def _add_steps(rows: Rows, keys: Keys, meeting: Meeting, gathering_id: int) -> None:
    for act, at, reason, after in _acts(rows, meeting):
        rows.add(
            GroupStudyStep, group_study_id=gathering_id, act=act,
            actor_id=keys.named[meeting.host], at=at, reason=reason, before="{}",
            after=json.dumps(after, ensure_ascii=False, sort_keys=True),
        )  # fmt: skip


def _add_readings(rows: Rows, meeting: Meeting, gathering_id: int) -> None:
    if not meeting.is_minuted:
        return
    first = gathering_id % len(READINGS)
    for number, title in enumerate((READINGS[first], READINGS[first - 1]), start=1):
        rows.add(
            GroupStudyReading, group_study_id=gathering_id, number=number, title=title,
            material_id=None,
        )  # fmt: skip


def _add_talks(rows: Rows, meeting: Meeting, gathering_id: int) -> None:
    held = meeting.state == "closed"
    if meeting.kind == "lecture":
        _add_lecture(rows, meeting, gathering_id)
        return
    for number, life in enumerate(meeting.speakers, start=1):
        turn = (gathering_id + number) % len(POINTS)
        begins = meeting.begins + timedelta(minutes=20 + (number - 1) * (TALK_MINUTES + 3))
        rows.add(
            GroupStudyTalk, group_study_id=gathering_id, number=number, person_id=life.id,
            title=TITLES[turn], points=POINTS[turn] if held else "",
            points_html=_html(POINTS[turn]) if held else None, reflection_id=None,
            planned_minutes=TALK_MINUTES, began_at=begins if held else None,
            ended_at=begins + timedelta(minutes=TALK_MINUTES - 1 + turn) if held else None,
            removed_at=None, version=1,
        )  # fmt: skip


def _add_lecture(rows: Rows, meeting: Meeting, gathering_id: int) -> None:
    """The one talk of a lecture, which takes all of its time."""
    held = meeting.state == "closed"
    for life in meeting.speakers:
        rows.add(
            GroupStudyTalk, group_study_id=gathering_id, number=1, person_id=life.id,
            title=meeting.topic, points="", points_html=None, reflection_id=None,
            planned_minutes=meeting.minutes, began_at=meeting.begins if held else None,
            ended_at=meeting.ends if held else None, removed_at=None, version=1,
        )  # fmt: skip


def _add_attendance(
    rows: Rows, places: Places, keys: Keys, meeting: Meeting,
    which: tuple[int, Came, Mapping[int, int]],
) -> None:  # fmt: skip
    gathering_id, came, entries = which
    by_code = came.way == "code"
    marked_by = keys.of_person[came.life.id] if by_code else keys.named[meeting.host]
    marked_at = came.arrived_at or meeting.begins + timedelta(minutes=10)
    row = rows.add(
        Attendance, group_study_id=gathering_id, person_id=came.life.id,
        branch_id=places.branches[came.branch] if came.branch is not None else None,
        guest=came.guest, state=came.state, way=came.way, arrived_at=came.arrived_at,
        marked_at=marked_at, marked_by=marked_by, reason=came.reason,
        entry_id=entries[id(came.draft)] if came.draft is not None else None, replaces_id=None,
        superseded_at=None,
    )  # fmt: skip
    rows.add(
        AttendanceStep, attendance_id=row, was="expected", became=came.state, way=came.way,
        actor_id=marked_by, at=marked_at, tapped_at=None, reason=came.reason,
    )  # fmt: skip


def _add_minutes(rows: Rows, keys: Keys, meeting: Meeting, gathering_id: int) -> None:
    """Agreed by the secretary an hour later."""
    many = {
        state: sum(one.state == state for one in meeting.came)
        for state in ("present", "late", "leave", "absent")
    }
    day = f"{meeting.on.year}年{meeting.on.month}月{meeting.on.day}日"
    text = MINUTES.format(
        topic=meeting.topic, day=day, place=meeting.place, there=many["present"] + many["late"],
        leave=many["leave"], absent=many["absent"],
    )  # fmt: skip
    at = _closed_at(meeting) - timedelta(minutes=10)
    rows.add(
        GroupStudyMinutes, group_study_id=gathering_id, number=1, markdown=text, html=_html(text),
        reason="", written_by=keys.named[meeting.host], written_at=at,
        agreed_by=keys.named[meeting.host], agreed_at=at + timedelta(minutes=5), version=2,
    )  # fmt: skip


def _html(text: str) -> str:
    return str(render_note(text) or plain_lines(text))
