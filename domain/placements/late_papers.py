"""A paper that arrives late, or corrects another: a line put into its place in the past.

What it says goes before what stood on those days. A line that is in the way is superseded, and
what it has beside them is recorded anew: nothing is overwritten, and what was known before can
still be told. ``foresee`` says what would change, ``record_paper`` does it under the person's
lock. Everything adds and flushes; the caller commits.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime

from domain import audit
from domain.audit import Actor
from domain.people.lines import kept_open, lapse_units_left, lock_person
from domain.people.places import units_served_on
from domain.people.spans import (
    A_DAY,
    ClosedOn,
    DaysOutOfOrder,
    PersonGone,
    add_line,
    cut_out,
    exclude,
    first_day_off,
    last_day,
    left_beside,
    meet,
    says,
    signed,
    standing,
    told,
)
from domain.placements.papers import name_paper
from models import Person, Post, Tenure, db


class SaysNothingNew(Exception):
    """A line that stands says the same already."""

    def __init__(self, line: Tenure) -> None:
        super().__init__(f"tenure {line.id}")
        self.line = line


class PaperTooOld(Exception):
    """A paper older than the person's first post cannot speak of a later one; ``first`` is it."""

    def __init__(self, document_on: date, first: Tenure) -> None:
        super().__init__(f"{document_on}, first post from {first.from_on}")
        self.document_on, self.first = document_on, first


class NewerPaper(Exception):
    """Lines in the way rest on a paper that is newer than this one; asked for expressly only."""

    def __init__(self, lines: Sequence[Tenure]) -> None:
        super().__init__(", ".join(str(line.id) for line in lines))
        self.lines = lines


class HistoryChanged(Exception):
    """Other lines stand than those looked at, or the paper says something else, or the line to
    correct fell.
    """


@dataclass(frozen=True, slots=True)
class Said:
    """What the paper says. ``to_on`` is ``None`` where it names no end: then the line holds until
    the next one that excludes it begins, or until further notice.
    """

    post_id: int
    from_on: date
    to_on: date | None = None
    main: bool = True
    rank: str = ""
    document_no: str = ""
    document_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A standing line that is superseded, and the days that it keeps; none at all: it is gone."""

    line: Tenure
    kept: list[tuple[date, date | None]]
    newer: bool  # it rests on a newer paper


@dataclass(frozen=True, slots=True)
class Effect:
    """What the paper would do: the last day of its line, and what happens to other lines."""

    to_on: date | None
    cuts: list[Cut]
    seen: str  # a digest of what the paper says and of the lines that stand


def digest_of(lines: Sequence[Tenure], said: Said, corrects: int | None) -> str:
    """A digest of lines that stand, and of what is to be done to them.

    A line never changes but by being superseded, so that its id says all of it.
    """
    ids = sorted(line.id for line in lines)
    return hashlib.sha256(repr((ids, astuple(said), corrects)).encode()).hexdigest()


def foresee(person: Person, said: Said, *, corrects: int | None = None) -> Effect:
    """What recording it would do; writes nothing. Two queries.

    ``corrects``: the line that the paper puts right, which goes altogether.

    Raises:
        DaysOutOfOrder, PersonGone, ClosedOn, SaysNothingNew, PaperTooOld: see there.
        HistoryChanged: the line to correct stands no more.
    """
    lines = standing(Tenure, person.id)
    if corrects is not None and corrects not in {line.id for line in lines}:
        raise HistoryChanged
    new = _line(person, said, _end(person, said, lines, corrects))
    _refuse(new, lines)
    cuts = [
        Cut(
            line, [] if line.id == corrects else left_beside(line, new.from_on, new.to_on),
            newer=_is_newer(line, said),
        )
        for line in lines
        if line.id == corrects or (exclude(line, new) and meet(line, new))
    ]  # fmt: skip
    return Effect(new.to_on, cuts, digest_of(lines, said, corrects))


def record_paper(
    person: Person,
    said: Said,
    *,
    corrects: int | None = None,
    seen: str | None = None,
    over_newer: bool = False,
    today: date,
    actor: Actor,
    now: datetime,
) -> Tenure:
    """Put what the paper says into its place; the new line.

    ``seen``: ``Effect.seen`` of what was looked at before; ``None`` asks nothing. Who by it
    leaves a unit, today or later, loses the leader's role there.

    Raises:
        HistoryChanged: other lines stand than those seen.
        NewerPaper: see there, unless ``over_newer``.
        domain.placements.papers.PaperDatedOtherwise: the paper is known, of another day.
        DaysOutOfOrder, PersonGone, ClosedOn, SaysNothingNew, PaperTooOld: see ``foresee``.
        LinesOverlap: a writer who passed the lock by was in the way.
    """
    person = lock_person(person.id)
    kept_open(Post, said.post_id)
    effect = foresee(person, said, corrects=corrects)
    if seen is not None and effect.seen != seen:
        raise HistoryChanged
    newer = [cut.line for cut in effect.cuts if cut.newer]
    if newer and not over_newer:
        raise NewerPaper(newer)
    name_paper(said.document_no, said.document_on, actor=actor, now=now)
    new = _line(person, said, effect.to_on, actor, now)
    served = {day: units_served_on(person.id, day) for day in _days_off(effect, new, today)}
    for cut in effect.cuts:
        first = cut.line.from_on if not cut.kept else new.from_on
        last = None if not cut.kept else new.to_on
        cut_out(cut.line, first, last, actor=actor, now=now)
    add_line(new)
    audit.record(
        actor, "person.paper_recorded", "person", person.id, at=now,
        before={"lines": [told(cut.line) for cut in effect.cuts]}, after=told(new),
    )  # fmt: skip
    for day, units in served.items():
        lapse_units_left(person.id, units, on=day, actor=actor, now=now)
    return new


def _line(
    person: Person, said: Said, to_on: date | None, actor: Actor | None = None,
    now: datetime | None = None,
) -> Tenure:  # fmt: skip
    """The line that the paper says, not yet added; signed where somebody records it."""
    values = {**asdict(said), "to_on": to_on}
    signature = {} if actor is None or now is None else signed({}, actor, now)
    return Tenure(person_id=person.id, **values, **signature)


def _end(person: Person, said: Said, lines: Sequence[Tenure], corrects: int | None) -> date | None:
    """The last day: as said, or the day before the next line that excludes it.

    Raises:
        DaysOutOfOrder, PersonGone, ClosedOn.
    """
    post = db.session.get_one(Post, said.post_id)
    most = last_day(person, post, said.from_on)
    if said.to_on is not None:
        if said.to_on < said.from_on:
            raise DaysOutOfOrder
        if most is not None and said.to_on > most:
            gone = person.left_on is not None and person.left_on <= said.to_on
            raise PersonGone(person, said.to_on) if gone else ClosedOn(post, said.to_on)
        return said.to_on
    new = Tenure(post_id=said.post_id, main=said.main)
    later = [
        line.from_on - A_DAY
        for line in lines
        if line.id != corrects and exclude(line, new) and line.from_on > said.from_on
    ]
    return min([*later, *([] if most is None else [most])], default=None)


def _refuse(new: Tenure, lines: Sequence[Tenure]) -> None:
    values = {
        name: getattr(new, name)
        for name in ("post_id", "main", "rank", "from_on", "to_on", "document_no", "document_on")
    }
    for line in lines:
        if says(line, values):
            raise SaysNothingNew(line)
    first = lines[0] if lines else None
    if first is None or new.document_on is None or new.from_on <= first.from_on:
        return
    if new.document_on < min(first.from_on, first.document_on or first.from_on):
        raise PaperTooOld(new.document_on, first)


def _is_newer(line: Tenure, said: Said) -> bool:
    return (
        line.document_on is not None
        and said.document_on is not None
        and line.document_on > said.document_on
    )


def _days_off(effect: Effect, new: Tenure, today: date) -> set[date]:
    """The days, from today on, on which the person may first be out of a unit by this."""
    days = {first_day_off(cut.line, new if cut.kept else None, today) for cut in effect.cuts}
    first = max(today, new.from_on)
    if new.to_on is None or new.to_on >= first:
        days.add(first)
    return {day for day in days if day is not None}
