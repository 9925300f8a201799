"""Rehearsing a loaded pack on a year's real activities, and adopting it after that."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.rules.blueprint import bp
from blueprints.rules.change_words import change_sheet, told
from blueprints.rules.forms import AdoptionForm
from blueprints.rules.kept_trials import kept_trial
from blueprints.rules.reading import pack_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import full_day_text, now, today
from blueprints.shared.errors import too_many_rows
from blueprints.shared.exports import send_workbook
from blueprints.shared.hours_words import pack_text
from blueprints.shared.paging import Page, page_number, whole_number
from blueprints.shared.rules_words import adoption_refusal
from blueprints.shared.saving import saved, step_back
from domain.hours.adoptions import REFUSALS, ReasonMissing, adopt_pack
from domain.hours.packs import Pack
from models import RulePack

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
YEARS = 5


@bp.get("/<slug>/<int:version>/rehearsal")
@allow("rules.adopt")
def rehearsal(slug: str, version: int):
    """Whose figure of a year would change, from what to what, and why. Nothing is written."""
    row, pack = pack_or_404(slug, version)
    year = _year()
    trial = kept_trial(row.id, pack, year)
    if request.args.get("as") == "xlsx":
        if len(trial.changes) > MOST_EXPORTED:
            return too_many_rows(MOST_EXPORTED)
        name = _("rehearsal-%(pack)s-%(version)d-%(year)d", pack=slug, version=version, year=year)
        return send_workbook(change_sheet(trial), f"{name}.xlsx")
    page = Page(page_number(), len(trial.changes), PAGE_SIZE)
    some = trial.changes[(page.number - 1) * PAGE_SIZE : page.number * PAGE_SIZE]
    return render_template(
        "rules/rehearsal.html", row=row, pack=pack, trial=trial, page=page,
        rows=[told(one, pack) for one in some], pack_text=pack_text, years=_years(),
        form=_adoption_form(pack),
        export_url=url_for(
            "rules.rehearsal", slug=slug, version=version, year=year, **{"as": "xlsx"}
        ),
    )  # fmt: skip


@bp.post("/<slug>/<int:version>/adoption")
@allow("rules.adopt")
def adopt(slug: str, version: int):
    """Put it in force from the day; the pack before it ends the day before."""
    row, pack = pack_or_404(slug, version)
    form = AdoptionForm()
    if form.validate() and _adopted(form, row):
        day = full_day_text(form.from_on.data)
        return saved(url_for("rules.index"), _("In force from %(day)s.", day=day))
    page = render_template(
        "rules/adoption.html", row=row, pack=pack, form=form, pack_text=pack_text
    )
    return page, 422


def _adopted(form: AdoptionForm, row: RulePack) -> bool:
    try:
        adopt_pack(row, form.from_on.data, form.reason.data, actor=current_user.actor, now=now())
    except REFUSALS as refused:
        slug_text = adoption_refusal(refused)
        step_back()
        field = form.reason if isinstance(refused, ReasonMissing) else form.from_on
        field.errors = [slug_text]
        return False
    return True


def _adoption_form(pack: Pack) -> AdoptionForm:
    """The first day of next year, where the pack holds it; otherwise its own first day."""
    form = AdoptionForm(formdata=None)
    day = today().replace(year=today().year + 1, month=1, day=1)
    form.from_on.data = max(day, pack.effective_from)
    if pack.effective_to is not None and form.from_on.data > pack.effective_to:
        form.from_on.data = pack.effective_from
    return form


def _years() -> list[int]:
    return list(range(today().year, today().year - YEARS, -1))


def _year() -> int:
    """The year asked for; last year, which is whole, where none is."""
    year = whole_number(request.args.get("year", str(today().year - 1)))
    return year if year in _years() else abort(404)
