from flask import Blueprint
from flask_babel import gettext as _

from blueprints.shared.access import allow
from blueprints.shared.figure_list import figure_list

bp = Blueprint("board", __name__)


@bp.get("/board")
@allow("board.see")
def index():
    """The leader's page: everybody in the unit with the figure they see themselves."""
    return figure_list("board.see", _("Unit hours"), _("The same figure that each of them sees."))
