from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from blueprints.reading.words import AMOUNTS, JOINING, READ
from blueprints.shared.forms import EditForm, RecordForm
from blueprints.shared.strand_words import STRANDS
from domain.reading.asked import (
    MOST_ATTEMPTS,
    MOST_CHARACTERS,
    MOST_DRAWN,
    MOST_OF,
    WHOLE_PERCENT,
    Asked,
)
from domain.reading.board import LONGEST_POST
from domain.reading.class_file import LONGEST_THEME, LONGEST_TITLE, LONGEST_TITLE_EN
from domain.reading.drafting import LONGEST_TEXT, without_controls
from domain.reading.front_matter import LONGEST_SOURCE, MOST_DAY, MOST_MINUTES

MOST_LINE = 300


def stripped(text: str | None) -> str:
    """Without blanks at its ends and control characters, one character at the end of a line."""
    return without_controls((text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def line_field(label, most: int, *, required: bool = False) -> StringField:
    return StringField(
        label, [*([DataRequired()] if required else []), Length(max=most)], filters=[stripped]
    )


def text_field(label, most: int, *, required: bool = False) -> TextAreaField:
    return TextAreaField(
        label, [*([DataRequired()] if required else []), Length(max=most)], filters=[stripped]
    )


def number_field(label, least: int, most: int) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(least, most)])


class ClassForm(EditForm):
    """A class: what it says of itself, its days and people, what it asks and is worth."""

    title = line_field(_l("Title"), LONGEST_TITLE, required=True)
    title_en = line_field(_l("Title in English"), LONGEST_TITLE_EN)
    theme = text_field(_l("Theme of the class"), LONGEST_THEME)
    theme_en = text_field(_l("Theme in English"), LONGEST_THEME)
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    organiser = line_field(_l("Organiser"), 100)
    leader = line_field(_l("Led by"), 100)
    joining = RadioField(
        _l("Who comes"), [InputRequired()], default="assigned",
        choices=[SelectChoice(code, text) for code, text in JOINING.items()],
    )  # fmt: skip
    read = RadioField(
        _l("To be read"), [InputRequired()], default="required",
        choices=[SelectChoice(code, text) for code, text in READ.items()],
    )  # fmt: skip
    reflection = BooleanField(_l("A reflection that is accepted"), default=True)
    reflection_characters = number_field(
        _l("Least length of the reflection, in characters"), 0, MOST_CHARACTERS
    )
    talk = BooleanField(_l("The reflection shared as an exchange talk"))
    test = BooleanField(_l("The self-tests of these materials passed"))
    pass_percent = number_field(_l("Percent to pass a self-test"), 1, WHOLE_PERCENT)
    attempts = number_field(_l("Attempts at a self-test; 0 for any number"), 0, MOST_ATTEMPTS)
    draw = number_field(_l("Questions drawn at random; 0 for all of them"), 0, MOST_DRAWN)
    kind = SelectField(_l("Credited as"))
    minutes = number_field(AMOUNTS["minutes"], 0, MOST_OF["minutes"])
    days = number_field(AMOUNTS["days"], 0, MOST_OF["days"])
    half_days = number_field(AMOUNTS["half_days"], 0, MOST_OF["half_days"])
    count = number_field(AMOUNTS["count"], 0, MOST_OF["count"])
    sessions = number_field(AMOUNTS["sessions"], 0, MOST_OF["sessions"])
    reason = line_field(_l("Why it is changed"), MOST_LINE)

    @property
    def asked(self) -> Asked:
        """What was typed; a number left empty is the usual one."""
        usual = Asked()
        values = {name: self[name].data for name in Asked.__slots__}
        return Asked(
            **{
                name: getattr(usual, name) if value is None else value
                for name, value in values.items()
            }
        )


class NewClassForm(ClassForm):
    slug = StringField(
        _l("Address"),
        [
            Optional(),
            Length(max=60),
            Regexp(
                r"[a-z0-9]+(?:-[a-z0-9]+)*\Z",
                message=_l("Small letters, digits and single hyphens between them."),
            ),
        ],
        filters=[stripped],
    )


class MaterialForm(EditForm):
    """A material: what is said of it, and its text in one language or two."""

    title = line_field(_l("Title"), LONGEST_TITLE, required=True)
    title_en = line_field(_l("Title in English"), LONGEST_TITLE_EN)
    required = BooleanField(_l("Must be read"), default=True)
    minutes = number_field(_l("Minutes to read it"), 0, MOST_MINUTES)
    day = number_field(_l("Day of the syllabus"), 0, MOST_DAY)
    strands = SelectMultipleField(
        _l("Strands"), choices=[SelectChoice(code, text) for code, text in STRANDS.items()],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    source = line_field(_l("Where it is taken from"), LONGEST_SOURCE)
    zh = text_field(_l("Text in Chinese"), LONGEST_TEXT)
    en = text_field(_l("Text in English"), LONGEST_TEXT)
    reason = line_field(_l("What is changed and why"), MOST_LINE)


class PostForm(RecordForm):
    words = text_field(_l("Write on the board"), LONGEST_POST, required=True)


class FileForm(RecordForm):
    file = FileField(_l("Word or PDF file"), [FileRequired()])
    way = RadioField(
        _l("How it is brought in"), [InputRequired()], default="text",
        choices=[
            SelectChoice("text", _l("As text, to be looked at and put right")),
            SelectChoice("pdf", _l("As a PDF, read page by page")),
        ],
    )  # fmt: skip


class LaterForm(RecordForm):
    reason = line_field(_l("Why this member is credited"), MOST_LINE, required=True)


def asked_into(form: ClassForm, asked: Asked) -> None:
    """What is asked, into the fields; of what the class is worth, only what it is measured by."""
    for name in Asked.__slots__:
        value = getattr(asked, name)
        form[name].data = None if name in AMOUNTS and not value else value
