"""Codes that came late, as whoever holds the gathering decides on them."""

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy import closing_words, door_words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import held_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import joined, now
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import late_check_ins
from domain.groupstudy.arrivals import kind_of
from domain.groupstudy.holding import NotInState
from domain.groupstudy.late_check_ins import ListedAlready
from models import GroupStudy, LateCheckIn

LONGEST_REASON = 300


@bp.post("/<int:gathering_id>/late/<int:late_id>/acceptance")
@allow("group_study.hold")
def accept_late(gathering_id: int, late_id: int):
    """They were there since their code was shown."""
    gathering, row = _listed_or_404(gathering_id, late_id)
    try:
        late_check_ins.accept_late(
            gathering, row, kind_of(gathering), _("A code sent late, accepted after closing"),
            current_user, now=now(),
        )  # fmt: skip
    except ListedAlready as refused:
        return _unchanged(gathering_id, refused)
    except closing_words.REFUSALS as refused:
        said = joined(closing_words.why_refused(refused))
        step_back()
        return saved(_place(gathering_id), said, "due")
    return saved(_place(gathering_id), _("Accepted: they were there."))


@bp.post("/<int:gathering_id>/late/<int:late_id>/refusal")
@allow("group_study.hold")
def refuse_late(gathering_id: int, late_id: int):
    """They were not there, for the reason given."""
    gathering, row = _listed_or_404(gathering_id, late_id)
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    if not reason:
        return saved(_place(gathering_id), _("Say why it is not accepted."), "due")
    try:
        late_check_ins.refuse_late(gathering, row, reason, actor=current_user.actor, now=now())
    except (NotInState, ListedAlready) as refused:
        return _unchanged(gathering_id, refused)
    return saved(_place(gathering_id), _("Not accepted. They see the reason."))


def _listed_or_404(gathering_id: int, late_id: int) -> tuple[GroupStudy, LateCheckIn]:
    gathering = held_or_404(gathering_id)
    row = late_check_ins.find_listed(gathering_id, late_id)
    return (gathering, row) if row is not None else abort(404)


def _unchanged(gathering_id: int, refused: Exception):
    said = (
        door_words.not_taken_text(refused)
        if isinstance(refused, NotInState)
        else _("It was decided meanwhile.")
    )
    return saved(_place(gathering_id), said, "due")


def _place(gathering_id: int) -> str:
    return url_for("groupstudy.attendance", gathering_id=gathering_id, _anchor="late")
