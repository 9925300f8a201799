"""Hours in words: each line of the ledger as one sentence, and as a small sum."""

from datetime import date

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text, hours_text, joined
from blueprints.shared.conversion_words import amount_text, product_text, rate_text, word
from domain.hours.conversion import amount_of, band_of
from domain.hours.engine import Activity, worth
from domain.hours.pack_format import FIRST_DAY, LEAVE, SHARE, Band
from domain.hours.packs import Pack, all_adopted
from domain.hours.statements import ADJUSTED, GIVEN, TAKEN_BACK, Line


def kind_word(pack: Pack, kind: str) -> str:
    """What the kind is called; one that the pack does not know as other rules in force call it."""
    found = pack.kinds.get(kind) or next((one.kinds[kind] for one in _other_rules()
                                          if kind in one.kinds), None)  # fmt: skip
    return kind if found is None else word(found.words)


def part_word(pack: Pack, part: str) -> str:
    """What the part is called; one that the pack does not know as other rules in force call it."""
    found = pack.parts.get(part) or next((one.parts[part] for one in _other_rules()
                                          if part in one.parts), None)  # fmt: skip
    return part if found is None else word(found)


def _other_rules() -> list[Pack]:
    """The rules of all days, the latest first. One query in a request, where it is needed."""
    if "other_rules" not in g:
        g.other_rules = all_adopted().packs()
    return g.other_rules


def topic_text(topic: str, pack: Pack, kind: str) -> str:
    """The topic, or the kind of study where none was given."""
    return topic or kind_word(pack, kind)


def line_sentence(line: Line) -> str:
    """What was done, which rule, what the cap cut, where it counts."""
    return joined([_line_sentence(line), *_undivided_sentence(line)])


def _undivided_sentence(line: Line) -> list[str]:
    """Why all of an activity that lies over New Year counts in one of its years."""
    if line.what != GIVEN or line.pack.over_new_year == SHARE or not _touches_years(line):
        return []
    if line.pack.over_new_year == FIRST_DAY:
        return [_("It lies over New Year, and all of it counts in the year of its first day.")]
    return [_("It lies over New Year, and all of it counts in the year of its last day.")]


def _line_sentence(line: Line) -> str:
    values = {
        "amount": amount_text(line.kind, line),
        "rate": rate_text(line.kind, line.level, _band(line), names_level=False),
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
    if line.cap == LEAVE:
        return _("the leave taken is more than %(share)s of it", share=line.kind.leave_at_most)
    return word(next(cap for cap in line.pack.caps if cap.id == line.cap).words)


def _over_new_year(line: Line) -> bool:
    """Whether it is shared by the days of its years."""
    return _touches_years(line) and line.pack.over_new_year == SHARE


def _touches_years(line: Line) -> bool:
    return line.ends_on is not None and line.ends_on.year != line.on.year


def _whole(line: Line) -> int:
    """The hundredths of the whole activity, before caps and over all its years."""
    return worth(line.kind, _activity(line)) or 0


def _activity(line: Line) -> Activity:
    return Activity(
        line.entry_id, line.rule, line.on, line.minutes, 0, line.ends_on, line.days,
        line.half_days, line.count, line.level, line.sessions,
    )  # fmt: skip


def _band(line: Line) -> Band | None:
    """The band that holds the line's amount, where its kind has bands."""
    kind = line.kind
    return band_of(kind, amount_of(kind, _activity(line))) if kind.bands else None


def line_tags(line: Line) -> str:
    """The tags that it counts under; empty for none."""
    tags = (one for one in line.tags.split(";") if one)
    return _(", ").join(word(line.pack.tags[one]) if one in line.pack.tags else one for one in tags)


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
    if line.tags:
        rows.append((_("Tags"), line_tags(line)))
    rows.append((_("Rule"), pack_text(line.pack)))
    return rows


def _product(line: Line) -> tuple[str, str]:
    """What is multiplied, and the product."""
    return product_text(line.kind, line, hours_text(_whole(line)), _band(line))


def span_text(first: date, last: date | None) -> str:
    """A day, or the first and the last of several."""
    return full_day_text(first) if last is None else f"{full_day_text(first)}–{full_day_text(last)}"


def pack_text(pack: Pack) -> str:
    """The pack's title and version, and that its numbers are to be confirmed, where they are."""
    text = _("%(title)s, version %(version)d", title=word(pack.title), version=pack.version)
    return text if pack.confirmed else _("%(text)s (to be confirmed)", text=text)
