"""The agreement of a mentorship: each party agrees or declines; on paper and as a Word file."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements import agreement_text
from blueprints.placements.blueprint import bp
from blueprints.placements.forms import DeclineForm
from blueprints.placements.life import step_page
from blueprints.placements.loading import decides, placement_or_404, placement_url, version_sent
from blueprints.placements.refusals import do
from blueprints.placements.words import PARTIES
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.word_files import send_word
from domain.placements import agreeing
from domain.placements.moving_on import AGREED_AT
from domain.placements.reach import MENTORSHIP
from domain.placements.shown import head_of
from models import Placement


def parts(placement: Placement) -> dict[str, object]:
    """As whom the visitor can agree, and who has. No query of its own."""
    return {
        "own_parties": agreeing.parties_of(placement, current_user, decides=decides(placement)),
        "parties": {party: getattr(placement, AGREED_AT[party]) for party in PARTIES},
    }  # fmt: skip


def agreement_or_404(placement_id: int) -> Placement:
    placement = placement_or_404(placement_id)
    return placement if placement.kind == MENTORSHIP else abort(404)


@bp.post("/<int:placement_id>/agreement")
@allow("placements.see")
def agree(placement_id: int):
    placement = agreement_or_404(placement_id)
    party = request.form.get("party", "")
    return do(
        placement,
        lambda: agreeing.agree(
            placement, party, current_user, version=version_sent(), today=today(), now=now()
        ),
        _("You agree to it."),
    )


@bp.route("/<int:placement_id>/declining", methods=["GET", "POST"])
@allow("placements.see")
def decline(placement_id: int):
    placement, form = agreement_or_404(placement_id), DeclineForm()
    mine = agreeing.parties_of(placement, current_user, decides=decides(placement))
    if not form.is_submitted():
        form.party.data = next(iter(mine), "")
    return step_page(
        placement, form, _("Decline the agreement"), _("You declined; there is no pair."),
        lambda: agreeing.decline(
            placement, form.party.data, form.reason.data, current_user, today=today(), now=now()
        ),
    )  # fmt: skip


@bp.get("/<int:placement_id>/agreement")
@allow("placements.see")
def agreement(placement_id: int):
    """The agreement with its five points and three signatures, for paper; ``as=docx`` as Word."""
    placement = agreement_or_404(placement_id)
    text = agreement_text.text_of(placement, head_of(placement))
    if request.args.get("as") == "docx":
        return send_word(agreement_text.word_of(text), f"{text.title} {text.names}.docx")
    return render_template(
        "placements/agreement.html", text=text, placement=placement, back=placement_url(placement)
    )
