"""What every act upon the organisation has in common: its day, its refusals, its page."""

from collections.abc import Callable

from flask import abort, render_template
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved
from blueprints.units.words import REFUSALS, why_refused
from domain.organisation import tree
from domain.organisation.changes import ChangedSince, NameTaken, NotYet, When
from domain.organisation.units import BelowItself, BothHaveUnit, OutsideHasNoTree, WouldLoop
from domain.versions import Stale
from models import Branch, Post, Unit, db

# Where the reason is shown, if the form has such a field; else above the form.
BESIDE = {
    ChangedSince: ("on",),
    NameTaken: ("name", "title"),
    NotYet: ("on",),
    OutsideHasNoTree: ("target", "parent_id"),
    BelowItself: ("target",),
    BothHaveUnit: ("target",),
    WouldLoop: ("target",),
}


def when(form: FlaskForm) -> When:
    """The day of the form, signed by the visitor."""
    return When(form.on.data, today(), current_user.actor, now())


def try_act(
    form: FlaskForm, act: Callable[[], str], url: str | Callable[[], str]
) -> Response | None:
    """Do the act and save with the message it gives; ``None`` when not sent, or refused."""
    if not form.validate_on_submit():
        if not form.is_submitted():
            form.on.data = today()
        return None
    try:
        message = act()
    except REFUSALS as error:
        name = next((one for one in BESIDE.get(type(error), ()) if one in form), None)
        if name is None:
            form.form_errors.append(why_refused(error))
        else:
            form[name].errors = [*form[name].errors, why_refused(error)]
        return None
    return saved(url() if callable(url) else url, message)


def act_page(form: FlaskForm, *, title: str, button: str, back: str, **texts) -> tuple[str, int]:
    """The page of a form; 422 when something was refused. ``texts``: ``lead``, ``name``."""
    page = render_template(
        "units/act.html", form=form, title=title, button=button, back=back, **texts
    )
    return page, 422 if form.errors else 200


def name_page(
    row: Unit | Branch | Post, form: FlaskForm, act: Callable[[], str], url: str, *,
    attribute: str = "name", title: str, button: str,
) -> Response | tuple[str, int]:  # fmt: skip
    """The page that gives a unit, branch or post another name; 409 when it has one meanwhile."""
    if not form.is_submitted():
        form.name.data, form.version.data = getattr(row, attribute), str(row.version)
    try:
        done = try_act(form, act, url)
    except Stale:
        stored = {"name": getattr(row, attribute), "on": form.on.data}
        return conflict_page(form, stored, version=row.version, cancel_url=url)
    return done or act_page(
        form, title=title, button=button, back=url, name=getattr(row, attribute)
    )


def version_of(form: FlaskForm) -> int:
    return whole_number(form.version.data)


def open_or_404(model, row_id: int):
    """A unit, branch or post that has not been closed; else 404."""
    row = db.session.get(model, row_id)
    return row if row is not None and row.closed_on is None else abort(404)


def unit_choices(empty: str = "", *, outside: bool = False) -> list[SelectChoice]:
    """The open units by path; the empty choice first where it has a text."""
    first = [SelectChoice("", empty)] if empty else []
    return first + [
        SelectChoice(str(node.unit_id), " / ".join(node.path))
        for node in tree.open_units()
        if outside or not node.outside
    ]


def unit_of(value: str) -> Unit | None:
    return db.session.get_one(Unit, int(value)) if value else None
