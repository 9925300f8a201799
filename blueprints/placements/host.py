"""Home and host of a secondment: where it stands, and the return."""

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements.blueprint import bp
from blueprints.placements.life import step_page
from blueprints.placements.loading import decides, placement_or_404
from blueprints.placements.moves_forms import ReturnForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from domain.placements import returning
from domain.placements.asked_opinions import half_over
from domain.placements.reach import SECONDMENT
from models import Placement


def parts(placement: Placement) -> dict[str, object]:
    """One query, none of another kind."""
    if placement.kind != SECONDMENT:
        return {"host": None}
    back = returning.back_on(placement)
    returns = returning.may_return(placement, current_user, decides=decides(placement))
    return {
        "host": {
            "back_on": back, "may_return": returns and back is None,
            "half_over": half_over(placement), "over": placement.ended_on is not None,
        }
    }  # fmt: skip


@bp.route("/<int:placement_id>/return", methods=["GET", "POST"])
@allow("placements.see")
def come_back(placement_id: int):
    """Back at the home post; its line in the history went on all the while."""
    placement, form = placement_or_404(placement_id), ReturnForm()
    if not returning.may_return(placement, current_user, decides=decides(placement)):
        abort(404)
    if not form.is_submitted():
        form.on.data = today()
    return step_page(
        placement, form, _("Note the return"), _("The return is noted."),
        lambda: returning.come_back(
            placement, form.on.data, current_user, today=today(), now=now()
        ),
    )  # fmt: skip
