"""Talks of a placement: logged by one side, confirmed or given back by the other."""

from collections.abc import Callable, Mapping

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements import refusals
from blueprints.placements.blueprint import bp
from blueprints.placements.editing import written
from blueprints.placements.forms import ReasonForm
from blueprints.placements.life import step_form, step_page
from blueprints.placements.loading import placement_or_404, talks_for_unit, version_sent
from blueprints.placements.talk_forms import TalkForm
from blueprints.placements.words import TALK_STATE_TAGS, TALK_STATES
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.paging import whole_number
from domain.placements import talk_sides, talks
from domain.placements.reach import ROTATION
from domain.placements.talks import TalkText
from models import Placement, PlacementTalk

ANCHOR = "talks"


def parts(placement: Placement) -> dict[str, object]:
    """The talks, and what the visitor may do about each. One query, none of a rotation."""
    if placement.kind == ROTATION:
        return {"talks": [], "may_log_talks": False}
    decided = talks_for_unit(placement)
    found = [
        {"talk": talk, "by": name, "may": _may(placement, talk, decided=decided)}
        for talk, name in talk_sides.talks_of(placement)
    ]
    return {
        "talks": found, "talk_states": TALK_STATES, "talk_state_tags": TALK_STATE_TAGS,
        "may_log_talks": talk_sides.may_log(placement, current_user, decides=decided),
        "talk_minutes": sum(
            one["talk"].minutes for one in found if one["talk"].state == talk_sides.CONFIRMED
        ),
    }  # fmt: skip


def _may(placement: Placement, talk: PlacementTalk, *, decided: bool) -> Mapping[str, bool]:
    open_still = placement.state in talk_sides.ANSWERING
    own = talk.logged_by_id == current_user.person_id
    waits = talk.state == talk_sides.WAITING
    other = talk_sides.may_answer(placement, talk, current_user, decides=decided)
    voids = talk_sides.may_void(talk, current_user, decides=decided)
    return {
        "edit": open_still and own and talk.state != talk_sides.CONFIRMED,
        "answer": open_still and waits and other,
        "void": open_still and voids and talk.state == talk_sides.CONFIRMED,
    }  # fmt: skip


def _talk_or_404(placement: Placement, talk_id: int) -> PlacementTalk:
    return talk_sides.find_talk(placement, talk_id) or abort(404)


@bp.route("/<int:placement_id>/talks/new", methods=["GET", "POST"])
@allow("placements.see")
def new_talk(placement_id: int):
    placement, form = placement_or_404(placement_id), TalkForm()
    if not talk_sides.may_log(placement, current_user, decides=talks_for_unit(placement)):
        abort(404)
    if not form.is_submitted():
        form.held_on.data = today()
    return _page(
        placement, form, _("Log a talk"), _("It is logged; the other side confirms it."),
        lambda: talks.log_talk(placement, _text(form), current_user, today=today(), now=now()),
    )  # fmt: skip


@bp.route("/<int:placement_id>/talks/<int:talk_id>/edit", methods=["GET", "POST"])
@allow("placements.see")
def edit_talk(placement_id: int, talk_id: int):
    placement, form = placement_or_404(placement_id), TalkForm()
    talk = _talk_or_404(placement, talk_id)
    if talk.logged_by_id != current_user.person_id:
        abort(404)
    if not form.is_submitted():
        for name in TalkText.__slots__:
            form[name].data = getattr(talk, name)
        form.version.data = str(talk.version)
    return _page(
        placement, form, _("Put the talk right"), _("Saved; the other side confirms it."),
        lambda: talks.edit_talk(
            placement, talk, _text(form), current_user,
            version=whole_number(form.version.data), today=today(), now=now(),
        ),
    )  # fmt: skip


def _text(form: TalkForm) -> TalkText:
    return TalkText(**{name: form[name].data for name in TalkText.__slots__})


def _page(
    placement: Placement, form: TalkForm, heading: str, message: str, step: Callable[[], object]
):
    answer = written(placement, form, step, message, names=TalkText.__slots__, anchor=ANCHOR)
    return step_form(placement, form, heading, anchor=ANCHOR) if answer is None else answer


@bp.post("/<int:placement_id>/talks/<int:talk_id>/confirmation")
@allow("placements.see")
def confirm_talk(placement_id: int, talk_id: int):
    placement = placement_or_404(placement_id)
    talk = _answered_or_404(placement, talk_id)
    return refusals.do(
        placement,
        lambda: talks.confirm_talk(
            placement, talk, current_user, version=version_sent(), today=today(), now=now()
        ),
        _("You confirmed the talk."), ANCHOR,
    )  # fmt: skip


@bp.route("/<int:placement_id>/talks/<int:talk_id>/return", methods=["GET", "POST"])
@allow("placements.see")
def return_talk(placement_id: int, talk_id: int):
    placement, form = placement_or_404(placement_id), ReasonForm()
    talk = _answered_or_404(placement, talk_id)
    return step_page(
        placement, form, _("Give the talk back"), _("It is given back with your reason."),
        lambda: talks.give_back(
            placement, talk, form.reason.data, current_user, today=today(), now=now()
        ),
        talk.topic,
    )  # fmt: skip


@bp.route("/<int:placement_id>/talks/<int:talk_id>/voiding", methods=["GET", "POST"])
@allow("placements.see")
def void_talk(placement_id: int, talk_id: int):
    placement, form = placement_or_404(placement_id), ReasonForm()
    talk = _talk_or_404(placement, talk_id)
    if not talk_sides.may_void(talk, current_user, decides=talks_for_unit(placement)):
        abort(404)
    return step_page(
        placement, form, _("Void the talk"), _("It is void, and so is the credit for it."),
        lambda: talks.void_talk(
            placement, talk, form.reason.data, current_user, today=today(), now=now()
        ),
        talk.topic,
    )  # fmt: skip


def _answered_or_404(placement: Placement, talk_id: int) -> PlacementTalk:
    """A talk that the other side logged."""
    talk = _talk_or_404(placement, talk_id)
    other = talk_sides.may_answer(placement, talk, current_user, decides=talks_for_unit(placement))
    return talk if other else abort(404)
