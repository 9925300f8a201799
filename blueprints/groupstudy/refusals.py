"""Why a step of a gathering was not taken, in words."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.groupstudy.loading import gathering_url
from blueprints.groupstudy.words import STATES
from blueprints.shared.clock import full_day_text
from blueprints.shared.saving import saved_or_told
from domain.groupstudy import planning, repeating
from domain.groupstudy.holding import NotInState
from models import GroupStudy

SAYING: Mapping[type[Exception], Callable] = {
    NotInState: lambda one: _(
        "Nothing changed: the gathering is %(state)s.", state=str(STATES[one.found.state]).lower()
    ),
    planning.EndBeforeStart: lambda _one: _("The end must come after the start."),
    planning.NotYours: lambda _one: _("You hold no gatherings of this branch or unit."),
    planning.NobodyInvited: lambda _one: _(
        "Nobody is invited. Choose a branch, a unit or single people who are here on that day."
    ),
    planning.NobodyOnItsDay: lambda _one: _(
        "Nobody of those invited is here on its day: the branches have no members then."
    ),
    planning.TooManyInvited: lambda one: _(
        "%(people)d people are invited; a gathering takes %(most)d.", people=one.people,
        most=planning.MOST_INVITED,
    ),
    repeating.UntilTooEarly: lambda _one: _("Choose a day after the first one."),
    repeating.TooOften: lambda one: _(
        "At most %(most)d at once: until %(day)s.", most=planning.MOST_REPEATED,
        day=full_day_text(one.last_on),
    ),
}  # fmt: skip
REFUSALS = tuple(SAYING)


def why_refused(refusal: Exception) -> str:
    return SAYING[type(refusal)](refusal)


def do(gathering: GroupStudy, step: Callable[[], object], message: str) -> Response:
    """Take the step and go back to the gathering; a refused one says why and changes nothing."""
    place = gathering_url(gathering)
    return saved_or_told(place, step, message, refusals=REFUSALS, why=why_refused)
