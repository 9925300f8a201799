"""The task book of somebody seconded: rehearsed before, and reported on so far."""

from datetime import timedelta
from typing import Any

from domain.demo import placement_words as words
from domain.demo.stage import Stage, Story
from domain.taskbooks.books import BookText, agree_book, write_book
from domain.taskbooks.items import TaskText, write_item
from domain.taskbooks.progress import Report, report_progress
from domain.taskbooks.reach import PLACEMENT
from domain.taskbooks.rehearsals import add_rehearsal
from domain.taskbooks.subjects import Subject
from models import Person, Placement, db
from models.taskbooks import FIVE_TESTS

FIRST_DUE, EVERY = 90, 180  # days after it begins, and from one task to the next


def town_book(stage: Stage, placement: Placement, username: str) -> Story:
    """Written and agreed on the day on which the placement begins; later the first task is done."""
    who, person = stage.visitor(username), db.session.get_one(Person, placement.person_id)
    begins = placement.from_on
    yield begins
    said: dict[str, Any] = {"actor": who.actor, "now": stage.now}
    book = write_book(
        Subject(PLACEMENT, placement.id, person.name),
        BookText(words.TOWN_BOOK, begins, placement.planned_to_on or begins, *words.TOWN_ANSWERS),
        today=stage.day, **said,
    )  # fmt: skip
    items = [
        write_item(
            book,
            TaskText(what, measure, begins + timedelta(days=FIRST_DUE + number * EVERY), person,
                     dict.fromkeys(FIVE_TESTS, "")),
            today=stage.day, **said,
        )
        for number, (what, measure) in enumerate(words.TOWN_TASKS)
    ]  # fmt: skip
    risk, answer = words.TOWN_RISK
    add_rehearsal(book, risk=risk, answer=answer, person=person, today=stage.day, **said)
    agree_book(book, today=stage.day, **said)
    yield begins + timedelta(days=FIRST_DUE - 10)
    report_progress(
        items[0], book, Report("done", words.TOWN_DONE), version=items[0].version,
        today=stage.day, actor=who.actor, now=stage.now,
    )  # fmt: skip
