"""A role is for one branch or unit; it lapses when its holder leaves, and does not come back."""

import io
import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from models import BranchMembership, Grant, Tenure, db
from tests import factories as make
from tests.matrix.world import make_world

TOMORROW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
DAY_AFTER = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def world(app, database):
    return make_world(app)


@pytest.fixture
def as_visitor(login, world):
    """Sign in anew as one of the visitors: a change of role ends every sign-in."""
    return lambda visitor: login(world.accounts[visitor])


def sent(client, path: str, **form):
    answer = client.post(path, data=form)
    assert answer.status_code == 302, answer.text
    return answer


def statuses(client, *paths: str) -> list[int]:
    return [client.get(path).status_code for path in paths]


def grant_of(world, visitor: str) -> Grant:
    db.session.expire_all()
    account = world.accounts[visitor].id
    return db.session.scalars(sa.select(Grant).where(Grant.account_id == account)).one()


def test_a_secretary_who_leaves_the_branch_is_secretary_up_to_the_day_before(
    world, as_visitor, time_machine
):
    record = f"/people/{world.people['secretary'].staff_no}"
    member = f"/hours/{world.people['same branch'].staff_no}"
    other = str(world.branches["other"].id)
    sent(as_visitor("hr"), f"{record}/branch", branch_id=other, office="", on="2026-11-21")
    assert statuses(as_visitor("secretary"), "/desk", "/study/queue", member) == [200, 200, 200]

    time_machine.move_to(TOMORROW, tick=False)
    assert statuses(as_visitor("secretary"), "/desk", "/study/queue", member) == [403, 403, 404]

    home = str(world.branches["home"].id)
    sent(as_visitor("hr"), f"{record}/branch", branch_id=home, office="", on="2026-11-22")
    time_machine.move_to(DAY_AFTER, tick=False)
    assert statuses(as_visitor("secretary"), "/desk", "/study/queue", member) == [403, 403, 404]
    assert "lapsed" in as_visitor("security_officer").get("/admin/roles").text


def test_a_leader_who_leaves_the_unit_leads_neither_that_one_nor_the_new_one(
    world, as_visitor, time_machine
):
    posts = {name: make.make_post(world.units[name]).id for name in ("foreign", "led")}
    db.session.commit()
    record = f"/people/{world.people['leader'].staff_no}"
    below = f"/hours/{world.people['in unit'].staff_no}"
    foreign = f"/hours/{world.people['foreign'].staff_no}"
    move = {"main": "y", "rank": ""}
    hr = as_visitor("hr")
    sent(hr, f"{record}/posts", post_id=str(posts["foreign"]), on="2026-11-21", **move)
    assert statuses(as_visitor("leader"), "/board", below, foreign) == [200, 200, 404]

    time_machine.move_to(TOMORROW, tick=False)
    assert statuses(as_visitor("leader"), "/board", below, foreign) == [403, 404, 404]

    hr = as_visitor("hr")
    sent(hr, f"{record}/posts", post_id=str(posts["led"]), on="2026-11-22", **move)
    time_machine.move_to(DAY_AFTER, tick=False)
    assert statuses(as_visitor("leader"), "/board", below, foreign) == [403, 404, 404]


@pytest.mark.parametrize(
    ("visitor", "place"), [("secretary", "/desk"), ("organiser", "/people"), ("leader", "/board")]
)
def test_who_leaves_the_organisation_comes_back_as_a_cadre_only(
    world, as_visitor, time_machine, visitor, place
):
    record = f"/people/{world.people[visitor].staff_no}"
    sent(as_visitor("hr"), f"{record}/departure", kind="transferred", on="2026-11-21")
    assert statuses(as_visitor(visitor), "/hours", place) == [200, 200]

    time_machine.move_to(TOMORROW, tick=False)
    assert statuses(as_visitor(visitor), "/hours", place) == [302, 302]  # to the sign-in page

    sent(as_visitor("hr"), f"{record}/return", on="2026-11-22")
    time_machine.move_to(DAY_AFTER, tick=False)
    assert statuses(as_visitor(visitor), "/hours", place) == [200, 403]


def test_a_roster_that_moves_a_secretary_or_a_leader_ends_the_role_as_well(
    world, as_visitor, time_machine
):
    make.make_post(world.units["foreign"], title="某岗")
    db.session.commit()
    secretary, leader = (world.people[one].staff_no for one in ("secretary", "leader"))
    roster = (
        "工号,姓名,单位,党支部,岗位,任现职时间,生效日期\n"
        f"{secretary},柳二书,,他支部,,,2026-11-21\n"
        f"{leader},柳五领,办公室/别的处,,某岗,2026-11-21,2026-11-21\n"
    )
    hr = as_visitor("hr")
    file = {"file": (io.BytesIO(roster.encode()), "roster.csv")}
    preview = sent(hr, "/people/import", **file).location
    [digest] = re.findall(r'name="digest" value="([^"]+)"', hr.get(preview).text)
    sent(hr, f"{preview}/application", digest=digest)
    assert statuses(as_visitor("secretary"), "/desk") == [200]
    assert statuses(as_visitor("leader"), "/board") == [200]

    time_machine.move_to(TOMORROW, tick=False)
    assert statuses(as_visitor("secretary"), "/desk") == [403]
    assert statuses(as_visitor("leader"), "/board") == [403]


def test_a_branch_line_corrected_to_end_takes_the_secretary_s_role_along(
    world, as_visitor, time_machine
):
    secretary = world.people["secretary"]
    line = db.session.scalars(
        sa.select(BranchMembership).where(BranchMembership.person_id == secretary.id)
    ).one()
    sent(
        as_visitor("hr"), f"/people/{secretary.staff_no}/memberships/{line.id}",
        branch_id=str(line.branch_id), office="", from_on="2020-01-01", to_on="2026-11-20",
    )  # fmt: skip
    assert statuses(as_visitor("secretary"), "/desk") == [200]
    time_machine.move_to(TOMORROW, tick=False)
    assert statuses(as_visitor("secretary"), "/desk") == [403]
    assert grant_of(world, "secretary").end_reason == "lapsed"


def test_a_post_line_struck_out_takes_the_leader_s_role_along(world, as_visitor):
    leader = world.people["leader"]
    line = db.session.scalars(sa.select(Tenure).where(Tenure.person_id == leader.id)).one()
    sent(
        as_visitor("hr"), f"/people/{leader.staff_no}/tenures/{line.id}", strike="y",
        post_id=str(line.post_id), rank="", main="y", from_on="2020-01-01",
    )  # fmt: skip
    assert statuses(as_visitor("leader"), "/board") == [403]
    assert grant_of(world, "leader").ends_on == date(2026, 11, 20)
