"""The gathering of a lecture: its time and place, who is invited to it, who speaks at it.

All of it is kept as group study keeps it; a lecture only says what it is told.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.groupstudy.holding import PLANNED
from domain.groupstudy.inviting import Invited
from domain.groupstudy.planning import Plan, edit_gathering, plan_gathering
from domain.groupstudy.repeating import plan_of
from domain.groupstudy.rules import LECTURE
from domain.groupstudy.talks import TalkText, add_speaker, in_turn, remove_speaker
from domain.lectures.series_keeping import UNIT
from models import (
    GroupStudy,
    GroupStudyInvitation,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    LectureSpeaker,
    SeriesJudge,
    db,
)

A_MINUTE = 60  # seconds


@dataclass(frozen=True, slots=True)
class Slot:
    """A time and place; the times on the clock of the organisation's zone."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // A_MINUTE


def gathering_of(lecture: Lecture) -> GroupStudy | None:
    """Where it is, was or was to be given. At most one query."""
    if lecture.group_study_id is None:
        return None
    return db.session.get_one(GroupStudy, lecture.group_study_id)


def plan_for(
    lecture: Lecture, series: LectureSeries, slot: Slot, visitor: Visitor, *, now: datetime
) -> GroupStudy:
    """A new gathering of the lecture, held by the unit of its series.

    Raises:
        domain.groupstudy.planning.EndBeforeStart, NotYours.
    """
    units = frozenset({series.unit_id} if series.audience == UNIT else ())
    plan = Plan(
        LECTURE, lecture.topic, slot.starts_at.date(), slot.starts_at, slot.ends_at,
        Invited(unit_ids=units, person_ids=concerned(lecture.id)), unit_id=series.unit_id,
        place=slot.place,
    )  # fmt: skip
    gathering = plan_gathering(plan, visitor, now=now)
    lecture.group_study_id = gathering.id
    _let_speak(lecture, gathering, (), visitor, now)
    return gathering


def pass_on(
    lecture: Lecture, series: LectureSeries, gathering: GroupStudy, visitor: Visitor, *,
    now: datetime, slot: Slot | None = None, gone: Collection[int] = frozenset(),
) -> None:  # fmt: skip
    """Tell a gathering that is planned or open what the lecture is now; who signed up stays.

    ``gone``: ids of those who do not speak any more.

    Raises:
        domain.groupstudy.planning.EndBeforeStart, NotYours.
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
    """
    known = plan_of(gathering)
    invited = replace(
        known.invited, person_ids=(known.invited.person_ids - set(gone)) | concerned(lecture.id)
    )
    values: dict[str, Any] = {"topic": lecture.topic, "unit_id": series.unit_id, "branch_id": None}
    if slot is not None:
        values |= {
            "held_on": slot.starts_at.date(), "starts_at": slot.starts_at,
            "ends_at": slot.ends_at, "place": slot.place,
        }  # fmt: skip
    plan = replace(known, invited=invited, **values)
    if plan != known:
        edit_gathering(gathering, plan, visitor, version=gathering.version, now=now)
    _let_speak(lecture, gathering, gone, visitor, now)


def invite_judges(pairs: Collection[tuple[Lecture, SeriesJudge]]) -> None:
    """Who is to score a lecture comes to it, where it is planned. Two queries; flushes."""
    wanted = {
        (lecture.group_study_id, judge.person_id)
        for lecture, judge in pairs
        if lecture.group_study_id is not None and judge.person_id is not None
    }
    planned = set(
        db.session.scalars(
            sa.select(GroupStudy.id).where(
                GroupStudy.id.in_({one for one, _person in wanted}), GroupStudy.state == PLANNED
            )
        )
    )
    known = {
        (line.group_study_id, line.person_id)
        for line in db.session.scalars(
            sa.select(GroupStudyInvitation).where(
                GroupStudyInvitation.group_study_id.in_(planned),
                GroupStudyInvitation.person_id.is_not(None),
            )
        )
    }
    db.session.add_all(
        GroupStudyInvitation(group_study_id=gathering, person_id=person)
        for gathering, person in sorted(wanted - known)
        if gathering in planned
    )
    db.session.flush()


def withdraw_invitation(lecture: Lecture, person_id: int | None) -> None:
    """Who was recused does not come for that any more, where it is planned. At most four queries.

    Whoever speaks stays invited.
    """
    gathering = gathering_of(lecture)
    if person_id is None or gathering is None or gathering.state != PLANNED:
        return
    if person_id not in concerned(lecture.id):
        db.session.execute(
            sa.delete(GroupStudyInvitation).where(
                GroupStudyInvitation.group_study_id == gathering.id,
                GroupStudyInvitation.person_id == person_id,
            )
        )


def concerned(lecture_id: int) -> frozenset[int]:
    """Ids of the people who speak at it or are to score it: they come anyway. One query."""
    spoken = sa.select(LectureSpeaker.person_id).where(
        LectureSpeaker.lecture_id == lecture_id, LectureSpeaker.person_id.is_not(None)
    )
    judged = (
        sa.select(SeriesJudge.person_id)
        .join(JudgeAssignment, JudgeAssignment.judge_id == SeriesJudge.id)
        .where(
            JudgeAssignment.lecture_id == lecture_id, JudgeAssignment.recused_at.is_(None),
            SeriesJudge.removed_at.is_(None), SeriesJudge.person_id.is_not(None),
        )
    )  # fmt: skip
    return frozenset(db.session.scalars(sa.union(spoken, judged)))


def _let_speak(
    lecture: Lecture, gathering: GroupStudy, gone: Collection[int], visitor: Visitor,
    now: datetime,
) -> None:  # fmt: skip
    """Those who speak have a turn, in their order; those ``gone`` have none any more."""
    talks = {one.person_id: one for one in in_turn(gathering.id)}
    for left in sorted(set(gone) & talks.keys()):
        remove_speaker(talks[left], gathering, actor=visitor.actor, now=now)
    speaking = db.session.scalars(
        sa.select(LectureSpeaker.person_id)
        .where(LectureSpeaker.lecture_id == lecture.id, LectureSpeaker.person_id.is_not(None))
        .order_by(LectureSpeaker.number)
    ).all()
    slot = Slot(gathering.starts_at, gathering.ends_at)
    for person_id in speaking:
        if person_id is not None and person_id not in talks:
            text = TalkText("", minutes=max(1, slot.minutes // len(speaking)))
            add_speaker(gathering, person_id, text, actor=visitor.actor, now=now)
