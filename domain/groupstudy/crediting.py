"""Who is credited with what for a gathering: each once, by the best-crediting role held there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.access import Reach, Visitor
from domain.claims import COUNTING, Claim
from domain.groupstudy.attendance import LATE, PRESENT, THERE
from domain.groupstudy.holding import CLOSED, OPEN
from domain.groupstudy.inviting import branches_on
from domain.groupstudy.reach import seen_by
from domain.groupstudy.shares import Held, Share, Terms, best_share
from domain.known_entries import DaysTaken, known_entries
from domain.locks import lock_people
from domain.recording import Hindered, PeopleHindered, hindrance_of, record_activity
from models import Attendance, GroupStudy, Person, StudyEntry, db

EVERYBODY = Reach(everyone=True)  # that somebody was there is proved by the attendance


class CreditedElsewhere(Exception):
    """These people are credited for another gathering of the same hours; by person's id."""

    def __init__(self, people: Mapping[int, "Elsewhere"]) -> None:
        super().__init__(f"people {sorted(people)}")
        self.people = dict(people)


class Elsewhere(NamedTuple):
    """Another gathering of the same hours where the person was.

    One that is neither ``credited`` nor ``open`` is closed and does not credit them.
    """

    gathering_id: int
    topic: str
    credited: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who was there, before they are credited.

    ``share`` is ``None`` where who comes late is not credited, or the record was merged;
    ``alike``: has an entry of that day like it, or of its hours; ``own``: is who closes it, whose
    entry waits for a confirmer.
    """

    person_id: int
    share: Share | None
    elsewhere: tuple[Elsewhere, ...] = ()
    alike: bool = False
    own: bool = False
    hindered: Hindered | None = None

    @property
    def credited_at(self) -> Elsewhere | None:
        return next((one for one in self.elsewhere if one.credited), None)

    @property
    def possible(self) -> bool:
        """Whether they can be credited at all."""
        return self.share is not None and self.hindered is None and self.credited_at is None

    @property
    def earned(self) -> bool:
        """Whether nothing is left to decide either."""
        return self.possible and not any(one.open for one in self.elsewhere) and not self.alike

    @property
    def to_decide(self) -> bool:
        """Whether somebody has to say if they are credited here."""
        return self.possible and not self.earned

    @property
    def nowhere_else(self) -> bool:
        """Whether they were elsewhere too, and nothing but this one can credit these hours."""
        return bool(self.elsewhere) and not any(one.open or one.credited for one in self.elsewhere)


def candidates(
    gathering_id: int, terms: Terms, states: Mapping[int, str], *, own_person_id: int | None
) -> dict[int, Candidate]:
    """Those who were there (``states`` by person's id), and what stands against crediting them.

    Four queries, however many people.

    Raises:
        NotCreditable.
    """
    ids = sorted(one for one, state in states.items() if state in THERE)
    met = _elsewhere(gathering_id, terms.held, ids)
    taken = DaysTaken(known_entries(ids, terms.held.on, terms.held.on))
    alike = _alike(terms, ids)
    people: Any = db.session.execute(
        sa.select(
            Person.id, Person.staff_no, Person.name, Person.left_on, Person.merged_into_id
        ).where(Person.id.in_(ids))
    )
    counting = {PRESENT, LATE} if terms.kind.late_credited else {PRESENT}
    found = {}
    for row in people:
        counts = states[row.id] in counting and row.merged_into_id is None
        share = best_share(terms, row.id) if counts else None
        found[row.id] = Candidate(
            row.id, share, tuple(met[row.id]), row.id in alike, row.id == own_person_id,
            hindrance_of(row, share.claim, taken) if share else None,
        )  # fmt: skip
    return found


def _elsewhere(
    gathering_id: int, held: Held, person_ids: Sequence[int]
) -> Mapping[int, list[Elsewhere]]:
    """Gatherings of the same hours where they were, that are open or closed. One query."""
    rows: Any = db.session.execute(
        sa.select(
            Attendance.person_id, GroupStudy.id, GroupStudy.topic, GroupStudy.state,
            StudyEntry.state.label("entry_state"),
        )
        .join(GroupStudy, GroupStudy.id == Attendance.group_study_id)
        .outerjoin(StudyEntry, StudyEntry.id == Attendance.entry_id)
        .where(
            Attendance.person_id.in_(person_ids), Attendance.state.in_(THERE),
            Attendance.superseded_at.is_(None), GroupStudy.id != gathering_id,
            GroupStudy.state.in_((OPEN, CLOSED)), GroupStudy.starts_at < held.ends_at,
            GroupStudy.ends_at > held.starts_at,
        )
        .order_by(GroupStudy.id)
    )  # fmt: skip
    found: dict[int, list[Elsewhere]] = defaultdict(list)
    for row in rows:
        credited = row.entry_state in COUNTING
        found[row.person_id].append(Elsewhere(row.id, row.topic, credited, row.state == OPEN))
    return found


def _alike(terms: Terms, person_ids: Collection[int]) -> set[int]:
    """Who has an entry of that day, of no gathering, of these hours or just as long. One query."""
    of_gatherings = sa.select(Attendance.entry_id).where(Attendance.entry_id.is_not(None))
    rows: Any = db.session.execute(
        sa.select(
            StudyEntry.person_id, StudyEntry.kind, StudyEntry.minutes, StudyEntry.start_time
        ).where(
            StudyEntry.person_id.in_(person_ids), StudyEntry.studied_on == terms.held.on,
            StudyEntry.state.in_(COUNTING), StudyEntry.id.not_in(of_gatherings),
        )
    )  # fmt: skip
    kinds = set(terms.kind.credit.values())
    begins, minutes = _minute(terms.held.starts_at), terms.held.minutes
    return {
        row.person_id
        for row in rows
        if (row.kind in kinds and row.minutes == minutes)
        or (
            row.start_time is not None
            and _minute(row.start_time) < begins + minutes
            and begins < _minute(row.start_time) + row.minutes
        )
    }


def _minute(moment: Any) -> int:
    """The minute of the day."""
    return int(moment.hour) * 60 + int(moment.minute)


def credit_people(
    rows: Mapping[int, Attendance], found: Mapping[int, Candidate], visitor: Visitor, *,
    now: datetime,
) -> int:  # fmt: skip
    """Credit those of ``found``, whose rows and people the caller holds; how many they are.

    One batch for each kind and amount; some fifteen statements for each batch.

    Raises:
        CreditedElsewhere, domain.recording.PeopleHindered: with everybody concerned.
        domain.hours.years.YearClosed.
    """
    elsewhere = {one.person_id: met for one in found.values() if (met := one.credited_at)}
    if elsewhere:
        raise CreditedElsewhere(elsewhere)
    hindered = [one.hindered for one in found.values() if one.hindered is not None]
    if hindered:
        raise PeopleHindered(hindered)
    by_claim: dict[Claim, list[int]] = defaultdict(list)
    for one in found.values():
        if one.share is not None:
            by_claim[one.share.claim].append(one.person_id)
    for claim, ids in by_claim.items():
        done = record_activity(
            claim, ids, EVERYBODY, twins_too=ids, own_person_id=visitor.person_id,
            today=now.date(), actor=visitor.actor, now=now,
        )  # fmt: skip
        entries: Any = db.session.execute(
            sa.select(StudyEntry.person_id, StudyEntry.id).where(
                StudyEntry.batch_id == done.batch_id
            )
        )
        for person_id, entry_id in entries:
            rows[person_id].entry_id = entry_id
    db.session.flush()
    return sum(map(len, by_claim.values()))


def held_with_people(gathering_id: int) -> dict[int, Attendance]:
    """``held_rows``, with their people held before: in the order in which a merger holds them.

    The caller holds the gathering, so nobody is put on its list meanwhile.
    """
    on_list = sa.select(Attendance.person_id).where(
        Attendance.group_study_id == gathering_id, Attendance.superseded_at.is_(None)
    )
    lock_people(*db.session.scalars(on_list))
    return held_rows(gathering_id)


def held_rows(gathering_id: int) -> dict[int, Attendance]:
    """Everybody's row that stands, held, by person's id. One query."""
    rows = db.session.scalars(
        sa.select(Attendance)
        .where(Attendance.group_study_id == gathering_id, Attendance.superseded_at.is_(None))
        .order_by(Attendance.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.person_id: one for one in rows}


def place_on(rows: Mapping[int, Attendance], day: date) -> None:
    """The branch of each is that of the day on which it was held. One query."""
    for person_id, branch_id in branches_on(rows.keys(), day).items():
        rows[person_id].branch_id = branch_id


def nameable(gathering_ids: Collection[int], visitor: Visitor) -> set[int]:
    """Those of the gatherings that the visitor may open. One query, where there are any."""
    if not gathering_ids:
        return set()
    return set(
        db.session.scalars(
            sa.select(GroupStudy.id).where(GroupStudy.id.in_(gathering_ids), seen_by(visitor))
        )
    )
