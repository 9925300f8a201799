"""Paper sheets typed in by two people; links for judges from outside."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from domain.audit import Actor
from domain.lectures import ballot_links, paper, running
from domain.lectures.ballot_links import LinkSpent, NotOutside
from domain.lectures.holding import NotInState
from domain.lectures.marks import as_text
from domain.lectures.paper import OwnSheet, TwoHaveTyped
from domain.lectures.progress import find_task
from domain.lectures.scoring import MarkRefused, MarksWanting, NotTheirs, SheetSealed, find_sheet
from domain.versions import Stale
from models import AuditRow, LectureStep, PaperTyping, db
from tests.conftest import NOON
from tests.factories import make_grant, make_organiser
from tests.lecture_halls import FULL, assign, make_judge, make_sheet
from tests.lecture_judging import make_season

MARKS = {name: Fraction(most) for name, most in FULL.items()}
KEY = "a key of the tests"


@pytest.fixture
def season(database):
    found = make_season(state="scoring", drawn_at=NOON)
    found.rows = found.assign_all()
    db.session.commit()
    return found


def typed(season, account, *, row=0, version=0, comment="", **changed):
    marks = MARKS | {name: Fraction(value) for name, value in changed.items()}
    actor = Actor(account.id, "test")
    return paper.type_paper(
        season.series, season.rows[row], marks, comment, version=version, key=KEY, actor=actor,
        now=NOON,
    )  # fmt: skip


def test_two_who_type_the_same_seal_the_sheet_as_paper_with_a_receipt(season):
    row = season.rows[0]
    assert typed(season, season.organiser, comment="稳") is False
    assert find_task(row.id).standing == "typed_once"
    assert find_sheet(row) is None
    assert typed(season, season.other, comment="稳") is True
    sheet = find_sheet(row)
    assert (sheet.state, sheet.way, sheet.marks) == ("sealed", "paper", as_text(MARKS))
    assert sheet.receipt
    with pytest.raises(SheetSealed):
        typed(season, season.organiser, version=1)


def test_one_person_alone_never_seals_a_sheet(season):
    assert typed(season, season.organiser) is False
    assert typed(season, season.organiser, version=1) is False
    assert db.session.query(PaperTyping).count() == 1
    assert find_sheet(season.rows[0]) is None


def test_the_second_does_not_see_the_first_and_both_see_both_where_they_differ(season):
    row = season.rows[0]
    typed(season, season.organiser, theme="20")
    blind = paper.typed_of(row, season.other.id)
    assert (blind.own, blind.other, blind.others) == (None, None, 1)
    assert typed(season, season.other, theme="21", comment="好") is False
    for account in (season.organiser, season.other):
        both = paper.typed_of(row, account.id)
        assert both.other is not None
        assert both.differing() == ["theme", "comment"]
    third = make_organiser()
    seen = paper.typed_of(row, third.id)
    assert (seen.own, seen.other, seen.full) == (None, None, True)
    with pytest.raises(TwoHaveTyped):
        typed(season, third)
    assert find_task(row.id).standing == "typed_apart"
    assert typed(season, season.organiser, theme="21", version=1, comment="好") is True


def test_an_old_version_of_the_own_typing_is_stale(season):
    typed(season, season.organiser)
    typed(season, season.organiser, version=1, theme="20")
    with pytest.raises(Stale):
        typed(season, season.organiser, version=1, theme="19")


def test_marks_off_the_rubric_or_wanting_are_refused_by_name(season):
    with pytest.raises(MarkRefused) as refused:
        typed(season, season.organiser, theme="26")
    assert refused.value.criterion == "theme"
    marks = {name: mark for name, mark in MARKS.items() if name != "form"}
    with pytest.raises(MarksWanting):
        paper.type_paper(
            season.series, season.rows[0], marks, "", version=0, key=KEY, actor=season.actor,
            now=NOON,
        )  # fmt: skip


def test_a_recused_one_and_the_typists_own_are_not_typed(season):
    season.rows[0].recused_at, season.rows[0].recusal_reason = NOON, "亲属"
    db.session.flush()
    with pytest.raises(NotTheirs):
        typed(season, season.organiser)
    judge = next(one for one in season.judges if one.id == season.rows[1].judge_id)
    own = next(one for one in season.secretaries if one.person_id == judge.person_id)
    make_grant(own, "organiser")
    with pytest.raises(OwnSheet):
        typed(season, own, row=1)


def test_closed_only_a_sheet_given_back_is_typed_anew_by_both(season):
    typed(season, season.organiser)
    typed(season, season.other)
    running.close_scoring(season.series, reason="缺席", actor=season.actor, now=NOON)
    with pytest.raises(NotInState):
        typed(season, season.organiser, row=1)
    running.return_sheet(season.series, season.rows[0], "录错", actor=season.actor, now=NOON)
    assert db.session.query(PaperTyping).count() == 0
    assert typed(season, season.organiser, theme="24") is False
    assert typed(season, season.other, theme="24") is True
    assert find_sheet(season.rows[0]).state == "sealed"


def test_no_step_of_typing_holds_a_mark(season):
    typed(season, season.organiser)
    typed(season, season.other)
    db.session.commit()
    said = [one.after for one in db.session.query(LectureStep)]
    said += [one.after for one in db.session.query(AuditRow)]
    assert not [one for one in said if "theme" in str(one)]


@pytest.fixture
def outside(season):
    judge = make_judge(season.series)
    assign(season.lectures[0], judge)
    db.session.commit()
    return judge


def linked(season, judge, **values):
    return ballot_links.make_link(
        season.series, judge, actor=season.actor, now=values.get("now", NOON)
    )


def test_a_link_works_once_and_on_one_device(season, outside):
    token = linked(season, outside)
    assert token not in {outside.link_digest, outside.device_digest}
    assert ballot_links.find_link(token.upper(), now=NOON).id == outside.id
    judge, key = ballot_links.use_link(token, source="10.0.0.9", now=NOON)
    assert ballot_links.find_device(key, now=NOON).id == judge.id == outside.id
    with pytest.raises(LinkSpent):
        ballot_links.use_link(token, source="10.0.0.9", now=NOON)
    assert ballot_links.find_device("another key", now=NOON) is None


def test_a_new_link_ends_the_old_one_and_the_device(season, outside):
    first = linked(season, outside)
    _judge, key = ballot_links.use_link(first, source="", now=NOON)
    second, third = linked(season, outside), linked(season, outside)
    assert ballot_links.find_device(key, now=NOON) is None
    assert ballot_links.find_link(second, now=NOON) is None
    assert ballot_links.find_link(third, now=NOON) is not None


def test_a_link_stands_for_14_days_or_to_the_last_day_for_sheets(season, outside):
    token = linked(season, outside)
    assert ballot_links.find_link(token, now=NOON + timedelta(days=13)) is not None
    assert ballot_links.find_link(token, now=NOON + timedelta(days=14)) is None
    season.series.score_until = date(2026, 12, 20)
    db.session.flush()
    token = linked(season, outside)
    assert ballot_links.find_link(token, now=NOON + timedelta(days=30)) is not None
    assert ballot_links.find_link(token, now=NOON + timedelta(days=31)) is None


def test_a_device_works_to_the_last_day_for_sheets_that_was_set_later(season, outside):
    _judge, key = ballot_links.use_link(linked(season, outside), source="", now=NOON)
    assert ballot_links.find_device(key, now=NOON + timedelta(days=15)) is None
    season.series.score_until = date(2027, 1, 31)
    db.session.flush()
    assert ballot_links.find_device(key, now=NOON + timedelta(days=15)).id == outside.id
    until = ballot_links.stands_until(outside, season.series, now=NOON)
    assert until == datetime(2027, 2, 1, tzinfo=UTC)


def test_no_link_for_people_here_nor_while_nothing_is_scored(season, outside):
    with pytest.raises(NotOutside):
        linked(season, season.judges[0])
    season.series.state = "preparing"
    db.session.flush()
    with pytest.raises(NotInState):
        linked(season, outside)


def test_an_outside_judge_finds_own_sheets_only(season, outside):
    assert ballot_links.find_ballot(outside, season.lectures[0].slug) is not None
    assert ballot_links.find_ballot(outside, season.lectures[1].slug) is None
    make_sheet(season.rows[0])
    other = make_season(state="scoring", drawn_at=NOON)
    assert ballot_links.find_ballot(outside, other.lectures[2].slug) is None
