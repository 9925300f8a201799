"""Forms of claims that some paper proves: by days, by level, by number, or as one activity."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from blueprints.study.forms import (
    MOST_DOCUMENT,
    MOST_GAINED,
    MOST_TOPIC,
    EntryForm,
    not_blank,
    plain_lines,
)
from domain.hours.pack_format import COUNT, HALF_DAYS, SESSIONS
from domain.hours.packs import Kind

MOST_DAYS, MOST_COUNT = 366, 99
NUMBERS = {
    HALF_DAYS: _l("How many half days"), COUNT: _l("How many"),
    SESSIONS: _l("How many gatherings"),
}  # fmt: skip


def some_days(form: "DaysForm", field: IntegerField) -> None:
    """Whole days or half days: one of the two must say something."""
    typed = [(one.raw_data or [""])[0].strip() for one in (field, form.half_days)]
    if set(typed) <= {"", "0"}:
        field.errors = []
        raise StopValidation(_("Say how many days, or how many half days."))


class LongForm(EntryForm):
    """A claim that some paper proves; what was gained may be left out."""

    topic = StringField(_l("What it was"), [InputRequired(), not_blank, Length(max=MOST_TOPIC)])
    gained = TextAreaField(
        _l("What you gained"), [Length(max=MOST_GAINED)], filters=[plain_lines]
    )  # fmt: skip
    document = StringField(_l("Document that proves it"), [Length(max=MOST_DOCUMENT)])

    def said_document(self) -> str:
        return (self.document.data or "").strip()[:MOST_DOCUMENT]


class SpanForm(LongForm):
    """A claim of one day or of several."""

    studied_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [Optional()])

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.studied_on.data and field.data < self.studied_on.data:
            raise ValidationError(_("The last day is before the first."))

    def amounts(self) -> dict[str, object]:
        first, last = self.studied_on.data, self.ends_on.data
        return {
            "ends_on": last if last is not None and last > first else None,
            "document": self.said_document(), **self.measured(),
        }  # fmt: skip

    def draft_amounts(self) -> dict[str, object]:
        return {
            "ends_on": self.ends_on.data, "document": self.said_document(), **self.measured()
        }  # fmt: skip

    def amounts_of(self, entry) -> dict[str, object]:
        return {
            "ends_on": entry.ends_on, "document": entry.document, **self.measured_of(entry)
        }  # fmt: skip

    def measured(self) -> dict[str, object]:
        """How much it was, as far as that can be read."""
        raise NotImplementedError

    def measured_of(self, entry) -> dict[str, object]:
        raise NotImplementedError


class DaysForm(SpanForm):
    """A kind that is counted by days and half days, from a first day to a last one."""

    days = IntegerField(_l("Whole days"), [some_days, Optional(), NumberRange(0, MOST_DAYS)])
    half_days = IntegerField(_l("Half days"), [Optional(), NumberRange(0, MOST_DAYS)])

    @property
    def amount_field(self) -> Field:
        return self.days

    def measured(self) -> dict[str, object]:
        days, halves = (within(field.data, MOST_DAYS) for field in (self.days, self.half_days))
        return {"minutes": 0, "days": days, "half_days": halves}

    def measured_of(self, entry) -> dict[str, object]:
        return {"days": entry.days or None, "half_days": entry.half_days or None}


class NumberForm(SpanForm):
    """A kind that is counted by half days, by pieces or by gatherings."""

    number = IntegerField(_l("How many"), [InputRequired(), NumberRange(1, MOST_COUNT)])

    def __init__(self, *, of_kind: Kind, asks_online: bool = False) -> None:
        super().__init__(of_kind=of_kind, asks_online=asks_online)
        self.number.label.text = str(NUMBERS[of_kind.asks])
        self._column = of_kind.asks

    @property
    def amount_field(self) -> Field:
        return self.number

    def measured(self) -> dict[str, object]:
        return {"minutes": 0, self._column: within(self.number.data, MOST_COUNT)}

    def measured_of(self, entry) -> dict[str, object]:
        return {"number": getattr(entry, self._column) or None}


class OnceForm(SpanForm):
    """A kind that gives the same for each activity, whatever its length."""

    @property
    def amount_field(self) -> Field:
        return self.studied_on

    def measured(self) -> dict[str, object]:
        return {"minutes": 0, "count": 1}

    def measured_of(self, entry) -> dict[str, object]:
        return {}


class LevelForm(LongForm):
    """A kind that is counted by the piece, each at a level of the rules."""

    level = RadioField(_l("At which level"), [InputRequired()], choices=[])
    count = IntegerField(_l("How many"), [InputRequired(), NumberRange(1, MOST_COUNT)])
    studied_on = DateField(_l("On which day"), [InputRequired()])

    @property
    def amount_field(self) -> Field:
        return self.count

    def amounts(self) -> dict[str, object]:
        return {
            "minutes": 0, "level": self.level.data, "count": self.count.data,
            "document": self.said_document(),
        }  # fmt: skip

    def draft_amounts(self) -> dict[str, object]:
        level = self.level.data if self.of_kind and self.level.data in self.of_kind.levels else ""
        count = within(self.count.data, MOST_COUNT)
        return {"minutes": 0, "level": level, "count": count, "document": self.said_document()}

    def amounts_of(self, entry) -> dict[str, object]:
        return {
            "level": entry.level or None, "count": entry.count or 1, "document": entry.document
        }  # fmt: skip


def within(typed: int | None, most: int) -> int:
    """The number typed, as far as it can be one of 0 to ``most``."""
    return min(max(typed or 0, 0), most)
