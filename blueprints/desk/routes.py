from flask_babel import gettext as _

from blueprints.desk.blueprint import bp
from blueprints.shared.access import allow
from blueprints.shared.figure_list import figure_list


@bp.get("/desk")
@allow("desk.see")
def index():
    """The secretary's desk: everybody in the branch with the figure they see themselves."""
    return figure_list("desk.see", _("My branch"), _("The same figure that each of them sees."))
