"""The branches."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.units import forms
from blueprints.units.acting import (
    act_page,
    name_page,
    open_or_404,
    try_act,
    unit_choices,
    unit_of,
    version_of,
    when,
)
from blueprints.units.blueprint import bp
from blueprints.units.words import KINDS, change_text
from domain.organisation import branches as acts
from domain.organisation import lists
from models import Branch, Unit, db


def branch_url(branch: Branch) -> str:
    return url_for("units.branch", branch_id=branch.id)


@bp.get("/branches")
@allow("organisation.edit")
def branches():
    return render_template("units/branches.html", rows=lists.branch_rows(today()))


@bp.route("/branches/new", methods=["GET", "POST"])
@allow("organisation.edit")
def new_branch():
    form = forms.NewBranchForm()
    form.unit_id.choices = unit_choices(_("No unit"))
    done = try_act(form, lambda: _open(form), url_for("units.branches"))
    return done or act_page(
        form, title=_("A new branch"), button=_("Open the branch"), back=url_for("units.branches")
    )


def _open(form: forms.NewBranchForm) -> str:
    row = acts.open_branch(name=form.name.data, unit=unit_of(form.unit_id.data), when=when(form))
    return _("%(name)s is opened.", name=row.name)


@bp.get("/branches/<int:branch_id>")
@allow("organisation.edit")
def branch(branch_id: int):
    row = db.get_or_404(Branch, branch_id)
    if row.merged_into_id is not None:
        return redirect(url_for("units.branch", branch_id=row.merged_into_id))
    return render_template(
        "units/branch.html", branch=row, unit=db.session.get(Unit, row.unit_id or 0),
        kinds=KINDS, changes=lists.changes_of("branch", row.id), change_text=change_text,
    )  # fmt: skip


@bp.route("/branches/<int:branch_id>/name", methods=["GET", "POST"])
@allow("organisation.edit")
def branch_name(branch_id: int):
    row = open_or_404(Branch, branch_id)
    form = forms.NameForm()
    return name_page(
        row, form, lambda: _rename(row, form), branch_url(row), title=_("Another name"),
        button=_("Save the name"),
    )  # fmt: skip


def _rename(row: Branch, form: forms.NameForm) -> str:
    acts.rename_branch(row, version=version_of(form), name=form.name.data, when=when(form))
    return _("The new name is recorded.")


@bp.route("/branches/<int:branch_id>/place", methods=["GET", "POST"])
@allow("organisation.edit")
def branch_place(branch_id: int):
    row = open_or_404(Branch, branch_id)
    form = forms.TargetForm()
    form.target.label.text = _("Of the unit")
    form.target.choices = unit_choices(_("No unit"))
    if not form.is_submitted():
        form.target.data = str(row.unit_id or "")
    done = try_act(form, lambda: _move(row, form), branch_url(row))
    return done or act_page(
        form, title=_("Of another unit"), button=_("Move the branch"), back=branch_url(row),
        name=row.name, lead=_("Its members stay in it."),
    )  # fmt: skip


def _move(row: Branch, form: forms.TargetForm) -> str:
    acts.move_branch(row, unit=unit_of(form.target.data), when=when(form))
    return _("The branch is moved.")


@bp.route("/branches/<int:branch_id>/closure", methods=["GET", "POST"])
@allow("organisation.edit")
def branch_closure(branch_id: int):
    row = open_or_404(Branch, branch_id)
    form = forms.DayForm()
    done = try_act(form, lambda: _close(row, form), url_for("units.branches"))
    return done or act_page(
        form, title=_("Close the branch"), button=_("Close the branch"), back=branch_url(row),
        name=row.name, lead=_("Only a branch without members closes."),
    )  # fmt: skip


def _close(row: Branch, form: forms.DayForm) -> str:
    acts.close_branch(row, when=when(form))
    return _("%(name)s is closed.", name=row.name)
