"""What a pack says beside its conversions, in words: caps, groups, requirements, carry-over."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import day_of_year_text, hours_text
from blueprints.shared.conversion_words import word
from blueprints.shared.figure_words import tag_name, tag_word, times_name
from blueprints.shared.hours_words import kind_word, part_word
from blueprints.shared.roster_words import WORDS
from domain.hours.pack_format import (
    ACTIVITY,
    BY_MONTH,
    CLASS,
    FIRST_DAY,
    LAST_DAY,
    SHARE,
    YEAR,
    Cap,
    Group,
    Pack,
    Requirement,
)

PER = {
    ACTIVITY: _l("each activity"), CLASS: _l("each class of one name"), YEAR: _l("a year"),
}  # fmt: skip
OVER_NEW_YEAR = {
    SHARE: _l("shared by calendar days"), LAST_DAY: _l("counts in the year of its last day"),
    FIRST_DAY: _l("counts in the year of its first day"),
}  # fmt: skip


def limits_text(pack: Pack, cap: Cap) -> str:
    """What a cap is over: a kind, a part, a tag, some of these, or everything."""
    named = [
        *([kind_word(pack, cap.kind)] if cap.kind else []),
        *([part_word(pack, cap.part)] if cap.part else []),
        *([tag_word(pack, cap.tag)] if cap.tag else []),
    ]
    return " · ".join(named) or _("everything")


def tags_text(pack: Pack, tags) -> str:
    return _(", ").join(tag_word(pack, one) for one in tags)


def group_text(group: Group) -> str:
    """Who belongs: whoever meets all of it."""
    said = []
    if group.party_member:
        said.append(_("Party members"))
    if group.offices:
        offices = _(" or ").join(str(WORDS["branch_office"][one]) for one in sorted(group.offices))
        said.append(_("in the branch: %(offices)s", offices=offices))
    if group.ranks:
        said.append(_(", ").join(sorted(group.ranks)))
    return _("; ").join(said)


def whom_text(pack: Pack, requirement: Requirement) -> str:
    if not requirement.groups:
        return _("everybody")
    return _(", ").join(word(pack.groups[one].words) for one in requirement.groups)


def time_text(requirement: Requirement) -> str:
    """A year, or so many years."""
    if requirement.window_years is None:
        return _("a calendar year")
    years = ngettext("%(num)d year", "%(num)d years", requirement.window_years)
    if requirement.anchor_year is None:
        return _("%(years)s that end with the year", years=years)
    return _("%(years)s, counted from %(year)d", years=years, year=requirement.anchor_year)


def asked_texts(pack: Pack, requirement: Requirement) -> list[str]:
    """What is asked within the total, one sentence each."""
    said = [
        _("%(part)s %(hours)s", part=part_word(pack, part), hours=hours_text(least))
        for part, least in requirement.parts.items()
    ]
    said += [
        _("%(part)s %(hours)s", part=tag_name(pack, one.tag, one.part),
          hours=hours_text(one.hundredths))
        for one in requirement.tags
    ]  # fmt: skip
    said += [
        ngettext("%(name)s %(num)d time", "%(name)s %(num)d times", one.least,
                 name=times_name(pack, one.kind, one.tag))
        for one in requirement.times
    ]  # fmt: skip
    return said


def counts_text(pack: Pack, requirement: Requirement) -> str:
    """Which hours count: all of them, or those of some parts and tags."""
    said = [
        *([_(", ").join(part_word(pack, one) for one in requirement.counts)]
          if requirement.counts else []),
        *([tags_text(pack, requirement.counts_tags)] if requirement.counts_tags else []),
    ]  # fmt: skip
    return " · ".join(said) or _("all hours")


def carry_texts(pack: Pack, requirement: Requirement) -> list[str]:
    """What of a surplus goes on to the next year."""
    said = []
    for one in requirement.carries:
        values = {
            "source": part_word(pack, one.from_part) if one.from_part else _("the total"),
            "target": part_word(pack, one.to_part) if one.to_part else _("the total"),
        }
        text = _("what %(source)s has too much goes to %(target)s of the next year", **values)
        if one.limit is not None:
            text = _("%(text)s, at most %(hours)s", text=text, hours=hours_text(one.limit))
        said.append(text)
    return said


def other_rules(pack: Pack) -> list[tuple[str, str]]:
    """The rules that stand for the whole pack: name and what it says."""
    month, day = pack.last_year_until
    return [
        (_("Over New Year"), str(OVER_NEW_YEAR[pack.over_new_year])),
        (_("Part of a year"), _("a twelfth less for each month that asks nothing")
         if pack.part_year == BY_MONTH else _("asks for all of it")),
        (_("Change of rank"), _("by the group of each month") if pack.rank_change == BY_MONTH
         else _("by the group at the end of the year")),
        (_("Entering late"),
         ngettext("up to %(num)d day back", "up to %(num)d days back", pack.back_dating_days)),
        (_("Days of last year"), _("open until %(day)s", day=day_of_year_text(month, day))),
    ]  # fmt: skip


def unconfirmed(pack: Pack) -> int:
    """How many of its kinds, caps and requirements are still to be confirmed."""
    numbers = [*pack.kinds.values(), *pack.caps, *pack.requirements]
    return sum(not one.confirmed for one in numbers)
