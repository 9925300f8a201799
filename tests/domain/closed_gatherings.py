"""Gatherings that are closed, for the tests of credit, corrections and overlaps."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.access import Visitor
from domain.groupstudy import attendance, closing
from domain.groupstudy.shares import held_times
from domain.hours.figures import figure
from models import GroupStudyTalk, StudyEntry, db
from tests.factories import make_account, make_person
from tests.gatherings import DAY, NOON, load_rule, make_gathering, opened
from tests.packs import load_pack

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def rules(database):
    load_pack()
    load_rule()


@pytest.fixture
def host(database):
    return visiting(make_person())


def visiting(person):
    return Visitor(make_account(person).id, 0, "host", person_id=person.id)


def first_item(branch, *there, **values):
    """A gathering of a kind whose closing asks for nothing; one who is invited stays away."""
    make_person(branch=branch)
    return opened(make_gathering(branch, kind="first_item", **values), *there)


def add_talk(gathering, person, **values):
    db.session.add(
        GroupStudyTalk(group_study_id=gathering.id, number=1, person_id=person.id, **values)
    )
    db.session.flush()


def closed(gathering, visitor, people=None, **values):
    return closed_with(gathering, visitor, people, **values).credited


def closed_with(gathering, visitor, people=None, *, held=None, shown=None, **said):
    there = [one.person_id for one in attendance.rows_of(gathering.id)
             if one.state in attendance.THERE]  # fmt: skip
    ids = there if people is None else [one.id for one in people]
    held = held or held_times(gathering, NOON)
    choice = closing.Choice(ids, there if shown is None else shown, **said)
    done = closing.close_gathering(gathering, held, choice, visitor, now=NOON)
    db.session.commit()
    return done


def total(person):
    return figure(person.id, DAY.year, today=DAY).total


def entries():
    return db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)).all()
