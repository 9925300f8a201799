"""Histories brought in: days, posts, rotations, secondments, mentorships; twice is once."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.past_histories.apply import LinesInTheWay, apply_histories
from domain.past_histories.plans import HistoryNote
from domain.placements.lacking import AGREEMENT, lacks
from models import Paper, Placement, Post, Tenure, Unit, db
from tests.conftest import NOON
from tests.domain.history_files import TODAY, bring_in, history_plan, kinds, reasons
from tests.factories import make_person, make_post, make_unit
from tests.rotation import load_rotation_rules


@pytest.fixture(autouse=True)
def person(database):
    """Lin Xu, with two posts that stand and none held."""
    unit = make_unit(name="综合处")
    make_post(unit, title="科员")
    make_post(unit, title="副处长")
    found = make_person(staff_no="00317", name="林叙")
    db.session.commit()
    return found


def lines():
    return list(db.session.scalars(sa.select(Tenure).order_by(Tenure.from_on)))


def placements():
    return list(db.session.scalars(sa.select(Placement).order_by(Placement.from_on)))


@pytest.mark.parametrize("first", ["2019.03", "2019-3", "2019年3月", "2019/03", "2019.03.01"])
def test_a_month_begins_on_its_first_day_however_it_is_written(first):
    plan = history_plan({"from_on": first})
    assert plan.rows[0].tenure.from_on == date(2019, 3, 1)


@pytest.mark.parametrize("last", ["2024.02", "2024-2", "2024年2月", "2024.02.29"])
def test_a_month_ends_on_its_last_day(last):
    assert history_plan({"to_on": last}).rows[0].tenure.to_on == date(2024, 2, 29)


def test_up_to_now_has_no_end():
    assert history_plan({"to_on": "至今"}).rows[0].tenure.to_on is None


def test_a_post_without_an_end_ends_before_the_next_main_one():
    plan = history_plan({"to_on": ""}, {"post": "副处长", "from_on": "2021.08", "to_on": ""})
    assert [row.tenure.to_on for row in plan.rows] == [date(2021, 7, 31), None]


@pytest.mark.parametrize("said", ["2019", "三月", "2019.13", "1899.01"])
def test_a_day_that_is_none_says_what_was_expected(said):
    assert reasons(history_plan({"from_on": said}).rows[0])[0][0] == "from_on"


def test_january_may_be_an_october_that_a_spreadsheet_shortened():
    notes = history_plan({"from_on": "2019.1"}).rows[0].notes
    assert [note.about for note in notes] == [HistoryNote.PERHAPS_OCTOBER]


def test_lines_come_in_with_their_papers_and_twice_is_once(person):
    rows = (
        {"document_no": "示组〔2019〕3号", "document_on": "2019-03-01", "rank": "四级主任科员"},
        {"post": "副处长", "from_on": "2021.08", "to_on": "至今"},
    )
    assert kinds(bring_in(*rows)) == ["added", "added"]
    assert [(one.from_on, one.to_on, one.rank) for one in lines()] == [
        (date(2019, 3, 1), date(2021, 7, 31), "四级主任科员"), (date(2021, 8, 1), None, ""),
    ]  # fmt: skip
    assert db.session.scalars(sa.select(Paper.number)).all() == ["示组〔2019〕3号"]
    assert kinds(bring_in(*rows)) == ["unchanged", "unchanged"]
    assert len(lines()) == 2


def test_a_gap_is_told_and_refuses_nothing():
    plan = history_plan({}, {"post": "副处长", "from_on": "2022.01", "to_on": "至今"})
    note = plan.rows[1].notes[0]
    assert (note.first, note.last) == (date(2021, 8, 1), date(2021, 12, 31))
    assert kinds(plan) == ["added", "added"]


def test_two_main_posts_on_one_day_refuse_each_other_and_nobody_else():
    plan = history_plan(
        {"to_on": "2021.08"}, {"post": "副处长", "from_on": "2021.08", "to_on": "2022.01"},
        {"from_on": "2023.01", "to_on": "2024.01"},
    )  # fmt: skip
    assert [row.refusals[0].other_rows for row in plan.rows[:2]] == [(3,), (2,)]
    assert kinds(plan) == ["refused", "refused", "added"]


def test_a_side_post_may_lie_over_the_main_one():
    side = {"post": "副处长", "main": "否", "from_on": "2020.01", "to_on": "2020.06"}
    assert kinds(history_plan({}, side)) == ["added", "added"]


def test_a_recorded_main_post_is_in_the_way_and_named():
    bring_in({})
    row = history_plan({"post": "副处长", "from_on": "2021.01", "to_on": "2022.01"}).rows[0]
    assert reasons(row) == [("from_on", "overlaps_recorded")]
    assert row.refusals[0].found == "综合处 科员"


def test_what_is_recorded_with_another_rank_is_refused():
    bring_in({"rank": "一级科员"})
    row = history_plan({"rank": "二级科员"}).rows[0]
    assert reasons(row) == [("document_no", "recorded_otherwise")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"staff_no": "00999"}, ("staff_no", "staff_no_unknown")),
        ({"staff_no": "317"}, ("staff_no", "staff_no_alike")),
        ({"kind": "借调"}, ("kind", "history_kind_unknown")),
        ({"unit": ""}, ("unit", "needed_by_kind")),
        ({"unit": "没有处"}, ("unit", "unit_unknown")),
        ({"post": "没有岗"}, ("post", "post_unknown")),
        ({"to_on": "2018.01"}, ("to_on", "ends_before")),
        ({"document_on": "2027-01-01"}, ("document_on", "day_to_come")),
        ({"kind": "轮岗", "from_on": "2027.01", "to_on": ""}, ("from_on", "day_to_come")),
        ({"kind": "挂职", "counterpart": "综合处"}, ("from_on", "no_home_post")),
        ({"kind": "挂职", "to_on": "至今", "counterpart": "综合处"}, ("to_on", "needed_by_kind")),
        ({"kind": "传帮带", "counterpart": "00317"}, ("counterpart", "mentor_self")),
        ({"kind": "传帮带", "counterpart": "00888"}, ("counterpart", "mentor_unknown")),
    ],
)
def test_a_row_that_cannot_be_says_which_field_and_why(row, why):
    assert reasons(history_plan(row).rows[0])[0] == why


def test_a_paper_older_than_the_first_post_speaks_of_no_later_one():
    old = {"post": "副处长", "from_on": "2021.08", "to_on": "至今", "document_on": "2018-12-01"}
    row = history_plan({}, old).rows[1]
    assert reasons(row) == [("document_on", "paper_too_old")]
    assert row.refusals[0].day == date(2019, 3, 1)


def test_one_number_of_a_paper_has_one_day():
    bring_in({"document_no": "示组1号", "document_on": "2019-03-01"})
    row = history_plan(
        {"from_on": "2022.01", "to_on": "至今", "document_no": "示组1号",
         "document_on": "2022-01-01"}
    ).rows[0]  # fmt: skip
    assert reasons(row) == [("document_on", "paper_dated_otherwise")]


def test_an_earlier_employer_becomes_an_outside_unit_when_that_is_asked():
    row = {"unit": "市财政局/预算科", "post": "科员"}
    plan = bring_in(row, create=True)
    assert plan.opened == ["市财政局 预算科", "市财政局 预算科 科员"]
    unit = db.session.scalars(sa.select(Unit).where(Unit.outside)).one()
    post = db.session.get_one(Post, lines()[0].post_id)
    assert (unit.name, post.unit_id, post.opened_on) == ("市财政局 预算科", unit.id,
                                                         date(2019, 3, 1))  # fmt: skip
    assert kinds(bring_in(row)) == ["unchanged"]


def test_a_unit_is_found_by_the_end_of_its_path_unless_two_end_so(person):
    above = make_unit(name="办公室")
    make_post(make_unit(name="秘书科", parent_id=above.id), title="科长")
    db.session.commit()
    assert kinds(history_plan({"unit": "秘书科", "post": "科长"})) == ["added"]
    make_unit(name="秘书科", parent_id=make_unit(name="研究室").id)
    db.session.commit()
    row = history_plan({"unit": "秘书科", "post": "科长"}).rows[0]
    assert reasons(row) == [("unit", "unit_ambiguous")]
    assert row.refusals[0].found == "办公室 / 秘书科; 研究室 / 秘书科"


def test_a_rotation_brings_its_line_and_knows_where_from():
    rotation = {"kind": "轮岗", "post": "副处长", "from_on": "2021.08", "to_on": "至今"}
    bring_in({}, rotation)
    line, one = lines()[1], placements()[0]
    assert (one.kind, one.state, one.tenure_id) == ("rotation", "completed", line.id)
    assert one.from_post_id == lines()[0].post_id
    assert kinds(bring_in({}, rotation)) == ["unchanged", "unchanged"]
    assert (len(lines()), len(placements())) == (2, 1)


def test_a_rotation_whose_post_is_told_as_well_adds_one_line():
    told = {"post": "副处长", "from_on": "2021.08", "to_on": "至今"}
    bring_in({}, told, told | {"kind": "轮岗"})
    assert (len(lines()), len(placements())) == (2, 1)


def test_a_secondment_lies_over_the_home_post_of_the_same_file():
    away = {"kind": "挂职", "unit": "", "post": "副乡长", "from_on": "2020.01", "to_on": "2020.12",
            "counterpart": "青石乡", "grass_roots": "是", "note": "乡村振兴"}  # fmt: skip
    bring_in({}, away, create=True)
    one = placements()[0]
    host = db.session.get_one(Unit, one.host_unit_id)
    assert (host.name, host.outside, one.host_post, one.grass_roots) == ("青石乡", True, "副乡长",
                                                                         True)  # fmt: skip
    assert (one.state, one.ended_on) == ("completed", date(2020, 12, 31))
    assert one.home_post_id == lines()[0].post_id
    assert kinds(bring_in({}, away)) == ["unchanged", "unchanged"]


def test_no_mentor_guides_more_at_once_than_the_rules_allow_but_past_pairs_are_facts():
    load_rotation_rules()
    make_person(staff_no="00100", name="导师")
    for number in range(3):
        make_person(staff_no=f"0020{number}", name=f"新人{number}")
    db.session.commit()
    pair = {"kind": "传帮带", "unit": "", "post": "", "counterpart": "00100", "from_on": "2026.01"}
    running = [pair | {"staff_no": f"0020{n}", "to_on": "2027.12"} for n in range(3)]
    plan = history_plan(*running)
    assert kinds(plan) == ["added", "added", "refused"]
    assert plan.rows[2].refusals[0].limit == 2
    past = [one | {"to_on": "2026.06"} for one in running]
    assert kinds(bring_in(*past)) == ["added"] * 3
    assert {one.state for one in placements()} == {"completed"}


def test_a_mentorship_brought_in_that_runs_still_lacks_no_agreement():
    mentor = make_person(staff_no="00318")
    bring_in(
        {"kind": "传帮带", "unit": "", "post": "", "from_on": "2026.01", "to_on": "2027.01",
         "counterpart": mentor.staff_no}
    )  # fmt: skip
    lacking = sa.select(Placement.id).where(lacks(AGREEMENT, date(2026, 11, 20)))
    assert [one.state for one in placements()] == ["under_way"]
    assert db.session.scalars(lacking).all() == []


def test_an_unknown_post_of_a_unit_that_closed_is_opened_and_closed_with_it():
    closed = date(2018, 1, 1)
    make_unit(name="旧处", closed_on=closed)
    db.session.commit()
    old = {"unit": "旧处", "post": "老岗", "from_on": "2010.01", "to_on": "2012.12"}
    goes_on = old | {"from_on": "2015.01", "to_on": ""}
    too_long = old | {"from_on": "2015.01", "to_on": "2018.01"}
    assert reasons(history_plan(too_long, create=True).rows[0]) == [("unit", "unit_closed")]
    assert kinds(bring_in(old, goes_on, create=True)) == ["added", "added"]
    (post,) = db.session.scalars(sa.select(Post).filter_by(title="老岗"))
    assert (post.opened_on, post.closed_on) == (date(2010, 1, 1), closed)
    assert [one.to_on for one in lines()] == [date(2012, 12, 31), date(2017, 12, 31)]
    assert kinds(bring_in(old, goes_on, create=True)) == ["unchanged", "unchanged"]


def test_a_unit_that_closes_and_a_post_that_is_opened_meanwhile_are_lines_in_the_way():
    unit = make_unit(name="新处")
    db.session.commit()
    said = {"unit": "新处", "post": "新岗"}
    for meanwhile in (lambda: make_post(unit, title="新岗"), lambda: close(unit)):
        plan = history_plan(said, create=True, hold=True)
        meanwhile()
        with pytest.raises(LinesInTheWay):
            apply_histories(plan, today=TODAY, actor=Actor(None), now=NOON)
        db.session.rollback()


def close(unit):
    db.session.get_one(Unit, unit.id).closed_on = date(2018, 1, 1)
    db.session.flush()
