"""Materials to choose from: everybody who logs sees the list; the organiser keeps it."""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import Page, own_arguments, page_number, whole_number
from blueprints.shared.saving import saved, step_back
from blueprints.study.blueprint import bp
from blueprints.study.forms import MaterialForm
from domain import materials as keeping
from domain.access import may
from domain.versions import Stale
from models import Material, db

PAGE_SIZE = 50


@bp.get("/materials")
@allow("materials.see")
def materials():
    """Those on offer, or with ``retired=1`` for who keeps them those that are no more."""
    edits = may(current_user, "materials.edit")
    retired = edits and request.args.get("retired") == "1"
    text, number = request.args.get("text", "").strip()[:60], page_number()
    rows, total = keeping.materials(text=text, retired=retired, page=number, size=PAGE_SIZE)
    if total and not rows:
        last = -(-total // PAGE_SIZE)
        return redirect(url_for("study.materials", **{**own_arguments(), "page": last}))
    return render_template(
        "study/materials.html", rows=rows, page=Page(number, total, PAGE_SIZE), text=text,
        retired=retired, edits=edits, logs=may(current_user, "entry.log"), once=new_once_key(),
    )  # fmt: skip


@bp.route("/materials/new", methods=["GET", "POST"])
@allow("materials.edit")
def new_material():
    form = MaterialForm()
    if form.validate_on_submit():
        title, source = form.title.data.strip(), (form.source.data or "").strip()
        try:
            keeping.add_material(title, source, actor=current_user.actor, now=now())
        except keeping.TitleTaken:
            _say_taken(form)
        else:
            text = _("“%(title)s” is on offer now.", title=title)
            return saved(url_for("study.materials"), text)
    return _form_page(form)


@bp.route("/materials/<int:material_id>/edit", methods=["GET", "POST"])
@allow("materials.edit")
def edit_material(material_id: int):
    row = db.get_or_404(Material, material_id)
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            _rename(row, form)
        except keeping.TitleTaken:
            _say_taken(form)
        except Stale:
            return _both_values(form, material_id)
        else:
            return saved(url_for("study.materials"), _("Saved."))
    elif not form.is_submitted():
        form.title.data, form.source.data = row.title, row.source
        form.version.data = str(row.version)
    return _form_page(form, db.get_or_404(Material, material_id))


def _rename(row: Material, form: MaterialForm) -> None:
    keeping.rename_material(
        row, title=form.title.data.strip(), source=(form.source.data or "").strip(),
        version=whole_number(form.version.data), actor=current_user.actor, now=now(),
    )  # fmt: skip


def _both_values(form: MaterialForm, material_id: int):
    step_back()
    row = db.session.get(Material, material_id) or abort(404)
    stored = {"title": row.title, "source": row.source}
    return conflict_page(
        form, stored, version=row.version, cancel_url=url_for("study.materials")
    )  # fmt: skip


@bp.post("/materials/<int:material_id>/retirement")
@allow("materials.edit")
def retire_material(material_id: int):
    row = db.get_or_404(Material, material_id)
    keeping.retire_material(row, actor=current_user.actor, now=now())
    return saved(
        url_for("study.materials"), _("“%(title)s” is no longer on offer.", title=row.title)
    )  # fmt: skip


@bp.post("/materials/<int:material_id>/return")
@allow("materials.edit")
def restore_material(material_id: int):
    row = db.get_or_404(Material, material_id)
    title = row.title
    try:
        keeping.restore_material(row, actor=current_user.actor, now=now())
    except keeping.TitleTaken:
        step_back()
        text = _("Another material on offer is called “%(title)s”.", title=title)
        return saved(url_for("study.materials", retired=1), text, "due")
    return saved(url_for("study.materials"), _("“%(title)s” is on offer again.", title=title))


def _say_taken(form: MaterialForm) -> None:
    step_back()
    form.title.errors = [_("Another material on offer has this title.")]


def _form_page(form: MaterialForm, row: Material | None = None):
    page = render_template("study/material.html", form=form, material=row)
    return page, 422 if form.errors else 200
