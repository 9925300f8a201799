"""Task books of the demo: a branch's under way, a cadre's own, a unit's reviewed, and a draft."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.demo.accounts import SEATS, Keys
from domain.demo.organisation import Places
from domain.demo.people import Life, Place
from domain.demo.plans import PLANS, BookPlan, TaskPlan
from domain.demo.rows import Rows
from models import TaskBook, TaskItem, TaskRehearsal, TaskStep
from models.taskbooks import FIVE_TESTS

AGREED_AFTER = 5  # days after the book's first day


@dataclass(frozen=True, slots=True)
class _Written:
    """A book in the making: its row's id, its plan, and the account that writes it."""

    id: int
    plan: BookPlan
    account: int


def add_task_books(
    rows: Rows, places: Places, people: Mapping[Place, Life], keys: Keys
) -> None:  # fmt: skip
    """Books with tasks in every state. Days are counted from the loading day."""
    for plan in PLANS:
        owner = people[SEATS[plan.owner]]
        subject = {
            "person": owner.id, "branch": places.branches[owner.branch],
            "unit": places.units[owner.unit],
        }[plan.kind]  # fmt: skip
        account, begins = keys.named[plan.owner], _day(rows, plan.starts)
        written = _Written(
            rows.add(
                TaskBook, subject_kind=plan.kind, subject_id=subject, title=plan.title,
                starts_on=begins, ends_on=_day(rows, plan.ends), **plan.answers, **plan.review,
                state=plan.state, copied_from_id=None, written_by=account,
                written_at=rows.at(min(begins, rows.today - timedelta(days=1))), version=1,
            ),
            plan, account,
        )  # fmt: skip
        _add_contents(rows, written, people, keys)


def _day(rows: Rows, offset: int) -> date:
    return rows.today + timedelta(days=offset)


def _add_contents(
    rows: Rows, book: _Written, people: Mapping[Place, Life], keys: Keys
) -> None:  # fmt: skip
    """Its lines and steps, in the order of their days."""
    plan, last = book.plan, -1
    told: list[tuple[int, str, int | None, int, dict[str, Any]]] = []
    for task in plan.tasks:
        person = people[task.person]
        item_id = _add_task(rows, book, task, person)
        told.append((min(plan.starts, last), "item_written", item_id, book.account, {}))
        if task.state != "not_begun":
            after = {"state": task.state, "said": task.said}
            told.append((task.reported, "reported", item_id, keys.of_person[person.id], after))
    for risk, answer, place in plan.risks:
        rows.add(
            TaskRehearsal, book_id=book.id, risk=risk, answer=answer,
            person_id=people[place].id, added_at=rows.at(_day(rows, min(plan.starts + 1, last))),
            superseded_at=None,
        )  # fmt: skip
    told += [(day, act, None, book.account, {}) for day, act in _acts(plan)]
    for day, act, item, actor, after in sorted(told, key=lambda one: one[0]):
        rows.add(
            TaskStep, book_id=book.id, item_id=item, act=act, actor_id=actor,
            at=rows.at(_day(rows, day), 10), reason="", before="{}",
            after=json.dumps(after, ensure_ascii=False, sort_keys=True),
        )  # fmt: skip


def _acts(plan: BookPlan) -> list[tuple[int, str]]:
    """What became of the book itself: the day of each step, as far as it has come."""
    acts = [(min(plan.starts, -1) - 1, "written")]
    if plan.state != "draft":
        acts.append((plan.starts + AGREED_AFTER, "agreed"))
    if plan.state in {"under_way", "reviewed"}:
        acts.append((plan.starts + AGREED_AFTER + 1, "begun"))
    if plan.state == "reviewed":
        acts += [(plan.ends - 1, "ended"), (plan.ends + 7, "reviewed")]
    return acts


def _add_task(rows: Rows, book: _Written, task: TaskPlan, person: Life) -> int:
    return rows.add(
        TaskItem, book_id=book.id, what=task.what, measure=task.measure, phase=task.phase,
        starts_on=_day(rows, task.starts) if task.starts is not None else None,
        due_on=_day(rows, task.due),
        first_due_on=_day(rows, task.first_due) if task.first_due is not None else None,
        person_id=person.id, **{name: task.lacks.get(name, "") for name in FIVE_TESTS},
        state=task.state, said=task.said,
        settled_on=_day(rows, task.reported) if task.state in {"done", "dropped"} else None,
        removed_at=None, version=1,
    )  # fmt: skip
