"""A series that is scored, for the tests of its sheets: a lecture, who speaks, judges, listens."""

import pytest

from domain.groupstudy.inviting import Invited
from domain.groupstudy.rules import LECTURE
from models import LectureSeries, Person, ScoreSheet, db
from tests.factories import make_branch, make_cadre, make_organiser, make_secretary, make_unit
from tests.gatherings import make_gathering, opened
from tests.lecture_halls import assign, make_judge, make_lecture, make_series

JSON = {"Accept": "application/json"}
MARKS = {"theme": "21", "content": "27", "structure": "12", "delivery": "18", "form": "9"}


def person_of(account):
    return db.session.get_one(Person, account.person_id)


@pytest.fixture
def series(database):
    return make_series(make_unit(name="办公室"))


@pytest.fixture
def speaker(database):
    return make_cadre(branch=make_branch(name="会务支部"), name="梁思源")


@pytest.fixture
def judge(database):
    return make_secretary(make_branch(name="综合一支部"), name="周予安")


@pytest.fixture
def organiser(database):
    return make_organiser(name="何小满")


@pytest.fixture
def listener(database):
    return make_cadre(branch=make_branch(name="综合二支部"), name="李青川")


@pytest.fixture
def lecture(series, speaker, listener):
    branch = make_branch(name="主讲支部")
    made = make_lecture(series, branch, person_of(speaker), number=5)
    invited = Invited(person_ids=frozenset({listener.person_id, speaker.person_id}))
    gathering = make_gathering(branch, kind=LECTURE, invited=invited)
    opened(gathering, person_of(listener), person_of(speaker))
    made.group_study_id = gathering.id
    db.session.commit()
    return made


@pytest.fixture
def assignment(lecture, series, judge):
    return assign(lecture, make_judge(series, person_of(judge), number=3))


def place(lecture, part="/score"):
    series = db.session.get_one(LectureSeries, lecture.series_id)
    return f"/lectures/{series.slug}/{lecture.slug}{part}"


def marks(version=0, step="save", **given):
    """What a form of a sheet sends."""
    named = {f"mark-{name}": value for name, value in given.items()}
    return {"version": str(version), "step": step, **named}


def sheet_of(assignment):
    db.session.expire_all()
    return db.session.query(ScoreSheet).filter_by(assignment_id=assignment.id).one_or_none()


def set_state(series, state, **values):
    """Put the series into a state, as whoever runs it would."""
    for name, value in {"state": state, **values}.items():
        setattr(series, name, value)
    db.session.commit()
