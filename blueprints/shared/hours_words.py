"""Hours in words: each line of the ledger as one sentence, and as a small sum."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text, hours_text, is_chinese, sentences
from domain.hours.engine import Activity, worth
from domain.hours.figures import Figure
from domain.hours.pack_format import DAYS, LEVEL
from domain.hours.packs import Kind, Pack, Words
from domain.hours.statements import ADJUSTED, TAKEN_BACK, Line


def word(words: Words) -> str:
    """The words of a rule pack in the reader's language."""
    return words["zh" if is_chinese() else "en"]


def kind_word(pack: Pack, kind: str) -> str:
    return word(pack.kinds[kind].words) if kind in pack.kinds else kind


def part_word(pack: Pack, part: str) -> str:
    return word(pack.parts[part]) if part in pack.parts else part


def topic_text(topic: str, pack: Pack, kind: str) -> str:
    """The topic, or the kind of study where none was given."""
    return topic or kind_word(pack, kind)


class Amount(Protocol):
    """What tells how much was done: an entry, a line of the ledger, what a form holds."""

    @property
    def minutes(self) -> int: ...
    @property
    def days(self) -> int: ...
    @property
    def half_days(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def level(self) -> str: ...


def rate_text(kind: Kind, level: str = "") -> str:
    """What the kind gives for how much; of a level that one, or of all of them."""
    credit = hours_text(kind.credit_hundredths)
    if kind.asks == DAYS:
        half = hours_text(kind.half_day_hundredths)
        return _("%(credit)s for each day, %(half)s for each half day", credit=credit, half=half)
    if kind.asks == LEVEL:
        levels = [level] if level in kind.levels else list(kind.levels)
        return _(", ").join(
            _(
                "%(credit)s for each: %(level)s",
                credit=hours_text(kind.level_hundredths[one]), level=word(kind.levels[one]),
            )
            for one in levels
        )  # fmt: skip
    return _("%(credit)s for each %(per)d minutes", per=kind.per, credit=credit)


def amount_text(kind: Kind | None, amount: Amount) -> str:
    """How much was done, as its kind asks: ``45 minutes``, ``2 days and 1 half day``, ``1``."""
    if kind is not None and kind.asks == DAYS:
        days = ngettext("%(num)d day", "%(num)d days", amount.days)
        halves = ngettext("%(num)d half day", "%(num)d half days", amount.half_days)
        texts = [days] if amount.days or not amount.half_days else []
        return _(" and ").join([*texts, *([halves] if amount.half_days else [])])
    if kind is not None and kind.asks == LEVEL:
        level = kind.levels.get(amount.level)
        number = ngettext("%(num)d paper or work", "%(num)d papers or works", amount.count or 1)
        return f"{number} · {word(level)}" if level else number
    return ngettext("%(num)d minute", "%(num)d minutes", amount.minutes)


def line_sentence(line: Line) -> str:
    """What was done, which rule, what the cap cut, where it counts."""
    values = {
        "amount": amount_text(line.kind, line), "rate": rate_text(line.kind, line.level),
        "part": part_word(line.pack, line.part), "credit": hours_text(line.hundredths),
        "uncapped": hours_text(line.uncapped_hundredths), "year": line.year,
        "whole": hours_text(_whole(line)),
    }  # fmt: skip
    if line.what == TAKEN_BACK:
        return _("Taken back: %(credit)s of %(part)s in %(year)d.", **values)
    if line.what == ADJUSTED:
        return _(
            "Another entry changed what the cap leaves: %(credit)s of %(part)s in %(year)d.",
            **values,
        )
    if line.cap:
        return _capped_sentence(line, values)
    if _over_new_year(line):
        return _(
            "%(amount)s, %(rate)s: %(whole)s, of which the days of %(year)d make %(credit)s. "
            "Counts as %(part)s in %(year)d.",
            **values,
        )
    return _("%(amount)s, %(rate)s: %(credit)s. Counts as %(part)s in %(year)d.", **values)


def _capped_sentence(line: Line, values: dict[str, object]) -> str:
    values = {**values, "cap": _cap_word(line)}
    if _over_new_year(line):
        return _(
            "%(amount)s, %(rate)s: %(whole)s, of which the days of %(year)d make %(uncapped)s, "
            "cut to %(credit)s because %(cap)s. Counts as %(part)s in %(year)d.",
            **values,
        )
    return _(
        "%(amount)s, %(rate)s: %(uncapped)s, cut to %(credit)s because %(cap)s. "
        "Counts as %(part)s in %(year)d.",
        **values,
    )


def _cap_word(line: Line) -> str:
    return word(next(cap for cap in line.pack.caps if cap.id == line.cap).words)


def _over_new_year(line: Line) -> bool:
    return line.ends_on is not None and line.ends_on.year != line.on.year


def _whole(line: Line) -> int:
    """The hundredths of the whole activity, before caps and over all its years."""
    activity = Activity(
        line.entry_id, line.rule, line.on, line.minutes, 0, line.ends_on, line.days,
        line.half_days, line.count, line.level,
    )  # fmt: skip
    return worth(line.kind, activity) or 0


def in_both_languages(line: Line) -> dict[str, str]:
    with force_locale("zh_Hans_CN"):
        chinese = line_sentence(line)
    with force_locale("en"):
        return {"zh": chinese, "en": line_sentence(line)}


def sum_rows(line: Line) -> list[tuple[str, str]]:
    """The same line as a small sum: a list of what and how much."""
    rows = [(_("Study day"), span_text(line.on, line.ends_on)), _product(line)]
    if _over_new_year(line):
        share = hours_text(line.uncapped_hundredths)
        rows.append((_("Share of the days in %(year)d", year=line.year), share))
    if line.cap:
        rows.append((_("Cap"), _cap_word(line)))
    rows.append((_("Rule"), pack_text(line.pack)))
    return rows


def _product(line: Line) -> tuple[str, str]:
    """What is multiplied, and the product."""
    kind, whole = line.kind, hours_text(_whole(line))
    credit = hours_text(kind.credit_hundredths)
    if kind.asks == DAYS:
        sums = [f"{line.days} × {credit}"] if line.days or not line.half_days else []
        if line.half_days:
            sums.append(f"{line.half_days} × {hours_text(kind.half_day_hundredths)}")
        return _("Days"), f"{' + '.join(sums)} = {whole}"
    if kind.asks == LEVEL:
        each = hours_text(kind.level_hundredths.get(line.level, 0))
        return _("Level"), f"{line.count or 1} × {each} = {whole}"
    return _("Minutes"), f"{line.minutes} ÷ {kind.per} × {credit} = {whole}"


def span_text(first: date, last: date | None) -> str:
    """A day, or the first and the last of several."""
    return full_day_text(first) if last is None else f"{full_day_text(first)}–{full_day_text(last)}"


def pack_text(pack: Pack) -> str:
    """The pack's title and version, and that its numbers are to be confirmed, where they are."""
    text = _("%(title)s, version %(version)d", title=word(pack.title), version=pack.version)
    return text if pack.confirmed else _("%(text)s (to be confirmed)", text=text)


def figure_sentence(figure: Figure, waiting: int) -> str:
    """The sentence under the ring: required, confirmed, waiting, and what is owed by part."""
    values = {
        "year": figure.year, "required": hours_text(figure.requirement.total),
        "had": hours_text(figure.total), "waiting": hours_text(waiting),
    }  # fmt: skip
    if waiting:
        text = _(
            "%(year)d asks for %(required)s hours: %(had)s confirmed, %(waiting)s waiting.",
            **values,
        )
    else:
        text = _("%(year)d asks for %(required)s hours: %(had)s confirmed.", **values)
    return sentences(
        text, *exempt_sentence(figure), owed_sentence(figure), *surplus_sentence(figure)
    )


def exempt_sentence(figure: Figure) -> list[str]:
    """That months were taken off what is asked, and from how much; never for which reason."""
    if not figure.exempt_months:
        return []
    return [
        ngettext(
            "%(num)d exempt month is taken off the %(whole)s hours of a whole year.",
            "%(num)d exempt months are taken off the %(whole)s hours of a whole year.",
            figure.exempt_months, whole=hours_text(figure.pack.main_requirement.total),
        )
    ]  # fmt: skip


def surplus_sentence(figure: Figure) -> list[str]:
    """Where required less had is not what is owed: which part has more than helps."""
    asked = figure.requirement.parts
    beyond = {part: had - asked.get(part, 0) for part, had in figure.had.items()}
    parts = _(", ").join(
        _("%(part)s %(hours)s", part=part_word(figure.pack, part), hours=hours_text(over))
        for part, over in beyond.items()
        if over > 0
    )
    if not parts or figure.owed <= max(0, figure.requirement.total - figure.total):
        return []
    return [_("What is beyond a part's own requirement (%(parts)s) makes up for no other part.",
              parts=parts)]  # fmt: skip


def owed_sentence(figure: Figure) -> str:
    if figure.met:
        return _("The requirement is met.")
    parts = _(", ").join(
        _("%(part)s %(hours)s", part=part_word(figure.pack, part), hours=hours_text(lacks))
        for part, lacks in figure.shortfalls.items()
        if lacks
    )
    if not parts:
        return _("Still owed: %(owed)s.", owed=hours_text(figure.owed))
    return _("Still owed: %(owed)s (%(parts)s).", owed=hours_text(figure.owed), parts=parts)


@dataclass(frozen=True, slots=True)
class Ring:
    """What the ring macro and the sentence below it show."""

    done: str
    waiting: str
    required: str
    share: float
    waiting_share: float
    sentence: str


def ring_of(figure: Figure, waiting: int) -> Ring:
    """The ring of a figure, and of ``waiting`` hundredths that wait besides."""
    total = figure.requirement.total
    return Ring(
        hours_text(figure.total), hours_text(waiting), hours_text(total), round(figure.share, 2),
        round(100 * waiting / total, 2) if total else 0.0, figure_sentence(figure, waiting),
    )  # fmt: skip
