"""The 409 page: what was typed and what is stored, side by side, to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField

from blueprints.shared.errors import reference


@dataclass(frozen=True, slots=True)
class Choice:
    """One field in two values; ``*_value`` is what the form sends, ``*_shown`` what is read."""

    name: str
    label: str
    typed_value: str
    typed_shown: str
    stored_value: str
    stored_shown: str

    @property
    def same(self) -> bool:
        return self.typed_value == self.stored_value


def conflict_page(
    form: FlaskForm, stored: Mapping[str, object], *, version: int, cancel_url: str
) -> Response:
    """Answer 409 with both values of every field; choosing and sending saves on ``version``.

    ``stored`` maps the names of the form's fields to the values now in the database.
    """
    choices = [_choice(field, stored[field.name]) for field in form if field.name in stored]
    hidden = [
        field
        for field in form
        if isinstance(field, HiddenField) and field.name not in {"version", "csrf_token"}
    ]
    page = render_template(
        "errors/409.html", form=form, choices=choices, hidden=hidden, version=version,
        action=request.full_path.rstrip("?"), cancel_url=cancel_url, reference=reference(),
    )  # fmt: skip
    return make_response(page, 409)


def _choice(field, stored: object) -> Choice:
    typed_value, stored_value = _text(field, field.data), _text(field, stored)
    return Choice(
        field.name, field.label.text, typed_value, _shown(field, typed_value),
        stored_value, _shown(field, stored_value),
    )  # fmt: skip


def _text(field, value: object) -> str:
    if isinstance(field, BooleanField):
        return "y" if value else ""
    if isinstance(field, SelectMultipleField):
        return ",".join(str(one) for one in value or ())
    return "" if value is None else str(value)


def _shown(field, value: str) -> str:
    if isinstance(field, SelectField | RadioField):
        labels = {str(choice.value): str(choice.label) for choice in field.choices}
        if isinstance(field, SelectMultipleField):
            named = [labels.get(one, one).strip() for one in value.split(",") if one]
            return _(", ").join(named) or "—"
        return labels.get(value, value)
    if isinstance(field, BooleanField):
        return "✓" if value else "—"
    return value or "—"
