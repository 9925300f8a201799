"""Why a step of a series was not taken, in words; what more than one part of it refuses."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from blueprints.lectures.words import STATES
from domain.lectures.holding import NotInState

SAYING: Mapping[type[Exception], Callable] = {
    NotInState: lambda one: _(
        "Nothing changed: the series stands at “%(state)s”.", state=str(STATES[one.found.state])
    ),
}
