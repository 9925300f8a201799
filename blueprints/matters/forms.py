"""The forms of a matter's page and of dispatch sheets."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from blueprints.shared.forms import RecordForm, in_our_time
from blueprints.shared.naming import of_somebody

MOST_WORDS, MOST_PROOF, MOST_CONTENT = 500, 300, 4000


def stripped(text: str | None) -> str:
    return (text or "").strip()


def _words(label, most: int = MOST_WORDS, *, required: bool = True) -> TextAreaField:
    first = DataRequired() if required else Optional()
    return TextAreaField(label, [first, Length(max=most)], filters=[stripped])


class AnswerForm(RecordForm):
    words = _words(_l("What has been done"))
    proof = StringField(
        _l("Where it can be seen"), [Length(max=MOST_PROOF)], filters=[stripped],
        description=_l("The number of a document, a place, a link."),
    )  # fmt: skip
    late_reason = StringField(
        _l("Why it comes late"), [Length(max=MOST_PROOF)], filters=[stripped]
    )  # fmt: skip


class CloseForm(RecordForm):
    proof = StringField(
        _l("Proof that it is done"), [Length(max=MOST_PROOF)], filters=[stripped],
        description=_l("The number of a document, a place, a link."),
    )  # fmt: skip
    words = _words(_l("Remark"), required=False)


class ReasonForm(RecordForm):
    reason = _words(_l("Reason"))


class LookForm(RecordForm):
    words = _words(_l("What you found"), required=False)


class HandOverForm(RecordForm):
    """To a staff number, which the page offers to choose where a confirmer must be found."""

    person = StringField(_l("To whom"), [InputRequired(), of_somebody], filters=[stripped])
    reason = _words(_l("Reason for handing it over"), MOST_PROOF)


class SheetForm(RecordForm):
    content = _words(_l("What is to be done"), MOST_CONTENT)
    time_points = TextAreaField(
        _l("Time points"), [Length(max=MOST_WORDS)], filters=[stripped],
        description=_l("One on each line, such as: 3 December, first draft."),
    )  # fmt: skip
    due_on = DateField(_l("To be answered by"), [InputRequired(), in_our_time])
    unit = SelectField(_l("Unit that sees to it"), coerce=int, validators=[Optional()])
    receiver = StringField(
        _l("Staff number of the receiver"), [InputRequired(), of_somebody], filters=[stripped]
    )  # fmt: skip
