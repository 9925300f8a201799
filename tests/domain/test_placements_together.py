"""Two at the same instant, with real commits: limits hold, and what happens once happens once."""

import contextlib
import threading

import pytest
import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.locks import lock_people
from domain.placements import deciding, running, talks
from domain.placements.holding import NotInState, hold, people_of
from domain.placements.proposals import SecondmentsOverlap, TooManyMentees
from domain.placements.talks import TalkMovedOn, TalkText
from domain.versions import Stale
from models import Account, Person, Placement, PlacementTalk, StudyEntry, Unit, db
from tests.domain.test_confirming_together import app, reading, together
from tests.factories import make_person, make_post, make_unit
from tests.placed import NOON, TODAY, make_mentorship, paired, proposed, seconded, visitor
from tests.rotation import load_rotation_rules
from tests.web.placements import make_office, person_of

__all__ = ["app"]  # the fixture


@pytest.fixture
def office(app):
    """Ids of the accounts of an office, and of two more people of its unit."""
    with app.app_context(), writing():
        load_rotation_rules()
        made = make_office()
        more = [make_person(unit=made.unit).id for _ in range(2)]
        ids = {name: getattr(made, name).id for name in ("hr", "leader", "mentor", "mentee")}
        return ids | {"unit": made.unit.id, "more": more}


def refused_as(*refusals):
    """In a transaction of its own; the name of the refusal, where it is refused."""

    def dressed(work):
        def run():
            with writing():
                try:
                    work()
                except refusals as refused:
                    db.session.rollback()
                    return type(refused).__name__
                return "done"

        return run

    return dressed


def account(office, name):
    return db.session.get_one(Account, office[name])


def test_two_proposals_at_once_do_not_make_a_third_mentee(app, office):
    with app.app_context(), writing():
        make_mentorship(person_of(account(office, "mentor")), make_person())

    def with_mentee(person_id):
        @refused_as(TooManyMentees)
        def work():
            mentee = db.session.get_one(Person, person_id)
            paired(account(office, "mentor"), mentee, visitor(account(office, "hr")))

        return work

    answers = together(app, *(with_mentee(one) for one in office["more"]))
    assert sorted(answers) == ["TooManyMentees", "done"]
    with reading(app):
        assert db.session.scalar(sa.select(sa.func.count(Placement.id))) == 2


def test_two_secondments_at_once_do_not_overlap(app, office):
    with app.app_context(), writing():
        hosts = [make_unit().id for _ in range(2)]

    def to(host_id):
        @refused_as(SecondmentsOverlap)
        def work():
            host = db.session.get_one(Unit, host_id)
            seconded(account(office, "mentee"), host, visitor(account(office, "hr")))

        return work

    assert sorted(together(app, *map(to, hosts))) == ["SecondmentsOverlap", "done"]


def test_two_who_approve_at_once_move_the_person_once(app, office):
    with app.app_context(), writing():
        by, post = visitor(account(office, "hr")), make_post(make_unit())
        person = person_of(account(office, "mentee"))
        placement_id = proposed("rotation", by, person_id=person.id, to_post_id=post.id).id

    def approving(name):
        @refused_as(NotInState, Stale)
        def work():
            row = db.session.get_one(Placement, placement_id)
            deciding.approve(row, visitor(account(office, name)), version=1, today=TODAY, now=NOON)

        return work

    assert sorted(together(app, approving("hr"), approving("leader"))) == ["NotInState", "done"]


def test_a_talk_confirmed_twice_at_once_is_credited_once(app, office):
    with app.app_context(), writing():
        mentor, mentee = account(office, "mentor"), account(office, "mentee")
        pair = make_mentorship(person_of(mentor), person_of(mentee), unit_id=office["unit"])
        text = TalkText(TODAY, 60, "公文办理")
        talk_id = talks.log_talk(pair, text, visitor(mentee), today=TODAY, now=NOON).id

    @refused_as(TalkMovedOn, Stale)
    def work():
        talk = db.session.get_one(PlacementTalk, talk_id)
        row = db.session.get_one(Placement, talk.placement_id)
        by = visitor(account(office, "mentor"))
        talks.confirm_talk(row, talk, by, version=1, today=TODAY, now=NOON)

    assert sorted(together(app, *[work] * 4)) == ["TalkMovedOn"] * 3 + ["done"]
    with reading(app):
        assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == 2


def _logged(row, office):
    by = visitor(account(office, "mentee"))
    talks.log_talk(row, TalkText(TODAY, 45, "督查"), by, today=TODAY, now=NOON)


def _ended(row, office):
    by = visitor(account(office, "hr"))
    running.end_early(row, TODAY, "调离", by, today=TODAY, now=NOON)


@pytest.mark.parametrize("act", [_logged, _ended])
def test_who_holds_the_pair_and_who_holds_the_people_do_not_wait_in_a_ring(app, office, act):
    with app.app_context(), writing():
        mentor, mentee = person_of(account(office, "mentor")), person_of(account(office, "mentee"))
        pair_id = make_mentorship(mentor, mentee, unit_id=office["unit"]).id
    both_hold = threading.Barrier(2)

    def meet():
        with contextlib.suppress(threading.BrokenBarrierError):  # one at a time on SQLite
            both_hold.wait(1)

    def acting():
        with writing():
            row = db.session.get_one(Placement, pair_id)
            hold(row)
            meet()
            act(row, office)
        return "done"

    def holding():
        with writing():
            row = db.session.get_one(Placement, pair_id)
            lock_people(*people_of(row))
            meet()
            hold(row)
        return "done"

    assert together(app, acting, holding) == ["done", "done"]
