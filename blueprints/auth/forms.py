from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from blueprints.shared.forms import CatalogueTranslations
from domain.accounts import passwords


class DoorForm(FlaskForm):
    """A form of somebody not signed in: where to go afterwards, and what was being sent."""

    next = HiddenField()
    kept = HiddenField()

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: FlaskForm) -> CatalogueTranslations:
            return CatalogueTranslations()


class SignInForm(DoorForm):
    username = StringField(_l("Username"), [InputRequired(), Length(max=60)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=passwords.MOST_TYPED)])
    own_device = BooleanField(_l("This device is my own"))


class CodeForm(DoorForm):
    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
