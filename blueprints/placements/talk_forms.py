"""What is typed of a talk."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from blueprints.shared.forms import EditForm, in_our_time, lines, one_line
from domain.placements.talks import MOST_MINUTES

MOST_TOPIC, MOST_SAID = 120, 4000


class TalkForm(EditForm):
    held_on = DateField(_l("Day of the talk"), [InputRequired(), in_our_time])
    minutes = IntegerField(_l("Minutes"), [InputRequired(), NumberRange(1, MOST_MINUTES)])
    topic = StringField(
        _l("What it was about"), [DataRequired(), Length(max=MOST_TOPIC)], filters=[one_line]
    )
    said = TextAreaField(_l("What was said"), [Length(max=MOST_SAID)], filters=[lines])
