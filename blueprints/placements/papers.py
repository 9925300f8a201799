"""Papers: the list, a new one, its day and its file."""

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, FileField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional

from blueprints.placements import register_words
from blueprints.placements.blueprint import bp
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import full_day_text, now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.forms import RecordForm, one_line
from blueprints.shared.limits import takes_files
from blueprints.shared.page_pictures import page_of_file
from blueprints.shared.paging import PAGE_SIZE, Page, page_number, whole_number
from blueprints.shared.proofs import ProofRefused, read_proofs
from blueprints.shared.saving import saved, step_back
from blueprints.shared.sent_files import send_stored
from domain.files.keeping import KeptFile
from domain.placements import papers
from domain.placements.papers import PaperKnown
from domain.versions import Stale
from models import Paper, db


class PaperForm(RecordForm):
    version = HiddenField("")
    dated_on = DateField(_l("Document of the day"), [Optional()])
    proofs = FileField(_l("File of it"))


class NewPaperForm(PaperForm):
    number = StringField(
        _l("Document number"), [DataRequired(), Length(max=80)], filters=[one_line]
    )


@bp.get("/papers")
@allow("placements.keep")
def papers_list():
    """All papers, the newest first; ``text``: those whose number has it."""
    text = one_line(request.args.get("text"))[:80]
    found = papers.papers_page(text, page=page_number(), size=PAGE_SIZE)
    return render_template(
        "placements/papers.html", rows=found.rows, text=text,
        page=Page(page_number(), found.total),
        told=register_words, may_keep=True,
    )  # fmt: skip


@bp.route("/papers/new", methods=["GET", "POST"])
@takes_files
@allow("placements.keep", gate="free")
def new_paper():
    form = NewPaperForm()
    if not form.validate_on_submit():
        return _page(form, None)
    file, instead = _read(form)
    if instead is not None:
        return instead
    try:
        paper = papers.add_paper(
            form.number.data, form.dated_on.data, file, actor=current_user.actor, now=now()
        )
    except PaperKnown as known:
        step_back()
        form.number.errors = [_("This paper is known already, of %(day)s.",
                                day=full_day_text(known.paper.dated_on) or "—")]  # fmt: skip
        return _page(form, None)
    return saved(paper_url(paper), _("The paper is kept."))


@bp.route("/papers/<int:paper_id>", methods=["GET", "POST"])
@takes_files
@allow("placements.keep", gate="free")
def paper(paper_id: int):
    """The paper with its file; its number stays, since lines name it by that."""
    found = db.get_or_404(Paper, paper_id)
    form = PaperForm()
    if not form.is_submitted():
        form.dated_on.data, form.version.data = found.dated_on, str(found.version)
    if not form.validate_on_submit():
        return _page(form, found)
    file, instead = _read(form, found)
    if instead is not None:
        return instead
    try:
        papers.edit_paper(
            found, version=whole_number(form.version.data), dated_on=form.dated_on.data,
            file=file, actor=current_user.actor, now=now(),
        )  # fmt: skip
    except Stale:
        return conflict_page(
            form, {"dated_on": found.dated_on}, version=found.version, cancel_url=paper_url(found)
        )
    return saved(paper_url(found), _("The paper is kept."))


def _read(form: PaperForm, found: Paper | None = None):
    """The file sent, checked before the gate, and what answers instead, if anything does."""
    try:
        checked = read_proofs(request.files.getlist("proofs")[:1])
    except ProofRefused as refused:
        form.proofs.errors = [str(refused)]
        return None, _page(form, found)
    return (checked[0] if checked else None), begin_writing()


def _page(form: PaperForm, found: Paper | None) -> tuple[str, int]:
    page = render_template(
        "placements/paper.html", form=form, paper=found,
        file=papers.file_of(found) if found is not None else None,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.get("/papers/files/<int:paper_id>")
@allow("placements.keep")
def paper_file(paper_id: int) -> Response:
    """The file, to be saved: no browser shows it."""
    return send_stored(_file_or_404(paper_id), f"paper-{paper_id}")


@bp.get("/papers/files/<int:paper_id>/pages/<int:number>")
@allow("placements.keep")
def paper_page(paper_id: int, number: int) -> Response:
    """A page of a PDF, or a picture, as a JPEG of ours."""
    return page_of_file(_file_or_404(paper_id), number)


def _file_or_404(paper_id: int) -> KeptFile:
    return papers.file_of(db.get_or_404(Paper, paper_id)) or abort(404)


def paper_url(paper: Paper) -> str:
    return url_for("placements.paper", paper_id=paper.id)
