"""Fourteen months of gatherings of the demo's branches: held by the rule, one month missed.

Those that were held are credited by entries like all study. What is to come: one this
afternoon, one tomorrow. They draw from a chance of their own, so that nothing else moves.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from domain.demo.accounts import SEATS
from domain.demo.claims import A_DAY, Batch, Draft, Told, first_day_told
from domain.demo.gathering_words import (
    EXCHANGES,
    FIRST_ITEMS,
    GAINED,
    JOINT,
    LEADER_LED,
    PLACES,
    REASONS,
    SPECIAL_KINDS,
)
from domain.demo.people import Life, Place
from domain.demo.rows import SEED, Rows
from domain.demo.words import BRANCHES

MINUTES = {"leader_led": 60, "branch_exchange": 60, "first_item": 45, "lecture": 30}
TRAINING = "group_training"
LEFT_OF_TRAINING = 120  # minutes
MONTHS_BETWEEN_EXCHANGES = 3
A_WEEK, WEEKDAYS = 7, 4
MISSED_BRANCH, MISSED_MONTHS_AGO = 5, (4, 3, 5)  # of these the first that held no exchange
CANCELLED_BRANCH = 3
LATE, LEAVE, ABSENT = 0.07, 0.13, 0.15  # of those invited, added up
A_GUEST_EVERY = 5
JOINT_BRANCHES = (1, 2)


@dataclass(slots=True)
class Came:
    """How one person's attendance stands, and the entry that credits it."""

    life: Life
    branch: int | None
    guest: bool
    state: str
    way: str
    arrived_at: datetime | None = None
    reason: str = ""
    draft: Draft | None = None


@dataclass(slots=True)
class Meeting:
    """A gathering before it has an id; ``leads`` and ``speakers`` are people.

    ``branch`` is 0 where a ``unit`` holds it; ``asked``: the people invited by name.
    """

    branch: int
    kind: str
    state: str
    topic: str
    begins: datetime
    place: str
    meeting: str = ""
    invited: Sequence[int] = ()
    leads: Life | None = None
    came: list[Came] = field(default_factory=list)
    speakers: Sequence[Life] = ()
    unit: str = ""
    asked: Sequence[Life] = ()

    @property
    def on(self) -> date:
        return self.begins.date()

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(minutes=self.minutes)

    @property
    def minutes(self) -> int:
        return MINUTES[self.kind]

    @property
    def host(self) -> str:
        return secretary_of(self.branch) if self.branch else "organiser"

    @property
    def is_minuted(self) -> bool:
        return self.kind not in ("first_item", "lecture")


def secretary_of(branch: int) -> str:
    """The demo account that holds the gatherings of the branch."""
    return "secretary" if branch == 1 else f"secretary{branch}"


def meetings_of(rows: Rows, people: Mapping[Place, Life]) -> list[Meeting]:
    """Everything up to tomorrow, in the order of time; the drafts of the credit in it."""
    chance = Random(SEED)  # noqa: S311 - the same rows again is what it is for
    found = []
    months = _months(rows.today)
    for branch in range(1, len(BRANCHES) + 1):
        for number, month in enumerate(months):
            meeting = _of_month(rows, people, branch, (number, month), chance)
            if meeting is not None and not _is_missed(branch, month, rows.today):
                found.append(meeting)
    found += [_cancelled(rows), _this_afternoon(rows, people), _tomorrow(rows, people)]
    found.sort(key=lambda one: (one.begins, one.branch))
    for number, meeting in enumerate(one for one in found if one.state == "closed"):
        _hold(meeting, people, chance, guest=number % A_GUEST_EVERY == 0)
    return found


def credited(meetings: Sequence[Meeting], drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of those who came; each takes its minutes from another training near it.

    So nobody studied more in a year than without the gatherings.
    """
    others: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind == TRAINING and draft.state == "confirmed" and draft.batch is None:
            others[draft.life.id].append(draft)
    found = [one.draft for meeting in meetings for one in meeting.came if one.draft is not None]
    for draft in found:
        near = [
            one for one in others[draft.life.id]
            if one.on.year == draft.on.year and one.minutes >= LEFT_OF_TRAINING + draft.minutes
        ]  # fmt: skip
        if near:
            _days, place = min((abs((one.on - draft.on).days), n) for n, one in enumerate(near))
            near[place].minutes -= draft.minutes
    return found


def _months(today: date) -> list[date]:
    """The first days of the months told, the running one last."""
    found, day = [], first_day_told(today)
    while day <= today:
        found.append(day)
        day = (day + 31 * A_DAY).replace(day=1)
    return found


def _is_exchange(month: date) -> bool:
    return month.month % MONTHS_BETWEEN_EXCHANGES == 2  # noqa: PLR2004 - the middle of a quarter


def _is_missed(branch: int, month: date, today: date) -> bool:
    """The one month in which the one branch held nothing."""
    months = today.year * 12 + today.month - month.year * 12 - month.month
    before = [ago for ago in MISSED_MONTHS_AGO if not _is_exchange(_months(today)[-1 - ago])]
    return branch == MISSED_BRANCH and months == before[0]


def _of_month(
    rows: Rows, people: Mapping[Place, Life], branch: int, which: tuple[int, date], chance: Random
) -> Meeting | None:
    """On a working day of the second or third week; planned, where that day is to come."""
    number, month = which
    second = month + A_WEEK * A_DAY  # the first days of October are holidays
    day = second + ((-second.weekday()) % A_WEEK + (branch - 1) % WEEKDAYS) * A_DAY
    kind = "branch_exchange" if _is_exchange(month) else SPECIAL_KINDS[(number + branch) % 2]
    place = chance.choice(PLACES)
    if rows.today <= day <= rows.today + A_DAY:
        return None
    turn, state = number + branch, "closed" if day < rows.today else "planned"
    topic, meeting = {
        "branch_exchange": (EXCHANGES[turn % len(EXCHANGES)], ""),
        "leader_led": (LEADER_LED[turn % len(LEADER_LED)], ""),
        "first_item": FIRST_ITEMS[turn % len(FIRST_ITEMS)],
    }[kind]
    return Meeting(
        branch, kind, state, topic, rows.at(day, 15 if branch % 2 else 9), place, meeting,
        (branch,), _leader(people, branch, day) if kind == "leader_led" else None,
    )  # fmt: skip


def _leader(people: Mapping[Place, Life], branch: int, day: date) -> Life | None:
    head = people[BRANCHES[branch - 1][1], 0]
    return head if head.here_on(day) else None


def _cancelled(rows: Rows) -> Meeting:
    day = rows.today - 17 * A_DAY
    topic, meeting = FIRST_ITEMS[0]
    return Meeting(
        CANCELLED_BRANCH, "first_item", "cancelled", topic, rows.at(day, 15), PLACES[0], meeting,
        (CANCELLED_BRANCH,),
    )  # fmt: skip


def _this_afternoon(rows: Rows, people: Mapping[Place, Life]) -> Meeting:
    return Meeting(
        1, "branch_exchange", "planned", EXCHANGES[0], rows.at(rows.today, 15), PLACES[1],
        invited=(1,), speakers=(people[SEATS["cadre"]], people["秘书一处", 4]),
    )  # fmt: skip


def _tomorrow(rows: Rows, people: Mapping[Place, Life]) -> Meeting:
    return Meeting(
        JOINT_BRANCHES[0], "leader_led", "planned", JOINT, rows.at(rows.today + A_DAY, 9),
        PLACES[2], invited=JOINT_BRANCHES, leads=people[SEATS["leader"]],
    )  # fmt: skip


def _hold(
    meeting: Meeting, people: Mapping[Place, Life], chance: Random, *, guest: bool
) -> None:  # fmt: skip
    """Who came, and the entry of each; who speaks at an exchange."""
    invited = [
        life for life in people.values()
        if life.branch_on(meeting.on) in meeting.invited and life.here_on(meeting.on)
    ]  # fmt: skip
    others = [
        life for life in people.values()
        if life.here_on(meeting.on) and life.branch_on(meeting.on) not in meeting.invited
    ]  # fmt: skip
    meeting.came = [_came(meeting, life, chance, must=life is meeting.leads) for life in invited]
    if guest:
        meeting.came.append(_came(meeting, chance.choice(others), chance, must=True, guest=True))
    batch = Batch(meeting.topic, meeting.ends + timedelta(minutes=20), meeting.host)
    there = [one for one in meeting.came if one.arrived_at is not None]
    for one in there:
        one.draft = Draft(
            one.life, TRAINING, meeting.on, meeting.minutes, meeting.topic, GAINED, "confirmed",
            batch.at, [Told("recorded", "confirmer", batch.at)], batch=batch,
        )  # fmt: skip
    if meeting.kind == "branch_exchange":
        meeting.speakers = [one.life for one in there if not one.guest][: 2 + len(there) % 2]


def _came(
    meeting: Meeting, life: Life, chance: Random, *, must: bool, guest: bool = False
) -> Came:  # fmt: skip
    """Most are there in time, a few late, on leave or absent; whoever leads is there."""
    drawn = chance.random()
    minutes, reason = chance.randint(-14, 6), chance.choice(REASONS)
    branch = life.branch_on(meeting.on)
    if must or drawn >= ABSENT:
        at = meeting.begins + timedelta(minutes=minutes)
        return Came(life, branch, guest, "present", "code", at)
    if drawn < LATE:
        at = meeting.begins + timedelta(minutes=minutes + 27)
        return Came(life, branch, guest, "late", "code", at)
    if drawn < LEAVE:
        return Came(life, branch, guest, "leave", "roll", reason=reason)
    return Came(life, branch, guest, "absent", "roll")
