"""Rules, holidays and tasks by several at the same instant: one effect, and no crash."""

from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.hours.packs import load_pack
from domain.matters import holidays
from domain.matters.by_hand import NotNow, reopen_by_hand
from domain.matters.holidays import DayTwice, HolidayRow
from domain.matters.raising import find_matter
from domain.taskbooks import duties, progress
from domain.taskbooks.progress import Report
from domain.taskbooks.second_looks import hold_book_of, take_up_again
from domain.versions import Stale
from models import Holiday, Matter, RulePack, TaskBook, TaskItem, db
from tests.domain.test_confirming_together import NOW, app, reading, together
from tests.factories import make_account, make_holiday, make_person, make_task, make_task_book
from tests.packs import example_pack

__all__ = ["app"]
MAY_1 = date(2027, 5, 1)


def at_once(app, act):
    """What each of three gave or raised."""
    with app.app_context(), writing():
        actor = Actor(make_account().id)

    def work():
        with writing():
            return act(actor)

    return together(app, work, work, work)


def stored(app, column):
    with reading(app):
        return db.session.scalars(sa.select(column)).all()


def test_a_version_is_loaded_once_and_the_others_are_told_that_it_is_there(app):
    text = example_pack().replace("version = 3", "version = 4")
    loaded = at_once(app, lambda actor: load_pack(text, "x.toml", actor=actor, now=NOW))
    assert sorted(loaded) == [False, False, True]
    assert sorted(stored(app, RulePack.version)) == [3, 4]


def test_a_day_is_named_by_one_and_the_others_are_told_that_it_is_named(app):
    def name(actor):
        holidays.add_holiday(MAY_1, is_working=False, name="", actor=actor, now=NOW)

    given = at_once(app, name)
    assert given.count(None) == 1
    assert sum(isinstance(one, DayTwice) for one in given) == 2
    assert stored(app, Holiday.day) == [MAY_1]


def test_a_file_of_days_is_brought_in_once(app):
    rows = [HolidayRow(2, {}, MAY_1), HolidayRow(3, {}, date(2027, 5, 2))]
    brought = at_once(app, lambda actor: holidays.bring_in(rows, actor=actor, now=NOW))
    assert sorted(brought) == [0, 0, 2]


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)  # on SQLite the gate comes first
def test_a_day_is_taken_out_once(app):
    with app.app_context(), writing():
        make_holiday(MAY_1)

    def take_out(actor):
        found = db.session.get(Holiday, MAY_1)
        if found is not None:
            holidays.take_out(found, actor=actor, now=NOW)

    assert at_once(app, take_out) == [None, None, None]
    assert stored(app, Holiday.day) == []


def test_a_task_that_falls_due_is_raised_by_one_daily_run(app):
    with app.app_context(), writing():
        person = make_person()
        make_task(make_task_book("person", person), person, due_on=NOW.date())
    raised = at_once(
        app, lambda actor: duties.raise_due_tasks(today=NOW.date(), actor=actor, now=NOW)
    )
    assert sorted(raised) == [0, 0, 1]
    assert len(stored(app, Matter.id)) == 1


def test_who_reports_a_task_and_who_opens_it_again_do_not_wait_for_each_other(app):
    with app.app_context(), writing():
        actor, person = Actor(make_account().id), make_person()
        book = make_task_book("person", person)
        tasks = [make_task(book, person, due_on=NOW.date()).id for _ in range(4)]
        book_id = book.id
        duties.raise_due_tasks(today=NOW.date(), actor=actor, now=NOW)

    def report(state, task_id):
        with writing():
            item, held = (
                db.session.get_one(TaskItem, task_id),
                db.session.get_one(TaskBook, book_id),
            )
            progress.report_progress(
                item, held, Report(state, "说明"), version=item.version, today=NOW.date(),
                actor=actor, now=NOW,
            )  # fmt: skip

    def open_again(task_id):
        with writing():
            matter = db.session.scalars(sa.select(Matter).where(Matter.source_id == task_id)).one()
            hold_book_of(matter)
            held = find_matter(matter.kind, matter.source_id)
            reopen_by_hand(held, "不实", actor=actor, now=NOW)
            take_up_again(held, "不实", actor=actor, now=NOW)

    for task_id in tasks:
        assert together(app, partial(report, "done", task_id)) == [None]
        works = [partial(open_again, task_id), partial(report, "done", task_id)] * 2
        raised = [one for one in together(app, *works) if one is not None]
        assert all(isinstance(one, NotNow | Stale) for one in raised), raised
