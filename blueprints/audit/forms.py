"""What an auditor asks of the trail."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from blueprints.shared.forms import RecordForm
from blueprints.shared.verification import read_anchor

LARGEST_ID = 2**63 - 1


class TrailFilterForm(RecordForm):
    """The filter of the trail, read from the address: nothing is written, so no token."""

    class Meta(RecordForm.Meta):
        csrf = False

    username = StringField(_l("Username"), [Optional(), Length(max=60)])
    action = SelectField(_l("What was done"), [Optional()])
    noun = SelectField(_l("Kind of record"), [Optional()])
    noun_id = IntegerField(_l("Its number"), [Optional(), NumberRange(0, LARGEST_ID)])
    since_on = DateField(_l("From day"), [Optional()])
    until_on = DateField(_l("To day"), [Optional()])

    def validate_until_on(self, field: DateField) -> None:
        if self.since_on.data and field.data and field.data < self.since_on.data:
            raise ValidationError(_("The last day is before the first."))


class VerificationForm(RecordForm):
    """A walk along the trail; with an anchor that was kept elsewhere, if there is one."""

    anchor = StringField(_l("Anchor kept elsewhere"), [Optional(), Length(max=100)])

    def validate_anchor(self, field: StringField) -> None:
        if read_anchor(field.data) is None:
            raise ValidationError(_("An anchor is a number, a colon and 64 hexadecimal digits."))
