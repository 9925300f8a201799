"""The rule of study first in words: how often, of which kinds, as what it is credited."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.groupstudy.words import KINDS
from blueprints.shared.clock import full_day_text, is_chinese, month_text
from blueprints.shared.conversion_words import word
from blueprints.shared.hours_words import kind_word
from domain.groupstudy.demands import Demand
from domain.groupstudy.rules import (
    ASKS_AGREED,
    ASKS_LEADER,
    ASKS_MINUTES,
    ASKS_PHOTO,
    ASKS_TALK,
    ATTENDEE,
    LEADER,
    ROLES,
    SPEAKER,
    GatheringKind,
    Requirement,
)
from domain.hours.packs import Pack

ASKED: Mapping[str, object] = {
    ASKS_LEADER: _l("who leads it (marked as there)"),
    ASKS_TALK: _l("a talk by somebody who is marked as there"),
    ASKS_MINUTES: _l("minutes"),
    ASKS_AGREED: _l("minutes that are agreed"),
    ASKS_PHOTO: _l("a photograph or scan"),
}
HELD_AS = {ATTENDEE: _l("whoever is there"), SPEAKER: _l("speakers"), LEADER: _l("who leads")}


def often_text(one: Requirement) -> str:
    """``at least 1 time a month``."""
    return {
        "month": lambda: ngettext(
            "at least %(num)d time a month", "at least %(num)d times a month", one.times
        ),
        "quarter": lambda: ngettext(
            "at least %(num)d time a quarter", "at least %(num)d times a quarter", one.times
        ),
        "half_year": lambda: ngettext(
            "at least %(num)d time in half a year", "at least %(num)d times in half a year",
            one.times,
        ),
        "year": lambda: ngettext(
            "at least %(num)d time a year", "at least %(num)d times a year", one.times
        ),
    }[one.per]()  # fmt: skip


def kinds_text(one: Requirement) -> str:
    return _(" or ").join(str(KINDS[kind]) for kind in KINDS if kind in one.kinds)


def credit_texts(kind: GatheringKind, pack: Pack | None) -> list[str]:
    """As what each role is credited, in the words of the hours rules in force, if any are."""
    return [
        _("%(who)s: %(kind)s", who=HELD_AS[role], kind=_credited(kind.credit[role], pack))
        for role in ROLES
        if role in kind.credit
    ]


def _credited(name: str, pack: Pack | None) -> str:
    return kind_word(pack, name) if pack is not None and name in pack.kinds else name


def closing_text(kind: GatheringKind) -> str:
    return _(", ").join(str(ASKED[one]) for one in kind.closing) or "–"


def late_text(kind: GatheringKind) -> str:
    after = ngettext("late after %(num)d minute", "late after %(num)d minutes", kind.late_after)
    credited = _("credited all the same") if kind.late_credited else _("not credited")
    return _("%(after)s, %(credited)s", after=after, credited=credited)


def demand_text(one: Demand) -> str:
    return word(one.requirement.words)


def due_text(one: Demand) -> str:
    """What is asked and may be held still, and by which day."""
    return _("%(what)s: by %(day)s", what=demand_text(one), day=full_day_text(one.to_on))


def month_of(year: int, month: int) -> str:
    return f"{year}年{month}月" if is_chinese() else f"{month_text(month)} {year}"
