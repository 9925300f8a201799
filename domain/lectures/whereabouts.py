"""The branch and the unit of people on the days of lectures, and who may not score which.

A judge may not score a lecture of the own branch or unit, nor of a speaker's, nor one's own, nor
one rated as a listener. What was merged into another counts as that one, on days before as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models import (
    Branch,
    BranchMembership,
    GroupStudy,
    Lecture,
    LectureSpeaker,
    Person,
    Post,
    ScoreSheet,
    SeriesJudge,
    Tenure,
    Unit,
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
    RATED = "rated"  # as a listener
    LEFT = "left"  # the organisation
    SAME_AS = "same_as"  # another judge of the series


class Barred(Exception):
    """The judge may not score the lecture."""

    def __init__(self, lecture: Lecture, judge: SeriesJudge, bar: Bar | None) -> None:
        super().__init__(f"lecture {lecture.id}, judge {judge.id}: {bar}")
        self.lecture, self.judge, self.bar = lecture, judge, bar


class Whereabouts:
    """Where each of a few people was and is: branches, and units of main posts."""

    def __init__(self, person_ids: Collection[int]) -> None:
        """Four queries, however many people."""
        self.kept_branch, self.kept_unit = _kept(Branch), _kept(Unit)
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

    def branches(self, person_ids: Iterable[int], day: date) -> set[int]:
        """Those that stand for the branches of the people."""
        found = {self.branch(one, day) for one in person_ids}
        return {self.kept_branch.get(one, one) for one in found if one is not None}

    def units(self, person_ids: Iterable[int], day: date) -> set[int]:
        """Those that stand for the units of their main posts."""
        found = {self.unit(one, day) for one in person_ids}
        return {self.kept_unit.get(one, one) for one in found if one is not None}


def _kept(model: type[Branch] | type[Unit]) -> dict[int, int]:
    """For each that was merged the one that stands for it in the end. One query."""
    rows: Any = db.session.execute(
        sa.select(model.id, model.merged_into_id).where(model.merged_into_id.is_not(None))
    )
    into: dict[int, int] = {row[0]: row[1] for row in rows}
    return {one: _end(one, into) for one in into}


def _end(one: int, into: dict[int, int]) -> int:
    while one in into:
        one = into[one]
    return one


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
    people: dict[int, int]  # by the record that was merged into another: that one
    rated: frozenset[tuple[int, int]]  # lecture and listener

    def bar(self, lecture: Lecture, judge: SeriesJudge) -> Bar | None:
        """Why not, or ``None``. No query."""
        if judge.person_id is None:
            return None
        own = {judge.person_id, self.people.get(judge.person_id, judge.person_id)}
        day, places = self.days[lecture.id], self.places
        speakers = self.speakers.get(lecture.id, frozenset())
        branches, units = places.branches(own, day), places.units(own, day)
        unit = lecture.unit_id or 0
        bars = {
            Bar.SPEAKS: bool(own & speakers),
            Bar.BRANCH: places.kept_branch.get(lecture.branch_id, lecture.branch_id) in branches,
            Bar.UNIT: places.kept_unit.get(unit, unit) in units,
            Bar.SPEAKERS_BRANCH: bool(branches & places.branches(speakers, day)),
            Bar.SPEAKERS_UNIT: bool(units & places.units(speakers, day)),
            Bar.RATED: any((lecture.id, one) in self.rated for one in own),
        }
        return next((bar for bar, holds in bars.items() if holds), None)


def eligibility(
    lectures: Sequence[Lecture], judges: Sequence[SeriesJudge], *, today: date
) -> Eligibility:
    """Eight queries, however many lectures and judges."""
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
    merged = _merged(people)
    people |= set(merged.values())
    rated = _rated(ids, people)
    people |= {one for some in speakers.values() for one in some}
    return Eligibility(
        days, {lecture: frozenset(some) for lecture, some in speakers.items()},
        Whereabouts(people), merged, rated,
    )  # fmt: skip


def _merged(person_ids: Collection[int]) -> dict[int, int]:
    """Of those that were merged into others, into which. One query."""
    rows: Any = db.session.execute(
        sa.select(Person.id, Person.merged_into_id).where(
            Person.id.in_(person_ids), Person.merged_into_id.is_not(None)
        )
    )
    return {row[0]: row[1] for row in rows}


def _rated(lecture_ids: Collection[int], person_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who of them rated which lecture as a listener. One query."""
    rows: Any = db.session.execute(
        sa.select(ScoreSheet.lecture_id, ScoreSheet.person_id).where(
            ScoreSheet.lecture_id.in_(lecture_ids), ScoreSheet.person_id.in_(person_ids)
        )
    )
    return frozenset((row[0], row[1]) for row in rows)
