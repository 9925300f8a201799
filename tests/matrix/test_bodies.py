"""What a form names in its body is reached no further than what an address names."""

import pytest
import sqlalchemy as sa

from models import EntryStep, Grant, StudyEntry, db
from tests.matrix.things import Things
from tests.matrix.world import make_world


@pytest.fixture
def world(app, database):
    return make_world(app)


def states(world) -> dict[str, str]:
    """The state of each person's entry, by the person's key."""
    db.session.expire_all()
    return {key: entry.state for key, entry in world.entries.items()}


def test_one_entry_out_of_reach_among_many_and_none_is_confirmed(world, login):
    ids = [world.entries[key].id for key in ("same branch", "cadre", "foreign")]
    answer = login(world.accounts["secretary"]).post("/study/confirmations", data={"entry": ids})
    assert answer.status_code == 404
    assert set(states(world).values()) == {"waiting"}


def test_a_step_is_undone_by_nobody_but_who_took_it(world, login):
    entry = world.entries["secretary in unit"].id
    leader = login(world.accounts["leader"])
    assert leader.post("/study/confirmations", data={"entry": entry}).status_code == 302
    step = db.session.scalars(
        sa.select(EntryStep.id).where(EntryStep.entry_id == entry, EntryStep.act == "confirmed")
    ).one()
    form = {"first": step, "last": step}
    assert login(world.accounts["cadre"]).post("/study/undos", data=form).status_code == 403
    login(world.accounts["secretary"]).post("/study/undos", data=form)
    assert states(world)["secretary in unit"] == "confirmed"
    leader.post("/study/undos", data=form)
    assert states(world)["secretary in unit"] == "voided"


def test_one_request_that_is_not_there_among_many_and_no_role_is_granted(world, login):
    requests = Things(world).requests
    db.session.commit()
    ids = [requests["foreign"], requests["same branch"], 9_999_999]
    form = {"decision": "grant", "request": ids}
    officer = login(world.accounts["security_officer"])
    before = db.session.scalars(sa.select(sa.func.count(Grant.id))).one()
    assert officer.post("/admin/roles/requests", data=form).status_code == 404
    assert db.session.scalars(sa.select(sa.func.count(Grant.id))).one() == before


def test_an_entry_is_logged_for_nobody_but_oneself(world, login):
    foreign, own = world.people["foreign"].id, world.people["cadre"].id
    typed = {
        "minutes": "45", "studied_on": "2026-11-20", "topic": "会议纪要", "gained": "要有主语",
        "person_id": foreign, "person": foreign, "staff_no": world.people["foreign"].staff_no,
    }  # fmt: skip
    answer = login(world.accounts["cadre"]).post("/study/entries/new", data=typed)
    assert answer.status_code == 302
    newest = sa.select(StudyEntry.person_id).order_by(StudyEntry.id.desc()).limit(1)
    assert db.session.scalars(newest).one() == own
