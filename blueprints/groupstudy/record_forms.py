"""Forms of talks, replies, questions, key points and minutes."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from blueprints.shared.clock import today
from blueprints.shared.forms import EditForm, RecordForm, in_our_time, lines, one_line
from blueprints.shared.naming import SAYING, of_somebody
from domain.access import has_left
from domain.cells import folded
from domain.groupstudy.key_points import LONGEST_KEY_POINTS
from domain.groupstudy.minutes import LONGEST_MINUTES, LONGEST_REASON
from domain.groupstudy.questions import LONGEST_ANSWER, LONGEST_QUESTION
from domain.groupstudy.replies import LONGEST_REPLY
from domain.groupstudy.talks import LONGEST_POINTS, LONGEST_TITLE, MOST_MINUTES, TalkText
from domain.taskbooks.reach import PersonHasLeft
from models import Person


def who_is_here(_form, field) -> None:
    """Whom the number found has not left."""
    person = getattr(field, "person", None)
    if person is not None and has_left(person, today()):
        raise ValidationError(SAYING[PersonHasLeft](PersonHasLeft(person)))


def person_field(label, *, required: bool = True) -> StringField:
    first = [DataRequired()] if required else []
    return StringField(
        label, [*first, Length(max=100), of_somebody, who_is_here], filters=[one_line]
    )


def minutes_field() -> IntegerField:
    return IntegerField(
        _l("Planned minutes"), [Optional(), NumberRange(min=0, max=MOST_MINUTES)]
    )  # fmt: skip


class SpeakerForm(RecordForm):
    person = person_field(_l("Speaker"))
    title = StringField(_l("Topic of the talk"), [Length(max=LONGEST_TITLE)], filters=[one_line])
    minutes = minutes_field()

    def text(self) -> TalkText:
        return TalkText(self.title.data, minutes=self.minutes.data or 0)


class TalkForm(EditForm):
    """The points of a talk; ``minutes`` is the host's to plan."""

    title = StringField(_l("Topic of the talk"), [Length(max=LONGEST_TITLE)], filters=[one_line])
    minutes = minutes_field()
    points = TextAreaField(_l("Points"), [Length(max=LONGEST_POINTS)], filters=[lines])
    reflection = SelectField(_l("A reflection the speaker shares"), coerce=int)

    def offer(self, shared: list[tuple[int, str]], chosen: int | None) -> None:
        """What may be chosen; what was chosen before stays a choice."""
        choices = [SelectChoice(0, _l("none")), *(SelectChoice(*one) for one in shared)]
        if chosen and chosen not in {one for one, _title in shared}:
            choices.append(SelectChoice(chosen, _l("the one chosen before")))
        self.reflection.choices = choices

    def text(self) -> TalkText:
        minutes = (self.minutes.data or 0) if "minutes" in self else None
        return TalkText(self.title.data, self.points.data, self.reflection.data or None, minutes)


class TalkReplyForm(RecordForm):
    words = TextAreaField(
        _l("Your reply"), [DataRequired(), Length(max=LONGEST_REPLY)], filters=[lines]
    )


class KeyPointsForm(EditForm):
    words = TextAreaField(_l("Key points"), [Length(max=LONGEST_KEY_POINTS)], filters=[lines])


class QuestionForm(RecordForm):
    """``leader``: who owes the answer where nobody is named.

    ``takes_part``: of whom a number alone may be written; of others the name as well, and
    nothing is told of whose number it is.
    """

    leader: Person | None = None
    takes_part: Callable[[Person], bool] | None = None
    words = TextAreaField(
        _l("Question"), [DataRequired(), Length(max=LONGEST_QUESTION)], filters=[lines]
    )
    asked_by = person_field(_l("Who asked"), required=False)
    owed_by = person_field(_l("Who owes the answer"), required=False)
    due_on = DateField(_l("To be answered by"), [Optional(), in_our_time])

    def validate_owed_by(self, field: StringField) -> None:
        if not field.data and self.leader is None:
            raise ValidationError(field.gettext("This field is required."))
        if field.data and self.takes_part is not None and not self._means(field):
            field.errors = []
            raise ValidationError(
                _("Nobody of this gathering has this staff number. Of anybody else write the name "
                  "before it.")
            )  # fmt: skip

    def _means(self, field: StringField) -> bool:
        person = field.person
        if person is None or self.takes_part is None:
            return False
        name, _blank, _number = field.data.rpartition(" ")
        return self.takes_part(person) or folded(name) == folded(person.name)

    @property
    def owes(self) -> Person | None:
        return self.owed_by.person or self.leader

    @property
    def asks(self) -> Person | None:
        return self.asked_by.person if "asked_by" in self else None


class AnswerForm(EditForm):
    words = TextAreaField(
        _l("Answer"), [DataRequired(), Length(max=LONGEST_ANSWER)], filters=[lines]
    )


class WhyForm(RecordForm):
    reason = StringField(
        _l("Reason"), [DataRequired(), Length(max=LONGEST_REASON)], filters=[one_line]
    )


class MinutesForm(EditForm):
    words = TextAreaField(
        _l("Minutes of the gathering"), [DataRequired(), Length(max=LONGEST_MINUTES)],
        filters=[lines],
    )  # fmt: skip
    reason = StringField(
        _l("Why they are corrected"), [DataRequired(), Length(max=LONGEST_REASON)],
        filters=[one_line],
    )  # fmt: skip
