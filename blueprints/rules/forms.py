from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from blueprints.shared.forms import RecordForm
from domain.hours.adoptions import MOST_REASON


class AdoptionForm(RecordForm):
    from_on = DateField(_l("In force from"), [InputRequired()])
    reason = StringField(
        _l("Why, and which paper or meeting decided it"),
        [InputRequired(), Length(max=MOST_REASON)],
    )
