"""Lines of a history in words: kinds, days, lengths, what they are about."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.placements.words import KINDS
from blueprints.shared.clock import full_day_text
from domain.placements.histories import GAP, TENURE, BranchSpan, HistoryLine
from domain.placements.reach import MENTORSHIP
from domain.placements.strand_time import whole_months

LINE_KINDS = {TENURE: _l("Post held"), GAP: _l("Gap"), **KINDS}
MONTHS_OF_YEAR = 12


def month_text(day: date) -> str:
    """As curricula write it: ``2019.03``."""
    return f"{day.year}.{day.month:02d}"


def days_text(line: HistoryLine, dash: str = "–") -> str:
    """``2019.03–2021.07``, or ``2021.08–to this day``."""
    last = month_text(line.to_on) if line.to_on is not None else _("to this day")
    return f"{month_text(line.from_on)}{dash}{last}"


def full_days_text(line: HistoryLine | BranchSpan) -> str:
    return span_of_days(line.from_on, line.to_on)


def span_of_days(first: date, last: date | None) -> str:
    end = full_day_text(last) or _("until further notice")
    return f"{full_day_text(first)} – {end}"


def length_text(line: HistoryLine, today: date) -> str:
    """``3 years 8 months`` up to the last day, or to today; empty for what is still to come."""
    last = today if line.to_on is None else min(line.to_on, today)
    return span_text(line.from_on, last)


def span_text(first: date, last: date) -> str:
    """The length of time from the first day to the last, both included; days below a month."""
    if last < first:
        return ""
    months = whole_months(first, last)
    if not months:
        return ngettext("%(num)d day", "%(num)d days", (last - first).days + 1)
    return months_text(months)


def months_text(months: int) -> str:
    """``3 years 8 months``; a dash for none."""
    years, rest = divmod(months, MONTHS_OF_YEAR)
    parts = [ngettext("%(num)d year", "%(num)d years", years)] if years else []
    if rest:
        parts.append(ngettext("%(num)d month", "%(num)d months", rest))
    return " ".join(parts) or "—"


def unit_text(line: HistoryLine) -> str:
    """The unit by its last two names: the top is the same for everybody."""
    return " ".join(line.unit[-2:])


def title_text(line: HistoryLine) -> str:
    """What the line is about: unit and post, or who guides whom."""
    if line.kind == GAP:
        return _("No post is recorded")
    if line.kind == MENTORSHIP:
        return other_text(line)
    return " ".join(one for one in (unit_text(line), line.post) if one)


def short_text(line: HistoryLine, *, post: bool = True) -> str:
    """The same for a bar of the picture: the unit by its last name, with the post or alone."""
    if line.kind in {GAP, MENTORSHIP}:
        return title_text(line)
    return " ".join(one for one in (*line.unit[-1:], line.post if post else "") if one)


def rank_text(line: HistoryLine) -> str:
    """The rank, where the post's own name does not say it."""
    return "" if line.rank in line.post else line.rank


def other_text(line: HistoryLine) -> str:
    if line.guides:
        return _("Mentee %(name)s", name=line.other)
    return _("Mentor %(name)s", name=line.other)


def shown_text(as_of: date | None, known_on: date | None) -> str:
    """Which question about the past the page answers, in a sentence."""
    days = {"day": full_day_text(as_of), "known": full_day_text(known_on)}
    if as_of is not None and known_on is not None:
        return _("What held on %(day)s, as it was known at the end of %(known)s.", **days)
    if as_of is not None:
        return _("What held on %(day)s, as it is known now.", day=days["day"])
    if known_on is not None:
        return _("The whole history, as it was known at the end of %(known)s.",
                 known=days["known"])  # fmt: skip
    return _("The whole history, as it is known now.")
