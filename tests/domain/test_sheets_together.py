"""Two sign-in sheets brought in at the same instant, with real commits: each row once."""

import pytest
import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.groupstudy.attendance import ABSENT, LATE, PRESENT
from domain.groupstudy.sheets import RowWrong, SheetLine, bring_in
from models import Attendance, GroupStudy, db
from tests.domain.test_confirming_together import NOW, app, reading, together
from tests.domain.test_gatherings_closed_together import host_of, open_gatherings

__all__ = ["app"]  # the fixture
PEOPLE = 40


@pytest.mark.parametrize("was", [PRESENT, ""], ids=["on the list", "guests"])
def test_two_sheets_in_opposite_orders_are_brought_in_one_after_the_other(app, was):
    [first], ids = open_gatherings(app, PEOPLE)
    visitor = host_of(app)
    with app.app_context(), writing():
        if not was:
            db.session.execute(sa.update(Attendance).values(superseded_at=NOW))

    def sheet(state, order):
        lines = [SheetLine(one, {}, person_id=one, state=state, was=was) for one in order]

        def bring():
            with writing():
                gathering = db.session.get_one(GroupStudy, first)
                many = bring_in(gathering, lines, dict.fromkeys(ids, was), visitor, now=NOW)
            return many, sum(RowWrong.CHANGED in one.wrong for one in lines)

        return bring

    answers = together(app, sheet(ABSENT, ids), sheet(LATE, ids[::-1]))
    assert sorted(answers) == [(0, PEOPLE), (PEOPLE, 0)]
    with reading(app):
        stands = sa.select(Attendance.state).where(
            Attendance.group_study_id == first, Attendance.superseded_at.is_(None)
        )
        found = db.session.scalars(stands).all()
        assert len(found) == PEOPLE + bool(was)  # the branch's own member, who is expected
        assert len(set(found) - {"expected"}) == 1
