"""The lines of Today: each a matter in words, with its one button."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.clock import day_text, today
from blueprints.shared.hours_words import amount_text
from blueprints.shared.matter_words import due_text, kind_text, place_of, what_text, with_whom
from domain import duties
from domain.access import may
from domain.hours.packs import Pack
from domain.matters.kinds import DISPATCH, ENTRY, REFLECTION
from domain.matters.lists import MINE, OWED, Line, Today
from models import StudyEntry

MOST_GAINED = 60  # characters of what was gained, on a line


@dataclass(frozen=True, slots=True)
class Item:
    """One line. Where ``post`` is an address, its button does it at once, with these fields."""

    tag: str
    due: bool
    when: str
    what: str
    meta: str
    url: str
    action: str
    post: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one side, how many there are in all and how many of them are late."""

    items: list[Item]
    in_all: int
    late: int
    more_url: str
    many_url: str = ""  # where many are done at once


def sections(lines: Today, pack: Pack | None, once: str) -> tuple[Section, Section]:
    """What lies with the reader, and what they wait for."""
    mine = [_mine(line, lines, pack, once) for line in lines.mine]
    owed = [_owed(line) for line in lines.owed]
    confirms = sum(line.kind == ENTRY and line.turn == "by" for line in lines.mine)
    many_url = url_for("study.queue") if confirms > 1 else ""
    return (
        Section(mine, lines.mine_in_all, lines.late, _all(MINE), many_url),
        Section(owed, lines.owed_in_all, 0, _all(OWED)),
    )


def _all(whose: str) -> str:
    return url_for("matters.index", whose=whose)


def _mine(line: Line, lines: Today, pack: Pack | None, once: str) -> Item:
    entry = lines.entries.get(line.source_id) if line.kind == ENTRY else None
    post, fields, label = _at_once(line, entry)
    said = lines.said.get(line.id, "")
    return Item(
        tag=due_text(line.due_on), due=line.due_on < today(), when=day_text(line.raised_on),
        what=what_text(line, mine=True),
        meta=_said(line, said) if said else _meta(line, entry, pack),
        url=place_of(line, mine=True), action=label or _("Open"), post=post,
        fields=fields | {"once": f"{once}-{line.id}"} if post else {},
    )  # fmt: skip


def _at_once(line: Line, entry: StudyEntry | None) -> tuple[str, dict[str, str], str]:
    """The address, fields and words of what one click does; empty where it takes more."""
    if line.state == "closed":
        address = url_for("matters.second_look", matter_id=line.id)
        return address, {"back": "today"}, _("It still holds")
    if line.kind == ENTRY and line.turn == "by" and entry is not None and entry.state == "waiting":
        value = f"{entry.id}-{entry.version}"
        return url_for("study.confirmations"), {"entry": value, "back": "today"}, _("Confirm")
    if line.kind == DISPATCH and line.state == "open" and line.version == 1:
        address = url_for("matters.signing", matter_id=line.id)
        return address, {"back": "today"}, _("Sign for it")
    return "", {}, ""


def _said(line: Line, said: str) -> str:
    """The reason for which it came back, or the answer."""
    if line.kind in {ENTRY, REFLECTION}:
        return _("Given back because: %(reason)s", reason=said)
    return _("Answer: %(answer)s", answer=said)


def _meta(line: Line, entry: StudyEntry | None, pack: Pack | None) -> str:
    """What one needs to know to do it at once."""
    if entry is None:
        return kind_text(line)
    amount = amount_text(pack.kinds.get(entry.kind), entry) if pack is not None else ""
    gained = " ".join(entry.gained.split())
    short = gained[:MOST_GAINED] + ("…" if len(gained) > MOST_GAINED else "")
    return " · ".join(part for part in (amount, day_text(entry.studied_on), short) if part)


def _owed(line: Line) -> Item:
    return Item(
        tag=due_text(line.due_on), due=line.due_on < today(), when=day_text(line.raised_on),
        what=what_text(line, mine=False),
        meta=_("with %(name)s", name=with_whom(line)),
        url=place_of(line, mine=False), action=_("See it"),
    )  # fmt: skip


def setting_up() -> list[Item]:
    """First steps that wait for the administrator, and for HR of an empty organisation."""
    items = []
    if may(current_user, "accounts.manage") and (waiting := duties.accounts_without_password()):
        text = ngettext(
            "Let %(num)d account in for the first time",
            "Let %(num)d accounts in for the first time",
            waiting,
        )
        items.append(_step(text, _("Print the slips with their one-time links."), "admin.slips"))
    if may(current_user, "people.edit") and duties.nobody_else_recorded():
        text = _("Bring in the roster")
        items.append(_step(text, _("Nobody is recorded yet."), "people.import_roster"))
    return items


def _step(what: str, meta: str, endpoint: str) -> Item:
    return Item(
        tag=_("open"), due=False, when="", what=what, meta=meta, url=url_for(endpoint),
        action=_("Open"),
    )  # fmt: skip
