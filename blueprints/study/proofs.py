"""Proofs of an entry: added, taken off, sent as files, shown as pictures of their pages."""

from pathlib import Path

from flask import Response, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.limits import takes_files
from blueprints.shared.page_pictures import page_picture
from blueprints.shared.proofs import ProofRefused, read_proofs, say_what_is_twice, too_many_text
from blueprints.shared.saving import saved
from blueprints.shared.sent_files import send_proof
from blueprints.study.blueprint import bp
from blueprints.study.loading import own_entry_or_404
from blueprints.study.words import STATES
from domain import access, attachments, corrections, study_lists
from domain.attachments import Proof, TooManyProofs
from domain.entry_steps import NotInState
from domain.files.refusals import Checked
from domain.files.store import Store
from models import Attachment, Person, StudyEntry, db


@bp.post("/entries/<int:entry_id>/proofs")
@takes_files
@allow("entry.log", gate="free")
def add_proofs(entry_id: int):
    """Check the files before the gate, then hang them on the entry, all or none."""
    row = own_entry_or_404(entry_id)
    try:
        checked = _files_sent(row)
        instead = begin_writing()
        if instead is not None:
            return instead
        new = attachments.attach(entry_id, checked, actor=current_user.actor, now=now())
    except ProofRefused as refused:
        return _refused(row, str(refused))
    except TooManyProofs as full:
        return _refused(row, too_many_text(full.room))
    except NotInState as late:
        return _refused(row, _unchanged(late.entry))
    say_what_is_twice(checked)
    said = ngettext("%(num)d file added as proof.", "%(num)d files added as proof.", len(new))
    return saved(_page_of(row), said if new else _("It is there already."))


def _files_sent(entry: StudyEntry) -> list[Checked]:
    """The files of the form, checked; what cannot be kept is not even read.

    Raises:
        ProofRefused, NotInState
    """
    if entry.state not in attachments.PROOFS_CHANGE_IN:
        raise NotInState(entry)
    checked = read_proofs(request.files.getlist("proofs"))
    if not checked:
        raise ProofRefused(_("Choose a file."))
    return checked


@bp.post("/proofs/<int:proof_id>/removal")
@allow("entry.log")
def take_proof_off(proof_id: int):
    row = db.session.get(Attachment, proof_id) or abort(404)
    entry = own_entry_or_404(row.entry_id)
    try:
        attachments.take_off(row, actor=current_user.actor, now=now())
    except NotInState as late:
        return saved(_page_of(entry), _unchanged(late.entry), "due")
    return saved(_page_of(entry), _("The proof was taken off."))


@bp.get("/proofs/<int:proof_id>")
@allow("proof.see")
def proof(proof_id: int) -> Response:
    """The file, to be saved: no browser shows it."""
    return send_proof(_proof_or_404(proof_id), Store(Path(current_app.config["INSTANCE"])))


@bp.get("/proofs/<int:proof_id>/pages/<int:number>")
@allow("proof.see")
def proof_page(proof_id: int, number: int) -> Response:
    """A page of a PDF, or a picture, as a JPEG of ours; ``small=1`` gives it as for a list."""
    found = _proof_or_404(proof_id)
    if not 1 <= number <= found.shown_pages:
        abort(404)
    size = "small" if request.args.get("small") == "1" else "large"
    return page_picture(found.sha256, found.media_type, number, size)


def _proof_or_404(proof_id: int) -> Proof:
    found = attachments.find_proof(proof_id)
    if found is None or not _may_see(found[1]):
        abort(404)
    return found[0]


def _may_see(entry: StudyEntry) -> bool:
    """The owner; who may void entries of its owner; who confirms it, while it is before them."""
    if entry.person_id == current_user.person_id:
        return True
    if entry.state == "draft":
        return False
    covered = access.reach(current_user, "entry.void")
    within = db.select(Person.id).where(
        Person.id == entry.person_id, access.people_within(covered, today())
    )
    if db.session.scalar(within) is not None:
        return True
    return _is_to_be_decided(entry) and bool(
        access.may(current_user, "entry.confirm")
        and study_lists.entries_to_decide(current_user, [entry.id], today=today())
    )


def _is_to_be_decided(entry: StudyEntry) -> bool:
    """Whether it waits, or a correction of it does."""
    if entry.state == "confirmed":
        return corrections.is_asked_for(entry.id)
    return entry.state == "waiting"


def _page_of(entry: StudyEntry) -> str:
    """Where the owner goes on: a draft is a form still."""
    place = "study.edit" if entry.state == "draft" else "study.entry"
    return url_for(place, entry_id=entry.id)


def _unchanged(entry: StudyEntry) -> str:
    return _("Nothing changed: the entry is %(state)s.", state=STATES[entry.state])


def _refused(entry: StudyEntry, why: str):
    """What was wrong, and the form once more; the file has to be chosen again."""
    room = attachments.MOST_PROOFS - len(attachments.attached_to([entry.id]).get(entry.id, ()))
    page = render_template(
        "study/proofs.html", entry=entry, why=why, back=_page_of(entry), room=room,
        changeable=entry.state in attachments.PROOFS_CHANGE_IN, once=new_once_key(),
    )  # fmt: skip
    return page, 422
