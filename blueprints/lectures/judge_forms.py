"""What is typed about judges: who they are, reasons, how many for each lecture."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from blueprints.shared import naming
from blueprints.shared.clock import today
from blueprints.shared.forms import RecordForm, one_line
from domain.lectures.judges import MOST_NAME, MOST_UNIT
from domain.lectures.recusal import MOST_REASON
from domain.taskbooks.reach import person_named


class PersonForm(RecordForm):
    """A judge who is a person here; whom is meant is kept as ``named``."""

    person = StringField(_l("Judge"), [DataRequired(), Length(max=100)], filters=[one_line])
    reserve = BooleanField(_l("Reserve: stands in where another is recused"))

    def validate_person(self, field: StringField) -> None:
        try:
            self.named = person_named(field.data, current_user, today=today())
        except naming.REFUSALS as refused:
            raise ValidationError(naming.SAYING[type(refused)](refused)) from refused


class OutsideForm(RecordForm):
    name = StringField(_l("Name"), [DataRequired(), Length(max=MOST_NAME)], filters=[one_line])
    unit = StringField(_l("Where from"), [Length(max=MOST_UNIT)], filters=[one_line])
    reserve = BooleanField(_l("Reserve: stands in where another is recused"))


class ReasonForm(RecordForm):
    reason = TextAreaField(
        _l("Reason"), [DataRequired(), Length(max=MOST_REASON)], filters=[one_line]
    )


class ClosingForm(RecordForm):
    """Why it is done without the sheets that are not sealed, where there are any."""

    reason = TextAreaField(
        _l("Why it is done without the missing sheets"), [Optional(), Length(max=MOST_REASON)],
        filters=[one_line],
    )  # fmt: skip

    def say(self, text: str) -> None:
        self.reason.errors = [*self.reason.errors, text]


class OpeningForm(RecordForm):
    all_the_same = BooleanField(_l("Open all the same"))

    def say(self) -> None:
        self.all_the_same.errors = [_("Tick this to open in spite of what is said above.")]
