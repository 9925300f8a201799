"""Which placement an address means; what the visitor may not open is not there."""

from flask import abort, url_for
from flask_login import current_user

from blueprints.shared.clock import today
from domain.placements import reach
from models import Placement


def placement_or_404(placement_id: int) -> Placement:
    return reach.find_placement(placement_id, current_user, today=today()) or abort(404)


def placement_url(placement: Placement) -> str:
    return url_for("placements.show", placement_id=placement.id)
