"""The way back from before there were placements: nothing stays that was of them alone."""

from datetime import date

from flask_migrate import downgrade, upgrade

from domain import notices
from domain.matters import raise_matter
from domain.matters.reckoning import load_times
from domain.placements import agreeing
from domain.uploads import HISTORIES, keep_upload
from models import (
    ImportFile,
    Matter,
    MatterStep,
    Notice,
    NoticeChoice,
    Person,
    ReplyTimes,
    TaskBook,
    TaskItem,
    TaskStep,
    db,
)
from tests.architecture.test_migrations import migrating
from tests.architecture.test_migrations_lectures import BY, REPLY_TIMES, older
from tests.conftest import NOON
from tests.factories import make_cadre, make_hr, make_person, make_task, make_task_book, make_unit
from tests.placed import TODAY, paired, visitor

__all__ = ["migrating"]  # the fixture

PLACED = '[[kinds]]\nid = "placement_step"'


def test_the_way_back_forgets_what_is_owed_told_and_ruled_of_placements(migrating):
    upgrade()
    _load_times()
    hr = make_hr()
    own = _fill(hr)
    assert {one.kind for one in db.session.query(Matter)} == {
        "entry", "task", "task_book", "placement_step", "placement_duty",
    }  # fmt: skip
    assert "placement" in {one.topic for one in db.session.query(Notice)}
    assert db.session.query(MatterStep).count() == 1  # of what the mentor owed
    db.session.remove()

    downgrade(revision="0011")
    assert [one.kind for one in db.session.query(Matter)] == ["entry"]
    for table in (MatterStep, Notice, NoticeChoice, ImportFile, TaskStep, TaskItem):
        assert db.session.query(table).all() == []
    assert [(one.id, one.copied_from_id) for one in db.session.query(TaskBook)] == [(own, None)]
    assert [one.version for one in db.session.query(ReplyTimes)] == [2]
    assert raise_matter("entry", 2, owed_to=make_person().id, **BY)  # by the calendar that is left
    db.session.commit()
    db.session.remove()

    upgrade()
    _load_times()
    assert raise_matter("placement_step", 1, owed_to=make_person().id, **BY)
    assert {one.version for one in db.session.query(ReplyTimes)} == {2, 3}


def _load_times():
    text = REPLY_TIMES.read_text("utf-8")
    load_times(older(text, 3, PLACED, None), REPLY_TIMES.name, **BY)
    load_times(text, REPLY_TIMES.name, **BY)
    db.session.commit()


def _fill(hr):
    """A pair that is proposed, with a task book and everybody told; the id of a copy of it."""
    unit = make_unit()
    mentor, mentee = make_cadre(unit=unit), make_cadre(unit=unit)
    person = db.session.get_one(Person, mentee.person_id)
    pair = paired(mentor, mentee, visitor(hr))
    agreeing.agree(
        pair, "mentor", visitor(mentor), version=pair.version, today=TODAY, now=NOON
    )  # fmt: skip
    book = make_task_book("placement", pair)
    own = make_task_book("person", person, copied_from_id=book.id)
    item = make_task(book, person)
    db.session.flush()
    db.session.add(TaskStep(book_id=book.id, item_id=item.id, act="item_written", at=NOON))
    raise_matter("task", item.id, owed_by=mentee.person_id, due_on=date(2026, 11, 30), **BY)
    raise_matter("task_book", book.id, owed_by=mentee.person_id, due_on=TODAY, **BY)
    raise_matter("entry", 1, owed_to=mentee.person_id, **BY)
    keep_upload(HISTORIES, b"staff_no", "a.csv", account_id=hr.id, **BY)
    db.session.add(NoticeChoice(account_id=hr.id, topic="placement"))
    db.session.commit()
    notices.deliver(now=NOON)
    db.session.commit()
    return own.id
