"""A register for each kind of placement, with filters, kept views and a workbook of it."""

from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from blueprints.placements import register_words, words
from blueprints.placements.blueprint import bp
from blueprints.placements.register_forms import arguments, filter_form, wanted
from blueprints.placements.register_words import REGISTERS, cells, headings
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.forms import RecordForm, one_line
from blueprints.shared.paging import Page, page_number
from blueprints.shared.saving import saved, saved_or_told
from domain.access import Reach, may
from domain.organisation.tree import open_units
from domain.placements import saved_views
from domain.placements.reach import KEEP, listed_for, proposes_for
from domain.placements.registers import Wanted, register_page
from domain.placements.saved_views import TooManyViews

LONGEST_QUERY = 500


class ViewForm(RecordForm):
    name = StringField(_l("Name of the view"), [DataRequired(), Length(max=60)], filters=[one_line])


@bp.get("/registers/<kind>")
@allow("placements.list")
def register(kind: str):
    """Five queries, however many stand in it."""
    page, status = _page(kind, ViewForm())
    return page, status


def _page(kind: str, view_form: ViewForm):
    if kind not in REGISTERS:
        abort(404)
    units = open_units()
    form = filter_form(kind, units)
    asked = wanted(kind, form)
    scope = listed_for(current_user, today())
    if request.args.get("as") == "xlsx":
        return _workbook(kind, register_page(scope, asked, today=today(), size=None).rows), 200
    found = register_page(scope, asked, today=today(), page=page_number())
    kept = arguments(asked)
    here = url_for("placements.register", kind=kind)
    page = render_template(
        "placements/register.html", kind=kind, form=form, asked=asked, rows=found.rows,
        page=Page(found.number, found.total), told=register_words, words=words,
        filtered=bool(kept), here=here, may_propose=proposes_for(kind, current_user) != Reach(),
        may_keep=may(current_user, KEEP), view_form=view_form, query=_query(asked),
        views=saved_views.views_of(current_user.account_id, _place(kind)),
        order_url=url_for("placements.register", kind=kind, **kept, order=""),
        export_url=url_for(
            "placements.register", kind=kind, **kept, order=asked.order, **{"as": "xlsx"}
        ),
    )  # fmt: skip
    return page, 422 if view_form.errors else 200


def _query(asked: Wanted) -> str:
    return urlencode({**arguments(asked), "order": asked.order})


def _workbook(kind: str, rows):
    """Exactly the rows of the list, all pages of it."""
    name = str(REGISTERS[kind])
    table = [cells(row, kind) for row in rows]
    return send_workbook(workbook([(name, headings(kind), table)]), f"{name} {today()}.xlsx")


def _place(kind: str) -> str:
    return f"placements.{kind}"


@bp.post("/registers/<kind>/views")
@allow("placements.list")
def keep_view(kind: str):
    """Keep what the address asks for under a name; a name used before says this from now on."""
    form = ViewForm()
    if not form.validate_on_submit() or kind not in REGISTERS:
        return _page(kind, form)
    query = _query(wanted(kind, filter_form(kind, open_units())))[:LONGEST_QUERY]
    account = current_user.account_id
    return saved_or_told(
        f"{url_for('placements.register', kind=kind)}?{query}",
        lambda: saved_views.save_view(
            account, _place(kind), form.name.data, query, actor=current_user.actor, now=now()
        ),
        _("The view is kept as “%(name)s”.", name=form.name.data),
        refusals=(TooManyViews,), why=lambda _refused: _(
            "You keep %(num)d views of this register already. Remove one first.",
            num=saved_views.MOST_VIEWS,
        ),
    )  # fmt: skip


@bp.post("/registers/views/<int:view_id>/removal")
@allow("placements.list")
def remove_view(view_id: int):
    view = saved_views.find_view(view_id, current_user.account_id) or abort(404)
    kind, name = view.place.rpartition(".")[2], view.name
    saved_views.remove_view(view, actor=current_user.actor, now=now())
    return saved(
        url_for("placements.register", kind=kind), _("The view “%(name)s” is removed.", name=name)
    )
