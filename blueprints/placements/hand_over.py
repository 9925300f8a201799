"""The hand-over list of a rotation: written, ticked by the giver, signed for by the receiver."""

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.placements import refusals
from blueprints.placements.blueprint import bp
from blueprints.placements.editing import written
from blueprints.placements.forms import ReasonForm
from blueprints.placements.life import step_form, step_page
from blueprints.placements.loading import (
    decides,
    placement_or_404,
    to_decide_or_404,
    version_sent,
)
from blueprints.placements.moves_forms import ItemForm, ItemsForm, ReceiverForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import one_line
from blueprints.shared.paging import whole_number
from domain.placements import hand_over, receivers
from domain.placements.reach import ROTATION
from models import HandOverItem, Placement

ANCHOR = "hand-over"


def parts(placement: Placement) -> dict[str, object]:
    """The list and what the visitor may do about it. One query, none of another kind."""
    if placement.kind != ROTATION:
        return {"items": []}
    gives = hand_over.gives(placement, current_user, decides=decides(placement))
    signing = placement.state in hand_over.SIGNING
    items = hand_over.items_of(placement)
    return {
        "items": items,
        "items_signed": sum(one.received_at is not None for one in items),
        "hands": {
            "write": gives and placement.state in hand_over.WRITING,
            "give": gives and signing and placement.receiver_id is not None
            and any(one.handed_over_at is None for one in items),
            "sign": signing and hand_over.receives(placement, current_user)
            and any(one.handed_over_at and not one.received_at for one in items),
            "receive": signing and hand_over.receives(placement, current_user),
            "name": decides(placement) and placement.state in hand_over.WRITING,
        },
    }  # fmt: skip


def _given_or_404(placement_id: int) -> Placement:
    """A rotation whose list the visitor writes."""
    placement = placement_or_404(placement_id)
    gives = hand_over.gives(placement, current_user, decides=decides(placement))
    return placement if gives else abort(404)


def _received_or_404(placement_id: int) -> Placement:
    placement = placement_or_404(placement_id)
    return placement if hand_over.receives(placement, current_user) else abort(404)


def _item_or_404(placement: Placement, item_id: int) -> HandOverItem:
    return hand_over.find_item(placement, item_id) or abort(404)


def _ticked() -> dict[int, int]:
    """Versions by id of the items that were ticked, as ``item=id-version``."""
    found = (one.partition("-") for one in request.form.getlist("item"))
    return {whole_number(number): whole_number(version) for number, _dash, version in found}


@bp.route("/<int:placement_id>/hand-over/new", methods=["GET", "POST"])
@allow("placements.see")
def add_items(placement_id: int):
    placement, form = _given_or_404(placement_id), ItemsForm()
    return step_page(
        placement, form, _("List what is handed over"), _("It is on the list."),
        lambda: hand_over.add_items(
            placement, form.items, current_user, today=today(), now=now()
        ),
        _("One thing a line: matters in hand, files, seals, accounts, money, contacts."),
    )  # fmt: skip


@bp.route("/<int:placement_id>/hand-over/<int:item_id>/edit", methods=["GET", "POST"])
@allow("placements.see")
def edit_item(placement_id: int, item_id: int):
    placement, form = _given_or_404(placement_id), ItemForm()
    item = _item_or_404(placement, item_id)
    if not form.is_submitted():
        form.text.data, form.version.data = item.text, str(item.version)
    answer = written(
        placement, form,
        lambda: hand_over.edit_item(
            placement, item, form.text.data, current_user,
            version=whole_number(form.version.data), today=today(), now=now(),
        ),
        _("Saved."), names=("text",), anchor=ANCHOR,
    )  # fmt: skip
    if answer is not None:
        return answer
    return step_form(placement, form, _("Word it anew"), anchor=ANCHOR)


@bp.post("/<int:placement_id>/hand-over/<int:item_id>/removal")
@allow("placements.see")
def remove_item(placement_id: int, item_id: int):
    placement = _given_or_404(placement_id)
    item = _item_or_404(placement, item_id)
    return refusals.do(
        placement,
        lambda: hand_over.remove_item(
            placement, item, current_user, version=version_sent(), today=today(), now=now()
        ),
        _("It is off the list."), ANCHOR,
    )  # fmt: skip


@bp.post("/<int:placement_id>/hand-over")
@allow("placements.see")
def hand_items_over(placement_id: int):
    placement, ticked = _given_or_404(placement_id), _ticked()
    return refusals.do(
        placement,
        lambda: hand_over.hand_over(placement, ticked, current_user, today=today(), now=now()),
        _("Handed over; the receiver signs for it."),
        ANCHOR,
    )


@bp.post("/<int:placement_id>/hand-over/receipt")
@allow("placements.see")
def receive(placement_id: int):
    placement, ticked = _received_or_404(placement_id), _ticked()
    remark = one_line(request.form.get("remark"))[:300]
    return refusals.do(
        placement,
        lambda: hand_over.receive(placement, ticked, remark, current_user, now=now()),
        ngettext("You signed for %(num)d thing.", "You signed for %(num)d things.", len(ticked)),
        ANCHOR,
    )


@bp.route("/<int:placement_id>/hand-over/<int:item_id>/return", methods=["GET", "POST"])
@allow("placements.see")
def give_back_item(placement_id: int, item_id: int):
    placement, form = _received_or_404(placement_id), ReasonForm()
    item = _item_or_404(placement, item_id)
    return step_page(
        placement,
        form,
        _("Do not sign for it"),
        _("It is given back with your reason."),
        lambda: hand_over.give_back(placement, item, form.reason.data, current_user, now=now()),
        item.text,
    )


@bp.route("/<int:placement_id>/hand-over/receiver", methods=["GET", "POST"])
@allow("placements.approve")
def name_receiver(placement_id: int):
    placement, form = to_decide_or_404(placement_id), ReceiverForm()
    if placement.kind != ROTATION:
        abort(404)
    if not form.is_submitted():
        form.version.data = str(placement.version)
    return step_page(
        placement, form, _("Say who takes over"), _("Saved."),
        lambda: receivers.name_receiver(
            placement, form.person.person.id, current_user,
            version=whole_number(form.version.data), today=today(), now=now(),
        ),
    )  # fmt: skip
