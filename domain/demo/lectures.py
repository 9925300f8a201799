"""The demo's lecture hall: last season with its results, this one being scored.

Nine judges: the branches' secretaries and one more. One of them is strict, one kind, and one
sheet is wild. They draw from a chance of their own, so that nothing else moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from domain.demo.accounts import SEATS
from domain.demo.claims import A_DAY, Batch, Draft, Told
from domain.demo.gatherings import A_WEEK, MINUTES, TRAINING, Came, Meeting
from domain.demo.lecture_words import GAINED, HALL, SEASONS
from domain.demo.people import Life, Place
from domain.demo.rows import SEED, Rows
from domain.demo.words import BRANCHES, OFFICE, UNITS
from domain.lectures.drawing import drawn_order
from domain.lectures.slugs import lecture_slug

JUDGES = ("secretary", *(f"secretary{n}" for n in range(2, len(BRANCHES) + 1)), "judge9")
A_DAY_HOLDS, BEGINS_AT, EVERY_MINUTES = 6, 14, 40
LAST_WEEKS_AGO = 8  # the last afternoon of last season
LISTENERS = 14
WEDNESDAY = 2
STRICT, KIND = 5, 2  # judges, by number
SEVERITY = {STRICT: -0.07, KIND: 0.05}
OUTSIDE_LECTURE = 23  # of each season, by an expert from outside
TEACHING = "teaching"


@dataclass(slots=True)
class Talk:
    """A lecture before it has an id; ``number``: its place in the order, from 1."""

    number: int
    branch: int
    topic: str
    speaker: Life | None
    meeting: Meeting
    quality: float
    judges: Sequence[int] = ()


@dataclass(slots=True)
class Season:
    """One series before it has an id; ``judges``: people by number, from 1."""

    slug: str
    title: str
    name: str
    state: str
    judges: Mapping[int, Life]
    first_on: date
    last_on: date
    talks: list[Talk] = field(default_factory=list)


def seasons_of(rows: Rows, people: Mapping[Place, Life]) -> list[Season]:
    """The two seasons, with who came to the lectures that were held."""
    chance = Random(SEED + 8)  # noqa: S311 - the same rows again is what it is for
    judges = {number: people[SEATS[name]] for number, name in enumerate(JUDGES, start=1)}
    wednesday = rows.today - ((rows.today.weekday() - WEDNESDAY) % A_WEEK) * A_DAY
    last = wednesday - LAST_WEEKS_AGO * A_WEEK * A_DAY
    before = [last - week * A_WEEK * A_DAY for week in (3, 2, 1, 0)]
    running = [
        wednesday - 3 * A_WEEK * A_DAY, wednesday - 2 * A_WEEK * A_DAY, rows.today,
        wednesday + 2 * A_WEEK * A_DAY,
    ]  # fmt: skip
    found = []
    for (slug, title, topics), days in zip(SEASONS, (before, running), strict=True):
        held = days[-1] < rows.today
        season = Season(
            slug, title, f"{days[0].year} 年", "published" if held else "scoring", judges,
            days[0], days[-1],
        )  # fmt: skip
        _fill(rows, people, season, (topics, days), chance)
        found.append(season)
    return found


def meetings_of_seasons(seasons: Sequence[Season]) -> list[Meeting]:
    return [talk.meeting for season in seasons for talk in season.talks]


def _fill(
    rows: Rows, people: Mapping[Place, Life], season: Season,
    plan: tuple[Sequence[str], Sequence[date]], chance: Random,
) -> None:  # fmt: skip
    topics, days = plan
    order = drawn_order(season.slug, [lecture_slug(n) for n in range(1, len(topics) + 1)])
    for number, slug in enumerate(order, start=1):
        entered = int(slug.rpartition("-")[2])
        branch = (entered - 1) % len(BRANCHES) + 1
        day = days[(number - 1) // A_DAY_HOLDS]
        minutes = (number - 1) % A_DAY_HOLDS * EVERY_MINUTES
        begins = rows.at(day, BEGINS_AT) + timedelta(minutes=minutes)
        speaker = None if entered == OUTSIDE_LECTURE else _speaker(people, branch, entered, day)
        talk = Talk(
            number, branch, topics[entered - 1], speaker,
            Meeting(
                0, "lecture", "closed" if day < rows.today else "planned", topics[entered - 1],
                begins, HALL, unit=OFFICE,
            ),
            chance.gauss(0.86, 0.045),
            [one for one, life in season.judges.items() if life.branch_on(day) != branch],
        )  # fmt: skip
        _invite(people, season, talk, chance)
        season.talks.append(talk)


def entered_as(season: Season) -> list[tuple[str, Talk]]:
    """The lectures with their slugs, in the order in which they were entered."""
    order = drawn_order(season.slug, [lecture_slug(n) for n in range(1, len(season.talks) + 1)])
    return sorted(zip(order, season.talks, strict=True), key=lambda pair: pair[0])


def _speaker(people: Mapping[Place, Life], branch: int, entered: int, day: date) -> Life | None:
    """Somebody of the branch who serves there on the day, and is no judge."""
    units = [plan.name for plan in UNITS if plan.branch == branch]
    seats = [
        life for (unit, seat), life in people.items()
        if unit in units and seat > 2 and life.here_on(day) and life.branch_on(day) == branch  # noqa: PLR2004
        and (unit, seat) not in SEATS.values()
    ]  # fmt: skip
    return seats[entered % len(seats)]


def _invite(people: Mapping[Place, Life], season: Season, talk: Talk, chance: Random) -> None:
    """Speaker, judges and those who signed up; who came, where it was held."""
    meeting = talk.meeting
    if talk.speaker is not None:
        meeting.speakers = [talk.speaker]
    own = [talk.speaker] if talk.speaker is not None else []
    judges = [season.judges[number] for number in talk.judges]
    others = [
        life for life in people.values()
        if life.here_on(meeting.on) and life not in own and life not in season.judges.values()
    ]  # fmt: skip
    listeners = chance.sample(others, LISTENERS)
    meeting.asked = [*own, *judges, *listeners]
    if meeting.state == "closed":
        batch = Batch(meeting.topic, meeting.ends + timedelta(minutes=20), meeting.host)
        taught = Batch(meeting.topic, meeting.ends + timedelta(minutes=21), meeting.host)
        for life in meeting.asked:
            absent = life in listeners and chance.random() < 0.1  # noqa: PLR2004
            speaks = life is talk.speaker
            _come(meeting, life, taught if speaks else batch, absent=absent)


def _come(meeting: Meeting, life: Life, batch: Batch, *, absent: bool) -> None:
    if absent:
        meeting.came.append(Came(life, life.branch_on(meeting.on), False, "absent", "roll"))  # noqa: FBT003
        return
    at = meeting.begins - timedelta(minutes=5)
    kind = TEACHING if life in meeting.speakers else TRAINING
    draft = Draft(
        life, kind, meeting.on, MINUTES[meeting.kind], meeting.topic, GAINED, "confirmed",
        batch.at, [Told("recorded", "confirmer", batch.at)], batch=batch,
    )  # fmt: skip
    meeting.came.append(
        Came(life, life.branch_on(meeting.on), False, "present", "code", at, draft=draft)  # noqa: FBT003
    )
