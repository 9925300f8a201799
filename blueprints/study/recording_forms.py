"""What is typed of an activity for many, and of the people it is recorded for."""

from dataclasses import dataclass, field

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField
from wtforms.validators import InputRequired, NumberRange

from blueprints.shared.hours_words import word
from blueprints.shared.paging import whole_number
from blueprints.study.forms import EntryForm
from blueprints.study.loading import LONG_FORMS, asks_online
from blueprints.study.long_forms import LevelForm, SpanForm
from domain.hours.pack_format import MINUTES, OFFICE
from domain.hours.packs import Kind, Pack
from domain.recording import MOST_PEOPLE

MOST_MINUTES = 60_000


class SharedMinutesForm(SpanForm):
    """An activity that is counted by the minute, of one day or several."""

    minutes = IntegerField(
        _l("How long, in minutes"), [InputRequired(), NumberRange(1, MOST_MINUTES)]
    )

    @property
    def amount_field(self) -> Field:
        return self.minutes

    def measured(self) -> dict[str, object]:
        return {"minutes": self.minutes.data}


FORMS: dict[str, type[EntryForm]] = {**LONG_FORMS, MINUTES: SharedMinutesForm}


def kinds_to_record(pack: Pack) -> list[Kind]:
    """All kinds of the pack; those that only the office records come first."""
    return sorted(pack.kinds.values(), key=lambda kind: kind.by != OFFICE)


def activity_form(pack: Pack) -> EntryForm:
    """The form of the kind asked for, or of the first; 404 for one that the pack lacks."""
    kinds = kinds_to_record(pack)
    asked = request.values.get("kind", kinds[0].id)
    kind = pack.kinds.get(asked) or abort(404)
    form = FORMS[kind.asks](of_kind=kind, asks_online=asks_online(pack, kind))
    form.gained.label.text = _("What was studied")
    if isinstance(form, LevelForm):
        form.level.choices = [(one, word(words)) for one, words in kind.levels.items()]
        form.count.data = form.count.data or (None if form.is_submitted() else 1)
    return form


@dataclass(slots=True)
class ChosenPeople:
    """Whom the form names: who stands on its list, who is ticked, and numbers to be added."""

    listed: list[int] = field(default_factory=list)
    ticked: set[int] = field(default_factory=set)
    numbers: str = ""
    errors: list[str] = field(default_factory=list)

    def add(self, ids: list[int]) -> None:
        """Put people on the list, ticked."""
        known = set(self.listed)
        self.listed += [one for one in dict.fromkeys(ids) if one not in known]
        self.ticked.update(ids)
        if len(self.listed) > MOST_PEOPLE:
            self.errors.append(
                _("At most %(most)d people on one form; split them.", most=MOST_PEOPLE)
            )


def people_sent() -> ChosenPeople:
    """The people as the form sends them."""
    ticked = [whole_number(one) for one in request.form.getlist("person")][: MOST_PEOPLE + 1]
    listed = [whole_number(one) for one in request.form.get("listed", "").split(",") if one]
    listed = list(dict.fromkeys([*listed[: 2 * MOST_PEOPLE], *ticked]))
    return ChosenPeople(listed, set(ticked), request.form.get("numbers", ""))
