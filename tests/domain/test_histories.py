"""What a history tells: lines, gaps, branches, names as of a day, in a handful of queries."""

from datetime import UTC, date, datetime

import pytest

from domain.audit import Actor
from domain.organisation import units
from domain.organisation.changes import When
from domain.people import lines, merging, records
from domain.placements.histories import history_of
from models import PlacementStep, db
from tests.factories import (
    make_branch,
    make_membership,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.placed import make_mentorship, make_rotation, make_secondment

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def told(history):
    return [(line.kind, line.from_on, line.to_on) for line in history.lines]


def test_days_without_a_main_post_are_gaps_up_to_today():
    person, unit = make_person(), make_unit()
    make_tenure(person, make_post(unit), to_on=date(2021, 12, 31))
    make_tenure(person, make_post(unit), from_on=date(2022, 6, 1), to_on=date(2026, 10, 31))
    make_tenure(person, make_post(unit), from_on=date(2021, 1, 1), main=False)
    history = history_of(person, today=TODAY)
    gaps = [(line.from_on, line.to_on) for line in history.lines if line.kind == "gap"]
    assert gaps == [(date(2022, 1, 1), date(2022, 5, 31)), (date(2026, 11, 1), TODAY)]
    assert history.gaps == 2


def test_after_leaving_there_is_no_gap():
    person = make_person(left_on=date(2023, 1, 1))
    make_tenure(person, make_post(make_unit()), to_on=date(2022, 12, 31))
    assert history_of(person, today=TODAY).gaps == 0


def test_a_leaving_recorded_later_does_not_close_a_gap_that_was_told():
    person = make_person()
    make_tenure(person, make_post(make_unit()), to_on=date(2025, 12, 31))
    asked = {"today": date(2026, 10, 1), "known_before": datetime(2026, 10, 2, tzinfo=UTC)}
    before = told(history_of(person, **asked))
    assert before[-1] == ("gap", date(2026, 1, 1), date(2026, 10, 1))
    records.leave(person, kind="resigned", on=date(2026, 6, 1), actor=Actor(None), now=NOON)
    assert told(history_of(person, **asked)) == before
    known = datetime(2026, 11, 21, tzinfo=UTC)
    for after in (known, None):
        history = history_of(person, today=TODAY, known_before=after)
        assert told(history)[-1] == ("gap", date(2026, 1, 1), date(2026, 5, 31))
    records.return_person(person, on=TODAY, actor=Actor(None), now=known)
    assert told(history_of(person, **asked)) == before


def test_a_merge_made_later_adds_nothing_to_what_was_known():
    unit, kept, merged = make_unit(), make_person(), make_person()
    make_tenure(kept, make_post(unit), main=False)
    make_tenure(merged, make_post(unit), from_on=date(2015, 1, 1))
    make_membership(merged, make_branch())
    recorded = datetime(2026, 3, 1, tzinfo=UTC)
    for mentor, mentee in ((merged, make_person()), (make_person(), merged)):
        make_mentorship(mentor, mentee, approved_at=recorded)
    asked = {"today": TODAY, "known_before": datetime(2026, 11, 1, tzinfo=UTC)}
    before = history_of(kept, **asked)
    merge = merging.merge_people(kept, merged, on=TODAY, actor=Actor(None), now=NOON)
    assert history_of(kept, **asked) == before
    assert len(before.lines) == 1
    assert len(history_of(kept, today=TODAY).lines) == 4
    merging.undo_merge(merge, today=TODAY, actor=Actor(None), now=NOON)
    assert history_of(kept, **asked) == before


def test_lines_of_every_kind_in_the_order_of_their_days():
    person, mentor, unit = make_person(), make_person(name="陈望舒"), make_unit(name="综合处")
    post, to_post = make_post(unit), make_post(unit)
    make_tenure(person, post, to_on=date(2025, 12, 31))
    make_tenure(person, to_post, from_on=date(2026, 1, 1))
    make_rotation(person, to_post, from_on=date(2026, 1, 1))
    make_secondment(person, to_post, make_unit(name="青溪镇", outside=True), host_post="副主任")
    make_mentorship(mentor, person, from_on=date(2020, 2, 1), planned_to_on=date(2021, 1, 31))
    make_mentorship(person, make_person(name="方既明"))
    make_mentorship(mentor, person, state="cancelled")
    make_mentorship(mentor, person, state="proposed")
    history = history_of(person, today=TODAY)
    kinds = [line.kind for line in history.lines]
    assert kinds == ["tenure", "mentorship", "rotation", "secondment", "mentorship"]
    assert [line.other for line in history.lines] == ["", "陈望舒", "", "", "方既明"]
    assert history.lines[3].unit == ("青溪镇",)
    assert [line.kind for line in history.on(date(2020, 3, 1)).lines] == ["tenure", "mentorship"]


def test_units_have_the_names_and_places_of_the_day_asked():
    top, office = make_unit(name="大院"), make_unit(name="信息科")
    person = make_person()
    make_tenure(person, make_post(office, title="科员"))
    when = When(date(2024, 1, 1), TODAY, Actor(None), NOON)
    units.move_unit(office, parent=top, when=when)
    units.rename_unit(office, version=2, name="数据科", when=when)
    db.session.flush()
    assert history_of(person, today=TODAY).lines[0].unit == ("大院", "数据科")
    earlier = history_of(person, today=TODAY, named_on=date(2023, 12, 31))
    assert earlier.lines[0].unit == ("信息科",)


def test_the_branch_is_told_as_of_the_day():
    person, old, new = make_person(), make_branch(name="一支部"), make_branch(name="二支部")
    make_membership(person, old)
    lines.join_branch(person, new.id, on=date(2024, 1, 1), actor=Actor(None), now=NOON)
    history = history_of(person, today=TODAY)
    assert [one.branch for one in history.on(date(2023, 5, 1)).branches] == ["一支部"]
    assert [one.branch for one in history.on(TODAY).branches] == ["二支部"]


def test_a_secondment_ended_later_was_known_with_its_planned_end():
    person, post = make_person(), make_post(make_unit())
    make_tenure(person, post)
    long_ago = datetime(2026, 3, 1, tzinfo=UTC)
    placement = make_secondment(
        person, post, make_unit(outside=True), state="completed", approved_at=long_ago
    )
    db.session.add(
        PlacementStep(
            placement_id=placement.id, act="completed", at=NOON,
            before='{"state": "under_way", "ended_on": null}', after="{}",
        )
    )  # fmt: skip
    db.session.flush()
    known = history_of(person, today=TODAY, known_before=datetime(2026, 10, 1, tzinfo=UTC))
    assert known.lines[-1].to_on == date(2027, 2, 28)
    assert history_of(person, today=TODAY).lines[-1].to_on == date(2026, 10, 31)


def test_forty_lines_cost_what_one_costs(count_queries):
    unit = make_unit()
    short, long = make_person(), make_person()
    make_tenure(short, make_post(unit))
    for year in range(1986, 2026):
        make_tenure(long, make_post(unit), from_on=date(year, 1, 1), to_on=date(year, 12, 31))
    asked = []
    for person in (short, long):
        db.session.flush()
        with count_queries() as statements:
            history_of(person, today=TODAY, known_before=NOON)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 7  # two ask which leaving and which merges were known
