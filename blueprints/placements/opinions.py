"""Opinions of a placement: signed by unit leaders, mentor and mentee; scans of outside units."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements import opinion_words, refusals
from blueprints.placements.blueprint import bp
from blueprints.placements.loading import placement_or_404, placement_url
from blueprints.placements.moves_forms import OpinionForm, ScannedForm
from blueprints.placements.opinion_words import ABOUT, PHASES, POINTS, SECONDED_POINTS, SIDES
from blueprints.placements.words import KINDS
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now, today
from blueprints.shared.limits import takes_files
from blueprints.shared.paging import whole_number
from blueprints.shared.proofs import ProofRefused, read_proofs
from blueprints.shared.saving import saved, step_back
from domain.placements import asked_opinions, opinions
from domain.placements.asked_opinions import Asked
from domain.placements.opinions import Said
from domain.placements.shown import head_of
from models import Placement

ANCHOR = "opinions"


def parts(placement: Placement) -> dict[str, object]:
    """What is asked, what stands, what was corrected. At most four queries."""
    if not opinions.may_read(placement, current_user):
        return {"opinions": []}
    signed = opinions.signed_in(placement)
    sides = asked_opinions.sides_of(placement, current_user, today=today())
    mine = set(opinions.open_now(placement, sides))
    lines = [_line(placement, one, signed, mine) for one in asked_opinions.asked(placement)]
    begun = placement.state in (asked_opinions.UNDER_WAY, *asked_opinions.OVER)
    return {
        "opinions": lines if begun or signed else [], "opinion_words": opinion_words,
    }  # fmt: skip


def _line(
    placement: Placement, which: Asked, signed: list[opinions.Signed], mine: set[Asked]
) -> dict[str, object]:
    said = [
        one for one in signed
        if (one.opinion.phase, one.opinion.side, one.opinion.about)
        == (which.phase, which.side, which.about)
    ]  # fmt: skip
    stands = next((one for one in said if one.opinion.superseded_at is None), None)
    return {
        "which": which, "stands": stands, "former": [one for one in said if one is not stands],
        "corrected_at": {one.opinion.entered_at for one in said},
        "may_sign": which in mine, "owed": asked_opinions.is_open(placement, which.phase),
    }  # fmt: skip


@bp.route("/<int:placement_id>/opinions/<phase>/<side>/<about>", methods=["GET", "POST"])
@takes_files
@allow("placements.see", gate="free")
def sign(placement_id: int, phase: str, side: str, about: str):
    """Sign for a side, or correct what it signed; of an outside unit with the scan of it."""
    placement = placement_or_404(placement_id)
    which = opinions.find_asked(placement, phase, side, about) or abort(404)
    sides = asked_opinions.sides_of(placement, current_user, today=today())
    if which.side not in sides or not opinions.may_read(placement, current_user):
        abort(404)
    outside = opinions.is_outside(placement, which.side)
    form = ScannedForm() if outside else OpinionForm()
    if not form.is_submitted():
        _fill(form, placement, which)
    if not form.validate_on_submit():
        return _page(placement, which, form, outside=outside)
    scan, instead = _scan_sent(placement, which, form, outside=outside)
    if instead is not None:
        return instead
    try:
        opinions.sign(
            placement, which, _said(form), current_user, read=whole_number(form.read.data),
            scan=scan, today=today(), now=now(),
        )  # fmt: skip
    except refusals.REFUSALS as refused:
        step_back()
        refusals.show_why(form, refused)
        _renew(form, refused)
        return _page(placement, which, form, outside=outside)
    return saved(placement_url(placement, ANCHOR), _("It is signed."))


def _fill(form: OpinionForm, placement: Placement, which: Asked) -> None:
    stands = opinions.standing(placement, which)
    if stands is None:
        form.read.data = "0"
        return
    form.read.data = str(stands.id)
    for name in ("text", "conclusion", "signed_name", "signed_on"):
        if name in form:
            form[name].data = getattr(stands, name)


def _renew(form: OpinionForm, refused: Exception) -> None:
    """What stands now is known to whoever was just told so: sent again, it corrects that."""
    if isinstance(refused, opinions.SaidOtherwise):
        form.read.data = str(refused.standing.id if refused.standing is not None else 0)


def _said(form: OpinionForm) -> Said:
    more = {name: form[name].data for name in ("signed_name", "signed_on") if name in form}
    return Said(form.text.data, form.conclusion.data or "", **more)


def _scan_sent(placement: Placement, which: Asked, form: OpinionForm, *, outside: bool):
    """The scan, checked before the gate, and what answers instead, if anything does."""
    if not outside:
        return None, begin_writing()
    try:
        checked = read_proofs(request.files.getlist("proofs")[:1])
    except ProofRefused as refused:
        form.proofs.errors = [str(refused)]
        return None, _page(placement, which, form, outside=True)
    return (checked[0] if checked else None), begin_writing()


def _page(placement: Placement, which: Asked, form: OpinionForm, *, outside: bool):
    points = POINTS.get(placement.kind, SECONDED_POINTS)
    heading = _(
        "%(phase)s: %(side)s %(about)s", phase=PHASES[which.phase], side=SIDES[which.side],
        about=ABOUT[which.about],
    )  # fmt: skip
    page = render_template(
        "placements/opinion.html", placement=placement, form=form, heading=heading,
        points=points, outside=outside, head=head_of(placement), kinds=KINDS,
        back=placement_url(placement, ANCHOR),
    )  # fmt: skip
    return page, 422 if form.errors else 200
