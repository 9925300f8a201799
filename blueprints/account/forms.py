from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from blueprints.shared.forms import RecordForm
from blueprints.shared.new_password import NewPasswordForm
from domain.accounts import passwords


class PreferencesForm(RecordForm):
    language = RadioField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("As the browser asks")),
            SelectChoice("zh", "中文"),
            SelectChoice("en", "English"),
        ],
    )
    theme = RadioField(
        _l("Theme"),
        choices=[
            SelectChoice("auto", _l("As the device")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )


class PasswordForm(NewPasswordForm):
    current = PasswordField(
        _l("Current password"), [InputRequired(), Length(max=passwords.MOST_TYPED)]
    )


class CodeForm(RecordForm):
    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])
