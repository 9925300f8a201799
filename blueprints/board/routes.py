from flask import Blueprint
from flask_babel import gettext as _

from blueprints.shared.access import allow
from blueprints.shared.figure_list import figure_list

bp = Blueprint("board", __name__)


@bp.get("/board")
@allow("board.see")
def index():
    """The leader's and HR's page: branches compared, and everybody with their own figure."""
    text = _("The same figure that each of them sees.")
    return figure_list("board.see", _("Unit hours"), text, compared=True)
