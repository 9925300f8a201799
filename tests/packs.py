"""The rules that tests count by: the shipped example, and others, loaded and adopted."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from domain.audit import Actor
from domain.hours import packs as hours_packs
from domain.hours.adoptions import adopt_pack, adoptions, find_pack
from models import RulePack
from tests.factories import ROOT, THEN


def example_pack() -> str:
    """The text of the shipped example of the hours rules."""
    path = ROOT / "content" / "rules" / "hours-example-office.toml"
    return path.read_text(encoding="utf-8")


def keep_pack(text: str) -> RulePack:
    """A pack that is loaded, and not in force."""
    hours_packs.load_pack(text, "x.toml", actor=Actor(None), now=THEN)
    pack = hours_packs.parse_pack(text, "x.toml")
    return find_pack(pack.id, pack.version)


def load_pack(text: str = "", *, from_on: date | None = None) -> RulePack:
    """The shipped example of the hours rules, or that of the text: loaded and adopted."""
    row = keep_pack(text or example_pack())
    if all(one.pack_id != row.id for one in adoptions()):
        adopt_pack(row, from_on or row.effective_from, "试行", actor=Actor(None), now=THEN)
    return row


def load_next_version(*, changed: Mapping[str, str] = MappingProxyType({})) -> RulePack:
    """The next version of the example, with some words replaced: loaded, and not in force."""
    text = example_pack()
    number = hours_packs.parse_pack(text, "x.toml").version
    text = text.replace(f"\nversion = {number}", f"\nversion = {number + 1}")
    for before, after in changed.items():
        assert before in text, before
        text = text.replace(before, after)
    return keep_pack(text)
