from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from blueprints.shared.forms import EditForm, RecordForm, lines, one_line
from domain.reading.answering import LONGEST_ANSWER, LONGEST_MARGIN
from domain.reading.pasted import unpasted
from domain.reading.reflections import (
    ACCEPTED,
    LONGEST_TITLE,
    LONGEST_WORDS,
    RETURNED,
    Written,
)
from domain.reading.talks import LONGEST_REPLY
from domain.reading.written import rendered_words


def cleaned(text: str | None) -> str:
    """The same without the markup that Word leaves in what is pasted."""
    return unpasted(lines(text))


class ReflectionForm(EditForm):
    title = StringField(_l("Title"), [Length(max=LONGEST_TITLE)], filters=[one_line])
    words = TextAreaField(_l("Text"), [Length(max=LONGEST_WORDS)], filters=[cleaned])

    def written(self) -> Written:
        return Written(self.title.data, self.words.data, rendered_words(self.words.data))


class MarginForm(RecordForm):
    """``start`` and ``extent`` are filled in by the page where a passage was selected."""

    number = HiddenField("", [DataRequired()])
    start = HiddenField("")
    extent = HiddenField("")
    passage = TextAreaField(_l("Passage"), [Length(max=5000)], filters=[lines])
    paragraph = SelectField(_l("Or the whole paragraph"), choices=[], validate_choice=False)
    words = TextAreaField(
        _l("Answer in the margin"), [DataRequired(), Length(max=LONGEST_MARGIN)], filters=[lines]
    )

    def offer(self, openings: list[tuple[int, str]]) -> None:
        """Paragraphs to choose from: where each begins, and its first words."""
        self.paragraph.choices = [
            SelectChoice("", _l("none")),
            *(SelectChoice(str(start), words) for start, words in openings),
        ]


class VerdictForm(RecordForm):
    number = HiddenField("", [DataRequired()])
    verdict = HiddenField("", [AnyOf([ACCEPTED, RETURNED])])
    answer = TextAreaField(
        _l("Answer as a whole"), [Length(max=LONGEST_ANSWER)], filters=[lines]
    )  # fmt: skip


class ReplyForm(RecordForm):
    words = TextAreaField(
        _l("Your reply"), [DataRequired(), Length(max=LONGEST_REPLY)], filters=[lines]
    )
