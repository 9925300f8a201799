from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from blueprints.shared.forms import RecordForm
from domain.hours.adoptions import MOST_REASON
from domain.hours.toml_texts import MOST_TEXT


def plain_lines(text: str | None) -> str:
    """With one character at the end of a line, as files have them."""
    return (text or "").replace("\r\n", "\n")


class PackForm(RecordForm):
    """A pack as a file, or as text."""

    file = FileField(_l("From a file (.toml)"))
    text = TextAreaField(_l("Text of the rules"), [Length(max=MOST_TEXT)], filters=[plain_lines])


class AdoptionForm(RecordForm):
    from_on = DateField(_l("In force from"), [InputRequired()])
    reason = StringField(
        _l("Why, and which paper or meeting decided it"),
        [InputRequired(), Length(max=MOST_REASON)],
    )
