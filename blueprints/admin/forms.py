from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from blueprints.admin import words
from blueprints.shared.forms import RecordForm
from domain.organisation import tree
from domain.organisation.lists import branch_rows


def whole_number(text: str) -> int | None:
    """The value of a select whose first choice, the empty one, means none."""
    return int(text) if text else None


class AccountForm(RecordForm):
    staff_no = StringField(_l("Staff number"), [InputRequired(), Length(max=32)])
    username = StringField(_l("Username"), [Length(max=60)])


class HandForm(RecordForm):
    hand = RadioField(_l("Which hand"), [InputRequired()], choices=words.HAND_CHOICES)
    username = StringField(_l("Username"), [InputRequired(), Length(max=60)])
    staff_no = StringField(_l("Staff number of who keeps it"), [Length(max=32)])


class RenameForm(RecordForm):
    username = StringField(_l("Username"), [InputRequired(), Length(max=60)])


class DisableForm(RecordForm):
    reason = SelectField(
        _l("Reason"),
        [InputRequired()],
        choices=[SelectChoice("", _l("Choose")), *words.DISABLE_REASONS],
    )


class ResetForm(RecordForm):
    reason = SelectField(
        _l("Reason"),
        [InputRequired()],
        choices=[SelectChoice("", _l("Choose")), *words.RESET_REASONS],
    )


class PlaceForm(RecordForm):
    """A form that names a branch or a unit; ``list_places`` fills in the choices."""

    branch = SelectField(_l("Branch"), coerce=whole_number, default="")
    unit = SelectField(_l("Unit, with those below it"), coerce=whole_number, default="")

    def list_places(self, today, none: str) -> "PlaceForm":
        """Two queries: the open branches and the open units, each after ``none``."""
        self.branch.choices = [
            SelectChoice("", none),
            *(SelectChoice(row.branch_id, row.name) for row in branch_rows(today)),
        ]
        self.unit.choices = [
            SelectChoice("", none),
            *(
                SelectChoice(node.unit_id, " / ".join(node.path))
                for node in tree.open_units()
                if not node.outside
            ),
        ]
        return self


class SlipsForm(PlaceForm):
    also_with_link = BooleanField(_l("Also those whose link still works: their old slip stops"))


class GrantForm(PlaceForm):
    username = StringField(_l("Username"), [InputRequired(), Length(max=60)])
    role = RadioField(_l("Role"), [InputRequired()], choices=words.ROLE_CHOICES)
