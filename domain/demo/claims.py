"""What the people of the demo studied: five calendar years, the last 14 months day by day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.demo.people import Life, Place
from domain.demo.rows import Rows
from domain.demo.words import IMPORTED, RETURN_REASONS, TOPICS

YEARS = 5
MONTHS = 14
STILL_DAYS = 12  # the last days before the loading day, which are told one by one (recent.py)
A_DAY = timedelta(days=1)
YEARLY_MINUTES = {"group_training": 4050, "online_course": 2250, "self_study": 900}
SIZES = {"group_training": (240, 360, 360, 480), "online_course": (45, 90, 90, 135),
         "self_study": (30, 45, 45, 60, 90)}  # fmt: skip
IMPORTED_SIZES = {"group_training": (480,), "online_course": (240,), "self_study": (120,)}
WEEKEND = 5


@dataclass(slots=True)
class Told:
    """A step of an entry before it has an id; ``by`` is owner, confirmer or hr."""

    act: str
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was recorded for many on one form, by HR or the demo account named."""

    title: str
    at: datetime
    by: str = "hr"


@dataclass(frozen=True, slots=True)
class Wish:
    """A correction asked for. ``answered``: the step that granted or declined it."""

    text: str
    at: datetime
    state: str = "open"
    answered: Told | None = None


@dataclass(slots=True)
class Draft:
    """An entry before it has an id. ``again`` comes from this one, which was voided."""

    life: Life
    kind: str
    on: date
    minutes: int
    topic: str
    gained: str
    state: str
    submitted_at: datetime
    steps: list[Told] = field(default_factory=list)
    again: "Draft | None" = None
    ends_on: date | None = None
    days: int = 0
    half_days: int = 0
    count: int = 0
    level: str = ""
    document: str = ""
    batch: Batch | None = None
    wish: Wish | None = None

    @property
    def last_on(self) -> date:
        return self.ends_on or self.on

    @property
    def begun_at(self) -> datetime:
        return self.steps[0].at if self.steps else self.submitted_at


def study_of(rows: Rows, people: dict[Place, Life]) -> list[Draft]:
    """Everything until twelve days before the loading day, person by person."""
    drafts: list[Draft] = []
    for life in people.values():
        zeal = rows.random.triangular(0.58, 1.14, 0.95)
        if rows.random.random() < 0.06:  # noqa: PLR2004 - a few are far behind
            zeal *= 0.5
        reader = rows.random.choice((0.8, 1.0, 1.2, 1.6, 2.4))  # some read beyond the cap
        for year in range(rows.today.year - YEARS + 1, rows.today.year + 1):
            for kind in YEARLY_MINUTES:
                eager = zeal * (reader if kind == "self_study" else rows.random.uniform(0.9, 1.1))
                drafts += _of_year(rows, life, year, kind, eager)
    return drafts


def first_day_told(today: date) -> date:
    """The first day of the month 14 months before the loading day's."""
    months = today.year * 12 + today.month - 1 - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _of_year(rows: Rows, life: Life, year: int, kind: str, eager: float) -> list[Draft]:
    """Days are drawn until the minutes are full, never one twice for a kind."""
    told_from = first_day_told(rows.today)
    days = _days(rows.today, life, year, kind)
    drafts = []
    for pool, sizes, make in (
        ([day for day in days if day < told_from], IMPORTED_SIZES[kind], _imported),
        ([day for day in days if day >= told_from], SIZES[kind], _told),
    ):
        share = len(pool) / (261 if kind == "group_training" else 365)
        left = round(YEARLY_MINUTES[kind] * eager * share)
        rows.random.shuffle(pool)
        while pool and left >= min(sizes) / 2:
            minutes = rows.random.choice(sizes)
            drafts.append(make(rows, life, kind, pool.pop(), minutes))
            left -= minutes
    return drafts


def _days(today: date, life: Life, year: int, kind: str) -> list[date]:
    """The days of the year on which the person was here; trainings are on workdays."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), today - (STILL_DAYS + 1) * A_DAY)
    days = (first + n * A_DAY for n in range((last - first).days + 1))
    return [
        day for day in days
        if life.here_on(day) and (kind != "group_training" or day.weekday() < WEEKEND)
    ]  # fmt: skip


def _imported(rows: Rows, life: Life, kind: str, day: date, minutes: int) -> Draft:
    """From the sheet of the year, which HR brought in as it was."""
    at = rows.at(min(date(day.year + 1, 1, 12), first_day_told(rows.today)), 10)
    topic, _ = rows.random.choice(TOPICS[kind])
    return Draft(
        life, kind, day, minutes, topic, IMPORTED, "confirmed", at, [Told("confirmed", "hr", at)]
    )


def _told(rows: Rows, life: Life, kind: str, day: date, minutes: int) -> Draft:
    """Handed in that evening, decided on the second Monday after; a few went another way."""
    topic, gained = rows.random.choice(TOPICS[kind])
    handed_in = rows.at(day, rows.random.randint(17, 21), rows.random.randint(0, 59))
    draft = Draft(
        life, kind, day, minutes, topic, gained, "confirmed", handed_in,
        [Told("submitted", "owner", handed_in)],
    )  # fmt: skip
    decided = decided_at(rows, day)
    fate = rows.random.random() if kind == "self_study" else 1.0
    if fate < 0.02:  # noqa: PLR2004
        draft.state = "withdrawn"
        draft.steps.append(Told("withdrawn", "owner", handed_in + timedelta(minutes=40)))
    elif fate < 0.05:  # noqa: PLR2004
        _undone(draft, decided)
    else:
        if fate < 0.09:  # noqa: PLR2004
            _returned_once(rows, draft, decided)
        draft.steps.append(Told("confirmed", "confirmer", decided))
    return draft


def decision_day(day: date) -> date:
    """The first Monday that is later than the day after."""
    return day + timedelta(days=2 + (-day.weekday() - 2) % 7)


def decided_at(rows: Rows, day: date) -> datetime:
    """When a confirmer comes to an entry of the day: one day after the other, six minutes each."""
    monday = decision_day(day)
    return rows.at(monday, 9, 6 * (8 - (monday - day).days) + 5)


def _undone(draft: Draft, decided: datetime) -> None:
    """Confirmed by mistake, taken back within minutes, and confirmed after all."""
    taken_back, at_last = decided + timedelta(minutes=2), decided + timedelta(minutes=4)
    draft.state = "voided"
    draft.steps += [
        Told("confirmed", "confirmer", decided), Told("voided", "confirmer", taken_back),
    ]  # fmt: skip
    draft.again = Draft(
        draft.life, draft.kind, draft.on, draft.minutes, draft.topic, draft.gained, "confirmed",
        draft.submitted_at,
        [Told("reopened", "confirmer", taken_back), Told("confirmed", "confirmer", at_last)],
    )  # fmt: skip


def _returned_once(rows: Rows, draft: Draft, decided: datetime) -> None:
    """Given back the morning after, put right at noon."""
    returned = rows.at(draft.on + A_DAY, 8, 30)
    put_right = rows.at(draft.on + A_DAY, 12, 15)
    draft.submitted_at = put_right
    draft.steps += [
        Told("returned", "confirmer", returned, rows.random.choice(RETURN_REASONS)),
        Told("edited", "owner", put_right),
    ]  # fmt: skip
