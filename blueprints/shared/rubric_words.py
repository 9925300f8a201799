"""What a rubric says, in words: its criteria, its classes of ballots, the formula of the score."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared import score_words
from blueprints.shared.conversion_words import word
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

METHODS = {
    MEAN: _l("the mean of each class's sheets"),
    TRIMMED_MEAN: _l("the mean of each class's sheets, without the highest and lowest"),
    MEDIAN: _l("the median of each class's sheets"),
    PLACINGS: _l("the score is the mean of the sheets; places follow from the majority of the "
                 "judges' own placings"),
}  # fmt: skip
ROUNDINGS = {
    HALF_UP: _l("halves up"), HALF_EVEN: _l("halves to the even digit"), DOWN: _l("always down"),
}  # fmt: skip


def title_text(rubric: Rubric) -> str:
    return _("%(title)s, version %(version)d", title=word(rubric.title), version=rubric.version)


def range_text(criterion: Criterion) -> str:
    """From which mark to which, and how far marks lie apart."""
    return _(
        "%(least)s to %(most)s, by %(step)s", least=decimal_text(criterion.least),
        most=decimal_text(criterion.most), step=decimal_text(criterion.step),
    )  # fmt: skip


def dropped_text(ballot: Ballot) -> str:
    """How many sheets of the class are dropped at either end."""
    if not ballot.drops:
        return _("none")
    return _("%(high)d highest, %(low)d lowest", high=ballot.drop_high, low=ballot.drop_low)


def method_text(rubric: Rubric) -> str:
    return str(METHODS[rubric.method])


def rounding_text(rubric: Rubric) -> str:
    """How many decimals the score has, and which way it is rounded, once."""
    decimals = ngettext("%(num)d decimal", "%(num)d decimals", rubric.decimals)
    return _(
        "%(decimals)s, %(way)s, once at the end", decimals=decimals,
        way=str(ROUNDINGS[rubric.rounding]),
    )  # fmt: skip


def tie_text(rubric: Rubric) -> str:
    """What is looked at where scores are equal, in its order."""
    if not rubric.tie_break:
        return _("equal scores share a place")
    order = _(", then ").join(score_words.tie_text(rubric, name) for name in rubric.tie_break)
    return _("%(order)s; who is equal still shares the place", order=order)


def penalty_text(rubric: Rubric) -> str:
    """What speaking too long costs."""
    rule = rubric.time_penalty
    if rule is None:
        return _("nothing is taken off")
    allowed = ngettext("%(num)d minute", "%(num)d minutes", rule.minutes)
    if rule.grace:
        grace = ngettext("%(num)d minute", "%(num)d minutes", rule.grace)
        allowed = _("%(minutes)s and %(grace)s of grace", minutes=allowed, grace=grace)
    return _(
        "%(points)s off for each started minute over %(allowed)s, at most %(most)s",
        points=decimal_text(rule.per_minute), allowed=allowed, most=decimal_text(rule.most),
    )  # fmt: skip


def formula(rubric: Rubric) -> list[tuple[str, str]]:
    """The rules of the score and the place beside criteria and classes: name and what it says."""
    sheets = ngettext("%(num)d valid sheet", "%(num)d valid sheets", rubric.minimum_sheets)
    days = ngettext("%(num)d day", "%(num)d days", rubric.review_days)
    placed_by = []
    if rubric.placings_by is not None:
        by = score_words.tie_text(rubric, rubric.placings_by)
        placed_by = [(_("Equal sheets of one judge"), _("placed by %(criterion)s", criterion=by))]
    return [
        (_("Score of a sheet"), _("weight × mark ÷ highest mark, summed over the criteria")),
        (_("Official score"), method_text(rubric)),
        *placed_by,
        (_("Rounding"), rounding_text(rubric)),
        (_("Equal scores"), tie_text(rubric)),
        (_("A place needs"), _("%(sheets)s of judges", sheets=sheets)),
        (_("Speaking too long"), penalty_text(rubric)),
        (_("Adjusted score"), _("sheets far from all others pull it less") if rubric.robust
         else _("every sheet pulls it alike")),
        (_("Asking for a review"), _("within %(days)s of publishing", days=days)),
    ]  # fmt: skip
