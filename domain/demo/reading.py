"""A reading class of the demo under way, and another being planned; their texts are shipped.

Unlike the rest of the demo it goes through the verbs of the program, each on its own day, so it
is loaded when the organisation is there and the classes have been brought in from their files.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

import sqlalchemy as sa

from domain.audit import Actor
from domain.demo.reading_words import (
    ACCEPTED,
    MARKED,
    ON_BOARD,
    REFLECTIONS,
    REPLIED,
    SPOKEN,
)
from domain.reading import answering, board, classes, members, notes, places, reflections, talks
from domain.reading.anchors import Passage, find_place
from domain.reading.asked import asked_of
from domain.reading.classes import ClassText
from domain.reading.reflections import Written
from domain.reading.revisions import current_revision
from domain.reading.standings import Part, syllabus
from domain.reading.written import rendered_words
from domain.text import render_note
from domain.visitors import find_visitor
from models import Account, ReadingClass, ReadingMaterial, SectionRead, db

UNDER_WAY, PLANNED = "office-craft", "steady-hands"
BEGAN, ENDS, NEXT = 12, 9, 21  # days before and after the loading day; until the next begins
READS_EVERY = 3  # of the members in their order, the first reads all, the others less


@dataclass(frozen=True, slots=True)
class _Day:
    """The loading day, from which days are counted."""

    today: date
    zone: tzinfo

    def at(self, offset: int, hour: int = 10) -> datetime:
        return datetime.combine(self.today + timedelta(days=offset), time(hour), self.zone)


def add_reading(*, today: date, zone: tzinfo) -> None:
    """Open the first class with the members of a branch, who have read and written; plan the next.

    Nothing where the classes were not brought in. The caller commits.
    """
    day = _Day(today, zone)
    found = {
        one.slug: one
        for one in db.session.scalars(
            sa.select(ReadingClass).where(ReadingClass.slug.in_((UNDER_WAY, PLANNED)))
        )
    }
    if len(found) < 2:  # noqa: PLR2004 - both
        return
    accounts = {
        one.username: one
        for one in db.session.scalars(
            sa.select(Account).where(
                Account.username.in_(("cadre", "secretary", "organiser", "leader"))
            )
        )
    }
    _plan(found[PLANNED], accounts, day, NEXT, NEXT + 14)
    _plan(found[UNDER_WAY], accounts, day, -BEGAN, ENDS)
    _hold(found[UNDER_WAY], accounts, day)


def _plan(
    reading: ReadingClass, accounts: dict[str, Account], day: _Day, begins: int, ends: int
) -> None:
    text = ClassText(
        reading.title, reading.kind, asked_of(reading.asks), reading.title_en, reading.theme,
        reading.theme_en, reading.joining, starts_on=day.at(begins).date(),
        ends_on=day.at(ends).date(), organiser_id=accounts["organiser"].person_id,
        leader_id=accounts["leader"].person_id,
    )  # fmt: skip
    organiser = Actor(accounts["organiser"].id)
    at = day.at(-BEGAN - 1)
    classes.edit_class(
        reading, text, version=reading.version, today=at.date(), actor=organiser, now=at
    )


def _hold(reading: ReadingClass, accounts: dict[str, Account], day: _Day) -> None:
    organiser, at = Actor(accounts["organiser"].id), day.at(-BEGAN)
    visitor = find_visitor("cadre", today=day.today)
    if visitor is None or visitor.branch_id is None:
        return
    branch = members.people_of_branch(visitor.branch_id, today=day.today)
    classes.open_class(reading, actor=organiser, now=at)
    members.add_members(
        reading, branch, "branch", today=at.date(), actor=organiser, now=day.at(-BEGAN, 11)
    )
    told = board.post(
        reading, ON_BOARD, account_id=accounts["organiser"].id, actor=organiser,
        now=day.at(-BEGAN, 12),
    )  # fmt: skip
    board.pin(told, pinned=True, actor=organiser, now=day.at(-BEGAN, 12))
    parts = syllabus(reading.id)
    own = accounts["cadre"].person_id or 0
    others = [one for one in branch if one != own]
    for number, person_id in enumerate([own, *others]):
        _read(parts, person_id, number, day)
    _mark(parts[0], own, Actor(accounts["cadre"].id), day)
    _write(reading, [own, *others], accounts, day)


def _read(parts: list[Part], person_id: int, number: int, day: _Day) -> None:
    """The own person half of it, the others from everything to nothing."""
    share = 0.5 if number == 0 else (number % (READS_EVERY + 1)) / READS_EVERY
    todo = [(one.id, key) for one in parts for key in sorted(one.keys)]
    for material_id, key in todo[: round(len(todo) * share)]:
        db.session.add(
            SectionRead(person_id=person_id, material_id=material_id, section=key, at=day.at(-5))
        )
    db.session.flush()


def _mark(part: Part, person_id: int, actor: Actor, day: _Day) -> None:
    """A passage marked with words, and where the reader stopped yesterday."""
    material = db.session.get_one(ReadingMaterial, part.id)
    revision = current_revision(part.id, "zh")
    if revision is None:
        return
    sentence = next(one for one in revision.plain.split("。") if len(one.strip()) > 15)  # noqa: PLR2004
    quote = f"{sentence.strip().splitlines()[-1]}。"
    words = notes.Words(MARKED, str(render_note(MARKED)))
    notes.mark_passage(
        material, person_id, notes.Marked(Passage(quote), "zh"), words, actor=actor,
        now=day.at(-4),
    )  # fmt: skip
    places.keep_place(person_id, part.id, places.Where("", 400, 0), seconds=0, now=day.at(-1, 19))


def _write(
    reading: ReadingClass, people: list[int], accounts: dict[str, Account], day: _Day
) -> None:
    """Two reflections: one that was answered and shared, one that waits for its answer."""
    authors = {
        one.person_id: one
        for one in db.session.scalars(sa.select(Account).where(Account.person_id.in_(people[1:])))
        if one.username not in accounts
    }
    secretary = Actor(accounts["secretary"].id)
    for (title, words), (person_id, account) in zip(
        REFLECTIONS, sorted(authors.items()), strict=False
    ):
        actor = Actor(account.id)
        at = day.at(-4 if title == REFLECTIONS[0][0] else -1)
        row = reflections.hand_in(
            reading,
            person_id or 0,
            Written(title, words, rendered_words(words)),
            version=0,
            actor=actor,
            now=at,
        )
        if title != REFLECTIONS[0][0]:
            continue
        version = reflections.standing_version(row.id)
        place = None if version is None else find_place(version.plain, Passage(SPOKEN[0]))
        if place is not None:
            answering.speak_to(row, 1, place, SPOKEN[1], actor=secretary, now=day.at(-3))
        answering.decide(
            row, 1, answering.Verdict("accepted", ACCEPTED), actor=secretary, now=day.at(-3, 11)
        )
        reflections.share(row, reading, actor=actor, now=day.at(-3, 15))
        talk, replier = talks.find_talk(reading, row.id), find_visitor("cadre", today=day.today)
        if talk is not None and replier is not None:
            talks.reply_to(
                talk, REPLIED, visitor=replier, actor=Actor(replier.account_id), now=day.at(-2)
            )
