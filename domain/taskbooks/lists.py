"""Task books as pages show them: the list, and one book with all that stands in it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor
from domain.taskbooks.duties import OPEN_TASKS
from domain.taskbooks.items import first_day
from domain.taskbooks.reach import (
    BRANCH,
    PERSON,
    PLACEMENT,
    READING_CLASS,
    UNIT,
    has_task_of,
    kept_by,
    seen_by,
)
from domain.taskbooks.steps import OPEN_STATES
from models import (
    Account,
    Branch,
    Person,
    Placement,
    ReadingClass,
    TaskBook,
    TaskItem,
    TaskRehearsal,
    TaskStep,
    Unit,
    db,
)

ALL, OWN, TASKED = "", "own", "tasked"
_Placed = sa.orm.aliased(Person)  # whose placement a book is of
_NAMES = (Person.name, Branch.name, Unit.name, ReadingClass.title, _Placed.name, "")
_SUBJECT = sa.func.coalesce(*_NAMES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for: whose, in which state, of which year, with which words."""

    whose: str = ALL
    state: str = ""
    year: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class BookRow:
    """A book of the list; of its tasks how many there are, are done, late, and the next day."""

    id: int
    title: str
    subject_kind: str
    subject: str
    starts_on: date
    ends_on: date
    state: str
    tasks: int
    settled: int
    late: int
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A task with whoever is responsible."""

    item: TaskItem
    person: Person | None

    def late(self, today: date) -> bool:
        return self.item.state in OPEN_TASKS and self.item.due_on < today


@dataclass(frozen=True, slots=True)
class Phase:
    """A step of the book and its tasks by day; ``name`` is empty for those in no step."""

    name: str
    rows: list[ItemRow]


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task that somebody is responsible for, with the book it stands in."""

    item_id: int
    book_id: int
    what: str
    book: str
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step as pages show it; ``what`` names the task it was about."""

    act: str
    at: datetime
    who: str
    what: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


def book_rows(
    visitor: Visitor, wanted: Wanted, *, today: date, page: int = 1, size: int
) -> tuple[list[BookRow], int]:
    """A page of the books that the visitor may read, the latest first, and how many. Two queries.

    A draft's tasks count as well; late is what is open after its last day.
    """
    conditions = [seen_by(visitor, today), *_asked(visitor, wanted)]
    joined = _with_subjects(sa.select(sa.func.count(TaskBook.id))).where(*conditions)
    total = db.session.scalar(joined) or 0
    return _rows(conditions, today, size=size, page=page), total


def rows_of(kind: str, subject_id: int, visitor: Visitor, *, today: date) -> list[BookRow]:
    """The task books of a subject that the visitor may read, the latest first. One query."""
    of_it = (TaskBook.subject_kind == kind, TaskBook.subject_id == subject_id)
    return _rows([seen_by(visitor, today), *of_it], today)


def _rows(
    conditions: list[sa.ColumnElement[bool]], today: date, *, size: int = 100, page: int = 1
) -> list[BookRow]:
    settled = TaskItem.state.in_(("done", "dropped"))
    rows: Any = db.session.execute(
        _with_subjects(
            sa.select(
                TaskBook.id, TaskBook.title, TaskBook.subject_kind, _SUBJECT, TaskBook.starts_on,
                TaskBook.ends_on, TaskBook.state, _tasks(sa.func.count(TaskItem.id)),
                _tasks(sa.func.count(TaskItem.id), settled),
                _tasks(sa.func.count(TaskItem.id), ~settled, TaskItem.due_on < today),
                _tasks(sa.func.min(TaskItem.due_on), ~settled),
            )
        )
        .where(*conditions)
        .order_by(TaskBook.ends_on.desc(), TaskBook.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )  # fmt: skip
    return [BookRow(*row) for row in rows]


def books_of_class(class_id: int, visitor: Visitor, today: date) -> list[TaskBook]:
    """The task books of a reading class that the visitor may read, the latest first. One query."""
    return list(
        db.session.scalars(
            sa.select(TaskBook)
            .where(
                TaskBook.subject_kind == READING_CLASS, TaskBook.subject_id == class_id,
                seen_by(visitor, today),
            )
            .order_by(TaskBook.ends_on.desc(), TaskBook.id.desc())
        )
    )  # fmt: skip


def _with_subjects(query: sa.Select[Any]) -> sa.Select[Any]:
    joined = query.select_from(TaskBook)
    for kind, model in (
        (PERSON, Person), (BRANCH, Branch), (UNIT, Unit), (READING_CLASS, ReadingClass)
    ):  # fmt: skip
        same = sa.and_(TaskBook.subject_kind == kind, TaskBook.subject_id == model.id)
        joined = joined.outerjoin(model, same)
    same = sa.and_(TaskBook.subject_kind == PLACEMENT, TaskBook.subject_id == Placement.id)
    return joined.outerjoin(Placement, same).outerjoin(_Placed, _Placed.id == Placement.person_id)


def _tasks(value: Any, *conditions: sa.ColumnElement[bool]) -> Any:
    return (
        sa.select(value)
        .where(TaskItem.book_id == TaskBook.id, TaskItem.removed_at.is_(None), *conditions)
        .correlate(TaskBook)
        .scalar_subquery()
    )


def _asked(visitor: Visitor, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    asked: list[sa.ColumnElement[bool]] = []
    if wanted.whose == OWN:
        own = visitor.person_id if visitor.person_id is not None else 0
        asked += [TaskBook.subject_kind == PERSON, TaskBook.subject_id == own]
    elif wanted.whose == TASKED:
        asked.append(has_task_of(visitor.person_id))
    elif wanted.whose:
        asked.append(TaskBook.subject_kind == wanted.whose)
    if wanted.state:
        asked.append(TaskBook.state == wanted.state)
    if wanted.year is not None:
        asked += [
            TaskBook.starts_on <= date(wanted.year, 12, 31),
            TaskBook.ends_on >= date(wanted.year, 1, 1),
        ]
    if wanted.text:
        asked.append(
            sa.or_(
                TaskBook.title.contains(wanted.text, autoescape=True),
                _SUBJECT.contains(wanted.text, autoescape=True),
            )
        )
    return asked


def own_tasks(person_id: int | None, *, most: int) -> list[OwnTask]:
    """The open tasks of the person in books that are worked on, the first due first. One query."""
    rows: Any = db.session.execute(
        sa.select(
            TaskItem.id, TaskBook.id, TaskItem.what, TaskBook.title, TaskItem.due_on,
            TaskItem.state,
        )
        .join(TaskBook, TaskBook.id == TaskItem.book_id)
        .where(
            TaskItem.person_id == person_id, TaskItem.removed_at.is_(None),
            TaskItem.state.in_(OPEN_TASKS), TaskBook.state.in_(OPEN_STATES),
        )
        .order_by(TaskItem.due_on, TaskItem.id)
        .limit(most)
    )  # fmt: skip
    return [OwnTask(*row) for row in rows]


def books_to_copy(visitor: Visitor, *, most: int) -> list[tuple[int, str, date, date]]:
    """Id, title and days of books that the visitor keeps, the latest first. One query."""
    rows: Any = db.session.execute(
        sa.select(TaskBook.id, TaskBook.title, TaskBook.starts_on, TaskBook.ends_on)
        .where(kept_by(visitor))
        .order_by(TaskBook.ends_on.desc(), TaskBook.id.desc())
        .limit(most)
    )
    return [tuple(row) for row in rows]


def phases_of(book_id: int) -> list[Phase]:
    """The steps by their first day, and in each the tasks by their last. One query."""
    found = db.session.execute(
        sa.select(TaskItem, Person)
        .outerjoin(Person, Person.id == TaskItem.person_id)
        .where(TaskItem.book_id == book_id, TaskItem.removed_at.is_(None))
        .order_by(TaskItem.due_on, TaskItem.id)
    )
    phases: dict[str, list[ItemRow]] = {}
    for item, person in found:
        phases.setdefault(item.phase, []).append(ItemRow(item, person))
    ordered = sorted(phases.items(), key=lambda one: (_begins(one[1]), one[0]))
    return [Phase(name, rows) for name, rows in ordered]


def _begins(rows: list[ItemRow]) -> date:
    return min(first_day(row.item) for row in rows)


def rehearsals_of(book_id: int) -> list[tuple[TaskRehearsal, str]]:
    """The lines that stand, each with the name of who acts then. One query."""
    rows = db.session.execute(
        sa.select(TaskRehearsal, sa.func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == TaskRehearsal.person_id)
        .where(TaskRehearsal.book_id == book_id, TaskRehearsal.superseded_at.is_(None))
        .order_by(TaskRehearsal.id)
    )
    return [(row[0], row[1]) for row in rows]


def steps_of(book_id: int, *, most: int | None = None) -> list[StepTaken]:
    """The steps in their order, the last ``most`` of them. One query."""
    rows: Any = db.session.execute(
        sa.select(
            TaskStep.act, TaskStep.at, sa.func.coalesce(Person.name, Account.username, ""),
            sa.func.coalesce(TaskItem.what, ""), TaskStep.reason, TaskStep.before, TaskStep.after,
        )
        .outerjoin(Account, Account.id == TaskStep.actor_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(TaskItem, TaskItem.id == TaskStep.item_id)
        .where(TaskStep.book_id == book_id)
        .order_by(TaskStep.id.desc())
        .limit(most)
    ).all()  # fmt: skip
    return [
        StepTaken(act, at, who, what, reason, json.loads(before), json.loads(after))
        for act, at, who, what, reason, before, after in reversed(rows)
    ]


def names_of(person_ids: set[int]) -> dict[int, str]:
    """Names by id, for steps that changed who is responsible. One query, none for nobody."""
    if not person_ids:
        return {}
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row[0]: row[1] for row in rows}
