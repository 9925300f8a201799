"""Histories by property: whatever papers come in whatever order, the past answers as before."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.audit import Actor
from domain.organisation import posts as organisation_posts
from domain.organisation.changes import When
from domain.people.spans import meet, standing
from domain.placements.histories import history_of
from domain.placements.late_papers import Said, SaysNothingNew, record_paper
from models import Tenure, db
from tests.factories import make_person, make_post, make_unit
from tests.placed import make_secondment

pytestmark = pytest.mark.usefixtures("database")
FIRST = datetime(2026, 1, 1, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
A_DAY = timedelta(days=1)
on_rows = settings(
    max_examples=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
starts = st.dates(date(2010, 1, 1), date(2027, 12, 31))


@st.composite
def a_paper(draw):
    """A post out of four, perhaps beside the main one, perhaps with an end."""
    from_on = draw(starts)
    days = draw(st.none() | st.integers(0, 2000))
    to_on = None if days is None else from_on + timedelta(days=days)
    return draw(st.integers(0, 3)), from_on, to_on, draw(st.sampled_from([True, True, False]))


def made_posts():
    unit = make_unit()
    return [make_post(unit) for _ in range(4)]


def record(person, post, paper, at):
    _number, from_on, to_on, main = paper
    said = Said(post.id, from_on, to_on, main=main)
    with suppress(SaysNothingNew):
        record_paper(person, said, over_newer=True, today=TODAY, actor=Actor(None), now=at)
    db.session.flush()


def no_overlap(lines):
    mains = [line for line in lines if line.main and line.kind == "tenure"]
    return not any(meet(one, other) for i, one in enumerate(mains) for other in mains[i + 1 :])


@on_rows
@given(st.lists(a_paper(), min_size=1, max_size=8))
def test_what_was_known_stays_the_same_after_any_later_paper(papers):
    posts, person = made_posts(), make_person()
    answers = []
    for number, paper in enumerate(papers):
        record(person, posts[paper[0]], paper, FIRST + number * A_DAY)
        boundary = FIRST + number * A_DAY + timedelta(hours=12)
        answers.append((boundary, history_of(person, today=TODAY, known_before=boundary)))
        assert answers[-1][1] == history_of(person, today=TODAY)
        assert no_overlap(answers[-1][1].lines)
    for boundary, answer in answers:
        assert history_of(person, today=TODAY, known_before=boundary) == answer


@on_rows
@given(st.lists(starts, min_size=2, max_size=7, unique=True), st.randoms(use_true_random=False))
def test_appointments_give_one_history_in_whatever_order_they_arrive(days, luck):
    posts, told = made_posts(), []
    papers = [(number % 4, on, None, True) for number, on in enumerate(days)]
    for _order in range(2):
        person = make_person()
        for number, paper in enumerate(papers):
            record(person, posts[paper[0]], paper, FIRST + number * A_DAY)
        told.append([(one.post_id, one.from_on, one.to_on) for one in standing(Tenure, person.id)])
        luck.shuffle(papers)
    assert told[0] == told[1]


@on_rows
@given(st.lists(a_paper(), min_size=1, max_size=6))
def test_what_the_latest_paper_says_holds_on_its_first_and_last_day(papers):
    posts, person = made_posts(), make_person()
    for number, paper in enumerate(papers):
        record(person, posts[paper[0]], paper, FIRST + number * A_DAY)
    number, from_on, to_on, main = papers[-1]
    history = history_of(person, today=TODAY)
    for on in {from_on, to_on or from_on}:
        held = {(line.post, line.main) for line in history.on(on).lines}
        assert (posts[number].title, main) in held


def test_a_rename_that_is_recorded_later_changes_no_earlier_answer():
    post = make_post(make_unit(), title="文书")
    person = make_person()
    record(person, post, (0, date(2024, 1, 1), None, True), FIRST)
    boundary = FIRST + A_DAY
    before = history_of(person, today=TODAY, known_before=boundary)
    when = When(date(2025, 1, 1), TODAY, Actor(None), FIRST + 2 * A_DAY)
    organisation_posts.rename_post(post, version=1, title="文稿", when=when)
    assert history_of(person, today=TODAY, known_before=boundary) == before
    assert [line.post for line in history_of(person, today=TODAY).lines] == ["文稿"]
    named = history_of(person, today=TODAY, named_on=date(2024, 12, 31))
    assert [line.post for line in named.lines] == ["文书"]


def test_a_secondment_that_is_decided_later_was_not_known():
    unit = make_unit()
    post, person = make_post(unit), make_person()
    record(person, post, (0, date(2024, 1, 1), None, True), FIRST)
    make_secondment(person, post, make_unit(outside=True), approved_at=FIRST + 2 * A_DAY)
    known = history_of(person, today=TODAY, known_before=FIRST + A_DAY)
    assert [line.kind for line in known.lines] == ["tenure"]
    now = history_of(person, today=TODAY)
    assert [line.kind for line in now.lines] == ["tenure", "secondment"]
