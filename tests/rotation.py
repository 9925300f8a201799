"""The rotation rules for tests."""

from domain.audit import Actor
from domain.placements.rotation_book import RuleBook
from domain.placements.rotation_parsing import parse_rotation
from domain.placements.rotation_rules import load_rotation
from models import db
from tests.architecture.tree import ROOT
from tests.conftest import NOON

SHIPPED = ROOT / "content" / "rules" / "rotation-example.toml"
HEAD = """id = "r"
version = 1
effective_from = 2020-01-01
confirmed = true
[title]
zh = "规则"
en = "Rules"
[source]
zh = "文件"
en = "Paper"
"""
WORDS = """zh = "条"
en = "clause"
source.zh = "甲"
source.en = "A"
"""


def load_rotation_rules(text: str = "") -> None:
    """The shipped example, or another text, in force from its own day on."""
    load_rotation(text or SHIPPED.read_text("utf-8"), "rotation.toml", actor=Actor(None), now=NOON)
    db.session.commit()


def clause(name: str, *fields: str) -> str:
    return "\n".join(["[[clauses]]", f'id = "{name}"', WORDS, *fields, ""])


def rule_text(*tables: str) -> str:
    return HEAD + "".join(tables)


def rule_book(*tables: str) -> RuleBook:
    return parse_rotation(rule_text(*tables), "rotation.toml")
