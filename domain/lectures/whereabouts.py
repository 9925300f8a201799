"""The branch and the unit of people on the days of lectures, and who may not score which.

A judge may not score a lecture of the own branch or unit, nor of a speaker's, nor one's own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models import (
    BranchMembership,
    GroupStudy,
    Lecture,
    LectureSpeaker,
    Person,
    Post,
    SeriesJudge,
    Tenure,
    db,
)

Span = tuple[date, date | None, int]  # from, to (included), branch or unit


class Bar(StrEnum):
    """Why a judge may not score a lecture."""

    SPEAKS = "speaks"
    BRANCH = "branch"
    UNIT = "unit"
    SPEAKERS_BRANCH = "speakers_branch"
    SPEAKERS_UNIT = "speakers_unit"


class Whereabouts:
    """Where each of a few people was and is: branches, and units of main posts."""

    def __init__(self, person_ids: Collection[int]) -> None:
        """Two queries, however many people."""
        self._branches: dict[int, list[Span]] = defaultdict(list)
        self._units: dict[int, list[Span]] = defaultdict(list)
        of, post = BranchMembership, Tenure
        found: Any = db.session.execute(
            sa.select(of.person_id, of.from_on, of.to_on, of.branch_id).where(
                of.person_id.in_(person_ids), of.superseded_at.is_(None)
            )
        )
        for person_id, *span in found:
            self._branches[person_id].append(tuple(span))
        found = db.session.execute(
            sa.select(post.person_id, post.from_on, post.to_on, Post.unit_id)
            .join(Post, Post.id == post.post_id)
            .where(post.person_id.in_(person_ids), post.main, post.superseded_at.is_(None))
        )
        for person_id, *span in found:
            self._units[person_id].append(tuple(span))

    def branch(self, person_id: int | None, day: date) -> int | None:
        return _on(self._branches.get(person_id or 0, []), day)

    def unit(self, person_id: int | None, day: date) -> int | None:
        return _on(self._units.get(person_id or 0, []), day)


def _on(spans: Iterable[Span], day: date) -> int | None:
    return next(
        (of for from_on, to_on, of in spans if from_on <= day and (to_on is None or day <= to_on)),
        None,
    )


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may score which of a few lectures."""

    days: dict[int, date]  # by lecture: its day, or today while it has none
    speakers: dict[int, frozenset[int]]
    places: Whereabouts

    def bar(self, lecture: Lecture, judge: SeriesJudge) -> Bar | None:
        """Why not, or ``None``. No query."""
        own, day = judge.person_id, self.days[lecture.id]
        if own is None:
            return None
        speakers = self.speakers.get(lecture.id, frozenset())
        branch, unit = self.places.branch(own, day), self.places.unit(own, day)
        bars = {
            Bar.SPEAKS: own in speakers,
            Bar.BRANCH: branch == lecture.branch_id,
            Bar.UNIT: unit is not None and unit == lecture.unit_id,
            Bar.SPEAKERS_BRANCH: branch is not None
            and any(self.places.branch(one, day) == branch for one in speakers),
            Bar.SPEAKERS_UNIT: unit is not None
            and any(self.places.unit(one, day) == unit for one in speakers),
        }
        return next((bar for bar, holds in bars.items() if holds), None)


def eligibility(
    lectures: Sequence[Lecture], judges: Sequence[SeriesJudge], *, today: date
) -> Eligibility:
    """Four queries, however many lectures and judges."""
    ids = [one.id for one in lectures]
    held: Any = db.session.execute(
        sa.select(Lecture.id, GroupStudy.held_on)
        .join(GroupStudy, GroupStudy.id == Lecture.group_study_id)
        .where(Lecture.id.in_(ids), GroupStudy.state != "cancelled")
    ).all()
    days = dict.fromkeys(ids, today) | {row.id: row.held_on for row in held}
    speakers: dict[int, set[int]] = defaultdict(set)
    found: Any = db.session.execute(
        sa.select(
            LectureSpeaker.lecture_id,
            sa.func.coalesce(Person.merged_into_id, Person.id),
        )
        .join(Person, Person.id == LectureSpeaker.person_id)
        .where(LectureSpeaker.lecture_id.in_(ids))
    )
    for lecture_id, person_id in found:
        speakers[lecture_id].add(person_id)
    people = {one.person_id for one in judges if one.person_id is not None}
    people |= {one for some in speakers.values() for one in some}
    return Eligibility(
        days, {lecture: frozenset(some) for lecture, some in speakers.items()}, Whereabouts(people)
    )
