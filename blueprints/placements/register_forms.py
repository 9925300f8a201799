"""What the address of a register asks for, read once; what was not understood is left out."""

from collections.abc import Iterable

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional

from blueprints.placements.register_words import LACKS, WITHIN
from blueprints.placements.words import STATES
from blueprints.shared.forms import QueryForm, one_line
from blueprints.shared.paging import whole_number
from domain.organisation.tree import Node
from domain.people.lists import LONGEST_SEARCH
from domain.placements.reach import SECONDMENT
from domain.placements.registers import NEWEST, ORDERS, Wanted

NAMES = {
    "text": "text", "state": "state", "unit": "unit_id", "host": "host_id", "first": "first",
    "last": "last", "within": "within", "lacks": "lacks",
}  # fmt: skip


class FilterForm(QueryForm):
    """The filters of a register; a choice that is none of those offered asks nothing."""

    text = StringField(_l("Name, staff number or pinyin"), filters=[one_line])
    state = SelectField(_l("State"))
    unit = SelectField(_l("Unit"))
    host = SelectField(_l("Host unit"))
    first = DateField(_l("Within these days: from"), [Optional()])
    last = DateField(_l("to"), [Optional()])
    within = SelectField(_l("Ends within"))
    lacks = SelectField(_l("Lacks"))


def filter_form(kind: str, units: Iterable[Node]) -> FilterForm:
    form = FilterForm(request.args)
    paths = {str(node.unit_id): " / ".join(node.path) for node in units if not node.outside}
    hosts = paths | {str(node.unit_id): node.name for node in units if node.outside}
    within = {str(one): _("within %(num)d days", num=one) for one in WITHIN}
    form.state.choices = _offered(_("All states"), STATES)
    form.unit.choices = _offered(_("All units"), paths)
    form.host.choices = _offered(_("Every host"), hosts)
    form.within.choices = _offered(_("Whenever it ends"), within)
    form.lacks.choices = _offered(_("Whatever it lacks"), LACKS)
    if kind != SECONDMENT:
        del form.host
    for name in ("state", "unit", "host", "within", "lacks"):
        if name in form and form[name].data not in dict(form[name].choices):
            form[name].data = ""
    form.validate()
    return form


def _offered(nothing: str, words: dict[str, object]) -> list[tuple[str, str]]:
    return [("", nothing), *((key, str(text)) for key, text in words.items())]


def wanted(kind: str, form: FilterForm) -> Wanted:
    order = request.args.get("order", NEWEST)
    return Wanted(
        kind=kind, state=form.state.data, unit_id=whole_number(form.unit.data),
        host_id=whole_number(form.host.data) if "host" in form else 0,
        text=(form.text.data or "")[:LONGEST_SEARCH], first=form.first.data, last=form.last.data,
        within=whole_number(form.within.data), lacks=form.lacks.data,
        order=order if order.removeprefix("-") in ORDERS else NEWEST,
    )  # fmt: skip


def arguments(asked: Wanted) -> dict[str, str]:
    """The same as arguments of an address, without the empty ones and without the order."""
    found = {name: getattr(asked, column) for name, column in NAMES.items()}
    return {name: str(value) for name, value in found.items() if value}
