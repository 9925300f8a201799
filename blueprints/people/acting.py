"""What every act upon a person has in common: refused with a reason, or saved; and its page."""

from collections.abc import Callable

from flask import render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from blueprints.people.words import REFUSALS, why_refused
from blueprints.shared.saving import saved
from domain.people.absences import AlreadyAway
from domain.people.records import NotToBeNamed, StaffNoAlike, StaffNoTaken
from domain.people.spans import ClosedOn, DaysOutOfOrder
from models import Person

# Where the reason is shown, if the form has such a field; else above the form.
BESIDE = {
    AlreadyAway: ("from_on",),
    ClosedOn: ("post_id", "branch_id"),
    DaysOutOfOrder: ("to_on", "on"),
    NotToBeNamed: ("deputy", "confirmer"),
    StaffNoAlike: ("staff_no",),
    StaffNoTaken: ("staff_no",),
}


def person_url(person: Person) -> str:
    return url_for("people.show", staff_no=person.staff_no)


def try_act(form: FlaskForm, person: Person, act: Callable[[], str]) -> Response | None:
    """Do the act and save with the message it gives; ``None`` when it was refused."""
    try:
        message = act()
    except REFUSALS as error:
        refuse(form, error)
        return None
    return saved(person_url(person), message)


def refuse(form: FlaskForm, error: Exception) -> None:
    """Put the reason beside the field it is about, or above the form."""
    name = next((one for one in BESIDE.get(type(error), ()) if one in form), None)
    if name is None:
        form.form_errors.append(why_refused(error))
    else:
        form[name].errors = [*form[name].errors, why_refused(error)]


def act_page(form: FlaskForm, *, title: str, button: str, back: str, **texts) -> tuple[str, int]:
    """The page of a form; 422 when something was refused. ``texts``: ``lead``, ``person``."""
    page = render_template(
        "people/act.html", form=form, title=title, button=button, back=back, **texts
    )
    return page, 422 if form.errors else 200
