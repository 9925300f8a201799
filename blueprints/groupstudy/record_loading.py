"""What talks, questions, minutes and files share: loading, a step that may come too late, names."""

from collections.abc import Callable

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.groupstudy import words
from blueprints.groupstudy.loading import gathering_or_404, gathering_url
from blueprints.shared.clock import today
from blueprints.shared.naming import TYPED
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import talks
from domain.groupstudy.holding import NotInState
from domain.groupstudy.naming import names_on_list
from domain.groupstudy.talks import Spoken
from models import GroupStudy


def talk_or_404(gathering: GroupStudy, talk_id: int) -> Spoken:
    return talks.find_talk(gathering.id, talk_id, current_user) or abort(404)


def done(
    gathering: GroupStudy, step: Callable[[], object], message: str, part: str, *, place: str = ""
) -> Response:
    """Take the step and lead back to that part of the gathering's page, or to another place."""
    place = place or f"{gathering_url(gathering)}#{part}"
    try:
        step()
    except NotInState:
        return too_late(gathering.id, part)
    return saved(place, message)


def too_late(gathering_id: int, part: str) -> Response:
    """Undo the step, and say in which state the gathering is."""
    step_back()
    gathering = gathering_or_404(gathering_id)
    text = _("Nothing changed: the gathering is %(state)s.", state=state_text(gathering))
    return saved(f"{gathering_url(gathering)}#{part}", text, "due")


def state_text(gathering: GroupStudy) -> str:
    return str(words.STATES[gathering.state]).lower()


def offered(gathering: GroupStudy, *, holds: bool) -> list[str]:
    """Those on the list whom the visitor is shown, as they stand in a field. One query at most."""
    if not holds:
        return []
    return [
        TYPED.format(name=name, staff_no=staff_no)
        for name, staff_no in names_on_list(gathering.id, current_user, today=today())
    ]
