"""What is typed when a gathering is closed or corrected."""

from datetime import datetime

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from blueprints.groupstudy.words import ATTENDANCE, HELD_KINDS
from blueprints.shared.clock import now
from blueprints.shared.forms import RecordForm, in_our_time, one_line
from blueprints.shared.naming import of_somebody
from domain.groupstudy.attendance import ABSENT, LATE, LEAVE, PRESENT
from domain.groupstudy.closing import EndToCome, StartToCome
from domain.groupstudy.correcting import ArrivalOutside
from domain.groupstudy.off_plan import TimesDiffer
from domain.groupstudy.planning import EndBeforeStart
from domain.groupstudy.shares import Held
from models import GroupStudy

MOST_LINE, MOST_REASON, MOST_NAME = 120, 300, 100
# At which field a refusal of the times is said.
FIELD_OF = {
    EndBeforeStart: "ends", EndToCome: "ends", StartToCome: "begins", TimesDiffer: "why",
    ArrivalOutside: "arrived",
}  # fmt: skip


def reason_field() -> TextAreaField:
    return TextAreaField(
        _l("Reason"), [DataRequired(), Length(max=MOST_REASON)], filters=[one_line]
    )


class HeldForm(RecordForm):
    """From when to when it was held."""

    held_on = DateField(_l("Day"), [InputRequired(), in_our_time])
    begins = TimeField(_l("Began at"), [InputRequired()])
    ends = TimeField(_l("Ended at"), [InputRequired()])

    @property
    def held(self) -> Held:
        zone, day = current_app.config["TIMEZONE"], self.held_on.data
        return Held(
            datetime.combine(day, self.begins.data, zone),
            datetime.combine(day, self.ends.data, zone),
        )


class CloseForm(HeldForm):
    """When it was held, and why the times differ from the plan, where they do so by far."""

    why = TextAreaField(
        _l("Why the times differ from the plan"), [Length(max=MOST_REASON)], filters=[one_line]
    )


def typed(held: Held) -> dict[str, object]:
    """The fields of the times. Of one that runs still, the end is now."""
    ends_at = min(held.ends_at, now()) if held.starts_at < now() else held.ends_at
    return {"held_on": held.on, "begins": held.starts_at.time(), "ends": ends_at.time()}


class CorrectPersonForm(RecordForm):
    """Whether one person was there."""

    person = StringField(
        _l("Who"), [InputRequired(), Length(max=MOST_NAME), of_somebody], filters=[one_line]
    )
    state = RadioField(
        _l("Was"), [InputRequired()],
        choices=[SelectChoice(one, ATTENDANCE[one]) for one in (PRESENT, LATE, LEAVE, ABSENT)],
    )  # fmt: skip
    arrived = TimeField(_l("Arrived at"), [Optional()])
    credited = BooleanField(_l("Who was there is credited"))
    reason = reason_field()

    def arrived_on(self, gathering: GroupStudy) -> datetime | None:
        """When they arrived on its day; ``None`` where nothing is typed."""
        at = self.arrived.data
        return at and datetime.combine(gathering.held_on, at, current_app.config["TIMEZONE"])


class CorrectForm(HeldForm):
    """What the gathering was."""

    kind = RadioField(
        _l("Kind"), [InputRequired()],
        choices=[SelectChoice(code, text) for code, text in HELD_KINDS.items()],
    )  # fmt: skip
    topic = StringField(_l("Topic"), [DataRequired(), Length(max=MOST_LINE)], filters=[one_line])
    leader = StringField(_l("Who leads"), [Length(max=MOST_NAME), of_somebody], filters=[one_line])
    place = StringField(_l("Place"), [Length(max=MOST_LINE)], filters=[one_line])
    reason = reason_field()


def say_at_its_field(form: RecordForm, refused: Exception, said: list[str]) -> None:
    """Why it was refused: at the field concerned, or at the head of the form."""
    name = FIELD_OF.get(type(refused))
    if name is None:
        form.form_errors += said
    else:
        form[name].errors = [*form[name].errors, *said]
