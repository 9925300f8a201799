from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SearchField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    StopValidation,
    ValidationError,
)

from blueprints.shared.forms import EditForm, RecordForm, in_our_time
from blueprints.taskbooks.words import ITEM_STATES, QUESTIONS, TESTS
from domain.taskbooks.progress import PUT_OFF, SAYS_SOMETHING
from models.taskbooks import FIVE_TESTS

MOST_TITLE, MOST_ANSWER, MOST_WHAT, MOST_LINE, MOST_SAID = 120, 2000, 200, 300, 500
YES, NO = "yes", "no"


def stripped(text: str | None) -> str:
    """Without blanks at its ends, and with one character at the end of a line."""
    return (text or "").replace("\r\n", "\n").strip()


def text_field(label, most: int, *, wide: bool = False, required: bool = True):
    kind = TextAreaField if wide else StringField
    first = [DataRequired()] if required else []
    return kind(label, [*first, Length(max=most)], filters=[stripped])


def test_field(name: str) -> RadioField:
    return RadioField(
        TESTS[name],
        [InputRequired(_l("Answer yes, or say what is missing."))],
        choices=[SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("Not yet"))],
    )


def lacks_field(name: str) -> StringField:
    def asked_with_no(form: RecordForm, field: StringField) -> None:
        """What is missing, where the test is not passed."""
        if form[name].data == NO and not field.data:
            raise ValidationError(_("Say what is missing."))

    return StringField(
        _l("What is missing"), [Length(max=MOST_WHAT), asked_with_no], filters=[stripped]
    )


def asked_when_put_off(form: "ReportForm", field: DateField) -> None:
    """Required where the task is put off, and otherwise of no account."""
    if form.state.data != PUT_OFF or not any(field.raw_data or ()):
        field.errors = []
        raise StopValidation(
            _("Say to which day it is put off.") if form.state.data == PUT_OFF else ""
        )


class WantedForm(RecordForm):
    """What the list is asked for; read from the address."""

    whose = SelectField(_l("Whose"), [Optional()], validate_choice=False)
    state = SelectField(_l("State"), [Optional()], validate_choice=False)
    year = SelectField(_l("Year"), [Optional()], validate_choice=False)
    text = SearchField(_l("Title or whose"), [Optional(), Length(max=60)])


class BookTextForm(RecordForm):
    """What every task book says of itself."""

    title = text_field(_l("Title"), MOST_TITLE)
    starts_on = DateField(_l("First day"), [InputRequired(), in_our_time])
    ends_on = DateField(_l("Last day"), [InputRequired(), in_our_time])
    worth = text_field(QUESTIONS["worth"], MOST_ANSWER, wide=True, required=False)
    measured_against = text_field(
        QUESTIONS["measured_against"], MOST_ANSWER, wide=True, required=False
    )
    possible = text_field(QUESTIONS["possible"], MOST_ANSWER, wide=True, required=False)


class NewBookForm(BookTextForm):
    subject = SelectField(_l("Whose task book"))
    copy_of = SelectField(_l("Begin with"))


class BookForm(BookTextForm, EditForm):
    reason = text_field(_l("Why it is changed"), MOST_LINE)


class TaskForm(EditForm):
    what = text_field(_l("Task"), MOST_WHAT)
    measure = text_field(_l("Measure"), MOST_LINE)
    phase = text_field(_l("Step"), 60, required=False)
    starts_on = DateField(_l("Begins on"), [Optional()])
    due_on = DateField(_l("Due on"), [InputRequired()])
    person = text_field(_l("Responsible"), 100)
    clear = test_field("clear")
    clear_lacks = lacks_field("clear")
    specific = test_field("specific")
    specific_lacks = lacks_field("specific")
    doable = test_field("doable")
    doable_lacks = lacks_field("doable")
    measurable = test_field("measurable")
    measurable_lacks = lacks_field("measurable")
    assessable = test_field("assessable")
    assessable_lacks = lacks_field("assessable")
    reason = text_field(_l("Why it is changed"), MOST_LINE)

    @property
    def tests(self) -> dict[str, str]:
        """Each test with what is wanting; empty where it is passed."""
        return {
            name: self[f"{name}_lacks"].data if self[name].data == NO else ""
            for name in FIVE_TESTS
        }  # fmt: skip


class ReportForm(EditForm):
    state = RadioField(
        _l("How far it is"), [InputRequired()],
        choices=[SelectChoice(code, text) for code, text in ITEM_STATES.items()],
    )  # fmt: skip
    said = TextAreaField(
        _l("Result, or reason"), [Length(max=MOST_SAID)], filters=[stripped]
    )  # fmt: skip
    put_off_to = DateField(_l("Put off to"), [asked_when_put_off])
    late_reason = text_field(_l("Why it is late"), MOST_LINE, required=False)

    def validate_said(self, field: TextAreaField) -> None:
        if self.state.data in SAYS_SOMETHING and not field.data:
            raise ValidationError(
                _("Say the result where it is done, and the reason where it is put off or dropped.")
            )


class RehearsalForm(RecordForm):
    risk = text_field(_l("What may go wrong"), MOST_LINE)
    answer = text_field(_l("What then"), MOST_LINE)
    person = text_field(_l("By whom"), 100, required=False)


class ReviewForm(EditForm):
    reached = text_field(_l("What was reached"), MOST_ANSWER, wide=True)
    learned = text_field(_l("What was learned"), MOST_ANSWER, wide=True)
    to_change = text_field(_l("What to change"), MOST_ANSWER, wide=True)


class ReasonForm(RecordForm):
    reason = text_field(_l("Why it is taken up again"), MOST_LINE)
