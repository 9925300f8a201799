"""What a pack would change for somebody, in words: from what to what, and why."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text, hours_text
from blueprints.shared.conversion_words import word
from blueprints.shared.exports import Cell, workbook
from blueprints.shared.figure_words import owed_sentence
from blueprints.shared.hours_words import kind_word
from domain.hours.engine import Unruled
from domain.hours.packs import Pack
from domain.hours.requirements import Result
from domain.hours.trials import Change, Trial

UNRULED = {
    Unruled.KIND: _l("no such kind"),
    Unruled.LEVEL: _l("no such level"),
    Unruled.PART: _l("no such part"),
    Unruled.TAG: _l("no such tag"),
    Unruled.NO_BAND: _l("no band for so much"),
    Unruled.NO_AMOUNT: _l("no amount that the kind counts by"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """The figure on one side of the change, as texts."""

    requirement: str
    had: str
    required: str
    owed: str
    said: str


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the table."""

    staff_no: str
    name: str
    before: Side | None
    after: Side
    why: list[str]


def told(change: Change, pack: Pack) -> Told:
    """The change in words. ``pack`` is the one that is rehearsed."""
    old = change.before
    before = None if old is None else _side(old.pack, old.main, old.total)
    after = _side(pack, change.after, change.had)
    return Told(change.staff_no, change.name, before, after, _why(change, pack))


def _side(pack: Pack, result: Result, had: int) -> Side:
    return Side(
        word(result.requirement.words), hours_text(had), hours_text(result.required_total),
        hours_text(result.owed), owed_sentence(pack, result),
    )  # fmt: skip


def _why(change: Change, pack: Pack) -> list[str]:
    """What is asked anew, which kinds give other hours, and which activities have no rule."""
    return [
        *_asked_anew(change), *_kinds(change, pack), *_without_rule(change, pack),
        *(_other(before, after) for before, after in change.others),
    ]  # fmt: skip


def _asked_anew(change: Change) -> list[str]:
    before, after = change.before.main if change.before else None, change.after
    if before is None:
        return [_("no rules were in force")]
    if before.requirement.id != after.requirement.id:
        return [
            _("“%(after)s” instead of “%(before)s”", after=word(after.requirement.words),
              before=word(before.requirement.words))
        ]  # fmt: skip
    if before.required_total != after.required_total or before.required != after.required:
        return [
            _("asks %(after)s instead of %(before)s", after=hours_text(after.required_total),
              before=hours_text(before.required_total))
        ]  # fmt: skip
    if before.carried_in != after.carried_in:
        return [
            _("carried in %(after)s instead of %(before)s", after=hours_text(after.carried_in),
              before=hours_text(before.carried_in))
        ]  # fmt: skip
    return []


def _other(before: Result | None, after: Result | None) -> str:
    """A requirement beside the main one: new, gone, or with another amount owed."""
    if before is None and after is not None:
        return _("beside it “%(name)s”: owed %(after)s", name=word(after.requirement.words),
                 after=hours_text(after.owed))  # fmt: skip
    if before is not None and after is None:
        return _("no longer “%(name)s”", name=word(before.requirement.words))
    if before is None or after is None:
        raise ValueError
    if (before.owed, before.required_total) == (after.owed, after.required_total):
        return _beside_the_same(before, after)
    return _("“%(name)s”: owed %(after)s of %(of)s instead of %(before)s of %(was)s",
             name=word(after.requirement.words), after=hours_text(after.owed),
             of=hours_text(after.required_total), before=hours_text(before.owed),
             was=hours_text(before.required_total))  # fmt: skip


def _beside_the_same(before: Result, after: Result) -> str:
    """A requirement that asks and lacks what it did: what else of it is another."""
    name = word(after.requirement.words)
    if before.total != after.total:
        return _(
            "“%(name)s”: had %(after)s instead of %(before)s",
            name=name, after=hours_text(after.total), before=hours_text(before.total),
        )  # fmt: skip
    if before.carried_in != after.carried_in:
        return _(
            "“%(name)s”: carried in %(after)s instead of %(before)s",
            name=name, after=hours_text(after.carried_in), before=hours_text(before.carried_in),
        )  # fmt: skip
    if before.due_on != after.due_on:
        return _(
            "“%(name)s”: due on %(after)s instead of %(before)s",
            name=name, after=full_day_text(after.due_on), before=full_day_text(before.due_on),
        )  # fmt: skip
    if after.met:
        return _("“%(name)s”: met now", name=name)
    return _("“%(name)s”: not met any more", name=name)


def _kinds(change: Change, pack: Pack) -> list[str]:
    old = change.before.pack if change.before is not None else pack
    return [
        _(
            "%(kind)s %(after)s instead of %(before)s",
            kind=kind_word(pack if kind in pack.kinds else old, kind), after=hours_text(after),
            before=hours_text(before),
        )
        for kind, (before, after) in change.kinds.items()
    ]  # fmt: skip


def _without_rule(change: Change, pack: Pack) -> list[str]:
    old = change.before.pack if change.before is not None else pack
    return [
        ngettext(
            "%(num)d activity without a rule (%(kind)s: %(why)s)",
            "%(num)d activities without a rule (%(kind)s: %(why)s)",
            number, kind=kind_word(pack if kind in pack.kinds else old, kind),
            why=UNRULED[reason],
        )
        for (reason, kind), number in change.unruled.items()
    ]  # fmt: skip


def change_sheet(trial: Trial) -> bytes:
    """Every change as a row of a spreadsheet."""
    headings = [
        _("Staff number"), _("Name"), _("Requirement before"), _("Hours before"),
        _("Required before"), _("Owed before"), _("Requirement after"), _("Hours after"),
        _("Required after"), _("Owed after"), _("Why"),
    ]  # fmt: skip
    rows = [_row(one, trial.pack) for one in trial.changes]
    return workbook([(str(trial.year), headings, rows)])


def _row(change: Change, pack: Pack) -> list[Cell]:
    before, after = change.before, change.after
    old: list[Cell] = [None] * 4
    if before is not None:
        old = [
            word(before.requirement.words), before.total / 100,
            before.main.required_total / 100, before.owed / 100,
        ]  # fmt: skip
    return [
        change.staff_no, change.name, *old, word(after.requirement.words), change.had / 100,
        after.required_total / 100, after.owed / 100, _("; ").join(_why(change, pack)),
    ]  # fmt: skip
