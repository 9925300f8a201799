"""Times that differ from the plan ask why; who leads and speaks is there; clocks end with it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy import closing, off_plan
from domain.groupstudy.attendance import ABSENT, Mark, mark
from domain.groupstudy.off_plan import TimesDiffer
from domain.groupstudy.planning import cancel_gathering
from domain.groupstudy.shares import Held, held_times
from domain.groupstudy.talk_clock import begin_talk
from models import GroupStudyMinutes, GroupStudyStep, GroupStudyTalk, db
from tests.domain.closed_gatherings import (
    MINUTE,
    add_talk,
    closed,
    entries,
    first_item,
    host,
    rules,
)
from tests.factories import make_branch, make_person
from tests.gatherings import BEGINS, NOON

__all__ = ["host", "rules"]  # the fixtures


@pytest.mark.parametrize(("opened", "begins", "ends", "ways"), [
    (0, -15, 120, []), (-60, -15, 120, []),
    (0, -16, 90, [off_plan.BEFORE_OPENED, off_plan.BEFORE_PLAN]),
    (-60, -16, 90, [off_plan.BEFORE_PLAN]), (16, 0, 90, [off_plan.BEFORE_OPENED]),
    (0, 0, 121, [off_plan.LONG_AFTER]), (-24 * 60, 0, 90, [off_plan.ANOTHER_DAY]),
])  # fmt: skip
def test_times_far_from_the_plan_ask_for_a_reason_and_are_credited_then(
    host, opened, begins, ends, ways
):
    branch = make_branch()
    gathering = first_item(branch, make_person(branch=branch))
    gathering.opened_at = BEGINS + opened * MINUTE
    db.session.commit()
    held = Held(BEGINS + begins * MINUTE, BEGINS + ends * MINUTE)
    if ways:
        with pytest.raises(TimesDiffer) as refused:
            closed(gathering, host, held=held)
        assert refused.value.ways == ways
        assert entries() == []
    assert closed(gathering, host, held=held, reason="投影仪坏了") == 1
    [entry] = entries()
    assert entry.minutes == ends - begins
    last = db.session.scalars(
        sa.select(GroupStudyStep).order_by(GroupStudyStep.id.desc())
    ).first()  # fmt: skip
    assert (last.act, last.reason) == ("closed", "投影仪坏了")


def test_who_leads_and_who_speaks_has_to_be_there(host):
    branch = make_branch()
    there, away = make_person(branch=branch), make_person(branch=branch)
    gathering = first_item(branch, there)
    gathering.kind = "leader_led"
    gathering.leader_id = away.id
    mark(gathering, away.id, Mark(ABSENT), actor=host.actor, now=NOON)
    agreed(gathering)
    with pytest.raises(closing.ClosingAsks) as refused:
        closed(gathering, host)
    assert refused.value.wanting == ["leader"]
    gathering.kind, gathering.leader_id = "branch_exchange", there.id
    add_talk(gathering, away)
    with pytest.raises(closing.ClosingAsks) as refused:
        closed(gathering, host)
    assert refused.value.wanting == ["talk"]
    add_talk(gathering, there)
    assert closed(gathering, host) == 1


def agreed(gathering):
    db.session.add(GroupStudyMinutes(
        group_study_id=gathering.id, number=1, markdown="记录", html="", written_at=NOON,
        agreed_at=NOON,
    ))  # fmt: skip


def running(gathering, person, host, began_at):
    add_talk(gathering, person, planned_minutes=5)
    talk = db.session.scalars(sa.select(GroupStudyTalk)).one()
    begin_talk(talk, gathering, actor=host.actor, now=began_at)
    db.session.commit()
    return talk


def test_a_talk_that_runs_ends_with_the_gathering_and_is_credited_so(host):
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = first_item(branch, person)
    gathering.kind = "branch_exchange"
    agreed(gathering)
    talk = running(gathering, person, host, BEGINS + 10 * MINUTE)
    found = closing.outlook(gathering, held_times(gathering, NOON), own_person_id=None)
    assert found.there[0][1].share.claim.minutes == 80
    closed(gathering, host)
    assert talk.ended_at == BEGINS + 90 * MINUTE
    assert [(one.kind, one.minutes) for one in entries()] == [("teaching", 80)]


def test_a_talk_that_began_after_the_end_takes_no_time(host):
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = first_item(branch, person)
    talk = running(gathering, person, host, NOON)
    closed(gathering, host)
    assert talk.ended_at == NOON
    assert [(one.kind, one.minutes) for one in entries()] == [("group_training", 90)]


def test_a_talk_that_runs_ends_when_the_gathering_is_cancelled(host):
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = first_item(branch, person)
    talk = running(gathering, person, host, NOON)
    cancel_gathering(gathering, "停电", actor=Actor(None), now=NOON + timedelta(minutes=3))
    assert talk.ended_at == NOON + timedelta(minutes=3)
