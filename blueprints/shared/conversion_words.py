"""What was done and what it gives, in words: amounts, rates, and the product of both."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import hours_text, is_chinese
from domain.hours.activities import Amount
from domain.hours.conversion import whole_steps
from domain.hours.pack_format import (
    ACTIVITY,
    COUNT,
    DAYS,
    DOWN,
    EXACT,
    HALF_DAYS,
    LEVEL,
    MINUTES,
    NEAREST,
    ONCE,
    SESSIONS,
    UP,
    Band,
    Kind,
    Words,
)


def word(words: Words) -> str:
    """The words of a rule pack in the reader's language."""
    return words["zh" if is_chinese() else "en"]


def amount_text(kind: Kind | None, amount: Amount) -> str:
    """How much was done, as its kind asks: ``45 minutes``, ``2 days and 1 half day``, ``1``."""
    asks = kind.asks if kind is not None else ""
    if asks == DAYS:
        halves = _half_days(amount.half_days)
        texts = [_days(amount.days)] if amount.days or not amount.half_days else []
        return _(" and ").join([*texts, *([halves] if amount.half_days else [])])
    if asks == LEVEL:
        level = kind.levels.get(amount.level)
        number = ngettext("%(num)d paper or work", "%(num)d papers or works", amount.count or 1)
        return f"{number} · {word(level)}" if level else number
    if asks == HALF_DAYS:
        return _half_days(amount.half_days)
    if asks == COUNT:
        return _pieces(amount.count or 1)
    if asks == SESSIONS:
        return _sessions(amount.sessions or 1)
    return _activities(1) if asks == ACTIVITY else _minutes(amount.minutes)


def _minutes(number: int) -> str:
    return ngettext("%(num)d minute", "%(num)d minutes", number)


def _days(number: int) -> str:
    return ngettext("%(num)d day", "%(num)d days", number)


def _half_days(number: int) -> str:
    return ngettext("%(num)d half day", "%(num)d half days", number)


def _pieces(number: int) -> str:
    return ngettext("%(num)d piece", "%(num)d pieces", number)


def _sessions(number: int) -> str:
    return ngettext("%(num)d gathering", "%(num)d gatherings", number)


def _activities(number: int) -> str:
    return ngettext("%(num)d activity", "%(num)d activities", number)


UNITS = {
    DAYS: _days, HALF_DAYS: _half_days, COUNT: _pieces, SESSIONS: _sessions,
    ACTIVITY: _activities,
}  # fmt: skip


ONE = {
    MINUTES: _l("minute"), DAYS: _l("day"), HALF_DAYS: _l("half day"), COUNT: _l("piece"),
    SESSIONS: _l("gathering"),
}  # fmt: skip


def unit_text(asks: str, number: int) -> str:
    """So many of what a kind asks for: ``45 minutes``, ``3 half days``."""
    return UNITS.get(asks, _minutes)(number)


def rate_text(kind: Kind, level: str = "", band: Band | None = None) -> str:
    """What the kind gives for how much; of a level or a band that one, or of all of them."""
    if kind.bands:
        text = _("; ").join(_band_text(kind, one) for one in ([band] if band else kind.bands))
    elif kind.asks == LEVEL:
        text = _levels_text(kind, [level] if level in kind.levels else list(kind.levels))
    else:
        text = _steady_text(kind)
    if kind.multiple == ONCE:
        return text
    times = hours_text(int(100 * kind.multiple))
    return _("%(rate)s, times %(times)s", rate=text, times=times)


def _levels_text(kind: Kind, levels: list[str]) -> str:
    return _(", ").join(
        _(
            "%(credit)s for each: %(level)s",
            credit=hours_text(kind.level_hundredths[one]), level=word(kind.levels[one]),
        )
        for one in levels
    )  # fmt: skip


def _steady_text(kind: Kind) -> str:
    """The rate of a kind without levels and bands."""
    credit = hours_text(kind.credit_hundredths)
    if kind.asks == DAYS:
        half = hours_text(kind.half_day_hundredths)
        return _("%(credit)s for each day, %(half)s for each half day", credit=credit, half=half)
    if kind.asks == ACTIVITY:
        return _("%(credit)s for the activity, however long", credit=credit)
    return _step_text(kind.asks, kind.per, credit, kind.rounding)


def _step_text(asks: str, per: int, credit: str, rounding: str) -> str:
    if asks in UNITS and per == 1:
        text = _("%(credit)s for each %(unit)s", credit=credit, unit=ONE[asks])
    elif asks in UNITS:
        text = _("%(credit)s for each %(amount)s", credit=credit, amount=unit_text(asks, per))
    else:
        text = _("%(credit)s for each %(per)d minutes", per=per, credit=credit)
    return text if rounding == EXACT else _rounded_text(text, rounding)


def _rounded_text(text: str, rounding: str) -> str:
    if rounding == DOWN:
        return _("%(rate)s, whole ones only", rate=text)
    if rounding == UP:
        return _("%(rate)s, begun ones in full", rate=text)
    if rounding == NEAREST:
        return _("%(rate)s, to the nearest whole one", rate=text)
    raise ValueError(rounding)


def _band_text(kind: Kind, band: Band) -> str:
    credit = hours_text(band.hundredths)
    rate = _step_text(kind.asks, band.per, credit, kind.rounding) if band.per else credit
    if band.last is None:
        return _("%(rate)s from %(amount)s on", rate=rate, amount=unit_text(kind.asks, band.first))
    return _(
        "%(rate)s from %(first)d to %(amount)s",
        rate=rate, first=band.first, amount=unit_text(kind.asks, band.last),
    )  # fmt: skip


def product_text(kind: Kind, amount: Amount, whole: str, band: Band | None) -> tuple[str, str]:
    """What is multiplied, and the product: a row of a small sum."""
    heading, product = _product(kind, amount, band)
    if kind.multiple != ONCE:
        product = f"{product} × {hours_text(int(100 * kind.multiple))}"
    return heading, f"{product} = {whole}"


def _product(kind: Kind, amount: Amount, band: Band | None) -> tuple[str, str]:
    if band is not None:
        return _("Band"), f"{amount_text(kind, amount)} · {_band_text(kind, band)}"
    credit = hours_text(kind.credit_hundredths)
    if kind.asks == DAYS:
        sums = [f"{amount.days} × {credit}"] if amount.days or not amount.half_days else []
        if amount.half_days:
            sums.append(f"{amount.half_days} × {hours_text(kind.half_day_hundredths)}")
        return _("Days"), " + ".join(sums)
    if kind.asks == LEVEL:
        each = hours_text(kind.level_hundredths.get(amount.level, 0))
        return _("Level"), f"{amount.count or 1} × {each}"
    if kind.asks == ACTIVITY:
        return _("Activity"), f"1 × {credit}"
    return _counted_product(kind, amount, credit)


def _counted_product(kind: Kind, amount: Amount, credit: str) -> tuple[str, str]:
    headings = {HALF_DAYS: _("Half days"), COUNT: _("Number"), SESSIONS: _("Gatherings")}
    numbers = {
        HALF_DAYS: lambda: amount.half_days, COUNT: lambda: amount.count or 1,
        SESSIONS: lambda: amount.sessions or 1,
    }  # fmt: skip
    number = numbers.get(kind.asks, lambda: amount.minutes)()
    steps = f"{number} ÷ {kind.per}" if kind.per > 1 or kind.asks not in numbers else f"{number}"
    if kind.rounding != EXACT:
        steps = f"({steps} → {whole_steps(kind.rounding, number, kind.per)})"
    return headings.get(kind.asks, _("Minutes")), f"{steps} × {credit}"
