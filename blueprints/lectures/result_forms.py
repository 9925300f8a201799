"""Forms about results: reasons, reviews, and which places get which award."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from blueprints.lectures.result_words import OUTCOMES
from blueprints.shared.forms import RecordForm, lines, one_line
from domain.lectures.awards import AWARDS
from domain.lectures.reviewing import CORRECTED, MOST_GROUNDS, MOST_REASON, STANDS

LAST_PLACE = 999


class ReasonForm(RecordForm):
    """Why a published result is corrected; of a first result none is asked."""

    reason = StringField(
        _l("Reason"), [InputRequired(), Length(max=MOST_REASON)], filters=[one_line]
    )


class DownForm(RecordForm):
    """Why a proposed result is not published."""

    why = StringField(_l("Reason"), [InputRequired(), Length(max=MOST_REASON)], filters=[one_line])


class ReviewForm(RecordForm):
    """The grounds on which a review is asked for."""

    grounds = TextAreaField(
        _l("Grounds"), [InputRequired(), Length(max=MOST_GROUNDS)], filters=[lines]
    )


class AnswerForm(RecordForm):
    """What the review came to, and the answer in writing."""

    outcome = RadioField(
        _l("Outcome"), [InputRequired()],
        choices=[SelectChoice(one, OUTCOMES[one]) for one in (STANDS, CORRECTED)],
    )  # fmt: skip
    answer = TextAreaField(
        _l("Answer"), [InputRequired(), Length(max=MOST_GROUNDS)], filters=[lines]
    )


def _possible(_form: RecordForm, field: IntegerField) -> None:
    if field.data is not None and not 0 <= field.data <= LAST_PLACE:
        raise ValidationError(_("A rank from 0, for none, to %(most)d.", most=LAST_PLACE))


class AwardForm(RecordForm):
    """Up to which place each award goes; read from the address, it stores nothing."""

    first = IntegerField(_l("First prize up to rank"), [Optional(), _possible])
    second = IntegerField(_l("Second prize up to rank"), [Optional(), _possible])
    third = IntegerField(_l("Third prize up to rank"), [Optional(), _possible])
    least = DecimalField(
        _l("With at least so many points"), [Optional(), NumberRange(0, 100)], default=0
    )
    paper = SelectField(
        _l("Paper of the poster"), choices=[SelectChoice("a3", "A3"), SelectChoice("a4", "A4")]
    )

    @property
    def last_places(self) -> list[int]:
        return [self[name].data or 0 for name in AWARDS]
