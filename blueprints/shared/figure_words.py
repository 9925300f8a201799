"""Figures in words: what is asked, had and owed, what is carried over, and when it is due."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text, hours_text, joined
from blueprints.shared.conversion_words import word
from blueprints.shared.hours_words import kind_word, part_word
from domain.hours.figures import Figure, Waiting, in_grace
from domain.hours.packs import Pack
from domain.hours.requirements import Result


def figure_sentence(figure: Figure, waiting: Waiting) -> str:
    """The sentence under the ring: required, confirmed, waiting, and what is owed by part."""
    if not figure.requirement.id:
        return _("Nothing is asked in %(year)d: %(had)s hours confirmed.",
                 year=figure.year, had=hours_text(figure.total))  # fmt: skip
    result = figure.main
    sentences = [
        _asked_sentence(result, waiting.counting), *_carried_sentence(result),
        *_months_sentence(figure.pack, result), owed_sentence(figure.pack, result),
        *_due_sentence(figure), *_surplus_sentence(figure.pack, result),
    ]  # fmt: skip
    return joined(sentences)


def years_text(result: Result) -> str:
    """The year, or the first and the last of a window."""
    if result.first_year == result.last_year:
        return str(result.last_year)
    return f"{result.first_year}–{result.last_year}"


def _asked_sentence(result: Result, waiting: int) -> str:
    values = {
        "years": years_text(result), "required": hours_text(result.required_total),
        "had": hours_text(result.total), "waiting": hours_text(waiting),
    }  # fmt: skip
    if waiting:
        return _(
            "%(years)s asks for %(required)s hours: %(had)s confirmed, %(waiting)s waiting.",
            **values,
        )
    return _("%(years)s asks for %(required)s hours: %(had)s confirmed.", **values)


def _carried_sentence(result: Result) -> list[str]:
    if not result.carried_in:
        return []
    return [
        _("%(hours)s more are carried over from %(year)d.", hours=hours_text(result.carried_in),
          year=result.first_year - 1)
    ]  # fmt: skip


def _months_sentence(pack: Pack, result: Result) -> list[str]:
    """That months were taken off what is asked, and from how much; never for which reason."""
    if not result.months_off:
        return []
    whole = next(one.total for one in pack.requirements if one.id == result.requirement.id)
    return [
        ngettext(
            "%(num)d month that asks nothing is taken off the %(whole)s hours.",
            "%(num)d months that ask nothing are taken off the %(whole)s hours.",
            result.months_off, whole=hours_text(whole),
        )
    ]  # fmt: skip


def _due_sentence(figure: Figure) -> list[str]:
    if not in_grace(figure.main, figure.today):
        return []
    return [grace_text(figure.main)]


def grace_text(result: Result) -> str:
    """Until when what is owed may still be met, after a change of rank."""
    return _("After the change of rank it may be met until %(day)s.",
             day=full_day_text(result.due_on))  # fmt: skip


def owed_sentence(pack: Pack, result: Result) -> str:
    """What is owed in all, and of which parts, tags and kinds."""
    if result.met:
        return _("The requirement is met.")
    lacks = lacks_text(pack, result)
    if result.owed == 0:
        return _("Still missing: %(lacks)s.", lacks=lacks)
    if not lacks:
        return _("Still owed: %(owed)s.", owed=hours_text(result.owed))
    return _("Still owed: %(owed)s (%(parts)s).", owed=hours_text(result.owed), parts=lacks)


def lacks_text(pack: Pack, result: Result) -> str:
    """What each part, tag and number of activities lacks; empty for nothing."""
    lacking = [
        *(_named(part_word(pack, part), lacks) for part, lacks in result.shortfalls.items()
          if lacks),
        *(_named(tag_name(pack, one.tag, one.part), lacks)
          for one, lacks in result.lacking_tags.items() if lacks),
        *(_times_text(times_name(pack, one.kind, one.tag), one.least - had)
          for one, had in result.times if had < one.least),
    ]  # fmt: skip
    return _(", ").join(lacking)


def _named(name: str, hundredths: int) -> str:
    return _("%(part)s %(hours)s", part=name, hours=hours_text(hundredths))


def _times_text(name: str, number: int) -> str:
    return ngettext("%(name)s %(num)d time", "%(name)s %(num)d times", number, name=name)


def tag_word(pack: Pack, tag: str) -> str:
    return word(pack.tags[tag]) if tag in pack.tags else tag


def tag_name(pack: Pack, tag: str, part: str) -> str:
    """A tag, or a tag within a part."""
    if not part:
        return tag_word(pack, tag)
    return _("%(tag)s within %(part)s", tag=tag_word(pack, tag), part=part_word(pack, part))


def times_name(pack: Pack, kind: str, tag: str) -> str:
    return kind_word(pack, kind) if kind else tag_word(pack, tag)


def _surplus_sentence(pack: Pack, result: Result) -> list[str]:
    """Where required less had is not what is owed: which part has more than helps."""
    beyond = {part: had - result.required.get(part, 0) for part, had in result.had.items()}
    parts = _(", ").join(
        _named(part_word(pack, part), over) for part, over in beyond.items() if over > 0
    )
    lacking = max(0, result.required_total - result.total - result.carried_in)
    if not parts or sum(result.shortfalls.values()) <= lacking:
        return []
    return [_("What is beyond a part's own requirement (%(parts)s) makes up for no other part.",
              parts=parts)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ring:
    """What the ring macro and the sentence below it show."""

    done: str
    waiting: str
    required: str
    share: float
    waiting_share: float
    sentence: str


def ring_of(figure: Figure, waiting: Waiting) -> Ring:
    """The ring of a figure's main requirement, and of what waits besides."""
    result = figure.main
    total = result.required_total
    return Ring(
        hours_text(result.total), hours_text(waiting.counting), hours_text(total),
        round(figure.share, 2), round(100 * waiting.counting / total, 2) if total else 0.0,
        figure_sentence(figure, waiting),
    )  # fmt: skip
