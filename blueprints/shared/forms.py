"""The base of every form: messages from our catalogue, a once-key, the version it was read at."""

import secrets
from collections.abc import Callable

from flask_babel import get_translations
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Form, HiddenField
from wtforms.validators import ValidationError

FIRST_YEAR, LAST_YEAR = 2000, 2100  # of days that are planned; others are slips of the keys


class CatalogueTranslations:
    """WTForms' own messages, looked up in the one catalogue of the application."""

    def gettext(self, string: str) -> str:
        return get_translations().ugettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return get_translations().ungettext(singular, plural, n)  # the validator fills it in


class RecordForm(FlaskForm):
    """A form that writes: it has one effect however often it is sent."""

    once = HiddenField("")

    class Meta(FlaskForm.Meta):
        csrf = False  # every unsafe request is checked before its form is read (forgery.csrf)

        def get_translations(self, form: FlaskForm) -> CatalogueTranslations:
            return CatalogueTranslations()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.once.data:
            self.once.data = new_once_key()


class QueryForm(Form):
    """What an address asks for: it writes nothing, and is checked in our words."""

    class Meta:
        def get_translations(self, form: Form) -> CatalogueTranslations:
            return CatalogueTranslations()


class EditForm(RecordForm):
    """A form that edits: ``version`` is the one its values were read at."""

    version = HiddenField("")


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def lines(text: str | None) -> str:
    """With one character at the end of a line, and no empty lines at either end."""
    return (text or "").replace("\r\n", "\n").strip("\n").rstrip()


def in_years(first: int, last: int) -> Callable[[Form, DateField], None]:
    """The check that a day lies in these years: beyond them a calendar ends, or a page does."""

    def check(_form: Form, field: DateField) -> None:
        if field.data is not None and not first <= field.data.year <= last:
            raise ValidationError(
                _("Choose a day of the years %(first)d to %(last)d.", first=first, last=last)
            )

    return check


in_our_time = in_years(FIRST_YEAR, LAST_YEAR)
in_a_history = in_years(1900, LAST_YEAR)


def new_once_key() -> str:
    """A key for one form, or one button, on one page."""
    return secrets.token_urlsafe(16)
