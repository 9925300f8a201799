"""Two reviewers at once, author and reviewer at once, one form many times: one effect each."""

import pytest
import sqlalchemy as sa

from models import Matter, Person, Reflection, ReflectionVersion, db
from tests import factories as make
from tests.instances import new_instance
from tests.packs import load_pack
from tests.reading_classes import make_class, make_member
from tests.web.reflections import WORDS, written
from tests.web.test_queue_together import at_once

PAGE = "/reading/craft/reflection"
ACCEPT = {"number": "1", "verdict": "accepted", "answer": "好"}
RETURN = {"number": "1", "verdict": "returned", "answer": "再改"}


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    """An application with real commits: a class, an author, two secretaries of the branch."""
    with new_instance(request.param, "rigong_reflections", tmp_path / "instance") as app:
        with app.app_context():
            load_pack()
            branch = make.make_branch()
            for username in ("first", "second"):
                account = make.make_account(make.make_person(branch=branch), username=username)
                make.make_grant(account, "secretary", branch_id=branch.id)
            author = make.make_account(make.make_person(branch=branch), username="author")
            make_member(make_class(), db.session.get_one(Person, author.person_id))
            db.session.commit()
        yield app


def sent(version=0, **values):
    return {"title": "题目", "words": WORDS, "version": str(version), **values}


def hand_in(app) -> str:
    assert at_once(app, [("author", f"{PAGE}/handing-in", sent())]) == [302]
    with app.app_context():
        return f"/reading/reflections/{db.session.scalars(sa.select(Reflection.id)).one()}"


def outcome():
    """State of the reflection, verdicts of its versions, outcome and turn of its matter."""
    states = db.session.scalars(sa.select(Reflection.state)).one()
    verdicts = db.session.scalars(
        sa.select(ReflectionVersion.verdict).order_by(ReflectionVersion.number)
    ).all()
    matter = db.session.execute(sa.select(Matter.state, Matter.outcome)).one()
    return states, list(verdicts), tuple(matter)


ACCEPTED = ("accepted", ["accepted"], ("closed", "accepted"))
RETURNED = ("returned", ["returned"], ("answered", ""))
TAKEN_BACK = ("draft", ["taken_back"], ("closed", "withdrawn"))


def test_of_two_reviewers_at_once_one_decides(installation):
    place = f"{hand_in(installation)}/answers"
    assert at_once(installation, [("first", place, ACCEPT), ("second", place, RETURN)]) == [302] * 2
    with installation.app_context():
        assert outcome() in (ACCEPTED, RETURNED)


def test_taken_back_and_accepted_at_once_is_one_of_the_two(installation):
    place = f"{hand_in(installation)}/answers"
    answers = at_once(
        installation, [("author", f"{PAGE}/taking-back", {}), ("second", place, ACCEPT)]
    )
    assert answers in ([302, 302], [302, 404])
    with installation.app_context():
        assert outcome() in (ACCEPTED, TAKEN_BACK)


def test_handed_in_from_two_devices_at_once_it_is_one_version(installation):
    texts = [sent(words=f"{WORDS}\n\n{device}") for device in ("手机", "电脑")]
    answers = at_once(installation, [("author", f"{PAGE}/handing-in", one) for one in texts])
    assert sorted(answers) == [302, 302]
    with installation.app_context():
        assert outcome() == ("waiting", [""], ("open", ""))


def test_the_first_draft_from_two_devices_at_once_overwrites_neither(installation):
    texts = [sent(words=f"{WORDS}\n\n{device}") for device in ("手机", "电脑")]
    answers = at_once(installation, [("author", PAGE, one) for one in texts])
    assert sorted(answers) == [302, 409]
    with installation.app_context():
        assert db.session.scalars(sa.select(Reflection.version)).one() == 1


def test_a_form_sent_five_times_at_once_has_one_effect(installation):
    form = sent(once="one-form")
    assert at_once(installation, [("author", f"{PAGE}/handing-in", form)] * 5) == [302] * 5
    with installation.app_context():
        assert outcome() == ("waiting", [""], ("open", ""))


def test_the_words_kept_are_those_that_were_written(installation):
    hand_in(installation)
    with installation.app_context():
        [version] = db.session.scalars(sa.select(ReflectionVersion)).all()
        assert (version.words, version.plain) == (WORDS, written().rendered.plain)
