from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation, ValidationError

from blueprints.shared.forms import EditForm, RecordForm
from domain.study import MOST_MINUTES_A_DAY, Claim

CHIPS = (15, 30, 45, 60, 90)
OTHER = "other"


def asked_with_other(form: "EntryForm", field: IntegerField) -> None:
    """Required with the chip "Other", and otherwise of no account."""
    if form.minutes.data != OTHER:
        field.errors = []
        raise StopValidation
    if field.data is None and not field.errors:
        raise StopValidation(field.gettext("This field is required."))


class EntryForm(EditForm):
    """Parses one claim; whether day and minutes are allowed is the domain's to say."""

    minutes = RadioField(
        _l("How long, in minutes"),
        [InputRequired()],
        choices=[
            *(SelectChoice(str(one), str(one)) for one in CHIPS),
            SelectChoice(OTHER, _l("Other")),
        ],
    )
    other_minutes = IntegerField(
        _l("Other: minutes"), [asked_with_other, NumberRange(1, MOST_MINUTES_A_DAY)]
    )
    studied_on = DateField(_l("Which day"), [InputRequired()])
    topic = StringField(_l("Material or topic"), [Length(max=120)])
    gained = StringField(_l("What you gained, in one line"), [InputRequired(), Length(max=500)])

    def validate_gained(self, field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(field.gettext("This field is required."))

    @property
    def minutes_meant(self) -> int:
        return self.other_minutes.data if self.minutes.data == OTHER else int(self.minutes.data)

    @property
    def claim(self) -> Claim:
        return Claim(
            self.studied_on.data,
            self.minutes_meant,
            (self.topic.data or "").strip(),
            self.gained.data.strip(),
        )

    def fill(self, claim) -> None:
        """Show the values of an entry, or of the last one."""
        known = claim.minutes in CHIPS
        self.minutes.data = str(claim.minutes) if known else OTHER
        self.other_minutes.data = None if known else claim.minutes
        self.topic.data = claim.topic


class ReturnForm(RecordForm):
    reason = StringField(_l("Why it goes back"), [InputRequired(), Length(max=300)])
