"""Everybody's hours, for the organiser: the list, as the secretary and the leader have theirs."""

from flask_babel import gettext as _

from blueprints.hours.blueprint import bp
from blueprints.shared.access import allow
from blueprints.shared.figure_list import figure_list


@bp.get("/people")
@allow("hours.list")
def everybody():
    """The same figure that each of them sees. Five queries."""
    text = _("The same figure that each of them sees.")
    return figure_list("hours.list", _("Everybody's hours"), text)
