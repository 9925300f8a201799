"""Entries of every kind and what is awkward about them: placed where the days are free."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from domain.demo.accounts import SEATS
from domain.demo.claims import A_DAY, STILL_DAYS, Batch, Draft, Told, Wish, decided_at
from domain.demo.people import Life, Place
from domain.demo.rows import Rows
from domain.demo.words import (
    DECLINED,
    FOR_MANY,
    NOT_THERE,
    TOPICS,
    UNITS,
    WISH_DECLINED,
    WISH_GRANTED,
    WISH_OPEN,
    WRONG_LEVEL,
)

BRANCH_OF_MANY = 2  # whose members HR recorded one activity for
OVER_NEW_YEAR = "档案法规处"
PAPERS: Sequence[tuple[Place, str, int]] = (  # who wrote how many, and where they were printed
    (("综合调研处", 5), "provincial", 1), (("秘书二处", 6), "city", 1),
    (("信息处", 4), "office", 2), (("秘书一处", 5), "office", 1),
)  # fmt: skip
PAPER_OF_THE_WRONG_LEVEL: Place = ("综合调研处", 6)
DECLINED_WISH, GRANTED_WISH = ("秘书二处", 5), ("综合调研处", 4)


class Diary:
    """On which days somebody has studied already."""

    def __init__(self, today: date, drafts: Iterable[Draft]) -> None:
        self._last_told = today - (STILL_DAYS + 1) * A_DAY
        self._days: dict[int, set[date]] = defaultdict(set)
        for draft in drafts:
            self._days[draft.life.id].add(draft.on)

    def is_free(self, life: Life, first: date, days: int) -> bool:
        return all(
            life.here_on(day) and day not in self._days[life.id] for day in _span(first, days)
        )

    def take(self, life: Life, first: date, days: int = 1) -> date | None:
        """The first free day from ``first`` on with so many together, which are free no more."""
        while first + (days - 1) * A_DAY <= self._last_told:
            if self.is_free(life, first, days):
                self._days[life.id].update(_span(first, days))
                return first
            first += A_DAY
        return None


def study_of_every_kind(
    rows: Rows, people: Mapping[Place, Life], drafts: Sequence[Draft]
) -> list[Draft]:
    """What stands beside ``drafts``, into which the corrections asked for are written."""
    diary = Diary(rows.today, drafts)
    found = [*_trainings(rows, people, diary), *_lessons(rows, people, diary)]
    found += [*_papers(rows, people, diary), *_for_many(rows, people, diary)]
    found += [_wrong_level(rows, people[PAPER_OF_THE_WRONG_LEVEL])]
    found += [_begun(rows, people[SEATS["cadre"]])]
    _ask_corrections(rows, people, drafts)
    return found


def _span(first: date, days: int) -> list[date]:
    return [first + n * A_DAY for n in range(days)]


def _trainings(rows: Rows, people: Mapping[Place, Life], diary: Diary) -> list[Draft]:
    """One away from each unit, for two and a half to five days; one over New Year."""
    found = []
    for number, plan in enumerate(UNITS):
        life, days = people[plan.name, 2], 3 + number % 3
        first = diary.take(life, rows.back(0.85 - 0.05 * number), days)
        if first is not None:
            halves = 1 if days == 3 else 0  # noqa: PLR2004 - the shortest end at noon
            found.append(_training(rows, life, first, days, halves))
    new_year = date((rows.today - timedelta(days=20)).year, 1, 1)
    first, days = new_year - 3 * A_DAY, 7
    staff = [life for (unit, _seat), life in people.items() if unit == OVER_NEW_YEAR]
    free = [life for life in staff if diary.is_free(life, first, days)]
    return found + [_training(rows, life, first, days, 0) for life in free[:1]]


def _training(rows: Rows, life: Life, first: date, days: int, halves: int) -> Draft:
    last = first + (days - 1) * A_DAY
    topic, gained = TOPICS["outside_training"][days % 3]
    draft = _decided(rows, life, "outside_training", first, (topic, gained), last)
    draft.ends_on, draft.days, draft.half_days = last, days - halves, halves
    draft.document = f"示委组训〔{first.year}〕{10 + first.month}号"
    return draft


def _lessons(rows: Rows, people: Mapping[Place, Life], diary: Diary) -> list[Draft]:
    """A lesson given by each head, as long as one or two classes."""
    found = []
    for number, plan in enumerate(UNITS):
        life = people[plan.name, 0]
        day = diary.take(life, rows.back(0.8 - 0.05 * number))
        if day is not None:
            draft = _decided(rows, life, "teaching", day, TOPICS["teaching"][number % 3], day)
            draft.minutes = 45 * (1 + number % 2)
            found.append(draft)
    return found


def _papers(rows: Rows, people: Mapping[Place, Life], diary: Diary) -> list[Draft]:
    found = []
    for number, (place, level, count) in enumerate(PAPERS):
        day = diary.take(people[place], rows.back(0.6 - 0.1 * number))
        if day is not None:
            what = TOPICS["paper"][number % 3]
            draft = _decided(rows, people[place], "paper", day, what, day)
            draft.level, draft.count = level, count
            found.append(draft)
    return found


def _decided(
    rows: Rows, life: Life, kind: str, first: date, what: tuple[str, str], last: date
) -> Draft:
    """Handed in on the evening of the last day, and confirmed."""
    at = rows.at(last, 20, 10)
    return Draft(
        life, kind, first, 0, *what, "confirmed", at,
        [Told("submitted", "owner", at), Told("confirmed", "confirmer", decided_at(rows, last))],
    )  # fmt: skip


def _for_many(rows: Rows, people: Mapping[Place, Life], diary: Diary) -> list[Draft]:
    """Recorded by HR for the free members of a branch; one turned out not to have come."""
    members = [life for life in people.values() if life.branch_since[-1:] and
               life.branch == BRANCH_OF_MANY]  # fmt: skip
    days = [rows.today - n * A_DAY for n in range(STILL_DAYS + 4, STILL_DAYS + 34)]
    day = max(days, key=lambda one: (sum(diary.is_free(life, one, 1) for life in members), one))
    at = rows.at(day + A_DAY, 9, 30)
    batch = Batch(FOR_MANY[0], at)
    found = [
        Draft(life, "group_training", day, 180, *FOR_MANY, "confirmed", at,
              [Told("recorded", "hr", at)], batch=batch)
        for life in members if diary.is_free(life, day, 1)
    ]  # fmt: skip
    for draft in found[-1:]:
        draft.state = "voided"
        draft.steps.append(Told("voided", "hr", at + timedelta(hours=26), NOT_THERE))
    return found


def _wrong_level(rows: Rows, life: Life) -> Draft:
    """Given back: the journal is not of the level that was claimed."""
    day = rows.today - 7 * A_DAY
    at, back = rows.at(day, 18, 5), rows.at(day + 3 * A_DAY, 9, 20)
    return Draft(
        life, "paper", day, 0, *TOPICS["paper"][2], "returned", at,
        [Told("submitted", "owner", at), Told("returned", "confirmer", back, WRONG_LEVEL)],
        level="city", count=1,
    )  # fmt: skip


def _begun(rows: Rows, life: Life) -> Draft:
    """A draft: the training is entered, how many days and what was gained are not."""
    day = rows.today - A_DAY
    topic, _gained = TOPICS["outside_training"][0]
    return Draft(life, "outside_training", day, 0, topic, "", "draft", rows.at(day, 21, 40))


def _ask_corrections(rows: Rows, people: Mapping[Place, Life], drafts: Sequence[Draft]) -> None:
    """One is open, one was declined; of one that was granted, what came back waits again."""
    asked_at, answered_at = rows.at(rows.today - 3 * A_DAY, 19), rows.at(rows.today - 2 * A_DAY, 8)
    for draft in _latest_course(drafts, people[SEATS["cadre"]]):
        draft.wish = Wish(WISH_OPEN, asked_at)
        draft.steps.append(Told("asked", "owner", asked_at, WISH_OPEN))
    for draft in _latest_course(drafts, people[DECLINED_WISH]):
        told = Told("declined", "confirmer", answered_at, DECLINED)
        draft.wish = Wish(WISH_DECLINED, asked_at, "declined", told)
        draft.steps += [Told("asked", "owner", asked_at, WISH_DECLINED), told]
    for draft in _latest_course(drafts, people[GRANTED_WISH]):
        told = Told("voided", "confirmer", answered_at, WISH_GRANTED)
        draft.state, draft.wish = "voided", Wish(WISH_GRANTED, asked_at, "granted", told)
        draft.steps += [Told("asked", "owner", asked_at, WISH_GRANTED), told]
        put_right = answered_at + timedelta(hours=4)
        draft.again = Draft(
            draft.life, draft.kind, draft.on, draft.minutes - 15, draft.topic, draft.gained,
            "waiting", put_right,
            [Told("returned", "confirmer", answered_at, WISH_GRANTED),
             Told("edited", "owner", put_right)],
        )  # fmt: skip


def _latest_course(drafts: Sequence[Draft], life: Life) -> list[Draft]:
    """The last online course of the person that was confirmed, in a list; there may be none."""
    courses = [
        draft for draft in drafts
        if draft.life is life and draft.kind == "online_course" and draft.state == "confirmed"
        and draft.steps[0].act == "submitted"
    ]  # fmt: skip
    return sorted(courses, key=lambda draft: draft.on)[-1:]
