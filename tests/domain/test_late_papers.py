"""A paper that arrives late finds its place; what stood there is superseded, never lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.people.spans import ClosedOn, DaysOutOfOrder, PersonGone
from domain.placements import late_papers
from domain.placements.late_papers import (
    HistoryChanged,
    NewerPaper,
    PaperTooOld,
    Said,
    SaysNothingNew,
    foresee,
    record_paper,
)
from domain.placements.papers import PaperDatedOtherwise, find_paper
from models import AuditRow, Grant, Tenure, db
from tests.factories import (
    make_grant,
    make_leader,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)
BY = {"actor": Actor(None), "now": NOW, "today": TODAY}
A_DAY = timedelta(days=1)


def day(year, month=1):
    return date(year, month, 1)


def standing(person):
    rows = db.session.scalars(
        sa.select(Tenure)
        .where(Tenure.person_id == person.id, Tenure.superseded_at.is_(None))
        .order_by(Tenure.from_on, Tenure.id)
    )
    return [(line.post_id, line.from_on, line.to_on) for line in rows]


@pytest.fixture
def posts():
    unit = make_unit()
    return [make_post(unit) for _ in range(3)]


@pytest.fixture
def person():
    return make_person()


def test_a_line_in_the_middle_of_another_splits_it(person, posts):
    make_tenure(person, posts[0])
    record_paper(person, Said(posts[1].id, day(2022), date(2022, 12, 31)), **BY)
    assert standing(person) == [
        (posts[0].id, day(2020), date(2021, 12, 31)),
        (posts[1].id, day(2022), date(2022, 12, 31)),
        (posts[0].id, day(2023), None),
    ]


def test_a_paper_without_an_end_holds_until_the_next_line(person, posts):
    make_tenure(person, posts[0], to_on=date(2022, 12, 31))
    make_tenure(person, posts[1], from_on=day(2023))
    effect = foresee(person, Said(posts[2].id, day(2021)))
    assert effect.to_on == date(2022, 12, 31)
    record_paper(person, Said(posts[2].id, day(2021)), seen=effect.seen, **BY)
    assert standing(person) == [
        (posts[0].id, day(2020), date(2020, 12, 31)),
        (posts[2].id, day(2021), date(2022, 12, 31)),
        (posts[1].id, day(2023), None),
    ]


def test_lines_that_lie_within_it_go_and_are_kept_as_superseded(person, posts):
    inner = make_tenure(person, posts[0], from_on=day(2021), to_on=date(2021, 6, 30))
    record_paper(person, Said(posts[1].id, day(2020), date(2022, 12, 31)), **BY)
    assert standing(person) == [(posts[1].id, day(2020), date(2022, 12, 31))]
    assert inner.superseded_at == NOW


def test_another_post_beside_the_main_one_stays(person, posts):
    make_tenure(person, posts[0])
    record_paper(person, Said(posts[1].id, day(2021), main=False), **BY)
    assert standing(person) == [(posts[0].id, day(2020), None), (posts[1].id, day(2021), None)]


def test_the_line_that_a_paper_corrects_goes_altogether(person, posts):
    wrong = make_tenure(person, posts[0])
    record_paper(
        person, Said(posts[0].id, day(2020, 3), date(2021, 2, 28)), corrects=wrong.id, **BY
    )
    assert standing(person) == [(posts[0].id, day(2020, 3), date(2021, 2, 28))]


def test_a_future_move_is_taken(person, posts):
    make_tenure(person, posts[0])
    record_paper(person, Said(posts[1].id, day(2027)), **BY)
    assert standing(person)[-1] == (posts[1].id, day(2027), None)


def test_an_end_before_the_beginning_is_refused(person, posts):
    with pytest.raises(DaysOutOfOrder):
        record_paper(person, Said(posts[0].id, day(2021), date(2020, 12, 31)), **BY)


def test_what_stands_already_is_refused(person, posts):
    make_tenure(person, posts[0])
    with pytest.raises(SaysNothingNew):
        record_paper(person, Said(posts[0].id, day(2020)), **BY)


def test_a_paper_older_than_the_first_post_says_nothing_of_a_later_one(person, posts):
    first = make_tenure(person, posts[0], document_on=date(2019, 12, 20))
    with pytest.raises(PaperTooOld) as refused:
        record_paper(person, Said(posts[1].id, day(2022), document_on=day(2019, 12)), **BY)
    assert refused.value.first is first
    record_paper(person, Said(posts[1].id, day(2022), document_on=date(2019, 12, 20)), **BY)


def test_the_paper_of_an_earlier_first_post_may_be_older(person, posts):
    make_tenure(person, posts[0])
    record_paper(person, Said(posts[1].id, day(2018), document_on=date(2017, 12, 1)), **BY)
    assert standing(person)[0] == (posts[1].id, day(2018), date(2019, 12, 31))


def test_a_newer_paper_is_superseded_only_on_purpose(person, posts):
    newer = make_tenure(person, posts[0], document_on=date(2020, 1, 5))
    said = Said(posts[1].id, day(2020), date(2020, 12, 31), document_on=day(2019, 12))
    assert [cut.newer for cut in foresee(person, said).cuts] == [True]
    with pytest.raises(NewerPaper) as refused:
        record_paper(person, said, **BY)
    assert refused.value.lines == [newer]
    record_paper(person, said, over_newer=True, **BY)
    assert standing(person)[0][0] == posts[1].id


def test_nobody_is_in_a_post_after_leaving_or_after_its_end(posts):
    gone = make_person(left_on=day(2022))
    with pytest.raises(PersonGone):
        record_paper(gone, Said(posts[0].id, day(2021), day(2022)), **BY)
    closed = make_post(make_unit(), closed_on=day(2022))
    with pytest.raises(ClosedOn):
        record_paper(make_person(), Said(closed.id, day(2021), day(2022)), **BY)
    line = record_paper(make_person(), Said(closed.id, day(2021)), **BY)
    assert line.to_on == date(2021, 12, 31)


def test_other_lines_than_those_seen_are_told(person, posts):
    make_tenure(person, posts[0])
    seen = foresee(person, Said(posts[1].id, day(2022))).seen
    record_paper(person, Said(posts[2].id, day(2021)), **BY)
    with pytest.raises(HistoryChanged):
        record_paper(person, Said(posts[1].id, day(2022)), seen=seen, **BY)


def test_a_line_to_correct_that_fell_is_told(person, posts):
    with pytest.raises(HistoryChanged):
        foresee(person, Said(posts[0].id, day(2022)), corrects=9_999_999)


def test_the_paper_is_kept_with_its_day(person, posts):
    said = Said(posts[0].id, day(2020), document_no="任字〔2019〕9 号", document_on=day(2019, 12))
    record_paper(person, said, **BY)
    assert find_paper("任字〔2019〕9 号").dated_on == day(2019, 12)
    other = Said(posts[1].id, day(2022), document_no="任字〔2019〕9 号", document_on=day(2022))
    with pytest.raises(PaperDatedOtherwise):
        record_paper(person, other, **BY)


def test_who_was_never_in_the_unit_leads_it_no_more():
    led, other = make_unit(), make_unit()
    account = make_leader(led)
    person = late_papers.lock_person(account.person_id)
    record_paper(person, Said(make_post(other).id, day(2021)), **BY)
    grant = db.session.scalars(sa.select(Grant).where(Grant.account_id == account.id)).one()
    assert grant.ends_on == TODAY


def test_who_was_away_only_in_the_past_leads_on():
    led, other = make_unit(), make_unit()
    account = make_leader(led)
    person = late_papers.lock_person(account.person_id)
    record_paper(person, Said(make_post(other).id, day(2021), date(2021, 12, 31)), **BY)
    grant = db.session.scalars(sa.select(Grant).where(Grant.account_id == account.id)).one()
    assert grant.ends_on is None
    assert make_grant(account, "hr").ends_on is None


def test_the_trail_says_what_fell_and_what_came(person, posts):
    old = make_tenure(person, posts[0])
    new = record_paper(person, Said(posts[1].id, day(2022)), **BY)
    db.session.commit()
    row = db.session.scalars(
        sa.select(AuditRow).where(AuditRow.action == "person.paper_recorded")
    ).one()
    assert f'"id": {old.id}' in row.before.replace('"id":', '"id": ').replace("  ", " ")
    assert str(new.id) in row.after
