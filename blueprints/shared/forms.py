"""The base of every form: messages from our catalogue, a once-key, the version it was read at."""

import secrets

from flask_babel import get_translations
from flask_wtf import FlaskForm
from wtforms import HiddenField


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
        csrf = False  # every unsafe request is checked before its form is read (extensions.csrf)

        def get_translations(self, form: FlaskForm) -> CatalogueTranslations:
            return CatalogueTranslations()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.once.data:
            self.once.data = new_once_key()


class EditForm(RecordForm):
    """A form that edits: ``version`` is the one its values were read at."""

    version = HiddenField("")


def new_once_key() -> str:
    """A key for one form, or one button, on one page."""
    return secrets.token_urlsafe(16)
