"""What is typed of a placement: its proposal, kind by kind, and the steps of its life."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from blueprints.shared.forms import EditForm, RecordForm, in_our_time, lines, one_line
from blueprints.shared.naming import of_one_named
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT

MOST_LINE, MOST_NUMBER, MOST_TEXT, MOST_REASON = 120, 80, 4000, 300
PERSON_HINT = _l("A name or a staff number; choose from the list, or type.")


def person_field(label, *validators) -> StringField:
    return StringField(
        label, [*validators, Length(max=100), of_one_named], filters=[one_line],
        description=PERSON_HINT,
    )  # fmt: skip


def day_field(label, *validators) -> DateField:
    return DateField(label, [*validators, in_our_time])


def text_field(label, *validators) -> TextAreaField:
    return TextAreaField(label, [*validators, Length(max=MOST_TEXT)], filters=[lines])


def reason_field(label) -> StringField:
    return StringField(label, [DataRequired(), Length(max=MOST_REASON)], filters=[one_line])


class ProposalForm(EditForm):
    """What every kind asks."""

    person = person_field(_l("Who is placed"), DataRequired())
    from_on = day_field(_l("First day"), InputRequired())
    document_no = StringField(
        _l("Number of the document"), [Length(max=MOST_NUMBER)], filters=[one_line]
    )
    document_on = day_field(_l("Date of the document"), Optional())

    def validate_document_on(self, field: DateField) -> None:
        if field.data and not self.document_no.data:
            raise ValidationError(_("Say the number of the document as well."))


class MentorshipForm(ProposalForm):
    person = person_field(_l("Who is guided"), DataRequired())
    mentor = person_field(_l("Who guides"), DataRequired())
    planned_to_on = day_field(_l("Planned last day"), InputRequired())
    duties = text_field(_l("Duties of both"), DataRequired())
    content = text_field(_l("What is taught and learned"), DataRequired())
    aim = text_field(_l("Aim"), DataRequired())
    standard = text_field(_l("Standard by which it is tested"), DataRequired())
    successor_of = HiddenField("")


class RotationForm(ProposalForm):
    person = person_field(_l("Who is moved"), DataRequired())
    to_post = SelectField(_l("To which post"), [InputRequired()])
    to_rank = StringField(_l("Rank there"), [Length(max=40)], filters=[one_line])
    receiver = person_field(_l("Who takes over what is left behind"))
    aim = text_field(_l("Why"))


class SecondmentForm(ProposalForm):
    person = person_field(_l("Who is seconded"), DataRequired())
    planned_to_on = day_field(_l("Planned last day"), InputRequired())
    host_unit = SelectField(_l("Host unit"), [InputRequired()])
    host_post = StringField(_l("Post there"), [Length(max=MOST_LINE)], filters=[one_line])
    project = StringField(_l("Project or task"), [Length(max=MOST_LINE)], filters=[one_line])
    grass_roots = BooleanField(_l("It counts as grass-roots work"))
    aim = text_field(_l("Aim"))


ORDER = (
    "person", "mentor", "to_post", "to_rank", "host_unit", "host_post", "from_on",
    "planned_to_on", "project", "grass_roots", "duties", "content", "aim", "standard", "receiver",
    "document_no", "document_on", "successor_of",
)  # fmt: skip
FORMS = {MENTORSHIP: MentorshipForm, ROTATION: RotationForm, SECONDMENT: SecondmentForm}


class ReasonForm(RecordForm):
    reason = reason_field(_l("Reason"))


class DeclineForm(ReasonForm):
    party = HiddenField("", [InputRequired()])


class ExtensionForm(RecordForm):
    to_on = day_field(_l("New last day"), InputRequired())
    document_no = StringField(
        _l("Number of the document"), [DataRequired(), Length(max=MOST_NUMBER)], filters=[one_line]
    )
    document_on = day_field(_l("Date of the document"), InputRequired())
    reason = StringField(_l("Reason"), [Length(max=MOST_REASON)], filters=[one_line])


class EndForm(RecordForm):
    on = day_field(_l("Last day of it"), InputRequired())
    reason = reason_field(_l("Reason"))


class CompletionForm(RecordForm):
    on = day_field(_l("Last day of it"), InputRequired())
