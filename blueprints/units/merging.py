"""Two units or two branches made one: chosen, shown what would move, then done."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.units.acting import open_or_404, try_act, unit_choices, when
from blueprints.units.blueprint import bp
from blueprints.units.branches import branch_url
from blueprints.units.forms import MergeForm
from blueprints.units.tree import unit_url
from domain.organisation import branches, lists, units
from domain.organisation.previews import preview_branch_merge, preview_unit_merge
from models import Branch, Unit


@bp.route("/<int:unit_id>/merge", methods=["GET", "POST"])
@allow("organisation.edit")
def merge(unit_id: int):
    row = open_or_404(Unit, unit_id)
    choices = unit_choices(_("Choose a unit"), outside=row.outside)
    form = _form([choice for choice in choices if choice.value != str(row.id)])
    done = try_act(form, lambda: _merge_units(row, form), url_for("units.index"))
    return done or _page(
        row, form, lambda kept: preview_unit_merge(kept, row, when=when(form)),
        title=_("Merge into another unit"), button=_("Merge the units"), back=unit_url(row),
        lead=_("Units, posts and branches move with their people; posts of one title become one; "
               "this unit closes."),
    )  # fmt: skip


def _merge_units(row: Unit, form: MergeForm) -> str:
    kept = open_or_404(Unit, int(form.target.data))
    units.merge_units(kept, row, when=when(form))
    return _("%(merged)s is now part of %(kept)s.", merged=row.name, kept=kept.name)


@bp.route("/branches/<int:branch_id>/merge", methods=["GET", "POST"])
@allow("organisation.edit")
def branch_merge(branch_id: int):
    row = open_or_404(Branch, branch_id)
    others = [other for other in lists.open_branches() if other.id != row.id]
    form = _form([
        SelectChoice("", _("Choose a branch")),
        *(SelectChoice(str(other.id), other.name) for other in others),
    ])  # fmt: skip
    done = try_act(form, lambda: _merge_branches(row, form), url_for("units.branches"))
    return done or _page(
        row, form, lambda _kept: preview_branch_merge(row, when=when(form)),
        title=_("Merge into another branch"), button=_("Merge the branches"), back=branch_url(row),
        lead=_("Its members are in the other branch from that day on, without an office at first; "
               "secretary's roles for this branch lapse."),
    )  # fmt: skip


def _merge_branches(row: Branch, form: MergeForm) -> str:
    kept = open_or_404(Branch, int(form.target.data))
    moved = branches.merge_branches(kept, row, when=when(form))
    return ngettext(
        "%(num)d member is now in %(kept)s.", "%(num)d members are now in %(kept)s.", moved,
        kept=kept.name,
    )  # fmt: skip


def _form(choices: list[SelectChoice]) -> MergeForm:
    """What was sent, or what the address asks to see."""
    form = MergeForm() if request.method == "POST" else MergeForm(request.args)
    form.target.choices = choices
    return form


def _page(
    row: Unit | Branch, form: MergeForm, preview: Callable[[Any], object], **texts: str
) -> tuple[str, int]:
    """The form, or what would move where the address names the other one; 422 when refused."""
    kept = shown = None
    if request.method == "GET" and "target" in request.args and form.validate():
        kept = open_or_404(type(row), int(form.target.data))
        shown = preview(kept)
    elif not form.errors and form.on.data is None:
        form.on.data = today()
    page = render_template(
        "units/merge.html", row=row, form=form, kept=kept, shown=shown,
        branch=isinstance(row, Branch), **texts,
    )  # fmt: skip
    return page, 422 if form.errors else 200
