"""Every action that the trail records has words in the one list of them."""

import ast
import re
from pathlib import Path

from blueprints.shared.trail_words import ACTIONS, words_for

DOMAIN = Path(__file__).parents[2] / "domain"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDERS = {"audit.record", "record", "_note"}  # _note: what a module records of its own noun


def _recorded():
    """The literal actions of the calls that record, by file."""
    found = {}
    for path in sorted(DOMAIN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDERS:
                for part in (part for one in node.args for part in ast.walk(one)):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.setdefault(part.value, path.name)
    return {action: name for action, name in found.items() if ACTION.fullmatch(action)}


def test_the_search_finds_actions():
    assert {"account.signed_in", "role.granted"} <= _recorded().keys()


def test_every_recorded_action_has_words():
    assert {action: name for action, name in _recorded().items() if action not in ACTIONS} == {}


def test_an_action_without_words_is_shown_as_it_is(app):
    with app.test_request_context():
        assert words_for("nobody.named_this") == "nobody.named_this"
        assert words_for("account.signed_in") != "account.signed_in"
