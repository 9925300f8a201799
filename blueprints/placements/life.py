"""The steps of a placement's life, and the part of its page that offers them."""

from collections.abc import Callable

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements.blueprint import bp
from blueprints.placements.forms import CompletionForm, EndForm, ExtensionForm, ReasonForm
from blueprints.placements.loading import (
    decides,
    placement_url,
    to_change_or_404,
    to_decide_or_404,
    version_sent,
)
from blueprints.placements.refusals import REFUSALS, do, show_why
from blueprints.placements.words import KINDS
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import RecordForm
from blueprints.shared.naming import offered_people
from blueprints.shared.saving import saved, step_back
from domain.placements import deciding, running
from domain.placements.holding import APPROVED, PROPOSED, RUNNING, UNDER_WAY
from domain.placements.reach import ROTATION, is_own, may_propose
from domain.placements.shown import head_of, papers_before
from models import Placement


def parts(placement: Placement) -> dict[str, object]:
    """What the visitor may do with it now. At most three queries, and one for who is named."""
    state, decided = placement.state, decides(placement)
    proposed = state == PROPOSED
    changes = proposed and may_propose(
        placement.kind, placement.person_id, current_user, today=today()
    )
    timed = placement.kind != ROTATION
    return {
        "head": head_of(placement),
        "decides": decided,
        "own": is_own(placement, current_user),
        "papers_before": papers_before(placement) if timed and placement.document_no else [],
        "may": {
            "decide": decided and proposed,
            "edit": changes,
            "extend": decided and timed and state in running.EXTENDABLE,
            "end": decided and timed and state == UNDER_WAY,
            "complete": decided and state == UNDER_WAY and (placement.planned_to_on or today())
            <= today(),
            "cancel": changes or (decided and state in RUNNING),
        },
    }  # fmt: skip


@bp.post("/<int:placement_id>/approval")
@allow("placements.approve")
def approve(placement_id: int):
    placement = to_decide_or_404(placement_id)
    return do(
        placement,
        lambda: deciding.approve(
            placement, current_user, version=version_sent(), today=today(), now=now()
        ),
        lambda: _approved(placement),
    )


def _approved(placement: Placement) -> str:
    """By what has become of it: its first day may be here, or its last one gone."""
    if placement.state == APPROVED and placement.from_on > today():
        return _("It is approved. It begins by itself on its first day.")
    if placement.state == APPROVED:
        return _("It is approved. It begins once the three have agreed to it.")
    if placement.state == UNDER_WAY:
        return _("It is approved and under way.")
    return _("It is approved. Its days are past, so it is completed.")


@bp.route("/<int:placement_id>/refusal", methods=["GET", "POST"])
@allow("placements.approve")
def turn_down(placement_id: int):
    placement, form = to_decide_or_404(placement_id), ReasonForm()
    return step_page(
        placement, form, _("Turn the placement down"), _("It is turned down."),
        lambda: deciding.turn_down(placement, form.reason.data, **_signed()),
    )  # fmt: skip


@bp.route("/<int:placement_id>/extension", methods=["GET", "POST"])
@allow("placements.approve")
def extend(placement_id: int):
    placement, form = to_decide_or_404(placement_id), ExtensionForm()
    return step_page(
        placement, form, _("Extend it"), _("It is extended."),
        lambda: running.extend(
            placement, form.to_on.data, document_no=form.document_no.data,
            document_on=form.document_on.data, reason=form.reason.data, **_signed(),
        ),
    )  # fmt: skip


@bp.route("/<int:placement_id>/end", methods=["GET", "POST"])
@allow("placements.approve")
def end_early(placement_id: int):
    placement, form = to_decide_or_404(placement_id), EndForm()
    return step_page(
        placement, form, _("End it early"), _("It is over."),
        lambda: running.end_early(placement, form.on.data, form.reason.data, **_signed()),
    )  # fmt: skip


@bp.route("/<int:placement_id>/completion", methods=["GET", "POST"])
@allow("placements.approve")
def complete(placement_id: int):
    placement, form = to_decide_or_404(placement_id), CompletionForm()
    if not form.is_submitted():
        form.on.data = placement.planned_to_on or today()
    return step_page(
        placement, form, _("Complete it"), _("It is completed."),
        lambda: running.complete(placement, form.on.data, **_signed()),
    )  # fmt: skip


@bp.route("/<int:placement_id>/cancellation", methods=["GET", "POST"])
@allow("placements.propose")
def cancel(placement_id: int):
    """Called off by who may propose it, until it is decided on; then by who decides."""
    placement, form = to_change_or_404(placement_id), ReasonForm()
    return step_page(
        placement, form, _("Call it off"), _("It is called off; what stood before stands again."),
        lambda: running.cancel(placement, form.reason.data, **_signed()),
    )  # fmt: skip


def _signed() -> dict[str, object]:
    return {"visitor": current_user, "today": today(), "now": now()}


def step_page(
    placement: Placement, form: RecordForm, heading: str, message: str, step: Callable[[], None],
    text: str = "",
):  # fmt: skip
    """The form of a step; taken, back to the placement; refused, again with the reason."""
    if form.validate_on_submit():
        try:
            step()
        except REFUSALS as refused:
            step_back()
            show_why(form, refused)
        else:
            return saved(placement_url(placement), message)
    return step_form(placement, form, heading, text)


def step_form(
    placement: Placement, form: RecordForm, heading: str, text: str = "", *, anchor: str = ""
) -> tuple[str, int]:
    """The page with the form alone; ``anchor``: of the part of the placement it goes back to."""
    page = render_template(
        "placements/step.html", placement=placement, form=form, heading=heading, text=text,
        head=head_of(placement), kinds=KINDS, back=placement_url(placement, anchor),
        people=offered_people(today()) if "person" in form else [],
    )  # fmt: skip
    return page, 422 if form.errors else 200
