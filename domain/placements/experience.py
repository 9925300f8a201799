"""The experience of people, computed from their standing lines as of any day; a matrix of it.

How days count is in ``domain.placements.strand_time``. A post whose strand was changed counts
with each strand for the days on which it had it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import is_here
from domain.people.spans import A_DAY
from domain.placements.holding import OVER, RUNNING
from domain.placements.past_tree import POST, Change, PastTree
from domain.placements.reach import MENTORSHIP, SECONDMENT
from domain.placements.rotation_rules import rules_on
from domain.placements.strand_time import Away, Experience, experience_upto
from domain.placements.stretches import stretches_of
from models import (
    GroupStudy,
    Lecture,
    LectureSpeaker,
    OrganisationChange,
    Person,
    Placement,
    Post,
    Tenure,
    Unit,
    db,
)


@dataclass(frozen=True, slots=True)
class ExperienceRow:
    """One person of the matrix; unit, post and rank are those of the day, "" for none.

    ``lectures``: given in the lecture hall up to the day.
    """

    person_id: int
    staff_no: str
    name: str
    unit_id: int | None
    unit: str
    post: str
    rank: str
    experience: Experience
    lectures: int = 0


def experience_rows(who: sa.ColumnElement[bool], as_of: date) -> list[ExperienceRow]:
    """Those of a condition on ``Person`` who are here on the day, by staff number. Five queries.

    Whoever had no post yet is left out, unless no post is recorded at all.
    """
    least = rules_on(as_of).experience.single_line_months
    here = sa.and_(who, Person.merged_into_id.is_(None), is_here(Person, as_of))
    tree = _changed_posts()
    away, lectures = _away(here), _lectures(here, as_of)
    found = []
    for lines in _by_person(here):
        first = lines[0]
        held = [line for line in lines if line.post_id is not None]
        stretches = [one for line in held for one in stretches_of(line, line, tree)]
        if stretches and min(one.from_on for one in stretches) > as_of:
            continue
        experience = experience_upto(
            as_of, stretches, away.get(first.person_id, ()), single_line=least
        )
        now = next((line for line in held if _holds(line, as_of)), None)
        found.append(
            ExperienceRow(
                person_id=first.person_id, staff_no=first.staff_no, name=first.name,
                unit_id=now.unit_id if now else None, unit=now.unit if now else "",
                post=now.title if now else "", rank=now.rank if now else "",
                experience=experience, lectures=lectures.get(first.person_id, 0),
            )
        )  # fmt: skip
    return found


def experience_of(person_id: int, as_of: date) -> ExperienceRow | None:
    """Of one person; ``None`` before the first post, and once the person has left. Five queries."""
    rows = experience_rows(Person.id == person_id, as_of)
    return rows[0] if rows else None


def mentees_now(person_ids: Sequence[int]) -> dict[int, int]:
    """How many each guides, or is to guide, now. One query."""
    rows = db.session.execute(
        sa.select(Placement.mentor_id, sa.func.count())
        .where(
            Placement.kind == MENTORSHIP, Placement.state.in_(RUNNING),
            Placement.mentor_id.in_(person_ids),
        )
        .group_by(Placement.mentor_id)
    )  # fmt: skip
    return {mentor_id: number for mentor_id, number in rows if mentor_id is not None}


def _holds(line: Any, day: date) -> bool:
    return bool(line.from_on <= day) and (line.to_on is None or line.to_on >= day)


def _by_person(here: sa.ColumnElement[bool]) -> Iterator[list[Any]]:
    """The standing main lines of each, earliest first; one line without a post for who has none."""
    standing = sa.and_(
        Tenure.person_id == Person.id, Tenure.main, Tenure.superseded_at.is_(None)
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(
            Person.id.label("person_id"), Person.staff_no, Person.name, Tenure.post_id,
            Tenure.from_on, Tenure.to_on, Tenure.rank, Post.title, Post.strand, Post.grass_roots,
            Post.unit_id, Unit.name.label("unit"),
        )
        .outerjoin(Tenure, standing)
        .outerjoin(Post, Post.id == Tenure.post_id)
        .outerjoin(Unit, Unit.id == Post.unit_id)
        .where(here)
        .order_by(Person.staff_no, Tenure.from_on)
    )  # fmt: skip
    lines: list[Any] = []
    for row in rows:
        if lines and lines[0].person_id != row.person_id:
            yield lines
            lines = []
        lines.append(row)
    if lines:
        yield lines


def _changed_posts() -> PastTree:
    """The posts whose strand or kind was ever changed. One query."""
    rows = db.session.execute(
        sa.select(
            OrganisationChange.noun_id, OrganisationChange.on, OrganisationChange.recorded_at,
            OrganisationChange.before, OrganisationChange.after,
        )
        .where(OrganisationChange.noun == POST, OrganisationChange.kind == "edited")
        .order_by(OrganisationChange.on, OrganisationChange.id)
    )  # fmt: skip
    changes: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for post_id, on, at, before, after in rows:
        changes[POST, post_id].append(Change(on, at, json.loads(before), json.loads(after)))
    return PastTree(changes, {})


def _away(here: sa.ColumnElement[bool]) -> Mapping[int, list[Away]]:
    """Secondments, to their real end or the planned one, and never past a leaving."""
    rows = db.session.execute(
        sa.select(
            Placement.person_id, Placement.from_on,
            sa.func.coalesce(Placement.ended_on, Placement.planned_to_on, type_=sa.Date),
            Placement.grass_roots, Person.left_on,
        )
        .join(Person, Person.id == Placement.person_id)
        .where(here, Placement.kind == SECONDMENT, Placement.state.in_((*RUNNING, *OVER)))
    )  # fmt: skip
    found: dict[int, list[Away]] = defaultdict(list)
    for person_id, from_on, to_on, grass_roots, left_on in rows:
        last = to_on if left_on is None else min(to_on or date.max, left_on - A_DAY)
        found[person_id].append(Away(from_on, last, grass_roots))
    return found


def _lectures(here: sa.ColumnElement[bool], as_of: date) -> dict[int, int]:
    """How many lectures each gave that were held and credited by the day."""
    rows = db.session.execute(
        sa.select(LectureSpeaker.person_id, sa.func.count())
        .join(Person, Person.id == LectureSpeaker.person_id)
        .join(Lecture, Lecture.id == LectureSpeaker.lecture_id)
        .join(GroupStudy, GroupStudy.id == Lecture.group_study_id)
        .where(
            here, Lecture.withdrawn_at.is_(None), GroupStudy.state == "closed",
            GroupStudy.held_on <= as_of,
        )
        .group_by(LectureSpeaker.person_id)
    )  # fmt: skip
    return {person_id: number for person_id, number in rows if person_id is not None}
