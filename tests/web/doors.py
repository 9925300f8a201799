"""An open gathering of a branch for the tests of its door: the host, a member, their addresses."""

import pytest
import sqlalchemy as sa

from models import Attendance, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_secretary
from tests.gatherings import load_rule, make_gathering, opened

JSON = {"Accept": "application/json"}


@pytest.fixture
def branch(database):
    load_rule()
    return make_branch(name="机关一支部")


@pytest.fixture
def host(branch):
    return make_secretary(branch, name="周明远")


@pytest.fixture
def cadre(branch):
    return make_cadre(branch=branch, name="李青川", staff_no="00317", search_key=" liqingchuan lqc")


@pytest.fixture
def gathering(branch, host, cadre):
    return opened(make_gathering(branch, starts_at=NOON), at=NOON)


@pytest.fixture
def key(app):
    return app.config["SECRET_KEY"]


def place(gathering, part=""):
    return f"/group-study/{gathering.id}{part}"


def mark_of(gathering, account):
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Attendance).filter_by(
            group_study_id=gathering.id, person_id=account.person_id
        )
    ).one_or_none()  # fmt: skip


def check_in(client, gathering, code="", **sent):
    return client.post(place(gathering, "/check-in"), data={"code": code, **sent})
