"""Photographs and scans of a gathering: added, shown as pictures, sent as files, taken off."""

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_url, held_or_404
from blueprints.groupstudy.record_loading import done, too_late
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.forms import new_once_key
from blueprints.shared.limits import takes_files
from blueprints.shared.page_pictures import page_of_file
from blueprints.shared.proofs import ProofRefused, read_proofs, say_what_is_twice
from blueprints.shared.saving import saved
from blueprints.shared.sent_files import send_stored
from domain.files.refusals import Checked
from domain.groupstudy import group_files
from domain.groupstudy.group_files import MOST_FILES, OF_GATHERING, PHOTO, SCAN, TooManyFiles
from domain.groupstudy.holding import CLOSED, OPEN, NotInState
from models import Attendance, GroupStudy, db

TAKEN = ("image/", "application/pdf")
AT_ONCE = 10


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """Photographs and scans. One query."""
    found = group_files.files_of(gathering.id, *OF_GATHERING)
    return {
        "photos": [one for one in found if one.purpose == PHOTO],
        "scans": [one for one in found if one.purpose == SCAN],
        "file_room": max(0, MOST_FILES - len(found)), "files_at_once": AT_ONCE,
        "adds_files": holds and gathering.state in {OPEN, CLOSED},
    }  # fmt: skip


@bp.post("/<int:gathering_id>/files")
@takes_files
@allow("group_study.hold", gate="free")
def add_files(gathering_id: int):
    """Check the files before the gate, then hang them on the gathering, all or none."""
    gathering = held_or_404(gathering_id)
    purpose = SCAN if request.form.get("purpose") == SCAN else PHOTO
    try:
        checked = _files_sent()
        instead = begin_writing()
        if instead is not None:
            return instead
        new = group_files.keep_files(
            gathering, purpose, checked, actor=current_user.actor, now=now()
        )
    except ProofRefused as refused:
        return _refused(gathering, str(refused))
    except TooManyFiles as full:
        return _refused(gathering, too_many_text(full))
    except NotInState:
        return too_late(gathering_id, "files")
    say_what_is_twice(checked)
    said = ngettext("%(num)d file added.", "%(num)d files added.", len(new))
    text = said if new else _("It is there already.")
    return saved(f"{gathering_url(gathering)}#files", text)


def _files_sent() -> list[Checked]:
    """The files of the form, checked.

    Raises:
        ProofRefused.
    """
    sent = [one for one in request.files.getlist("proofs") if one.filename]
    if not sent:
        raise ProofRefused(_("Choose a file."))
    if len(sent) > AT_ONCE:
        raise ProofRefused(_("Choose at most %(most)d files at once.", most=AT_ONCE))
    checked = read_proofs(sent)
    for one in checked:
        if not one.media_type.startswith(TAKEN):
            raise ProofRefused(
                _("“%(file)s” is neither a picture nor a PDF file.", file=one.name)
            )  # fmt: skip
    return checked


def too_many_text(full: TooManyFiles) -> str:
    if full.room == 0:
        return _("There are %(most)d files on it already, the most there can be.", most=full.most)
    return ngettext(
        "Choose at most %(num)d file: it takes %(most)d in all.",
        "Choose at most %(num)d files: it takes %(most)d in all.",
        full.room, most=full.most,
    )  # fmt: skip


def _refused(gathering: GroupStudy, why: str):
    """What was wrong, and the form once more; the file has to be chosen again."""
    page = render_template(
        "groupstudy/files.html", gathering=gathering, why=why, place=gathering_url(gathering),
        once=new_once_key(), **parts(gathering, holds=True),
    )  # fmt: skip
    return page, 422


@bp.get("/files/<int:file_id>")
@allow("group_study.see")
def group_file(file_id: int) -> Response:
    """The file, to be saved: no browser shows it."""
    return send_stored(_file_or_404(file_id), f"file-{file_id}")


@bp.get("/files/<int:file_id>/pages/<int:number>")
@allow("group_study.see")
def group_file_page(file_id: int, number: int) -> Response:
    """A page of a PDF, or a picture, as a JPEG of ours; ``small=1`` gives it as for a list."""
    return page_of_file(_file_or_404(file_id), number)


def _file_or_404(file_id: int) -> group_files.GroupFile:
    return group_files.find_file(file_id, current_user) or abort(404)


@bp.post("/files/<int:file_id>/removal")
@allow("group_study.hold")
def take_file_off(file_id: int):
    """The proof of a leave too, which whoever added it may take off; that leads back to it."""
    row, gathering = group_files.find_own_file(file_id, current_user) or abort(404)
    place = ""
    if row.attendance_id is not None:
        place = url_for(
            "groupstudy.marks", gathering_id=gathering.id,
            person_id=db.session.get_one(Attendance, row.attendance_id).person_id,
        )  # fmt: skip
    return done(
        gathering,
        lambda: group_files.take_file_off(row, gathering, actor=current_user.actor, now=now()),
        _("The file was taken off."), "files", place=place,
    )  # fmt: skip
