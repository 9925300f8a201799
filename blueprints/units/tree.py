"""The tree of units."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.strand_words import STRANDS
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
from domain.organisation import lists, tree, units
from models import Unit, db


def unit_url(unit: Unit) -> str:
    return url_for("units.unit", unit_id=unit.id)


@bp.get("")
@allow("organisation.edit")
def index():
    """The tree as it stands, or with ``on`` as it stood on a past day."""
    on = request.args.get("on", type=date.fromisoformat)
    past = on if on is not None and on < today() else None
    nodes = tree.tree_on(past) if past is not None else tree.tree(today())
    return render_template("units/index.html", nodes=nodes, past=past)


@bp.route("/new", methods=["GET", "POST"])
@allow("organisation.edit")
def new():
    form = forms.NewUnitForm()
    form.parent_id.choices = unit_choices(_("At the top"))
    if not form.is_submitted():
        form.parent_id.data = request.args.get("below", "")
    done = try_act(form, lambda: _open(form), url_for("units.index"))
    return done or act_page(
        form, title=_("A new unit"), button=_("Open the unit"), back=url_for("units.index")
    )


def _open(form: forms.NewUnitForm) -> str:
    unit = units.open_unit(
        name=form.name.data, parent=unit_of(form.parent_id.data), outside=form.outside.data,
        when=when(form),
    )  # fmt: skip
    return _("%(name)s is opened.", name=unit.name)


@bp.get("/<int:unit_id>")
@allow("organisation.edit")
def unit(unit_id: int):
    """A unit: where it stands, its posts, and what was done to it."""
    row = db.get_or_404(Unit, unit_id)
    if row.merged_into_id is not None:
        return redirect(url_for("units.unit", unit_id=row.merged_into_id))
    return render_template(
        "units/unit.html", unit=row, path=tree.unit_path(row.id), strands=STRANDS, kinds=KINDS,
        posts=lists.post_rows(today(), unit_id=row.id), change_text=change_text,
        changes=lists.changes_of("unit", row.id),
    )  # fmt: skip


@bp.route("/<int:unit_id>/name", methods=["GET", "POST"])
@allow("organisation.edit")
def name(unit_id: int):
    row = open_or_404(Unit, unit_id)
    form = forms.NameForm()
    return name_page(
        row, form, lambda: _rename(row, form), unit_url(row), title=_("Another name"),
        button=_("Save the name"),
    )  # fmt: skip


def _rename(row: Unit, form: forms.NameForm) -> str:
    units.rename_unit(row, version=version_of(form), name=form.name.data, when=when(form))
    return _("The new name is recorded.")


@bp.route("/<int:unit_id>/place", methods=["GET", "POST"])
@allow("organisation.edit")
def place(unit_id: int):
    row = open_or_404(Unit, unit_id)
    form = forms.TargetForm()
    form.target.label.text = _("Below")
    form.target.choices = unit_choices(_("At the top"))
    if not form.is_submitted():
        form.target.data = str(row.parent_id or "")
    done = try_act(form, lambda: _move(row, form), unit_url(row))
    return done or act_page(
        form, title=_("Another place in the tree"), button=_("Move the unit"),
        back=unit_url(row), name=row.name,
        lead=_("Everything below it moves along. Who leads a unit that is left leads it no more."),
    )  # fmt: skip


def _move(row: Unit, form: forms.TargetForm) -> str:
    units.move_unit(row, parent=unit_of(form.target.data), when=when(form))
    return _("The unit is moved.")


@bp.route("/<int:unit_id>/closure", methods=["GET", "POST"])
@allow("organisation.edit")
def closure(unit_id: int):
    row = open_or_404(Unit, unit_id)
    form = forms.DayForm()
    done = try_act(form, lambda: _close(row, form), url_for("units.index"))
    return done or act_page(
        form, title=_("Close the unit"), button=_("Close the unit"), back=unit_url(row),
        name=row.name, lead=_("Only an empty unit closes: without people, units, posts, branches."),
    )  # fmt: skip


def _close(row: Unit, form: forms.DayForm) -> str:
    units.close_unit(row, when=when(form))
    return _("%(name)s is closed.", name=row.name)
