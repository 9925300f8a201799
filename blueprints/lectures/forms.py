"""What is typed of series and lectures, of their draw and their times."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from blueprints.lectures.words import AUDIENCES
from blueprints.shared.forms import EditForm, RecordForm, in_our_time, lines, one_line
from blueprints.shared.paging import whole_number
from domain.lectures.gatherings import Slot
from domain.lectures.lecture_keeping import MOST_SPEAKERS
from domain.lectures.series_keeping import SIGN_UP
from domain.lectures.slugs import LONGEST_SERIES
from domain.reading.drafting import without_controls

MOST_TITLE, MOST_SEASON, MOST_TEXT, MOST_REASON, MOST_SEED = 120, 60, 10_000, 300, 60
MOST_SEATS, MOST_MINUTES, MOST_PAUSE = 2000, 600, 240


def stripped(text: str | None) -> str:
    return without_controls(lines(text)).strip()


ONE_LINE = (stripped, one_line)


def reason_field(label) -> StringField:
    return StringField(label, [DataRequired(), Length(max=MOST_REASON)], filters=ONE_LINE)


class SeriesForm(EditForm):
    title = StringField(_l("Title"), [DataRequired(), Length(max=MOST_TITLE)], filters=ONE_LINE)
    season = StringField(_l("Season"), [Length(max=MOST_SEASON)], filters=ONE_LINE)
    unit = SelectField(
        _l("Unit that holds it"), [InputRequired()], coerce=lambda one: whole_number(str(one))
    )
    rubric = SelectField(_l("Rubric"), coerce=lambda one: whole_number(str(one)))
    about = TextAreaField(_l("About the series"), [Length(max=MOST_TEXT)], filters=[stripped])
    audience = RadioField(
        _l("Who comes"), [InputRequired()], default=SIGN_UP,
        choices=[SelectChoice(code, text) for code, text in AUDIENCES.items()],
    )  # fmt: skip
    seats = IntegerField(
        _l("Seats for those who sign up"), [Optional(), NumberRange(1, MOST_SEATS)]
    )
    minutes = IntegerField(
        _l("Minutes of a lecture"), [InputRequired(), NumberRange(1, MOST_MINUTES)], default=30
    )
    score_until = DateField(_l("Sheets are due by"), [Optional(), in_our_time])


class NewSeriesForm(SeriesForm):
    slug = StringField(
        _l("Address"),
        [
            Optional(), Length(max=LONGEST_SERIES),
            Regexp(
                r"[a-z0-9]+(?:-[a-z0-9]+)*\Z",
                message=_l("Small letters, digits and single hyphens between them."),
            ),
        ],
        filters=[stripped],
    )  # fmt: skip


class LectureForm(EditForm):
    topic = StringField(
        _l("Topic of the lecture"), [DataRequired(), Length(max=MOST_TITLE)], filters=ONE_LINE
    )
    branch = SelectField(
        _l("Sent by"), [InputRequired()], coerce=lambda one: whole_number(str(one))
    )  # fmt: skip
    people = TextAreaField(
        _l("Who gives it"), [Length(max=MOST_SPEAKERS * MOST_TITLE)], filters=[stripped]
    )
    outside = TextAreaField(
        _l("Experts from outside"), [Length(max=MOST_SPEAKERS * 2 * MOST_TITLE)],
        filters=[stripped],
    )  # fmt: skip
    abstract = TextAreaField(_l("Abstract"), [Length(max=MOST_TEXT)], filters=[stripped])
    minutes_spoken = IntegerField(
        _l("Minutes it took"), [Optional(), NumberRange(0, MOST_MINUTES)]
    )  # fmt: skip


class WithdrawForm(RecordForm):
    reason = reason_field(_l("Why it is withdrawn"))


class DrawForm(RecordForm):
    seed = StringField(
        _l("Seed of the draw"), [DataRequired(), Length(max=MOST_SEED)], filters=ONE_LINE
    )
    reason = reason_field(_l("Why it is drawn again"))

    def validate_seed(self, field: StringField) -> None:
        if set(field.data) & set("'|\\"):
            raise ValidationError(_("Letters, digits, blanks and hyphens; no quotes, | or \\."))


class TimesForm(EditForm):
    """Sittings, one on each line; the lectures follow one another in each."""

    sittings = TextAreaField(
        _l("Sittings"), [DataRequired(), Length(max=MOST_TEXT)], filters=[stripped]
    )
    minutes = IntegerField(
        _l("Minutes of a lecture"), [InputRequired(), NumberRange(1, MOST_MINUTES)]
    )
    pause = IntegerField(
        _l("Minutes between two"), [InputRequired(), NumberRange(0, MOST_PAUSE)], default=10
    )


class TimeForm(EditForm):
    """Of one lecture."""

    held_on = DateField(_l("Day"), [InputRequired(), in_our_time])
    begins = TimeField(_l("Begins at"), [InputRequired()])
    ends = TimeField(_l("Ends at"), [InputRequired()])
    place = StringField(_l("Place"), [Length(max=MOST_TITLE)], filters=ONE_LINE)

    def validate_ends(self, field: TimeField) -> None:
        if self.begins.data and field.data and field.data <= self.begins.data:
            raise ValidationError(_("The end must come after the start."))

    @property
    def slot(self) -> Slot:
        zone, day = current_app.config["TIMEZONE"], self.held_on.data
        begins, ends = (datetime.combine(day, one.data, zone) for one in (self.begins, self.ends))
        return Slot(begins, ends, self.place.data)


def say_at(form: Form, name: str, *texts: str) -> None:
    """Why it was refused: at the field, or at the head of the form."""
    if name and name in form:
        form[name].errors = [*form[name].errors, *texts]
    else:
        form.form_errors += texts
