"""Which gathering an address means; what the visitor may not open, or not hold, is not there."""

from flask import abort, url_for
from flask_login import current_user

from domain.groupstudy import reach
from models import GroupStudy


def gathering_or_404(gathering_id: int) -> GroupStudy:
    return reach.find_gathering(gathering_id, current_user) or abort(404)


def held_or_404(gathering_id: int) -> GroupStudy:
    """One that the visitor holds."""
    return reach.find_own(gathering_id, current_user) or abort(404)


def gathering_url(gathering: GroupStudy) -> str:
    return url_for("groupstudy.show", gathering_id=gathering.id)
