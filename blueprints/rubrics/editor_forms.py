"""The form of a rubric: everything is kept as it was typed, until it is read as a rubric."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from blueprints.shared.forms import RecordForm, in_our_time, one_line
from blueprints.shared.rubric_words import ROUNDINGS
from blueprints.shared.score_words import METHODS
from domain.lectures.rubric import MOST_DECIMALS

MOST_CRITERIA = 20
ZH, EN = _l("In Chinese"), _l("In English")


def _line(label: object) -> StringField:
    return StringField(label, filters=[one_line])


def _choices(pairs: Iterable[tuple[str, object]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class CriterionForm(Form):
    zh = _line(ZH)
    en = _line(EN)
    id = _line(_l("Id"))
    weight = _line(_l("Weight"))
    least = _line(_l("Lowest mark"))
    most = _line(_l("Highest mark"))
    step = _line(_l("Marks by"))
    guidance_zh = TextAreaField(_l("Shown to judges, in Chinese"), filters=[one_line])
    guidance_en = TextAreaField(_l("Shown to judges, in English"), filters=[one_line])


class BallotForm(Form):
    zh = _line(ZH)
    en = _line(EN)
    weight = _line(_l("Weight"))
    drop_high = _line(_l("Highest sheets dropped"))
    drop_low = _line(_l("Lowest sheets dropped"))
    minimum = _line(_l("Least for a place"))


class RubricForm(RecordForm):
    """``version``: the number that the page said it would get."""

    version = HiddenField("")
    slug = _line(_l("Short name"))
    title_zh = _line(_l("Title, in Chinese"))
    title_en = _line(_l("Title, in English"))
    source_zh = _line(_l("Source, in Chinese"))
    source_en = _line(_l("Source, in English"))
    effective_from = DateField(_l("Usable from"), [in_our_time])
    confirmed = BooleanField(_l("Checked against its source"))
    criteria = FieldList(FormField(CriterionForm), _l("Criteria"), max_entries=MOST_CRITERIA)
    judges = FormField(BallotForm, _l("Judges"))
    rates = BooleanField(_l("The audience rates too"))
    audience = FormField(BallotForm, _l("Audience"))
    method = SelectField(_l("Method of the score"), choices=_choices(METHODS.items()))
    minimum_sheets = _line(_l("Least valid sheets for a place"))
    decimals = SelectField(
        _l("Decimals"), choices=_choices((str(n), str(n)) for n in range(MOST_DECIMALS + 1))
    )
    rounding = SelectField(_l("Rounding"), choices=_choices(ROUNDINGS.items()))
    tie_break = FieldList(
        SelectField(_l("Looked at"), choices=[], validate_choice=False),
        _l("Equal scores"), max_entries=MOST_CRITERIA + 2,
    )  # fmt: skip
    placings_by = SelectField(
        _l("Equal sheets of one judge are placed by"), choices=[], validate_choice=False
    )
    timed = BooleanField(_l("Speaking too long takes points off"))
    minutes = _line(_l("Minutes allowed"))
    grace = _line(_l("Minutes of grace"))
    per_minute = _line(_l("Points off for each started minute more"))
    penalty_most = _line(_l("Points off at most"))
    robust = BooleanField(_l("Sheets far from all others pull the adjusted score less"))
    review_days = _line(_l("Days after publishing in which a review may be asked for"))


def fields_of(form: Form) -> Iterator[tuple[str, Field]]:
    """Every field, those of parts among them, and the name of the part: ``Criterion 3``."""
    for one in form:
        if isinstance(one, FormField):
            yield from ((str(one.label.text), inner) for inner in one.form)
            continue
        yield "", one
        if isinstance(one, FieldList):
            yield from _of_list(one)


def _of_list(rows: FieldList) -> Iterator[tuple[str, Field]]:
    for number, entry in enumerate(rows.entries, start=1):
        if isinstance(entry, FormField):
            part = _("Criterion %(number)d", number=number)
            yield from ((part, inner) for inner in entry.form)
        else:
            yield str(rows.label.text), entry


def mistakes(form: RubricForm) -> list[tuple[str, str, str]]:
    """Id and label of every field that is refused, and why."""
    return [
        (one.id, " ".join(text for text in (part, str(one.label.text)) if text), " ".join(said))
        for part, one in fields_of(form)
        if (said := [str(why) for why in one.errors if not isinstance(why, dict | list)])
    ]
