"""The forms of corrections, voids and spot checks."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from blueprints.shared.forms import CatalogueTranslations, RecordForm
from domain.spot_checks import MOST_SAMPLED

MOST_REASON, MOST_SEED = 300, 40


def not_blank(form: FlaskForm, field: StringField) -> None:
    if not (field.data or "").strip():
        raise ValidationError(field.gettext("This field is required."))


REASON = (InputRequired(), not_blank, Length(max=MOST_REASON))


class AskForm(RecordForm):
    wish = TextAreaField(_l("What should be different"), REASON)


class DeclineForm(RecordForm):
    answer = StringField(_l("Why it stays as it is"), REASON)


class VoidForm(RecordForm):
    reason = StringField(_l("Reason for the void"), REASON)


class SampleForm(FlaskForm):
    """What a spot check is drawn by; it stands in the address and writes nothing."""

    seed = StringField(_l("Seed"), [InputRequired(), not_blank, Length(max=MOST_SEED)])
    first = DateField(_l("First day"), [InputRequired()], name="from")
    last = DateField(_l("Last day"), [InputRequired()], name="to")
    size = IntegerField(_l("Sample size"), [InputRequired(), NumberRange(1, MOST_SAMPLED)])

    class Meta(FlaskForm.Meta):
        csrf = False  # it only asks

        def get_translations(self, form: FlaskForm) -> CatalogueTranslations:
            return CatalogueTranslations()

    def validate_last(self, field: DateField) -> None:
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("Choose a last day that is not before the first."))
