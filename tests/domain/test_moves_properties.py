"""Moves by property: a rotation called off leaves every answer about the past as it was."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.audit import Actor
from domain.people.spans import LinesOverlap, meet, standing
from domain.placements import deciding, running
from domain.placements.histories import history_of
from domain.placements.late_papers import Said, SaysNothingNew, record_paper
from domain.placements.proposals import SamePost
from models import Tenure, db
from tests.factories import make_hr, make_person, make_post, make_unit
from tests.placed import BEGAN, NOON, TODAY, make_rotation, visitor

pytestmark = pytest.mark.usefixtures("database")
FIRST = datetime(2026, 1, 1, 4, tzinfo=UTC)
A_DAY = timedelta(days=1)
on_rows = settings(
    max_examples=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
earlier = st.dates(date(2010, 1, 1), date(2026, 10, 31))
around = st.dates(date(2026, 9, 1), date(2027, 6, 30))


def served(person, posts, days):
    for number, on in enumerate(sorted(days)):
        said = Said(posts[number % 3].id, on, None, main=True)
        at = FIRST + number * timedelta(hours=1)
        with suppress(SaysNothingNew):
            record_paper(person, said, over_newer=True, today=TODAY, actor=Actor(None), now=at)
    db.session.flush()


def lines(person):
    return [
        (one.post_id, one.rank, one.main, one.from_on, one.to_on, one.document_no)
        for one in standing(Tenure, person.id)
    ]


@on_rows
@given(st.lists(earlier, min_size=1, max_size=5, unique=True), around)
def test_a_rotation_called_off_leaves_the_past_as_it_was(days, on):
    posts, person = [make_post(make_unit()) for _ in range(4)], make_person()
    served(person, posts, days)
    before = lines(person)
    known = history_of(person, today=TODAY, known_before=NOON)
    hr = visitor(make_hr())
    row = make_rotation(person, posts[3], state="proposed", from_on=on, document_no="任〔2026〕3号")
    try:
        deciding.approve(row, hr, version=row.version, today=TODAY, now=NOON)
    except (SamePost, LinesOverlap):
        return
    mains = [one for one in standing(Tenure, person.id) if one.main]
    assert not any(meet(one, other) for i, one in enumerate(mains) for other in mains[i + 1 :])
    assert (posts[3].id, on, "任〔2026〕3号") in {
        (one.post_id, one.from_on, one.document_no) for one in mains
    }
    assert history_of(person, today=TODAY, known_before=NOON) == known
    meanwhile = history_of(person, today=TODAY, known_before=NOON + A_DAY)
    running.cancel(row, "另有任用", hr, today=TODAY, now=NOON + 2 * A_DAY)
    assert lines(person) == before
    assert history_of(person, today=TODAY, known_before=NOON + A_DAY) == meanwhile
    assert history_of(person, today=TODAY, known_before=NOON) == known


def test_a_day_that_is_past_moves_at_once_and_is_undone_while_it_is_under_way():
    posts, person = [make_post(make_unit()) for _ in range(4)], make_person()
    served(person, posts, [date(2020, 1, 1)])
    before, hr = lines(person), visitor(make_hr())
    row = make_rotation(person, posts[3], state="proposed", from_on=BEGAN)
    deciding.approve(row, hr, version=row.version, today=TODAY, now=NOON)
    assert row.state == "under_way"
    assert lines(person)[-1][:4] == (posts[3].id, "", True, BEGAN)
    running.cancel(row, "文件作废", hr, today=TODAY, now=NOON + A_DAY)
    assert lines(person) == before
