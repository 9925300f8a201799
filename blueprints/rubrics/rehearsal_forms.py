"""On what a rubric is rehearsed, and what it is compared with."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from blueprints.shared.forms import RecordForm

MADE_UP, FILE, SERIES = "made-up", "file", "series"
SOURCES = [SelectChoice(MADE_UP, _l("Made-up sheets")), SelectChoice(FILE, _l("A file of sheets"))]
EARLIER = SelectChoice(SERIES, _l("An earlier series"))
MOST_LECTURES, MOST_JUDGES, MOST_SEED = 100, 60, 999_999


class RehearsalForm(RecordForm):
    """What is typed for one source is no matter while another is chosen."""

    on = RadioField(_l("On what"), choices=SOURCES, default=MADE_UP)
    lectures = IntegerField(_l("Number of lectures"), default=12)
    judges = IntegerField(_l("Number of judges"), default=9)
    given = IntegerField(_l("Sheets for each lecture"), default=5)
    seed = IntegerField(_l("Random seed"), default=1)
    file = FileField(_l("File of sheets"))
    series = SelectField(_l("Series"), choices=[], validate_choice=False)
    other = SelectField(_l("Compared with"), choices=[], validate_choice=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.on.data == MADE_UP:
            for name, least, most in (
                ("lectures", 2, MOST_LECTURES), ("judges", 1, MOST_JUDGES),
                ("given", 1, MOST_JUDGES), ("seed", 0, MOST_SEED),
            ):  # fmt: skip
                self[name].validators = [InputRequired(), NumberRange(least, most)]
        else:
            for name in ("lectures", "judges", "given", "seed"):
                self[name].process_errors = []
