"""What a rotation does to posts and roles, and what calling it off restores."""

import pytest
import sqlalchemy as sa

from domain.people.spans import LinesOverlap
from domain.placements import running
from models import Grant, Tenure, db
from tests.factories import make_post, make_tenure, make_unit
from tests.placed import NOON, SOON, TODAY, approved, proposed
from tests.web.placements import make_office, person_of


@pytest.fixture
def office(database):
    return make_office()


def moved(office, account, **said):
    post = make_post(make_unit())
    row = proposed(
        "rotation", office.by_hr, person_id=account.person_id, to_post_id=post.id, **said
    )
    approved(row, office.by_hr)
    db.session.commit()  # the trail is written with it
    return row


def called_off(office, row):
    running.cancel(row, "另有任用", office.by_hr, today=TODAY, now=NOON)


def test_a_leader_who_is_moved_leads_no_more_and_again_when_it_is_called_off(office):
    grant = db.session.scalars(sa.select(Grant).filter_by(account_id=office.leader.id)).one()
    row = moved(office, office.leader, from_on=TODAY)
    assert (row.state, grant.ends_on, grant.end_reason) == ("under_way", TODAY, "lapsed")
    called_off(office, row)
    assert (grant.ends_on, grant.end_reason) == (None, None)


def test_every_line_of_before_can_still_be_told(office):
    person = person_of(office.mentee)
    row = moved(office, office.mentee)
    called_off(office, row)
    lines = db.session.scalars(sa.select(Tenure).filter_by(person_id=person.id)).all()
    assert len(lines) == 4  # before, shortened, the new one, and as before again
    assert sum(one.superseded_at is None for one in lines) == 1


def test_the_new_line_carries_its_document_and_rank(office):
    row = moved(
        office, office.mentee, document_no="人〔2026〕8号", document_on=TODAY, to_rank="一级科员"
    )
    line = db.session.get_one(Tenure, row.tenure_id)
    assert (line.document_no, line.document_on, line.rank) == ("人〔2026〕8号", TODAY, "一级科员")
    assert (line.from_on, line.to_on, line.main) == (SOON, None, True)


def test_a_later_main_post_is_in_the_way(office):
    person = person_of(office.mentee)
    for line in db.session.scalars(sa.select(Tenure).filter_by(person_id=person.id)):
        line.to_on = SOON
    db.session.flush()
    make_tenure(person, make_post(office.unit), from_on=SOON.replace(year=2027))
    with pytest.raises(LinesOverlap):
        moved(office, office.mentee)
