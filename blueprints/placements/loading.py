"""Which placement an address means; what the visitor may not open is not there."""

from flask import abort, g, request, url_for
from flask_login import current_user

from blueprints.shared.clock import today
from blueprints.shared.paging import whole_number
from domain.placements import reach
from models import Placement


def placement_or_404(placement_id: int) -> Placement:
    return reach.find_placement(placement_id, current_user, today=today()) or abort(404)


def decides(placement: Placement) -> bool:
    """Whether the visitor decides on it. One query a request, however often it is asked."""
    known = g.setdefault("decides", {})
    if placement.id not in known:
        known[placement.id] = reach.may_approve(placement, current_user, today=today())
    return known[placement.id]


def talks_for_unit(placement: Placement) -> bool:
    """Whether the visitor talks for a unit of it. At most two queries a request."""
    known = g.setdefault("talks_for_unit", {})
    if placement.id not in known:
        known[placement.id] = decides(placement) or reach.may_talk(
            placement, current_user, today=today()
        )
    return known[placement.id]


def to_decide_or_404(placement_id: int) -> Placement:
    """One on which the visitor decides; with the own, which the rules then refuse."""
    placement = placement_or_404(placement_id)
    own = reach.is_own(placement, current_user) and reach.decides_at_all(current_user)
    return placement if own or decides(placement) else abort(404)


def to_change_or_404(placement_id: int) -> Placement:
    """One that the visitor could have proposed."""
    placement = placement_or_404(placement_id)
    mine = reach.may_propose(placement.kind, placement.person_id, current_user, today=today())
    return placement if mine else abort(404)


def placement_url(placement: Placement, anchor: str = "") -> str:
    return url_for("placements.show", placement_id=placement.id, _anchor=anchor or None)


def version_sent() -> int:
    """The version that a button was shown with; 0 where none was sent."""
    return whole_number(request.form.get("version"))
