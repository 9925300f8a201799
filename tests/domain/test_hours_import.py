"""Past activities brought in: what a file may say, what is recorded already, what is written."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.claims import MOST_MINUTES_A_DAY
from domain.hours.figures import figure
from domain.hours.years import YearClosed, close_year
from domain.past_activities.apply import apply_past
from domain.past_activities.columns import activity_id_in, document_kept, read_past_file
from domain.sheets import SheetRefused
from models import AuditRow, EntryBatch, EntryStep, FormerStaffNumber, db
from tests.conftest import NOON
from tests.domain.past_files import (
    DAYS,
    PAPER,
    TODAY,
    bring_in,
    entries,
    kinds,
    lines,
    plan_of,
    reasons,
)
from tests.factories import make_account, make_entry, make_person
from tests.packs import load_pack


@pytest.fixture(autouse=True)
def person(database):
    load_pack()
    return make_person(staff_no="00317", name="林叙")


def test_a_row_of_each_kind_becomes_an_entry_with_its_amounts(person):
    bring_in({}, DAYS | {"half_days": "1", "ends_on": "2025-03-10"}, PAPER, PAPER | {"count": "2"},
             {"kind": "授课"})  # fmt: skip
    assert [
        (one.kind, one.minutes, one.days, one.half_days, one.count, one.level) for one in entries()
    ] == [
        ("self_study", 90, 0, 0, 0, ""), ("outside_training", 0, 2, 1, 0, ""),
        ("paper", 0, 0, 0, 1, "city"), ("paper", 0, 0, 0, 2, "city"),
        ("teaching", 90, 0, 0, 0, ""),
    ]  # fmt: skip
    assert figure(person.id, 2025, today=TODAY).total == 200 + 1500 + 600 + 1200 + 400


def test_a_kind_and_a_level_may_be_named_in_either_language_or_by_their_id():
    plan = plan_of(*(
        {"kind": kind, "minutes": "", "level": level, "starts_on": f"2025-03-0{day}"}
        for day, kind, level in (
            (1, "paper", "city"), (2, "Paper Published", "CITY journal"),
            (3, "发表文章", "市级刊物"),
        )
    ))  # fmt: skip
    assert [(row.entry.kind, row.entry.level) for row in plan.rows] == [("paper", "city")] * 3


def test_what_an_office_records_for_many_may_be_brought_in():
    assert kinds(plan_of({"kind": "集中培训"})) == ["ready"]


def test_a_former_number_means_the_same_person_and_a_merged_one_nobody(person):
    gone = make_person(staff_no="00400", merged_into_id=person.id, left_on=date(2025, 1, 1))
    db.session.add(
        FormerStaffNumber(staff_no="00018", person_id=person.id, until_on=TODAY, recorded_at=NOON)
    )
    db.session.flush()
    plan = plan_of({"staff_no": "00018"}, {"staff_no": gone.staff_no})
    assert plan.rows[0].entry.person_id == person.id
    assert reasons(plan)[1] == [("staff_no", "staff_no_unknown")]


def test_back_dating_does_not_hold_for_what_is_brought_in(person):
    bring_in({"starts_on": "2020-01-01"}, {"starts_on": "2024-06-30"})
    assert {one.state for one in entries()} == {"confirmed"}
    assert [figure(person.id, year, today=TODAY).total for year in (2020, 2024)] == [200, 200]


def test_rows_that_say_the_same_under_two_ids_are_two_activities():
    assert kinds(plan_of({"activity_id": "A-1"}, {"activity_id": "A-2"})) == ["ready", "ready"]


def test_one_id_stands_for_one_activity_of_a_person(person):
    make_person(staff_no="00318")
    plan = plan_of(
        {"activity_id": "A-1"}, {"activity_id": "A-1", "starts_on": "2025-03-09"},
        {"activity_id": "A-1", "staff_no": "00318"},
    )  # fmt: skip
    assert reasons(plan) == [[("activity_id", "id_twice")], [("activity_id", "id_twice")], []]


@pytest.mark.parametrize("activity_id", ["", "A-1"])
def test_the_same_file_twice_changes_nothing(person, activity_id):
    rows = [{"activity_id": activity_id}, DAYS | {"activity_id": activity_id and "A-2"}]
    assert bring_in(*rows) is not None
    before = lines()
    assert kinds(plan_of(*rows)) == ["unchanged", "unchanged"]
    assert bring_in(*rows) is None
    assert (len(entries()), lines()) == (2, before)
    assert db.session.scalars(sa.select(sa.func.count(EntryBatch.id))).one() == 1


def test_an_id_that_came_in_otherwise_refuses_the_row_and_names_the_day(person):
    bring_in({"activity_id": "A-1"})
    plan = plan_of({"activity_id": "A-1", "starts_on": "2025-04-01"})
    assert reasons(plan) == [[("activity_id", "recorded_otherwise")]]
    assert plan.rows[0].refusals[0].day == date(2025, 3, 8)


def test_what_the_person_logged_themselves_is_recorded_already(person):
    make_entry(person, studied_on=date(2025, 3, 8), minutes=90, state="confirmed")
    assert kinds(plan_of({})) == ["unchanged"]
    assert kinds(plan_of({"activity_id": "A-1"})) == ["unchanged"]
    assert kinds(plan_of({"activity_id": "A-1"}, {"activity_id": "A-2"})) == ["unchanged", "ready"]


@pytest.mark.parametrize("state", ["voided", "withdrawn", "draft"])
def test_what_counts_no_more_is_brought_in_again(person, state):
    make_entry(person, studied_on=date(2025, 3, 8), minutes=90, state=state)
    assert kinds(plan_of({})) == ["ready"]


def test_a_year_closed_since_the_preview_stops_the_whole(person):
    plan = plan_of({})
    close_year(2025, "关账通知", today=TODAY, actor=Actor(make_account().id), now=NOON)
    with pytest.raises(YearClosed):
        apply_past(plan, "past.csv", actor=Actor(None), now=NOON)
    assert entries() == []


def test_a_paper_fills_no_day(person):
    make_entry(person, studied_on=date(2025, 3, 8), minutes=MOST_MINUTES_A_DAY)
    assert kinds(plan_of(PAPER)) == ["ready"]


def test_the_importers_own_waits_and_is_worth_nothing_yet(person):
    other = make_person(staff_no="00318")
    bring_in({}, {"staff_no": "00318"}, own=person.id)
    assert {one.person_id: (one.state, one.pack_id is None) for one in entries()} == {
        person.id: ("waiting", True), other.id: ("confirmed", False),
    }  # fmt: skip
    assert figure(person.id, 2025, today=TODAY).total == 0


def test_what_is_brought_in_is_one_batch_with_steps_and_trail(person):
    actor = Actor(make_account().id)
    batch_id = bring_in({}, DAYS, {"staff_no": "00999"}, actor=actor)
    batch = db.session.get_one(EntryBatch, batch_id)
    assert (batch.kind, batch.title, batch.recorded_by) == ("import", "past.csv", actor.account_id)
    assert {one.batch_id for one in entries()} == {batch_id}
    steps = db.session.execute(sa.select(EntryStep.act, EntryStep.actor_id)).all()
    assert set(steps) == {("imported", actor.account_id)}
    db.session.commit()
    [told] = db.session.scalars(sa.select(AuditRow.after).where(AuditRow.action == "hours.applied"))
    assert f'"batch": {batch_id}, "ready": 2, "refused": 1' in told


def test_the_paper_and_the_id_are_kept_in_one_column_and_told_apart_again():
    bring_in({"activity_id": "A-1", "document": "示委学〔2025〕3号 #旧"})
    [entry] = entries()
    assert entry.document == "示委学〔2025〕3号 ＃旧 #A-1"
    assert activity_id_in(entry.document) == "A-1"
    assert activity_id_in(document_kept("只有文号", "")) == ""


def test_a_plan_that_writes_something_else_has_another_digest():
    same = plan_of({}).digest
    assert plan_of({}).digest == same
    assert plan_of({"minutes": "91"}).digest != same
    assert plan_of({"staff_no": "00999"}).digest != same


def test_a_file_without_a_column_that_is_needed_is_not_read():
    with pytest.raises(SheetRefused):
        read_past_file("工号,学习类别\n00317,干部自学\n".encode(), "past.csv")


def test_a_file_with_many_rows_asks_as_often_as_one_with_a_few(count_queries):
    few = [{"starts_on": f"2025-05-{day:02d}"} for day in range(1, 3)]
    many = [{"starts_on": f"2025-05-{day:02d}"} for day in range(1, 21)]
    plan_of(*few)  # a pack is read once in a process
    asked = []
    for rows in (few, many):
        with count_queries() as queries:
            plan_of(*rows)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6
