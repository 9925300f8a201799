"""Lectures given their times and places, one or all of them in the drawn order.

The caller commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa

from domain.access import Visitor
from domain.groupstudy.holding import CANCELLED, PLANNED, NotInState
from domain.lectures.gatherings import Slot, gathering_of, pass_on, plan_for
from domain.lectures.holding import hold
from domain.lectures.lecture_keeping import (
    TAKES_LECTURES,
    hold_lecture,
    speakers_of,
    unit_of,
)
from domain.lectures.standing import JudgesBarred, ask_again, let_go
from domain.lectures.steps import take_step
from domain.versions import change, next_version
from models import GroupStudy, Lecture, LectureSeries, db


class TooFewTimes(Exception):
    """There are times for ``times`` lectures, and ``lectures`` of them."""

    def __init__(self, lectures: int, times: int) -> None:
        super().__init__(f"{times} times for {lectures} lectures")
        self.lectures, self.times = lectures, times


class ChangedSince(Exception):
    """Lectures or their times were changed since the form was read."""


class PastMidnight(Exception):
    """The lectures of a line would go on to the next day."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class Overlapping(Exception):
    """The lectures of a line are in the same place while those of another one go on."""

    def __init__(self, line: int, other: int) -> None:
        super().__init__(f"line {line} and {other}")
        self.line, self.other = line, other


@dataclass(frozen=True, slots=True)
class Sitting:
    """From when on lectures follow one another in a place; ``many``: all that are left."""

    line: int
    starts_at: datetime
    place: str = ""
    many: int | None = None


def slots_of(sittings: Iterable[Sitting], lectures: int, *, minutes: int, pause: int) -> list[Slot]:
    """The time of each of so many lectures, sitting after sitting.

    Raises:
        TooFewTimes, PastMidnight, Overlapping.
    """
    found: list[Slot] = []
    taken: list[tuple[Sitting, datetime]] = []
    lasts, step = timedelta(minutes=minutes), timedelta(minutes=minutes + pause)
    for one in sittings:
        left = lectures - len(found)
        many = left if one.many is None else min(one.many, left)
        if not many:
            continue
        ends_at = one.starts_at + step * (many - 1) + lasts
        if ends_at.date() != one.starts_at.date():
            raise PastMidnight(one.line)
        _check_free(one, ends_at, taken)
        taken.append((one, ends_at))
        begins = [one.starts_at + step * number for number in range(many)]
        found += [Slot(at, at + lasts, one.place) for at in begins]
    if len(found) < lectures:
        raise TooFewTimes(lectures, len(found))
    return found


def _check_free(
    one: Sitting, ends_at: datetime, taken: Sequence[tuple[Sitting, datetime]]
) -> None:  # fmt: skip
    for other, others_end in taken:
        apart = ends_at <= other.starts_at or others_end <= one.starts_at
        if one.place == other.place and not apart:
            raise Overlapping(one.line, other.line)


def to_be_placed(series_id: int) -> list[Lecture]:
    """Lectures that may be given a time, or another, in the drawn order. One query."""
    return list(
        db.session.scalars(
            sa.select(Lecture)
            .outerjoin(GroupStudy, GroupStudy.id == Lecture.group_study_id)
            .where(
                Lecture.series_id == series_id, Lecture.withdrawn_at.is_(None),
                sa.or_(GroupStudy.id.is_(None), GroupStudy.state.in_((PLANNED, CANCELLED))),
            )
            .order_by(Lecture.number.nulls_last(), Lecture.slug)
        )
    )  # fmt: skip


def version_of(lectures: Iterable[Lecture]) -> str:
    """Another one after any of them was changed, came or went."""
    return sha256(" ".join(f"{one.id}:{one.version}" for one in lectures).encode()).hexdigest()


def give_times(
    series: LectureSeries, slots: Sequence[Slot], visitor: Visitor, *, version: str,
    now: datetime,
) -> list[JudgesBarred]:  # fmt: skip
    """A time for each that may have one, in the drawn order.

    Where judges might not score it on the new day a lecture stays as it was: those refusals are
    returned. ``version``: of all of them together, as ``version_of`` told it.

    Raises:
        domain.lectures.holding.NotInState: the series is not prepared or scored.
        ChangedSince, TooFewTimes.
        domain.groupstudy.planning.EndBeforeStart.
    """
    hold(series, *TAKES_LECTURES)
    lectures = to_be_placed(series.id)
    if version_of(lectures) != version:
        raise ChangedSince
    if len(slots) < len(lectures):
        raise TooFewTimes(len(lectures), len(slots))
    stay = []
    for lecture, slot in zip(lectures, slots, strict=False):
        try:
            with db.session.begin_nested():
                lecture.version += 1
                _give(lecture, series, slot, visitor, now)
        except JudgesBarred as refused:
            stay.append(refused)
    return stay


def give_time(
    lecture: Lecture, series: LectureSeries, slot: Slot, visitor: Visitor, *, version: int,
    now: datetime,
) -> None:  # fmt: skip
    """Another time and place for one lecture, or its first.

    Raises:
        domain.lectures.holding.NotInState: the series is not prepared or scored.
        domain.groupstudy.holding.NotInState: it was opened, or held.
        domain.versions.Stale: somebody changed it since ``version`` was read.
        domain.lectures.lecture_keeping.Withdrawn.
        domain.lectures.standing.JudgesBarred: judges might not score it on that day.
        domain.groupstudy.planning.EndBeforeStart.
    """
    hold_lecture(lecture, series, *TAKES_LECTURES)
    next_version(lecture, version)
    _give(lecture, series, slot, visitor, now)


def _give(
    lecture: Lecture, series: LectureSeries, slot: Slot, visitor: Visitor, now: datetime
) -> None:
    gathering = gathering_of(lecture)
    if gathering is not None and gathering.state not in (PLANNED, CANCELLED):
        raise NotInState(gathering)
    unit_id = unit_of(speakers_of(lecture.id).person_ids, slot.starts_at.date())
    let_go(lecture)
    change(lecture, {"unit_id": unit_id})
    stands = gathering is not None and gathering.state == PLANNED
    before = _told(gathering) if gathering is not None and stands else {}
    if gathering is not None and stands:
        pass_on(lecture, series, gathering, visitor, slot=slot, now=now)
    else:
        gathering = plan_for(lecture, series, slot, visitor, now=now)
    ask_again(lecture, today=now.date())
    after = _told(gathering)
    if after != before:
        take_step(series, "time_given", visitor.actor, now, lecture=lecture, values=(before, after))


def _told(gathering: GroupStudy) -> dict[str, object]:
    return {
        "starts_at": gathering.starts_at, "ends_at": gathering.ends_at, "place": gathering.place,
    }  # fmt: skip
