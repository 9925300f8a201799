"""How many were there of how many: one figure for the page, the list, the branch and the board."""

import ast

import sqlalchemy as sa

from blueprints.groupstudy.step_words import ACTS
from domain.access import GrantHeld, Visitor
from domain.audit import Actor
from domain.groupstudy import attendance, credited, lists
from domain.groupstudy.attendance import LATE, LEAVE, PRESENT, Mark, counts_of, mark
from domain.groupstudy.rhythm import held_in
from models import Attendance, db
from tests.domain.closed_gatherings import rules
from tests.factories import ROOT, make_branch, make_organiser, make_person
from tests.gatherings import DAY, NOON, make_gathering, opened

__all__ = ["rules"]  # the fixture
PACKAGE = ROOT / "domain" / "groupstudy"


def marked(gathering, person, state, reason=""):
    mark(gathering, person.id, Mark(state, reason=reason), actor=Actor(None), now=NOON)


def organiser() -> Visitor:
    return Visitor(make_organiser().id, 0, "o", grants=(GrantHeld("organiser"),))


def test_leave_is_not_expected_and_guests_stand_beside_on_page_list_branch_and_board():
    branch = make_branch()
    came, late, ill, _away = (make_person(branch=branch) for _number in range(4))
    gathering = opened(make_gathering(branch))
    marked(gathering, came, PRESENT)
    marked(gathering, late, LATE)
    marked(gathering, ill, LEAVE, "病假")
    marked(gathering, make_person(), PRESENT)
    marked(gathering, make_person(), LEAVE, "没有来")
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    counts = counts_of(gathering.id)
    assert (counts.there, counts.asked, counts.guests, counts.leave) == (2, 3, 1, 1)
    visitor = organiser()
    [row], _total = lists.gathering_rows(visitor, lists.Wanted(), today=DAY, size=10)
    assert (row.there, row.expected, row.guests) == (2, 3, 1)
    totals = credited.branch_totals(credited.lines_of(gathering, visitor))
    [own] = [one for one in totals if one.name == branch.name]
    assert (own.invited, own.there, own.asked) == (4, 2, 3)
    [held] = held_in(DAY, DAY)
    assert (held.there, held.expected) == (2, 3)


def test_the_conditions_of_lists_count_as_the_page_does():
    branch = make_branch()
    opened(make_gathering(branch), make_person(branch=branch), make_person())
    many = [
        db.session.scalar(sa.select(sa.func.count(Attendance.id)).where(condition(Attendance)))
        for condition in (attendance.was_there, attendance.was_asked, attendance.was_guest)
    ]
    assert many == [1, 1, 1]


def acts_written() -> set[str]:
    """Every act that the package keeps: said to ``take_step``, or to what hands it on."""
    texts = [path.read_text("utf-8") for path in PACKAGE.glob("*.py")]
    trees = [ast.parse(text) for text in texts if "from domain.groupstudy.steps import" in text]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    places = {"take_step": 1}
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
            if "act" in names:
                places[node.name] = names.index("act")
    found = set()
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in places:
            found |= texts_of(node.args[places[node.func.id]])
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "act":
            found |= texts_of(node.value)
    return found


def texts_of(node: ast.expr) -> set[str]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and one.value}


def test_every_act_that_is_kept_of_a_gathering_has_its_words():
    acts = acts_written()
    assert {"planned", "speaker_added", "talk_began", "minutes_agreed", "file_added"} <= acts
    assert acts - set(ACTS) == set()
