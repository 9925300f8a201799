"""Who is due to move, in words: the state, the clause, and why."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text
from blueprints.shared.conversion_words import word
from domain.placements.due import DueLine
from domain.placements.radar import DUE, EXEMPT, OVERDUE, PLANNED, Limit, PostFacts
from domain.placements.rotation_book import DEPUTY, HEAD, KEY, LEADING, Clause

DUE_STATES = {
    DUE: _l("Due to move"), OVERDUE: _l("Overdue to move"), PLANNED: _l("Move planned"),
    EXEMPT: _l("Exempt from moving"),
}  # fmt: skip
DUE_TAGS = {DUE: "due", OVERDUE: "due", PLANNED: "done"}
POST_KINDS = {
    HEAD: _l("Heads"), DEPUTY: _l("Deputies"), LEADING: _l("Leading posts"), KEY: _l("Key posts"),
}  # fmt: skip


def post_text(post: PostFacts) -> str:
    return f"{post.unit} {post.title}"


def source_text(limit: Limit) -> str:
    """The paper behind the clause, in the reader's language."""
    return word(limit.clause.source)


def limit_text(limit: Limit) -> str:
    """``Ten years in the same post: to be moved, reached on 1 Mar 2027``."""
    return _(
        "%(clause)s; reached on %(day)s", clause=word(limit.clause.words),
        day=full_day_text(limit.on),
    )  # fmt: skip


def due_text(line: DueLine) -> str:
    """The sentence of a person's history: for which post, since when, by which clause."""
    limit = line.due.limits[0]
    return _(
        "%(state)s: %(post)s since %(since)s; %(limit)s (%(source)s)",
        state=DUE_STATES[line.due.state], post=post_text(line.due.post),
        since=full_day_text(line.due.since), limit=limit_text(limit), source=source_text(limit),
    )  # fmt: skip


def time_text(clause: Clause) -> str:
    """How long the clause lets anybody stay: ``10 years``, ``2 terms``."""
    if clause.years is not None:
        return ngettext("%(num)d year", "%(num)d years", clause.years)
    return ngettext("%(num)d term", "%(num)d terms", clause.terms or 0)
