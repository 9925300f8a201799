"""Certificates of hours: issued, listed, and sent as PDF or Word file."""

from flask import Response, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import SelectField

from blueprints.hours.blueprint import bp
from blueprints.hours.certificate_files import as_of, pdf_of, word_of
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.chinese_fonts import NoChineseFont
from blueprints.shared.clock import now, today
from blueprints.shared.errors import error_page
from blueprints.shared.forms import RecordForm
from blueprints.shared.saving import saved
from blueprints.shared.sent_files import send_saved
from blueprints.shared.word_files import send_word
from domain.access import reach
from domain.hours.certificates import (
    Issued,
    NothingToCertify,
    certificates_of,
    find_certificate,
    issue_certificate,
)
from domain.hours.packs import NoPackInForce
from models import Person, db

YEARS = 6  # this one and five before it


class CertificateForm(RecordForm):
    """Which year is certified."""

    year = SelectField(_l("Year"), coerce=int)


@bp.route("/certificates", methods=["GET", "POST"])
@allow("certificate.issue")
def own_certificates():
    """My certificates, and the button that issues another."""
    if current_user.person_id is None:  # HR whose own record is still to come
        abort(404)
    return _certificates(db.session.get_one(Person, current_user.person_id), own=True)


@bp.route("/<staff_no>/certificates", methods=["GET", "POST"])
@allow("certificate.issue")
def certificates(staff_no: str):
    """The same of a person whose hours HR certifies."""
    return _certificates(person_or_404(staff_no, "certificate.issue"), own=False)


def _certificates(person: Person, *, own: bool):
    form = CertificateForm()
    form.year.choices = [
        (year, str(year)) for year in range(today().year, today().year - YEARS, -1)
    ]
    if form.validate_on_submit():
        done = _issue(form, person, own=own)
        if done is not None:
            return done
    page = render_template(
        "hours/certificates.html", form=form, person=person, own=own, as_of=as_of,
        rows=certificates_of(person.id), verify_url=url_for("verify.index"),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _issue(form: CertificateForm, person: Person, *, own: bool):
    """Issue it; ``None`` when the form says why not."""
    try:
        issue_certificate(
            person, form.year.data, organisation=current_app.config["ORGANISATION"], today=today(),
            actor=current_user.actor, now=now(),
        )  # fmt: skip
    except (NothingToCertify, NoPackInForce):
        form.year.errors = [_("No hours are confirmed in %(year)d.", year=form.year.data)]
        return None
    location = (
        url_for("hours.own_certificates")
        if own
        else url_for("hours.certificates", staff_no=person.staff_no)
    )
    return saved(location, _("The certificate is issued. It can be downloaded below."))


@bp.get("/certificates/<int:certificate_id>.pdf")
@allow("certificate.issue")
def certificate_pdf(certificate_id: int):
    """The certificate as PDF; without a Chinese font a page says so, never blank signs."""
    issued = _certificate_or_404(certificate_id)
    try:
        content = pdf_of(issued, _address(issued))
    except NoChineseFont:
        return error_page(
            503,
            _("This machine has no Chinese font"),
            _("The PDF would hold blanks in place of characters. The administrator installs a "
              "Chinese font, such as fonts-noto-cjk; until then use the Word file."),
        )  # fmt: skip
    return send_saved(content, "application/pdf", _filename(issued, "pdf"))


@bp.get("/certificates/<int:certificate_id>.docx")
@allow("certificate.issue")
def certificate_word(certificate_id: int) -> Response:
    """The certificate as Word file, from the same snapshot."""
    issued = _certificate_or_404(certificate_id)
    return send_word(word_of(issued, _address(issued)), _filename(issued, "docx"))


def _certificate_or_404(certificate_id: int) -> Issued:
    covered = reach(current_user, "certificate.issue")
    return find_certificate(certificate_id, covered, today()) or abort(404)


def _address(issued: Issued) -> str:
    """Where whoever holds the paper may check it: on this server, as it was reached."""
    return f"{request.url_root}verify/{issued.code}"


def _filename(issued: Issued, ending: str) -> str:
    name = _("certificate-%(name)s-%(year)d", name=issued.name, year=issued.year)
    return f"{name}.{ending}"
