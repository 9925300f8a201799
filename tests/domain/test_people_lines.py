from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.people import lines, spans
from domain.people.lines import ClosedOn, DaysOutOfOrder, LinesOverlap, PersonGone
from models import AuditRow, BranchMembership, Grant, Tenure, db
from tests.factories import (
    LONG_AGO,
    make_branch,
    make_cadre,
    make_grant,
    make_leader,
    make_membership,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
BY = {"actor": Actor(None), "now": NOW}
MARCH = date(2026, 3, 1)
LAST_OF_FEBRUARY = date(2026, 2, 28)
MAY = date(2026, 5, 1)


def days(model, person, *, superseded=False):
    return [
        (line.from_on, line.to_on)
        for line in db.session.scalars(
            sa.select(model).where(model.person_id == person.id).order_by(model.from_on, model.id)
        )
        if (line.superseded_at is not None) == superseded
    ]


def standing_grants(account):
    return db.session.scalars(
        sa.select(Grant).where(Grant.account_id == account.id, Grant.ends_on.is_(None))
    ).all()


def test_a_move_ends_the_old_line_on_the_day_before():
    person = make_person(branch=make_branch())
    lines.join_branch(person, make_branch().id, on=MARCH, office="committee", **BY)
    assert days(BranchMembership, person) == [(LONG_AGO, LAST_OF_FEBRUARY), (MARCH, None)]


def test_what_was_known_before_the_move_is_kept_as_superseded():
    person = make_person(branch=make_branch())
    lines.join_branch(person, make_branch().id, on=MARCH, **BY)
    assert days(BranchMembership, person, superseded=True) == [(LONG_AGO, None)]


def test_a_second_move_on_the_same_day_supersedes_the_first():
    person, wrong, right = make_person(branch=make_branch()), make_branch(), make_branch()
    lines.join_branch(person, wrong.id, on=MARCH, **BY)
    line = lines.join_branch(person, right.id, on=MARCH, **BY)
    assert line.branch_id == right.id
    assert days(BranchMembership, person) == [(LONG_AGO, LAST_OF_FEBRUARY), (MARCH, None)]


def test_joining_where_one_is_changes_nothing():
    branch = make_branch()
    person = make_person(branch=branch)
    line = lines.join_branch(person, branch.id, on=MARCH, **BY)
    assert line.from_on == LONG_AGO
    assert days(BranchMembership, person, superseded=True) == []


def test_a_new_office_in_the_same_branch_takes_no_role_away():
    branch = make_branch()
    account = make_secretary(branch)
    person = lines.lock_person(account.person_id)
    lines.join_branch(person, branch.id, on=MARCH, office="secretary", **BY)
    assert days(BranchMembership, person) == [(LONG_AGO, LAST_OF_FEBRUARY), (MARCH, None)]
    assert len(standing_grants(account)) == 1


def test_a_secretary_who_moves_is_secretary_no_more_and_not_after_coming_back():
    branch = make_branch()
    account = make_secretary(branch)
    person = lines.lock_person(account.person_id)
    lines.join_branch(person, make_branch().id, on=MARCH, **BY)
    lines.join_branch(person, branch.id, on=MAY, **BY)
    assert standing_grants(account) == []


def test_a_move_before_a_later_line_names_that_line():
    person, later = make_person(branch=make_branch()), make_branch()
    line = lines.join_branch(person, later.id, on=MAY, **BY)
    with pytest.raises(LinesOverlap) as refused:
        lines.join_branch(person, make_branch().id, on=MARCH, **BY)
    assert refused.value.line is line


def test_a_closed_branch_takes_nobody():
    branch = make_branch(closed_on=MARCH)
    with pytest.raises(ClosedOn) as refused:
        lines.join_branch(make_person(), branch.id, on=MARCH, **BY)
    assert (refused.value.record, refused.value.day) == (branch, MARCH)


def test_a_line_in_a_branch_since_closed_ends_with_the_branch():
    person = make_person()
    lines.join_branch(person, make_branch(closed_on=MARCH).id, on=LONG_AGO, **BY)
    assert days(BranchMembership, person) == [(LONG_AGO, LAST_OF_FEBRUARY)]


def test_somebody_who_left_joins_nothing():
    with pytest.raises(PersonGone):
        lines.join_branch(make_person(left_on=MARCH), make_branch().id, on=MARCH, **BY)


def test_leaving_a_branch_ends_the_line_and_the_role():
    account = make_secretary(make_branch())
    person = lines.lock_person(account.person_id)
    assert lines.leave_branch(person, on=MARCH, **BY) is not None
    assert days(BranchMembership, person) == [(LONG_AGO, LAST_OF_FEBRUARY)]
    assert standing_grants(account) == []
    assert lines.leave_branch(person, on=MARCH, **BY) is None


def test_a_new_main_post_ends_the_old_one_and_leaves_other_posts_alone():
    unit = make_unit()
    person = make_person(unit=unit)
    make_tenure(person, make_post(unit), main=False)
    lines.take_post(person, make_post(unit).id, on=MARCH, rank="一级科员", **BY)
    assert days(Tenure, person) == [
        (LONG_AGO, None), (LONG_AGO, LAST_OF_FEBRUARY), (MARCH, None)
    ]  # fmt: skip


def test_a_new_rank_in_the_same_post_is_a_new_line():
    post = make_post(make_unit())
    person = make_person()
    lines.take_post(person, post.id, on=LONG_AGO, rank="二级科员", **BY)
    lines.take_post(person, post.id, on=MARCH, rank="一级科员", **BY)
    assert days(Tenure, person) == [(LONG_AGO, LAST_OF_FEBRUARY), (MARCH, None)]


def test_the_main_post_is_not_held_a_second_time_beside_itself():
    post = make_post(make_unit())
    person = make_person()
    make_tenure(person, post)
    with pytest.raises(LinesOverlap):
        lines.take_post(person, post.id, on=MARCH, main=False, **BY)


def test_a_leader_who_moves_to_another_unit_leads_the_old_one_no_more():
    office = make_unit()
    division = make_unit(parent_id=office.id)
    account = make_leader(division)
    make_grant(account, "leader", unit_id=office.id)
    person = lines.lock_person(account.person_id)
    sister = make_post(make_unit(parent_id=office.id))
    lines.take_post(person, sister.id, on=MARCH, **BY)
    assert [grant.unit_id for grant in standing_grants(account)] == [office.id]


def test_ending_a_post_takes_the_unit_with_it():
    account = make_leader(make_unit())
    tenure = db.session.scalars(
        sa.select(Tenure).where(Tenure.person_id == account.person_id)
    ).one()
    lines.end_post(tenure, on=MARCH, **BY)
    assert days(Tenure, lines.lock_person(account.person_id)) == [(LONG_AGO, LAST_OF_FEBRUARY)]
    assert standing_grants(account) == []
    with pytest.raises(LinesOverlap):
        lines.end_post(tenure, on=MAY, **BY)


def test_a_correction_supersedes_and_never_overwrites():
    person = make_person()
    wrong = make_membership(person, make_branch())
    right = lines.correct_line(wrong, values={"from_on": MARCH}, today=NOW.date(), **BY)
    assert (right.from_on, right.branch_id) == (MARCH, wrong.branch_id)
    assert (wrong.from_on, wrong.superseded_at) == (LONG_AGO, NOW)


def test_a_correction_into_another_line_or_backwards_is_refused():
    person = make_person(branch=make_branch())
    later = lines.join_branch(person, make_branch().id, on=MARCH, **BY)
    with pytest.raises(LinesOverlap):
        lines.correct_line(later, values={"from_on": LAST_OF_FEBRUARY}, today=NOW.date(), **BY)
    with pytest.raises(DaysOutOfOrder):
        lines.correct_line(later, values={"to_on": LAST_OF_FEBRUARY}, today=NOW.date(), **BY)


def test_a_line_struck_out_stands_no_more():
    tenure = make_tenure(make_person(), make_post(make_unit()))
    assert lines.correct_line(tenure, values={}, today=NOW.date(), **BY) is None
    assert tenure.superseded_at == NOW


@pytest.mark.parametrize("to_on", [None, MAY])
def test_the_database_itself_refuses_lines_that_overlap(to_on):
    person = make_person(branch=make_branch(), unit=make_unit())
    for line in (
        BranchMembership(branch_id=make_branch().id, office=None),
        Tenure(post_id=make_post(make_unit()).id, main=True),
    ):
        line.person_id, line.from_on, line.to_on, line.recorded_at = person.id, MARCH, to_on, NOW
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.add(line)


def test_every_act_leaves_a_row_in_the_trail_without_names():
    person = make_person(branch=make_branch(name="第一党支部"), name="周明远")
    lines.join_branch(person, make_branch(name="第二党支部").id, on=MARCH, **BY)
    db.session.commit()
    row = db.session.scalars(sa.select(AuditRow).order_by(AuditRow.seq.desc()).limit(1)).one()
    assert (row.action, row.noun_id) == ("person.joined_branch", person.id)
    assert "党支部" not in row.before + row.after


def test_a_cadre_without_grants_moves_like_anybody():
    account = make_cadre(branch=make_branch())
    person = lines.lock_person(account.person_id)
    assert lines.join_branch(person, make_branch().id, on=MARCH, **BY).from_on == MARCH


def test_a_line_that_another_writer_put_in_the_way_is_told_as_an_overlap():
    person = make_person(branch=make_branch())
    line = BranchMembership(
        person_id=person.id, branch_id=make_branch().id, from_on=MARCH, recorded_at=NOW
    )
    with pytest.raises(LinesOverlap) as refused:
        spans.add_line(line)
    assert refused.value.line is None
