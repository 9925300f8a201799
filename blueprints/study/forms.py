from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DecimalField,
    Field,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from blueprints.shared.forms import EditForm, RecordForm
from domain.claims import MOST_MINUTES_A_DAY, SELF_STUDY, Claim
from domain.files.refusals import Checked
from domain.hours.packs import Kind
from domain.text import render_note

CHIPS = (15, 30, 45, 60, 90)
OTHER = "other"
MOST_TOPIC, MOST_GAINED, MOST_DOCUMENT = 120, 5000, 120
MOST_LEAVE = 9999
ONLINE = (("", _l("not said")), ("yes", _l("Yes")), ("no", _l("No")))


def asked_with_other(form: "MinutesForm", field: IntegerField) -> None:
    """Required with the chip "Other", and otherwise of no account."""
    if form.minutes.data != OTHER:
        field.errors = []
        raise StopValidation
    if field.data is None and not field.errors:
        raise StopValidation(field.gettext("This field is required."))


def not_blank(form: EditForm, field: StringField) -> None:
    if not (field.data or "").strip():
        raise ValidationError(field.gettext("This field is required."))


def plain_lines(text: str | None) -> str:
    """With one character at the end of a line, as browsers count them."""
    return (text or "").replace("\r\n", "\n")


def as_noted(text: str) -> dict[str, str | None]:
    """The columns of a claim that hold what was gained; Markdown is rendered here."""
    gained = text.strip()
    html = render_note(gained)
    return {"gained": gained, "gained_html": None if html is None else str(html)}


class EntryForm(EditForm):
    """What every kind asks; whether days and amounts are allowed is the domain's to say."""

    kind = SELF_STUDY
    kept_proofs: Sequence[Checked] = ()  # checked, in the store, and on no entry yet
    lost_files = False
    decided = ""  # what became of the entry meanwhile: it is not changed any more
    topic = StringField(_l("Material or topic"), [Length(max=MOST_TOPIC)])
    gained = TextAreaField(
        _l("What you gained"), [InputRequired(), not_blank, Length(max=MOST_GAINED)],
        filters=[plain_lines],
    )  # fmt: skip
    online = SelectField(
        _l("Was it online?"), [Optional()], choices=[SelectChoice(*one) for one in ONLINE]
    )
    leave_hours = DecimalField(
        _l("Leave taken, in credit hours"), [Optional(), NumberRange(0, MOST_LEAVE)], places=2
    )

    def __init__(self, *, of_kind: Kind | None = None, asks_online: bool = False) -> None:
        super().__init__()
        self.of_kind = of_kind
        asks_leave = of_kind is not None and of_kind.leave_at_most is not None
        for name, asked in (("online", asks_online), ("leave_hours", asks_leave)):
            if name in self and not asked:
                delattr(self, name)
        if of_kind is not None:
            self.kind = of_kind.id
        self.proof_errors: list[str] = []
        self.warning: tuple[int, ...] = ()
        self.warning_twin = False

    @property
    def claim(self) -> Claim:
        """What was typed, as the rules read it; Markdown is rendered here, outside the gate."""
        return Claim(
            studied_on=self.studied_on.data, topic=(self.topic.data or "").strip(),
            kind=self.kind, **as_noted(self.gained.data), **self.amounts(), **self._said(),
        )  # fmt: skip

    def draft(self, today: date) -> Claim:
        """The same as far as it goes: what is wanting or cannot be read is left out."""
        first = self.studied_on.data or today
        amounts = {**self.draft_amounts()}
        ends_on = amounts.get("ends_on")
        if ends_on is not None and ends_on <= first:
            amounts["ends_on"] = None
        return Claim(
            studied_on=first, topic=(self.topic.data or "").strip()[:MOST_TOPIC],
            gained=self.gained.data[:MOST_GAINED], kind=self.kind, **amounts,
            **self._said(),
        )  # fmt: skip

    def _said(self) -> dict[str, object]:
        """What only some kinds ask besides: leave, and whether it was online."""
        said: dict[str, object] = {}
        if "online" in self:
            said["online"] = {"yes": True, "no": False}.get(self.online.data)
        if "leave_hours" in self:
            leave = min(self.leave_hours.data or Decimal(0), Decimal(MOST_LEAVE))
            said["leave_hundredths"] = max(0, int((leave * 100).to_integral_value(ROUND_HALF_UP)))
        return said

    def amounts(self) -> dict[str, object]:
        """The fields of a claim that only this kind fills, once the form is in order."""
        raise NotImplementedError

    def draft_amounts(self) -> dict[str, object]:
        raise NotImplementedError

    @property
    def amount_field(self) -> Field:
        """The field to blame where it is too much."""
        raise NotImplementedError

    def values_of(self, entry) -> dict[str, object]:
        """Field -> value of an entry, to be shown or compared."""
        values = {
            "studied_on": entry.studied_on, "topic": entry.topic, "gained": entry.gained,
            **self.amounts_of(entry),
        }  # fmt: skip
        if "online" in self:
            values["online"] = {True: "yes", False: "no"}.get(entry.online, "")
        if "leave_hours" in self:
            values["leave_hours"] = Decimal(entry.leave_hundredths) / 100 or None
        return values

    def amounts_of(self, entry) -> dict[str, object]:
        raise NotImplementedError

    def fill(self, values: Mapping[str, object]) -> None:
        for name, value in values.items():
            self[name].data = value


class MinutesForm(EntryForm):
    """A kind that is counted by the minute."""

    minutes = RadioField(
        _l("How long, in minutes"),
        [InputRequired()],
        choices=[
            *(SelectChoice(str(one), str(one)) for one in CHIPS),
            SelectChoice(OTHER, _l("Other")),
        ],
    )
    other_minutes = IntegerField(
        _l("Other: minutes"), [asked_with_other, NumberRange(1, MOST_MINUTES_A_DAY)]
    )
    studied_on = DateField(_l("Which day"), [InputRequired()])
    start_time = TimeField(
        _l("When it began"), [Optional()], format=["%H:%M", "%H:%M:%S"]
    )  # fmt: skip

    @property
    def minutes_meant(self) -> int:
        return self.other_minutes.data if self.minutes.data == OTHER else int(self.minutes.data)

    @property
    def amount_field(self) -> Field:
        return self.other_minutes if self.minutes.data == OTHER else self.minutes

    def amounts(self) -> dict[str, object]:
        return {"minutes": self.minutes_meant, "start_time": self.start_time.data}

    def draft_amounts(self) -> dict[str, object]:
        typed = self.other_minutes.data if self.minutes.data == OTHER else self.minutes.data
        known = str(typed).isascii() and str(typed).isdecimal() and len(str(typed)) <= len("960")
        minutes = min(int(str(typed)), MOST_MINUTES_A_DAY) if known else 0
        return {"minutes": minutes, "start_time": self.start_time.data}

    def amounts_of(self, entry) -> dict[str, object]:
        known = entry.minutes in CHIPS
        return {
            "minutes": str(entry.minutes) if known else OTHER if entry.minutes else None,
            "other_minutes": None if known else entry.minutes or None,
            "start_time": entry.start_time,
        }  # fmt: skip


class PlainForm(MinutesForm):
    """Self-study, which is never asked for more: fields that are not made need not be removed."""

    online = leave_hours = None


class MaterialForm(EditForm):
    title = StringField(_l("Title"), [InputRequired(), not_blank, Length(max=MOST_TOPIC)])
    source = StringField(_l("Where it comes from"), [Length(max=200)])


class ListForm(RecordForm):
    """What the list of one's own entries is asked for; read from the address."""

    state = SelectField(_l("State"), [Optional()], validate_choice=False)
    kind = SelectField(_l("Kind"), [Optional()], validate_choice=False)
    first = DateField(_l("From day"), [Optional()])
    last = DateField(_l("To day"), [Optional()])
    text = SearchField(_l("Topic or gain"), [Optional(), Length(max=60)])


class ReturnForm(RecordForm):
    reason = StringField(_l("Why it goes back"), [InputRequired(), Length(max=300)])
