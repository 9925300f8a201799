"""What the radar says besides the limits: why somebody is planned or exempt, what warns HR."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text
from blueprints.shared.rotation_words import DUE_STATES, post_text
from domain.placements.due import DueLine, Radar
from domain.placements.radar import MOVED, Moving, Together, TooOften

MOVES = {**DUE_STATES, MOVED: _l("Has moved, or moves, this year")}


def served_text(line: DueLine) -> str:
    """How long somebody will have held the post by the end of the year asked for, in full years."""
    due = line.due
    years = due.year - due.since.year
    return ngettext(
        "%(num)d year by the end of %(year)d", "%(num)d years by the end of %(year)d", years,
        year=due.year,
    )  # fmt: skip


def why_text(line: DueLine) -> str:
    """Why somebody is planned or exempt: the reason of the mark, the day of leaving."""
    said = []
    if line.due.leaves_on is not None:
        said.append(_("leaves the post on %(day)s", day=full_day_text(line.due.leaves_on)))
    if line.mark is not None:
        said.append(line.mark.reason)
    return _("; ").join(said)


def pair_text(pair: Together, radar: Radar) -> str:
    sides = [_moving(one, radar) for one in (pair.head, pair.deputy)]
    return _("%(head)s and %(deputy)s", head=sides[0], deputy=sides[1])


def _moving(one: Moving, radar: Radar) -> str:
    return _(
        "%(name)s, %(post)s (%(why)s)", name=radar.people[one.person_id].name,
        post=post_text(one.post), why=MOVES[one.why],
    )  # fmt: skip


def often_text(one: TooOften, radar: Radar) -> str:
    """Who took up which posts, and when."""
    posts = [
        _("%(post)s from %(day)s", post=post_text(radar.posts[held.post_id]),
          day=full_day_text(held.from_on))
        for held in one.stretches
    ]  # fmt: skip
    return _(
        "%(name)s: %(posts)s", name=radar.people[one.person_id].name, posts=_("; ").join(posts)
    )
