"""What is typed of a gathering that is planned or changed."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Form,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from blueprints.groupstudy.refusals import why_refused
from blueprints.groupstudy.words import HELD_KINDS
from blueprints.shared.forms import EditForm, RecordForm, in_our_time, one_line
from blueprints.shared.paging import whole_number
from domain.groupstudy.planning import MOST_READINGS, EndBeforeStart, NobodyInvited
from domain.groupstudy.repeating import FORTNIGHTLY, MONTH_DAY, MONTH_WEEKDAY, WEEKLY
from domain.groupstudy.rules import FIRST_ITEM
from domain.reading.drafting import without_controls

MOST_LINE, MOST_AGENDA, MOST_NUMBERS, MOST_TITLE, MOST_REASON = 120, 4000, 6000, 200, 300
THIS, LATER = "this", "later"
RHYTHMS = {
    "": _l("Once"), WEEKLY: _l("Every week"), FORTNIGHTLY: _l("Every two weeks"),
    MONTH_WEEKDAY: _l("Every month, on the same weekday"),
    MONTH_DAY: _l("Every month, on the same day"),
}  # fmt: skip


def stripped(text: str | None) -> str:
    """Without blanks at its ends and control characters, one character at the end of a line."""
    return without_controls((text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


ONE_LINE = (stripped, one_line)


class TicksField(SelectMultipleField):
    """Several to be ticked; a page that carries them on writes their ids with commas between."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        ids = [one for value in valuelist for one in value.split(",") if one]
        super().process_formdata(ids)


def _whole(value: object) -> int:
    return whole_number(str(value))


class PlanForm(EditForm):
    """One gathering; whoever plans it chooses who holds it and who is invited.

    ``unseen``: how many are invited besides, whom the visitor does not see.
    """

    unseen = 0

    kind = RadioField(
        _l("Kind"), [InputRequired()],
        choices=[SelectChoice(code, text) for code, text in HELD_KINDS.items()],
    )  # fmt: skip
    holder = SelectField(_l("Who holds it"), [InputRequired()])
    topic = StringField(
        _l("Study topic"), [DataRequired(), Length(max=MOST_LINE)], filters=ONE_LINE
    )
    meeting = StringField(_l("Of which meeting"), [Length(max=MOST_LINE)], filters=ONE_LINE)
    held_on = DateField(_l("Day"), [InputRequired(), in_our_time])
    begins = TimeField(_l("Begins at"), [InputRequired()])
    ends = TimeField(_l("Ends at"), [InputRequired()])
    place = StringField(_l("Place"), [Length(max=MOST_LINE)], filters=ONE_LINE)
    leader = StringField(_l("Who leads"), [Length(max=100)], filters=ONE_LINE)
    branches = TicksField(_l("Branches invited"), coerce=_whole)
    units = TicksField(_l("Units invited, with all below them"), coerce=_whole)
    numbers = TextAreaField(
        _l("Single people, by staff number"), [Length(max=MOST_NUMBERS)], filters=[stripped]
    )
    agenda = TextAreaField(_l("Agenda"), [Length(max=MOST_AGENDA)], filters=[stripped])
    readings = TextAreaField(
        _l("To be read beforehand"), [Length(max=MOST_READINGS * (MOST_TITLE + 1))],
        filters=[stripped],
    )  # fmt: skip
    materials = TicksField(_l("Materials of reading classes"), coerce=_whole)

    @property
    def titles(self) -> list[str]:
        """What is to be read, by title: the lines that are not empty."""
        return [line.strip() for line in self.readings.data.splitlines() if line.strip()]

    def validate_meeting(self, field: StringField) -> None:
        if self.kind.data == FIRST_ITEM and not field.data:
            raise ValidationError(_("Say of which meeting it is the first item."))

    def validate_ends(self, field: TimeField) -> None:
        if self.begins.data and field.data and field.data <= self.begins.data:
            raise ValidationError(why_refused(EndBeforeStart()))

    def validate_branches(self, field: TicksField) -> None:
        others = (field.data, self.units.data, self.numbers.data, self.unseen)
        if not any(others):
            raise ValidationError(why_refused(NobodyInvited()))

    def validate_readings(self, _field: TextAreaField) -> None:
        for number, title in enumerate(self.titles, start=1):
            if len(title) > MOST_TITLE:
                raise ValidationError(
                    _("Line %(line)d: at most %(most)d characters.", line=number, most=MOST_TITLE)
                )
        if len(self.titles) + len(self.materials.data or ()) > MOST_READINGS:
            raise ValidationError(
                _("At most %(most)d to be read, materials included.", most=MOST_READINGS)
            )


def asked_when_repeated(form: PlanForm, field: DateField) -> None:
    """Required where it is repeated, and otherwise of no account."""
    if not form["repeats"].data or not any(field.raw_data or ()):
        field.errors = []
        raise StopValidation(
            _("Say until which day it is repeated.") if form["repeats"].data else ""
        )


class NewPlanForm(PlanForm):
    """Once, or again and again until a day."""

    repeats = SelectField(
        _l("Repeat"), [Optional()],
        choices=[SelectChoice(code, text) for code, text in RHYTHMS.items()],
    )  # fmt: skip
    until = DateField(_l("Until"), [asked_when_repeated, in_our_time])
    skip_holidays = BooleanField(_l("Leave out public holidays"))


def scope_field(label) -> RadioField:
    return RadioField(
        label, [InputRequired()], default=THIS,
        choices=[
            SelectChoice(THIS, _l("This one only")),
            SelectChoice(LATER, _l("This and the later ones")),
        ],
    )  # fmt: skip


class EditPlanForm(PlanForm):
    """``scope`` is asked where later ones of its series are planned."""

    scope = scope_field(_l("What is changed"))


class CancelForm(RecordForm):
    reason = StringField(
        _l("Why it is cancelled"), [DataRequired(), Length(max=MOST_REASON)], filters=ONE_LINE
    )
    scope = scope_field(_l("What is cancelled"))


class WantedForm(Form):
    """What the list is asked for; read from the address."""

    whose = SelectField(_l("Whose"), [Optional()], validate_choice=False)
    kind = SelectField(_l("Kind"), [Optional()], validate_choice=False)
    state = SelectField(_l("State"), [Optional()], validate_choice=False)
    branch = SelectField(_l("Branch"), [Optional()], validate_choice=False)
    text = SearchField(_l("Topic, place or who leads"), [Optional(), Length(max=60)])
