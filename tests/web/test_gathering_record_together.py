"""Several at once at one gathering: one talk runs, one version is begun, one answer is there."""

import pytest
import sqlalchemy as sa

from domain.groupstudy.inviting import Invited
from models import GroupStudyMinutes, GroupStudyQuestion, GroupStudyTalk, Matter, db
from tests import factories as make
from tests.gatherings import load_rule, make_gathering, opened
from tests.instances import new_instance
from tests.packs import load_pack
from tests.web.test_queue_together import at_once

PAGE = "/group-study/1"
FIVE = range(5)


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    """An application with real commits: an open gathering, two organisers, two who are there."""
    with new_instance(request.param, "rigong_gatherings", tmp_path / "instance") as app:
        with app.app_context():
            load_pack()
            load_rule()
            branch = make.make_branch()
            for username in ("first", "second"):
                account = make.make_account(make.make_person(), username=username)
                make.make_grant(account, "organiser")
            people = [make.make_person(branch=branch, staff_no=no) for no in ("A1", "A2")]
            for person in people:
                make.make_account(person, username=person.staff_no.lower())
            opened(make_gathering(branch, invited=Invited(branch_ids=frozenset({branch.id}))))
            db.session.commit()
        yield app


def column(app, what) -> list:
    with app.app_context():
        return list(db.session.scalars(sa.select(what)))


def test_a_speaker_added_from_two_phones_speaks_once(installation):
    form = {"person": "A1"}
    answers = at_once(
        installation, [(who, f"{PAGE}/talks/new", form) for who in ("first", "second")]
    )
    assert sorted(answers) == [302, 422]
    assert len(column(installation, GroupStudyTalk.id)) == 1


def test_of_two_talks_begun_at_once_one_runs(installation):
    for number in ("A1", "A2"):
        at_once(installation, [("first", f"{PAGE}/talks/new", {"person": number})])
    begun = [(who, f"{PAGE}/talks/{talk}/beginning", {}) for who, talk in
             (("first", 1), ("second", 2))]  # fmt: skip
    for _round in FIVE:
        assert at_once(installation, begun) == [302, 302]
        assert column(installation, GroupStudyTalk.ended_at).count(None) == 1


def test_minutes_begun_by_two_at_once_are_one_version(installation):
    forms = [
        (who, f"{PAGE}/minutes/edit", {"words": who, "version": "0"}) for who in ("first", "second")
    ]
    assert sorted(at_once(installation, forms)) == [302, 409]
    assert len(column(installation, GroupStudyMinutes.number)) == 1
    agreed = [(who, f"{PAGE}/minutes/agreement", {"version": "1"}) for who in ("first", "second")]
    assert at_once(installation, agreed) == [302, 302]
    assert column(installation, GroupStudyMinutes.version) == [2]


def test_an_answer_accepted_and_sent_back_at_once_is_one_of_the_two(installation):
    asked = {"words": "怎么办？", "owed_by": "A1"}
    assert at_once(installation, [("a2", f"{PAGE}/questions/new", asked)]) == [302]
    place = f"/group-study/questions/{column(installation, GroupStudyQuestion.id)[0]}"
    answer = {"words": "照办", "version": "1"}
    assert sorted(at_once(installation, [("a1", f"{place}/answer", answer)] * 2)) in (
        [302, 302], [302, 409],
    )  # fmt: skip
    both = [("a2", f"{place}/closing", {}), ("a2", f"{place}/return", {"reason": "再想想"})]
    assert at_once(installation, both) == [302, 302]
    assert column(installation, Matter.state) in (["closed"], ["reopened"])
