"""One placement: what it is, and what belongs to it, part by part."""

from flask import render_template

from blueprints.placements import words
from blueprints.placements.blueprint import bp
from blueprints.placements.loading import placement_or_404
from blueprints.shared.access import allow
from blueprints.shared.forms import new_once_key

PARTS = ()


@bp.get("/<int:placement_id>")
@allow("placements.see")
def show(placement_id: int):
    placement = placement_or_404(placement_id)
    parts = {}
    for part in PARTS:
        parts |= part.parts(placement)
    return render_template(
        "placements/show.html", placement=placement, words=words, once=new_once_key(), **parts
    )
