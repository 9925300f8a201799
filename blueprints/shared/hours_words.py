"""Hours in words: each line of the ledger as one sentence, and as a small sum."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text, hours_text, is_chinese
from domain.hours.engine import half_up
from domain.hours.figures import Figure
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


def rate_text(kind: Kind) -> str:
    return _(
        "%(credit)s for each %(per)d minutes",
        per=kind.per, credit=hours_text(kind.credit_hundredths),
    )  # fmt: skip


def line_sentence(line: Line) -> str:
    """What was done, which rule, what the cap cut, where it counts."""
    kind, place = line.pack.kinds[line.rule], part_word(line.pack, line.part)
    values = {
        "minutes": line.minutes, "rate": rate_text(kind), "part": place,
        "credit": hours_text(line.hundredths), "uncapped": hours_text(line.uncapped_hundredths),
        "year": line.on.year,
    }  # fmt: skip
    if line.what == TAKEN_BACK:
        return _("Taken back: %(credit)s of %(part)s in %(year)d.", **values)
    if line.what == ADJUSTED:
        return _(
            "Another entry changed what the cap leaves: %(credit)s of %(part)s in %(year)d.",
            **values,
        )
    if line.cap:
        cap = next(cap for cap in line.pack.caps if cap.id == line.cap)
        return _(
            "%(minutes)d minutes, %(rate)s: %(uncapped)s, cut to %(credit)s because %(cap)s. "
            "Counts as %(part)s in %(year)d.",
            cap=word(cap.words), **values,
        )  # fmt: skip
    return _("%(minutes)d minutes, %(rate)s: %(credit)s. Counts as %(part)s in %(year)d.", **values)


def in_both_languages(line: Line) -> dict[str, str]:
    with force_locale("zh_Hans_CN"):
        chinese = line_sentence(line)
    with force_locale("en"):
        return {"zh": chinese, "en": line_sentence(line)}


def sum_rows(line: Line) -> list[tuple[str, str]]:
    """The same line as a small sum: a list of what and how much."""
    kind = line.pack.kinds[line.rule]
    uncapped = hours_text(half_up(kind.rate * line.minutes * 100))
    rows = [
        (_("Study day"), full_day_text(line.on)),
        (
            _("Minutes"),
            f"{line.minutes} ÷ {kind.per} × {hours_text(kind.credit_hundredths)} = {uncapped}",
        ),
    ]
    if line.cap:
        cap = next(cap for cap in line.pack.caps if cap.id == line.cap)
        rows.append((_("Cap"), word(cap.words)))
    rows.append((_("Rule"), pack_text(line.pack)))
    return rows


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
    sentences = [text, owed_sentence(figure), *surplus_sentence(figure)]
    return ("" if is_chinese() else " ").join(sentences)


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
