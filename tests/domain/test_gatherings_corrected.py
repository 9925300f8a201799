"""Corrections of a closed gathering: of who was there, and of what it was; nothing is lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.groupstudy import attendance, replacing
from domain.groupstudy.attendance import ABSENT, LATE, LEAVE, PRESENT, Mark, ReasonWanting
from domain.groupstudy.closing import ClosingAsks
from domain.groupstudy.correcting import NothingToCorrect, correct_attendance
from domain.groupstudy.crediting import CreditedElsewhere
from domain.groupstudy.holding import NotInState
from domain.groupstudy.rules import LEADER_LED
from domain.groupstudy.shares import Held
from domain.hours.recompute import recompute
from domain.hours.years import YearClosed, close_year
from domain.people.merging import merge_people
from models import (
    Attendance,
    AttendanceStep,
    GroupStudyFile,
    GroupStudyInvitation,
    GroupStudyMinutes,
    GroupStudyQuestion,
    GroupStudyReading,
    GroupStudyStep,
    GroupStudyTalk,
    Person,
    StoredFile,
    TalkReply,
    db,
)
from tests.domain.closed_gatherings import (
    MINUTE,
    add_talk,
    closed,
    entries,
    first_item,
    host,
    rules,
    total,
    visiting,
)
from tests.factories import make_branch, make_person
from tests.gatherings import BEGINS, DAY, NOON

__all__ = ["host", "rules"]  # the fixtures


@pytest.fixture
def held(host):
    """A closed gathering with one who was there, and one who was absent."""
    branch = make_branch()
    person = make_person(branch=branch)
    gathering = first_item(branch, person)
    closed(gathering, host)
    [away] = [one for one in rows(gathering).values() if one.state == ABSENT]
    return gathering, person, away.person_id


def rows(gathering):
    return {one.person_id: one for one in attendance.rows_of(gathering.id)}


def corrected(
    gathering, person_id, visitor, state, reason="核对签到表", *, arrived_at=None, **values
):
    made = Mark(state, reason=reason, arrived_at=arrived_at)
    row = correct_attendance(gathering, person_id, made, visitor, now=NOON, **values)
    db.session.commit()
    return row


def told(gathering, **values):
    defaults = {
        "kind": gathering.kind, "topic": gathering.topic, "leader_id": gathering.leader_id,
        "place": gathering.place, "held": Held(gathering.starts_at, gathering.ends_at),
    }  # fmt: skip
    return replacing.Told(**defaults | values)


def test_who_was_there_after_all_is_credited_by_a_row_that_replaces_the_old(host, held):
    gathering, _person, away = held
    row = corrected(gathering, away, host, PRESENT)
    old = db.session.get_one(Attendance, row.replaces_id)
    assert (old.state, old.superseded_at, old.entry_id) == (ABSENT, NOON, None)
    assert (row.state, row.arrived_at, row.reason) == (PRESENT, None, "核对签到表")
    assert (entries()[-1].person_id, entries()[-1].state) == (away, "confirmed")
    last = db.session.scalars(sa.select(AttendanceStep).order_by(AttendanceStep.id.desc())).first()
    assert (last.was, last.became, last.reason) == (ABSENT, PRESENT, "核对签到表")
    assert (last.actor_id, last.attendance_id) == (host.account_id, row.id)
    assert recompute(write=False).adds_up


def test_who_was_not_there_loses_the_credit_and_may_get_it_again(host, held):
    gathering, person, _away = held
    corrected(gathering, person.id, host, LEAVE, "出差")
    assert ([one.state for one in entries()], total(person)) == (["voided"], 0)
    with pytest.raises(NothingToCorrect):
        corrected(gathering, person.id, host, LEAVE, "出差")
    corrected(gathering, person.id, host, PRESENT)
    assert ([one.state for one in entries()], total(person)) == (["voided", "confirmed"], 200)
    assert recompute(write=False).adds_up


def test_late_or_in_time_is_the_same_credit(host, held):
    gathering, person, _away = held
    row = corrected(gathering, person.id, host, LATE)
    assert ([one.state for one in entries()], row.entry_id) == (["confirmed"], entries()[0].id)
    corrected(gathering, person.id, host, LATE, credited=False)
    assert total(person) == 0


def test_what_was_voided_on_the_study_pages_is_credited_again_by_a_correction(host, held):
    gathering, person, _away = held
    confirming.void_entry(entries()[0], "误录", actor=host.actor, now=NOON)
    corrected(gathering, person.id, host, PRESENT, "确实到会")
    assert total(person) == 200


def test_somebody_who_was_not_on_the_list_comes_onto_it_as_a_guest(host, held):
    gathering, _person, _away = held
    guest = make_person(branch=make_branch())
    with pytest.raises(NothingToCorrect):
        corrected(gathering, guest.id, host, ABSENT)
    row = corrected(gathering, guest.id, host, PRESENT)
    assert (row.guest, total(guest)) == (True, 200)


def test_nobody_corrects_their_own_attendance_alone(held):
    gathering, _person, away = held
    oneself = visiting(db.session.get_one(Person, away))
    row = corrected(gathering, away, oneself, PRESENT)
    assert (entries()[-1].id, entries()[-1].state) == (row.entry_id, "waiting")
    corrected(gathering, away, oneself, ABSENT)
    assert entries()[-1].state == "withdrawn"


def test_a_correction_asks_a_reason_a_closed_gathering_and_an_open_year(host, held):
    gathering, person, _away = held
    with pytest.raises(ReasonWanting):
        corrected(gathering, person.id, host, ABSENT, " ")
    open_one = first_item(make_branch(), person)
    with pytest.raises(NotInState):
        corrected(open_one, person.id, host, ABSENT)
    close_year(DAY.year, "会议纪要", today=DAY.replace(year=2027), actor=host.actor, now=NOON)
    for state in (ABSENT, LATE):
        with pytest.raises(YearClosed):
            corrected(gathering, person.id, host, state)
    with pytest.raises(YearClosed):
        replacing.correct_gathering(gathering, told(gathering, topic="新"), "笔误", host, now=NOON)


def test_who_is_credited_elsewhere_at_these_hours_is_not_credited_by_a_correction(host, held):
    _gathering, person, _away = held
    other = first_item(make_branch(), person)
    closed(other, host, [])
    with pytest.raises(CreditedElsewhere):
        corrected(other, person.id, host, PRESENT)


def test_a_correction_of_the_gathering_replaces_it_with_all_that_belongs_to_it(host, held):
    gathering, person, away = held
    guest = make_person()
    corrected(gathering, guest.id, host, PRESENT)
    add_talk(gathering, person, planned_minutes=80, points="要点")
    talk = db.session.scalars(sa.select(GroupStudyTalk)).one()
    asked = GroupStudyQuestion(
        group_study_id=gathering.id, words="如何落实", owed_by_id=person.id, due_on=DAY,
        raised_at=NOON,
    )  # fmt: skip
    db.session.add_all([
        asked, TalkReply(talk_id=talk.id, account_id=host.account_id, words="好", replied_at=NOON),
        GroupStudyReading(group_study_id=gathering.id, number=1, title="必读"),
        GroupStudyMinutes(
            group_study_id=gathering.id, number=1, markdown="记录", html="<p>记录</p>",
            written_at=NOON, agreed_at=NOON,
        ),
    ])  # fmt: skip
    db.session.commit()
    new = replacing.correct_gathering(
        gathering,
        told(gathering, kind=LEADER_LED, topic="新议题", leader_id=guest.id,
             held=Held(BEGINS, BEGINS + 45 * MINUTE)),
        "记错了", host, now=NOON,
    )  # fmt: skip
    db.session.commit()
    assert (gathering.state, new.state, new.replaces_id) == ("corrected", "closed", gathering.id)
    assert replacing.find_correction(gathering) is new
    kept = rows(new)
    assert {one: row.state for one, row in kept.items()} == {
        person.id: PRESENT, away: ABSENT, guest.id: PRESENT,
    }  # fmt: skip
    assert {(one.kind, one.minutes, one.state) for one in entries()[-2:]} == {
        ("group_training", 45, "confirmed"), ("teaching", 45, "confirmed"),
    }  # fmt: skip
    assert {one.state for one in entries()[:-2]} == {"voided"}
    assert (total(person), total(guest)) == (200, 100)
    assert recompute(write=False).adds_up
    for table in (GroupStudyInvitation, GroupStudyReading, GroupStudyTalk, GroupStudyMinutes):
        of = db.session.scalars(sa.select(table.group_study_id).order_by(table.id)).all()
        assert of == [gathering.id, new.id], table
    assert db.session.scalar(sa.select(sa.func.count(TalkReply.id))) == 2
    assert asked.group_study_id == new.id
    steps = db.session.scalars(sa.select(GroupStudyStep).order_by(GroupStudyStep.id)).all()[-2:]
    assert [(one.act, one.reason) for one in steps] == [
        ("corrected", "记错了"), ("corrects", "记错了"),
    ]  # fmt: skip
    with pytest.raises(NotInState):
        replacing.correct_gathering(gathering, told(gathering, topic="又"), "再", host, now=NOON)


def test_the_proof_of_a_leave_goes_along_with_a_correction(host, held):
    gathering, _person, away = held
    row = corrected(gathering, away, host, LEAVE, "病假")
    db.session.add(StoredFile(sha256="a" * 64, media_type="image/jpeg", size=1, stored_at=NOON))
    db.session.flush()
    db.session.add(GroupStudyFile(
        group_study_id=gathering.id, attendance_id=row.id, purpose="leave", sha256="a" * 64,
        name="假条.jpg", added_at=NOON,
    ))  # fmt: skip
    again = corrected(gathering, away, host, LEAVE, "事假")
    elsewhere = told(gathering, place="二楼")
    new = replacing.correct_gathering(gathering, elsewhere, "补", host, now=NOON)
    files = db.session.scalars(sa.select(GroupStudyFile).order_by(GroupStudyFile.id)).all()
    assert [one.attendance_id for one in files] == [again.id, rows(new)[away].id]


def test_a_correction_that_cannot_be_changes_nothing(host, held):
    gathering, person, _away = held
    db.session.commit()
    with pytest.raises(NothingToCorrect):
        replacing.correct_gathering(gathering, told(gathering), "无", host, now=NOON)
    with pytest.raises(ReasonWanting):
        replacing.correct_gathering(gathering, told(gathering, topic="新"), "", host, now=NOON)
    with pytest.raises(ClosingAsks):
        replacing.correct_gathering(
            gathering, told(gathering, kind=LEADER_LED), "记错", host, now=NOON
        )
    db.session.rollback()
    later = first_item(
        make_branch(), person, starts_at=BEGINS + 90 * MINUTE, ends_at=BEGINS + 120 * MINUTE
    )
    closed(later, host)
    longer = Held(BEGINS, BEGINS + timedelta(hours=2))
    with pytest.raises(CreditedElsewhere):
        replacing.correct_gathering(gathering, told(gathering, held=longer), "久", host, now=NOON)
    db.session.rollback()
    assert (gathering.state, total(person)) == ("closed", 267)


def test_a_record_that_was_merged_is_not_credited_anew_and_stops_nothing(host, held):
    gathering, person, away = held
    twin = make_person()
    corrected(gathering, twin.id, host, PRESENT)
    kept = db.session.get_one(Person, person.id)
    merge_people(kept, twin, on=DAY, actor=host.actor, now=NOON)
    db.session.commit()
    new = replacing.correct_gathering(
        gathering, told(gathering, topic="新"), "笔误", host, now=NOON
    )
    db.session.commit()
    assert set(rows(new)) == {person.id, twin.id, away}
    assert [one.person_id for one in entries() if one.state == "confirmed"] == [person.id]
    assert recompute(write=False).adds_up
