"""One placement: what it is, and what belongs to it, part by part."""

from flask import render_template, request
from flask_login import current_user

from blueprints.placements import (
    agreeing,
    books,
    files,
    hand_over,
    host,
    life,
    opinions,
    pairs,
    reports,
    talks,
    words,
)
from blueprints.placements.blueprint import bp
from blueprints.placements.loading import placement_or_404
from blueprints.placements.step_words import step_lines
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.forms import new_once_key
from domain.placements.reach import reads_why
from domain.placements.shown import Head, steps_of
from models import Placement

PARTS = (life, agreeing, pairs, talks, books, hand_over, host, reports, opinions, files)
MOST_STEPS = 10


@bp.get("/<int:placement_id>")
@allow("placements.see")
def show(placement_id: int):
    """At most fifteen queries, however much was done."""
    placement = placement_or_404(placement_id)
    parts = {}
    for part in PARTS:
        parts |= part.parts(placement)
    why = reads_why(placement, current_user, today=today())
    return render_template(
        "placements/show.html", placement=placement, words=words, once=new_once_key(),
        reads_why=why, **_steps(placement, parts["head"], why=why), **parts,
    )  # fmt: skip


def _steps(placement: Placement, head: Head, *, why: bool) -> dict[str, object]:
    """The last steps in words, or every one with ``steps=all``. One query."""
    everything = request.args.get("steps") == "all"
    taken = steps_of(placement, most=None if everything else MOST_STEPS + 1)
    more = not everything and len(taken) > MOST_STEPS
    listed = taken[:MOST_STEPS] if more else taken
    return {"steps": step_lines(listed, head.names, why=why), "more_steps": more}
