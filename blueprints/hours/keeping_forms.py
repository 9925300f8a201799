"""Forms of those who keep the books: a year is closed, a period is exempt."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from blueprints.shared.forms import RecordForm

PERIOD_KINDS = {
    "sick": _l("Sick leave"),
    "parental": _l("Parental leave"),
    "full_time_study": _l("Full-time study"),
}
REASONS = {
    "mistaken": _l("Recorded by mistake"),
    "ended_early": _l("Ended earlier than recorded"),
    "went_on": _l("Went on longer than recorded"),
    "other": _l("Another reason, on file"),
}


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class ClosingForm(RecordForm):
    document = StringField(
        _l("Number of the document"), [InputRequired(), Length(max=120)], filters=[_stripped],
        description=_l("Of the paper by which the year's hours were approved."),
    )  # fmt: skip
    checked = BooleanField(_l("I have checked the figures above"), [InputRequired()])


class PeriodForm(RecordForm):
    kind = SelectField(
        _l("Kind"), [InputRequired()],
        choices=[SelectChoice(code, text) for code, text in PERIOD_KINDS.items()],
        description=_l("Only HR sees it. No diagnosis, no reason."),
    )  # fmt: skip
    from_on = DateField(_l("First day"), [InputRequired()])
    to_on = DateField(_l("Last day"), [InputRequired()])
    document = StringField(
        _l("Number of the document"), [InputRequired(), Length(max=120)], filters=[_stripped]
    )


class SupersessionForm(RecordForm):
    reason = SelectField(
        _l("Why it no longer counts"), [InputRequired()],
        choices=[SelectChoice(code, text) for code, text in REASONS.items()],
    )  # fmt: skip
