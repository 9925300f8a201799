"""Files of a placement: annexes of reports, scans of opinions; sent, shown page by page."""

from flask import Response, abort, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.placements import refusals
from blueprints.placements.blueprint import bp
from blueprints.placements.loading import decides, placement_or_404, placement_url
from blueprints.placements.moves_forms import FilesForm
from blueprints.placements.words import KINDS
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.limits import takes_files
from blueprints.shared.page_pictures import page_of_file
from blueprints.shared.proofs import ProofRefused, read_proofs, say_what_is_twice
from blueprints.shared.saving import saved, step_back
from blueprints.shared.sent_files import send_stored
from domain.files.refusals import Checked
from domain.placements import opinions, placement_files, reports
from domain.placements.placement_files import OPINION, REPORT, FileOfPlacement
from domain.placements.shown import head_of
from models import Placement

ANCHOR = "reports"


def parts(placement: Placement) -> dict[str, object]:
    """Annexes, and scans by the opinion. One query."""
    found = placement_files.files_of(placement)
    scans: dict[int | None, list[FileOfPlacement]] = {}
    for one in found:
        if one.purpose == OPINION:
            scans.setdefault(one.opinion_id, []).append(one)
    annexes = [one for one in found if one.purpose == REPORT]
    kept = {
        one.id: placement_files.may_take_off(one, current_user, decides=decides(placement))
        for one in annexes
    }
    return {"annexes": annexes, "annexes_mine": kept, "scans": scans}


@bp.route("/<int:placement_id>/files/new", methods=["GET", "POST"])
@takes_files
@allow("placements.see", gate="free")
def add_files(placement_id: int):
    """Check the files before the gate, then hang them on the placement, all or none."""
    placement, form = placement_or_404(placement_id), FilesForm()
    if not reports.may_write(placement, current_user):
        abort(404)
    if not form.validate_on_submit():
        return _page(placement, form)
    try:
        checked = _files_sent()
    except ProofRefused as refused:
        form.proofs.errors = [str(refused)]
        return _page(placement, form)
    instead = begin_writing()
    if instead is not None:
        return instead
    try:
        new = placement_files.keep_files(
            placement, REPORT, checked, actor=current_user.actor, now=now()
        )
    except refusals.REFUSALS as refused:
        step_back()
        refusals.show_why(form, refused)
        return _page(placement, form)
    say_what_is_twice(checked)
    said = ngettext("%(num)d file added.", "%(num)d files added.", len(new))
    return saved(placement_url(placement, ANCHOR), said if new else _("It is there already."))


def _files_sent() -> list[Checked]:
    """The files of the form, checked.

    Raises:
        ProofRefused.
    """
    checked = read_proofs(request.files.getlist("proofs"))
    if not checked:
        raise ProofRefused(_("Choose a file."))
    return checked


def _page(placement: Placement, form: FilesForm):
    page = render_template(
        "placements/files.html", placement=placement, form=form, head=head_of(placement),
        kinds=KINDS, back=placement_url(placement, ANCHOR),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.get("/<int:placement_id>/files/<int:file_id>")
@allow("placements.see")
def file(placement_id: int, file_id: int) -> Response:
    """The file, to be saved: no browser shows it."""
    found = _file_or_404(placement_or_404(placement_id), file_id)
    return send_stored(found, f"placement-{placement_id}")


@bp.get("/<int:placement_id>/files/<int:file_id>/pages/<int:number>")
@allow("placements.see")
def file_page(placement_id: int, file_id: int, number: int) -> Response:
    """A page of a PDF, or a picture, as a JPEG of ours."""
    return page_of_file(_file_or_404(placement_or_404(placement_id), file_id), number)


@bp.post("/<int:placement_id>/files/<int:file_id>/removal")
@allow("placements.see")
def take_off(placement_id: int, file_id: int):
    placement = placement_or_404(placement_id)
    found = _file_or_404(placement, file_id)
    if not placement_files.may_take_off(found, current_user, decides=decides(placement)):
        abort(404)
    return refusals.do(
        placement,
        lambda: placement_files.take_off(
            placement, found.id, actor=current_user.actor, now=now()
        ),
        _("It is taken off."), ANCHOR,
    )  # fmt: skip


def _file_or_404(placement: Placement, file_id: int) -> FileOfPlacement:
    """A scan of an opinion only for who may read that."""
    found = placement_files.find_file(placement, file_id) or abort(404)
    hidden = found.purpose == OPINION and not opinions.may_read(placement, current_user)
    return abort(404) if hidden else found
