"""What is typed of hand-overs, reports, opinions and returns."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from blueprints.placements.forms import MOST_LINE, MOST_TEXT, day_field, person_field
from blueprints.placements.opinion_words import CONCLUSIONS
from blueprints.shared.forms import EditForm, RecordForm, lines, one_line

MOST_ITEM, MOST_NAME, MOST_REPORT = 300, 60, 20_000


class ItemsForm(RecordForm):
    texts = TextAreaField(_l("Things to hand over"), [DataRequired()], filters=[lines])

    @property
    def items(self) -> list[str]:
        """One for each line that says something."""
        return [one_line(one) for one in (self.texts.data or "").splitlines() if one_line(one)]

    def validate_texts(self, _field: TextAreaField) -> None:
        for number, text in enumerate(self.items, 1):
            if len(text) > MOST_ITEM:
                raise ValidationError(
                    _("Line %(line)d is longer than %(most)d characters.", line=number,
                      most=MOST_ITEM)
                )  # fmt: skip


class ItemForm(EditForm):
    text = StringField(
        _l("Thing to hand over"), [DataRequired(), Length(max=MOST_ITEM)], filters=[one_line]
    )


class ReceiverForm(EditForm):
    person = person_field(_l("Who takes over"), DataRequired())


class ReturnForm(RecordForm):
    on = day_field(_l("Back since"), InputRequired())


class ReportForm(EditForm):
    kind = SelectField(_l("Kind"), [InputRequired()])
    title = StringField(
        _l("Title"), [DataRequired(), Length(max=MOST_LINE)], filters=[one_line]
    )  # fmt: skip
    markdown = TextAreaField(
        _l("Text"), [DataRequired(), Length(max=MOST_REPORT)], filters=[lines]
    )  # fmt: skip


class AnswerForm(EditForm):
    answer = TextAreaField(_l("Answer"), [DataRequired(), Length(max=MOST_TEXT)], filters=[lines])


class OpinionForm(RecordForm):
    """``read``: the id of what stood when it was opened."""

    read = HiddenField("")
    conclusion = SelectField(
        _l("Conclusion"), [Optional()],
        choices=[SelectChoice(*one) for one in [("", _l("none")), *CONCLUSIONS.items()]],
    )  # fmt: skip
    text = TextAreaField(_l("Opinion"), [DataRequired(), Length(max=MOST_TEXT)], filters=[lines])


class ScannedForm(OpinionForm):
    """Of an outside unit: entered from the paper that it signed."""

    signed_name = StringField(
        _l("Signed by"), [DataRequired(), Length(max=MOST_NAME)], filters=[one_line]
    )  # fmt: skip
    signed_on = day_field(_l("Signed on"), InputRequired())
    proofs = FileField(_l("Scan of it"))


class FilesForm(RecordForm):
    proofs = FileField(_l("Annexes"))
