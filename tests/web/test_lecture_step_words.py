"""Every step that is taken in lectures has words, in the list of steps and in the trail."""

import ast

from blueprints.lectures.step_words import ACTS
from blueprints.shared.trail_words import ACTIONS
from tests.factories import ROOT


def acts_taken():
    """The acts that ``take_step`` is called with, as constants or through a name."""
    for file in sorted((ROOT / "domain" / "lectures").glob("*.py")):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "take_step":
                    yield from texts_of(call.args[1], function)


def texts_of(act, function):
    if isinstance(act, ast.Name):
        values = [
            one.value
            for one in ast.walk(function)
            if isinstance(one, ast.Assign) and getattr(one.targets[0], "id", "") == act.id
        ]
        return [text for value in values for text in texts_of(value, function)]
    if isinstance(act, ast.IfExp):
        return texts_of(act.body, function) + texts_of(act.orelse, function)
    return [act.value]


def test_every_step_has_words():
    taken = set(acts_taken())
    assert {"sheet_sealed", "comment_decided", "result_withdrawn", "drawn"} <= taken
    assert sorted(taken - set(ACTS)) == []
    assert sorted(one for one in taken if f"lectures.{one}" not in ACTIONS) == []
