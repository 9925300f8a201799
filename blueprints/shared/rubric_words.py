"""A rubric and its formula in words, before anybody has marked anything."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.conversion_words import word
from blueprints.shared.score_words import METHODS, TIE_WORDS
from domain.lectures.rubric import (
    DOWN,
    HALF_EVEN,
    HALF_UP,
    MEAN,
    MEDIAN,
    PLACINGS,
    TRIMMED_MEAN,
    Ballot,
    Criterion,
    Rubric,
    decimal_text,
)

METHODS_SAID = {
    MEAN: _l("The score of a class is the mean of its sheets."),
    TRIMMED_MEAN: _l(
        "The score of a class is the mean of its sheets, the highest and lowest of them dropped."
    ),
    MEDIAN: _l("The score of a class is the median of its sheets."),
    PLACINGS: _l(
        "Every judge puts the lectures in order by the own sheets; a lecture's place is the best "
        "one at which more than half of the judges put it, or better. The score shown is the mean."
    ),
}
ROUNDINGS = {
    HALF_UP: _l("halves rounded up"), HALF_EVEN: _l("halves rounded to the even digit"),
    DOWN: _l("cut off"),
}  # fmt: skip


def title_text(rubric: Rubric) -> str:
    return _("%(title)s, version %(version)d", title=word(rubric.title), version=rubric.version)


def method_text(rubric: Rubric) -> str:
    return str(METHODS[rubric.method])


def marks_text(one: Criterion) -> str:
    """``0 to 25, in steps of 1``."""
    return _(
        "%(least)s to %(most)s, in steps of %(step)s", least=decimal_text(one.least),
        most=decimal_text(one.most), step=decimal_text(one.step),
    )  # fmt: skip


def ballot_text(rubric: Rubric, one: Ballot) -> str:
    """What of a class counts: weight, sheets dropped, the least that a place needs."""
    said = [_("counts %(weight)d%% of the score", weight=one.weight)]
    if not one.weight:
        said = [_("shown beside the score, and not counted")]
    if one.drop_high:
        said.append(
            ngettext("the highest sheet dropped", "the %(num)d highest sheets dropped",
                     one.drop_high)
        )  # fmt: skip
    if one.drop_low:
        said.append(
            ngettext("the lowest sheet dropped", "the %(num)d lowest sheets dropped", one.drop_low)
        )
    least = rubric.minimum_of(one)
    if one.weight:
        said.append(
            ngettext("a place needs %(num)d valid sheet", "a place needs %(num)d valid sheets",
                     least)
        )  # fmt: skip
    return _("; ").join(said)


def formula_texts(rubric: Rubric) -> list[str]:
    """How marks become a score and a place, sentence by sentence."""
    said = [
        _("A sheet's score is the sum over the criteria of weight × mark ÷ highest mark, "
          "0 to 100."),
        str(METHODS_SAID[rubric.method]),
    ]  # fmt: skip
    if len([one for one in rubric.ballots if one.weight]) > 1:
        said.append(_("The scores of the classes are added by their weights."))
    if rubric.time_penalty is not None:
        said.append(penalty_text(rubric))
    said.append(rounding_text(rubric))
    if rubric.placings_by is not None:
        by = _name(rubric, rubric.placings_by)
        said.append(_("In a judge's own order, %(name)s breaks a tie.", name=by))
    said += [
        ties_text(rubric),
        _("Lectures that still tie share a place, and the next place is left out."),
    ]
    if rubric.robust:
        said.append(_("Sheets far from all others pull the adjusted score less."))
    said.append(
        ngettext(
            "A review may be asked for until %(num)d day after publication.",
            "A review may be asked for until %(num)d days after publication.", rubric.review_days,
        )
    )  # fmt: skip
    return said


def penalty_text(rubric: Rubric) -> str:
    """Only of a rubric that has one."""
    found = rubric.time_penalty
    if found is None:
        return ""
    return _(
        "A lecture has %(minutes)d minutes and %(grace)d of grace; each minute begun after them "
        "takes off %(points)s, at most %(most)s.",
        minutes=found.minutes, grace=found.grace, points=decimal_text(found.per_minute),
        most=decimal_text(found.most),
    )  # fmt: skip


def rounding_text(rubric: Rubric) -> str:
    return ngettext(
        "The score is reckoned exactly and rounded once, to %(num)d decimal (%(how)s).",
        "The score is reckoned exactly and rounded once, to %(num)d decimals (%(how)s).",
        rubric.decimals, how=ROUNDINGS[rubric.rounding],
    )  # fmt: skip


def ties_text(rubric: Rubric) -> str:
    """What breaks a tie, in order; criteria by the judges' mean."""
    if not rubric.tie_break:
        return _("Nothing breaks a tie.")
    names = _(", then ").join(_name(rubric, one) for one in rubric.tie_break)
    return _("A tie is broken by %(names)s.", names=names)


def _name(rubric: Rubric, name: str) -> str:
    if name in TIE_WORDS:
        return str(TIE_WORDS[name])
    found = next((one for one in rubric.criteria if one.id == name), None)
    return _("“%(name)s”", name=word(found.words)) if found is not None else name


def ballot_name(one: Ballot) -> str:
    return _("%(name)s (ballot %(ballot)s)", name=word(one.words), ballot=one.id)
