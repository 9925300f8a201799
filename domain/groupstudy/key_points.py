"""The key points of a gathering, as its host writes them before and while it is held."""

from datetime import datetime

from domain.audit import Actor
from domain.groupstudy.holding import OPEN, PLANNED, hold
from domain.groupstudy.steps import take_step
from domain.text import render_note
from domain.versions import change, next_version
from models import GroupStudy

LONGEST_KEY_POINTS = 10_000


def write_key_points(
    gathering: GroupStudy, words: str, *, version: int, actor: Actor, now: datetime
) -> None:
    """Keep them (Markdown). The caller commits.

    Raises:
        domain.versions.Stale: somebody changed the gathering since ``version`` was read.
        domain.groupstudy.holding.NotInState: it is neither planned nor open.
    """
    hold(gathering, PLANNED, OPEN)
    next_version(gathering, version)
    html = render_note(words)
    values = change(
        gathering, {"key_points": words, "key_points_html": None if html is None else str(html)}
    )
    take_step(gathering, "key_points", actor, now, values=values)
