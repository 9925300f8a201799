from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from blueprints.shared.forms import EditForm, RecordForm
from domain.reading.anchors import LONGEST_QUOTE
from domain.reading.notes import MOST_WORDS, Words
from domain.text import render_note


def plain_lines(text: str | None) -> str:
    """With one character at the end of a line, as the text that is read has them."""
    return (text or "").replace("\r\n", "\n")


def stripped(text: str | None) -> str:
    return plain_lines(text).strip()


def words_of(form: "NoteForm | PassageForm") -> Words:
    """What was written, rendered here, outside the gate."""
    html = render_note(form.words.data)
    return Words(form.words.data, None if html is None else str(html))


class NoteForm(EditForm):
    words = TextAreaField(
        _l("My note"), [DataRequired(), Length(max=MOST_WORDS)], filters=[stripped]
    )


class ChangedNoteForm(EditForm):
    """A passage may stand marked without words."""

    words = TextAreaField(_l("My note"), [Length(max=MOST_WORDS)], filters=[stripped])


class PassageForm(RecordForm):
    """A passage as the page marks it, with what stands around it; words are optional."""

    quote = HiddenField("", [DataRequired(), Length(max=LONGEST_QUOTE)], filters=[plain_lines])
    before = HiddenField("", [Length(max=200)], filters=[plain_lines])
    after = HiddenField("", [Length(max=200)], filters=[plain_lines])
    words = TextAreaField(_l("My note"), [Length(max=MOST_WORDS)], filters=[stripped])
