"""Paper beside the screen: neither writes over the other; typings that are thrown away."""

from fractions import Fraction

import pytest

from domain.lectures import paper, running
from domain.lectures.paper import BegunElsewhere, NotTyped
from domain.lectures.scoring import Draft, SheetSealed, find_sheet, save_sheet, seal_sheet
from models import LectureStep, PaperTyping, db
from tests.conftest import NOON
from tests.factories import make_organiser
from tests.lecture_halls import FULL, make_sheet
from tests.lecture_judging import make_season
from tests.lecture_results import visitor_of

MARKS = {name: Fraction(most) for name, most in FULL.items()}


@pytest.fixture
def season(database):
    found = make_season(state="scoring", drawn_at=NOON)
    found.row = found.assign_all()[0]
    db.session.commit()
    return found


def typed(season, account, **changed):
    marks = MARKS | {name: Fraction(value) for name, value in changed.items()}
    return paper.type_paper(
        season.series, season.row, marks, "", version=0, key="k", actor=visitor_of(account).actor,
        now=NOON,
    )  # fmt: skip


def thrown_away(season, typing):
    paper.throw_away(
        season.series, season.row, typing.id, "录入人调离", actor=visitor_of(season.other).actor,
        now=NOON,
    )  # fmt: skip


def typing_of(account):
    return db.session.query(PaperTyping).filter_by(typed_by=account.id).one()


@pytest.mark.parametrize("draft", [Draft({"theme": Fraction(20)}), Draft(comment="我的话")])
def test_what_a_judge_has_begun_on_a_screen_is_not_typed_over(season, draft):
    typed(season, season.organiser)
    save_sheet(season.series, season.row, draft, version=0, now=NOON)
    with pytest.raises(BegunElsewhere):
        typed(season, season.other)
    sheet = find_sheet(season.row)
    assert (sheet.state, sheet.way) == ("open", "screen")


def test_an_empty_sheet_of_the_screen_is_typed(season):
    save_sheet(season.series, season.row, Draft(), version=0, now=NOON)
    typed(season, season.organiser)
    assert typed(season, season.other) is True
    assert find_sheet(season.row).way == "paper"


def test_a_sheet_of_the_screen_that_was_given_back_is_its_judges_to_seal(season):
    make_sheet(season.row)
    season.series.state = "closed"
    db.session.flush()
    running.return_sheet(season.series, season.row, "漏看", actor=season.actor, now=NOON)
    with pytest.raises(BegunElsewhere):
        typed(season, season.organiser)


def test_a_paper_sheet_given_back_that_the_judge_changes_on_a_screen_is_typed_no_more(season):
    typed(season, season.organiser)
    typed(season, season.other)
    season.series.state = "closed"
    db.session.flush()
    running.return_sheet(season.series, season.row, "录错", actor=season.actor, now=NOON)
    version = find_sheet(season.row).version
    draft = Draft({"theme": Fraction(3)})
    save_sheet(season.series, season.row, draft, version=version, now=NOON)
    with pytest.raises(BegunElsewhere):
        typed(season, season.organiser)
    seal_sheet(
        season.series, season.row, Draft(), version=version + 1, key="k", actor=season.actor,
        now=NOON,
    )  # fmt: skip
    assert find_sheet(season.row).way == "screen"


def test_what_somebody_typed_who_is_gone_is_thrown_away_and_another_types_it(season):
    typed(season, season.organiser, theme=1)
    typed(season, season.other)
    gone = typing_of(season.organiser)
    thrown_away(season, gone)
    step = db.session.query(LectureStep).filter_by(act="paper_thrown_away").one()
    assert step.reason == "录入人调离"
    assert "theme" not in step.before + step.after
    assert typed(season, make_organiser()) is True
    with pytest.raises(SheetSealed):
        thrown_away(season, gone)


def test_a_typing_that_is_gone_already_is_told(season):
    typed(season, season.organiser)
    row = typing_of(season.organiser)
    thrown_away(season, row)
    with pytest.raises(NotTyped):
        thrown_away(season, row)
