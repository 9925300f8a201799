from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from blueprints.people.words import LEAVING, OFFICES
from blueprints.shared.forms import EditForm, RecordForm
from blueprints.shared.naming import of_somebody
from domain.cells import NOT_STAFF_NUMBERS

STAFF_NO = r"^[A-Za-z0-9-]{1,32}$"
PARTY = [
    SelectChoice("", _l("Not stated")),
    SelectChoice("yes", _l("Party member")),
    SelectChoice("no", _l("Not a Party member")),
]
TO_PARTY = {"": None, "yes": True, "no": False}
FROM_PARTY = {value: key for key, value in TO_PARTY.items()}
OFFICE_CHOICES = [
    SelectChoice(code or "", text or _l("No office")) for code, text in OFFICES.items()
]


def stripped(text: str | None) -> str:
    return (text or "").strip()


def is_free_for_addresses(_form, field) -> None:
    if field.data.casefold() in NOT_STAFF_NUMBERS:
        raise ValidationError(_("This word cannot be a staff number."))


def staff_no_field(label) -> StringField:
    return StringField(
        label,
        [
            InputRequired(),
            Regexp(STAFF_NO, message=_l("Letters, digits and hyphens, at most 32.")),
            is_free_for_addresses,
        ],
        filters=[stripped],
    )


def person_field(label, description="", *, required: bool = False) -> StringField:
    first = [InputRequired()] if required else []
    return StringField(label, [*first, of_somebody], filters=[stripped], description=description)


class NewPersonForm(RecordForm):
    staff_no = staff_no_field(_l("Staff number"))
    name = StringField(_l("Name"), [InputRequired(), Length(max=60)], filters=[stripped])
    party_member = SelectField(_l("Party membership"), choices=PARTY)
    office_phone = StringField(
        _l("Office telephone"), [Length(max=40)], filters=[stripped],
        description=_l("May stay empty. No private number and no address."),
    )  # fmt: skip
    branch_id = SelectField(_l("Branch"))
    post_id = SelectField(_l("Main post"))
    rank = StringField(_l("Rank"), [Length(max=40)], filters=[stripped])
    on = DateField(_l("In branch and post since"), [InputRequired()])


class PersonForm(EditForm):
    name = StringField(_l("Name"), [InputRequired(), Length(max=60)], filters=[stripped])
    party_member = SelectField(_l("Party membership"), choices=PARTY)
    office_phone = StringField(_l("Office telephone"), [Length(max=40)], filters=[stripped])
    confirmer = person_field(
        _l("Named to confirm"),
        _l("Staff number of who confirms this person's study when nobody else can. May be empty."),
    )


class BranchForm(RecordForm):
    branch_id = SelectField(
        _l("Branch"), description=_l("The branch of before ends the day before.")
    )
    office = SelectField(_l("Office in the branch"), choices=OFFICE_CHOICES)
    on = DateField(_l("From which day on"), [InputRequired()])


class PostForm(RecordForm):
    post_id = SelectField(_l("Post"), [InputRequired()])
    rank = StringField(_l("Rank"), [Length(max=40)], filters=[stripped])
    main = BooleanField(
        _l("This is the main post"),
        description=_l("The main post of before ends the day before; other posts stay."),
    )
    on = DateField(_l("From which day on"), [InputRequired()])
    document_no = StringField(_l("Document number"), [Length(max=80)], filters=[stripped])
    document_on = DateField(_l("Document of the day"), [Optional()])


class EndForm(RecordForm):
    on = DateField(
        _l("From which day no longer"),
        [InputRequired()],
        description=_l("The day before is the last one in the post."),
    )


class BranchLineForm(RecordForm):
    branch_id = SelectField(_l("Branch"))
    office = SelectField(_l("Office in the branch"), choices=OFFICE_CHOICES)
    from_on = DateField(_l("First day"), [InputRequired()])
    to_on = DateField(_l("Last day"), [Optional()], description=_l("Empty: until further notice."))
    strike = BooleanField(_l("Strike this line out: it never was so"))


class PostLineForm(RecordForm):
    post_id = SelectField(_l("Post"))
    rank = StringField(_l("Rank"), [Length(max=40)], filters=[stripped])
    main = BooleanField(_l("This is the main post"))
    from_on = DateField(_l("First day"), [InputRequired()])
    to_on = DateField(_l("Last day"), [Optional()], description=_l("Empty: until further notice."))
    document_no = StringField(_l("Document number"), [Length(max=80)], filters=[stripped])
    document_on = DateField(_l("Document of the day"), [Optional()])
    strike = BooleanField(_l("Strike this line out: it never was so"))


class LeaveForm(RecordForm):
    kind = SelectField(
        _l("Way of leaving"), choices=[SelectChoice(code, text) for code, text in LEAVING.items()]
    )
    on = DateField(
        _l("From which day no longer here"),
        [InputRequired()],
        description=_l("Branch and posts end the day before, every role lapses, sign-ins end."),
    )


class ReturnForm(RecordForm):
    on = DateField(
        _l("From which day on"),
        [InputRequired()],
        description=_l("Branch and post are given afterwards; no role comes back."),
    )


class NumberForm(RecordForm):
    staff_no = staff_no_field(_l("New staff number"))
    on = DateField(
        _l("From which day on"),
        [InputRequired()],
        description=_l("The old number still finds this person."),
    )


class AbsenceForm(RecordForm):
    from_on = DateField(_l("First day away"), [InputRequired()])
    to_on = DateField(_l("Last day away"), [InputRequired()])
    deputy = person_field(_l("Deputy"), _l("Staff number of who acts meanwhile. May be empty."))


class MergeForm(RecordForm):
    other = person_field(_l("Staff number of the other record"), required=True)


class ButtonForm(RecordForm):
    """A form that is one button."""
