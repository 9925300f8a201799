from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from blueprints.shared.forms import CatalogueTranslations


class SignInForm(FlaskForm):
    username = StringField(_l("Username"), [InputRequired(), Length(max=60)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=200)])
    own_device = BooleanField(_l("This device is my own"))

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: FlaskForm) -> CatalogueTranslations:
            return CatalogueTranslations()
