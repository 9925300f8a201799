"""The rotation rules in words: for which posts a clause stands, and every bound they name."""

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.shared.conversion_words import word
from blueprints.shared.rotation_words import POST_KINDS
from domain.placements.rotation_book import Clause, RuleBook, Words


def posts_text(clause: Clause) -> str:
    """``heads or key posts; with one of the ranks: …; posts beside the main one too``."""
    kinds = [str(POST_KINDS[one]) for one in POST_KINDS if one in clause.posts]
    said = [_(" or ").join(kinds) if kinds else _("Every post")]
    if clause.ranks:
        said.append(_("with the rank %(ranks)s", ranks=_(" or ").join(clause.ranks)))
    if clause.side_posts:
        said.append(_("posts beside the main one too"))
    return _("; ").join(said)


def bounds(book: RuleBook) -> list[tuple[str, str, Words]]:
    """What is bounded, by how much, and by which paper; only what the rules name."""
    return [
        (what, much, source)
        for what, much, source in (*_warnings(book), *_pairs(book), *_others(book))
        if much
    ]


def _warnings(book: RuleBook) -> list[tuple[str, str, Words]]:
    found = []
    if book.together is not None:
        found.append((_("Moved together"), word(book.together.words), book.together.source))
    if book.too_often is not None:
        found.append((_("Moved too often"), word(book.too_often.words), book.too_often.source))
    return found


def _pairs(book: RuleBook) -> list[tuple[str, str, Words]]:
    rules = book.mentorship
    most = rules.most_mentees
    mentees = "" if most is None else ngettext("%(num)d at once", "%(num)d at once", most)
    return [
        (_("Mentees of one mentor"), mentees, rules.source),
        (_("A mentorship lasts"), _months(rules.least_months, rules.most_months), rules.source),
        (_("Mentor and mentee talk every"), _days(rules.talk_every_days), rules.source),
        (_("A pair is quiet after"), _days(rules.quiet_after_days), rules.source),
    ]


def _others(book: RuleBook) -> list[tuple[str, str, Words]]:
    seconded, moved, known = book.secondment, book.rotation, book.experience
    single = known.single_line_months
    return [
        (
            _("A secondment lasts"), _months(seconded.least_months, seconded.most_months),
            seconded.source,
        ),
        (_("First check after a rotation"), _days(moved.check_after_days), moved.source),
        (
            _("A single line of experience"), "" if single is None else _month_text(single),
            known.source,
        ),
    ]  # fmt: skip


def _days(days: int | None) -> str:
    return "" if days is None else ngettext("%(num)d day", "%(num)d days", days)


def _months(least: int | None, most: int | None) -> str:
    said = []
    if least is not None:
        said.append(_("at least %(time)s", time=_month_text(least)))
    if most is not None:
        said.append(_("at most %(time)s", time=_month_text(most)))
    return _(", ").join(said)


def _month_text(months: int) -> str:
    return ngettext("%(num)d month", "%(num)d months", months)
