"""The auditor's page: every row of the trail, and whether it is whole."""

from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.audit.forms import TrailFilterForm, VerificationForm
from blueprints.audit.lines import NOUNS, changes, noun_text, sheet, who
from blueprints.shared.access import allow
from blueprints.shared.clock import second_text, start_of, today
from blueprints.shared.errors import error_page
from blueprints.shared.exports import send_workbook
from blueprints.shared.paging import Page, own_arguments, page_number
from blueprints.shared.trail_words import ACTIONS, words_for
from blueprints.shared.verification import last_verification, read_anchor, verify_and_note
from domain import trail
from domain.trail import TrailFilter

bp = Blueprint("audit", __name__)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)  # no row lies outside

PAGE_SIZE = 50
MOST_EXPORTED = 20_000


@bp.get("/audit")
@allow("trail.read")
def index():
    """The rows that the filter finds, newest first; with ``as=xlsx`` all of them as a sheet."""
    form = _filter_form()
    if not form.validate():
        return _page(form, VerificationForm(), wanted=None), 422
    if request.args.get("as") == "xlsx":
        return _export(_wanted(form))
    return _page(form, VerificationForm(), wanted=_wanted(form))


@bp.post("/audit/verification")
@allow("trail.read", gate="free")
def verification():
    """Walk the trail now. Reads only, so it does not wait for the gate."""
    form = VerificationForm()
    if not form.validate_on_submit():
        return _page(_filter_form(), form, wanted=TrailFilter()), 422
    verify_and_note(read_anchor(form.anchor.data) if form.anchor.data else None)
    return redirect(url_for("audit.index"))


def _filter_form() -> TrailFilterForm:
    form = TrailFilterForm(request.args)
    form.action.choices = [("", _("All")), *ACTIONS.items()]
    form.noun.choices = [("", _("All")), *NOUNS.items()]
    return form


def _wanted(form: TrailFilterForm) -> TrailFilter:
    since, until = form.since_on.data, form.until_on.data
    return TrailFilter(
        username=form.username.data or "",
        action=form.action.data or "",
        noun=form.noun.data or "",
        noun_id=form.noun_id.data,
        since=start_of(max(since, FIRST_DAY)) if since else None,
        before=start_of(min(until, LAST_DAY) + timedelta(days=1)) if until else None,
    )


def _page(
    form: TrailFilterForm, verification_form: VerificationForm, *, wanted: TrailFilter | None
):
    number = page_number()
    found = trail.TrailPage([], 0)
    if wanted is not None:
        found = trail.trail_page(wanted, number=number, size=PAGE_SIZE)
    return render_template(
        "audit/index.html", form=form, verification_form=verification_form,
        lines=found.lines, page=Page(number, found.total, PAGE_SIZE), head=trail.head(),
        last=last_verification(), words_for=words_for, noun_text=noun_text, changes=changes,
        second_text=second_text, who=who, export_url=_export_url(),
        filtered=bool(form.errors) or wanted not in (None, TrailFilter()),
    )  # fmt: skip


def _export_url() -> str:
    return url_for("audit.index", **{**own_arguments(), "as": "xlsx"})


def _export(wanted: TrailFilter):
    lines = trail.trail_lines(wanted, most=MOST_EXPORTED + 1)
    if len(lines) > MOST_EXPORTED:
        return error_page(
            413,
            _("Too many rows for one file"),
            _("A file holds %(most)d rows at most. Choose fewer days or one kind of record.",
              most=MOST_EXPORTED),
        )  # fmt: skip
    return send_workbook(sheet(lines), _("trail-%(day)s", day=today().isoformat()) + ".xlsx")
