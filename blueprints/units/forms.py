from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from blueprints.shared.forms import EditForm, RecordForm
from blueprints.shared.strand_words import STRANDS

LONGEST_NAME = 120
STRAND_CHOICES = [SelectChoice(code, text) for code, text in STRANDS.items()]


def stripped(text: str | None) -> str:
    return (text or "").strip()


def name_field(label) -> StringField:
    return StringField(label, [InputRequired(), Length(max=LONGEST_NAME)], filters=[stripped])


def day_field() -> DateField:
    return DateField(
        _l("From which day on"), [InputRequired()], description=_l("Today or an earlier day.")
    )


class DayForm(RecordForm):
    """An act that wants nothing but its day."""

    on = day_field()


class NameForm(EditForm):
    name = name_field(_l("New name"))
    on = day_field()


class TargetForm(RecordForm):
    """To which unit or branch; the route gives the label and what there is to choose from."""

    target = SelectField()
    on = day_field()


class MergeForm(RecordForm):
    """With which unit or branch it becomes one; nothing is chosen by itself."""

    target = SelectField(_l("Becomes part of"), [InputRequired()])
    on = day_field()


class NewUnitForm(RecordForm):
    name = name_field(_l("Unit name"))
    parent_id = SelectField(_l("Below"))
    outside = BooleanField(
        _l("An outside unit"),
        description=_l("A host unit or an earlier employer: a name only, without a tree."),
    )
    on = day_field()


class NewBranchForm(RecordForm):
    name = name_field(_l("Branch name"))
    unit_id = SelectField(_l("Of the unit"))
    on = day_field()


class TraitsForm(EditForm):
    strand = SelectField(_l("Strand"), choices=STRAND_CHOICES)
    leading = BooleanField(_l("A leading post"))
    deputy_of_id = SelectField(_l("Deputy of"))
    key_post = BooleanField(_l("A key post"))
    grass_roots = BooleanField(_l("At the grass roots"))
    term_years = IntegerField(_l("Term in years"), [Optional(), NumberRange(1, 20)])
    on = day_field()


class NewPostForm(RecordForm):
    unit_id = SelectField(_l("Unit"), [InputRequired()])
    title = name_field(_l("Post title"))
    strand = SelectField(_l("Strand"), choices=STRAND_CHOICES)
    leading = BooleanField(_l("A leading post"))
    key_post = BooleanField(_l("A key post"))
    grass_roots = BooleanField(_l("At the grass roots"))
    term_years = IntegerField(_l("Term in years"), [Optional(), NumberRange(1, 20)])
    on = day_field()
