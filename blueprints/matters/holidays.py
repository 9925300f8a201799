"""Reply times and the holiday table: everybody reads them, HR edits the table."""

from datetime import date

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from blueprints.matters.blueprint import bp
from blueprints.matters.forms import stripped
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import FIRST_YEAR, LAST_YEAR, RecordForm, in_our_time
from blueprints.shared.hours_words import word
from blueprints.shared.matter_kind_words import KIND_WORDS
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved
from domain.access import may
from domain.matters import holidays as table
from domain.matters.reckoning import reckoning
from models import Holiday, db

OFF, WORK = "off", "work"


class HolidayForm(RecordForm):
    day = DateField(_l("Day"), [InputRequired(), in_our_time])
    kind = RadioField(
        _l("This day is"), [InputRequired()], default=OFF,
        choices=[SelectChoice(OFF, _l("Off")), SelectChoice(WORK, _l("Worked"))],
    )  # fmt: skip
    name = StringField(_l("Name of the day"), [Length(max=table.LONGEST_NAME)], filters=[stripped])


@bp.get("/holidays")
@allow("rules.see")
def holidays():
    return holidays_page(HolidayForm(formdata=None))


@bp.post("/holidays")
@allow("calendar.edit")
def add():
    form = HolidayForm()
    if not form.validate_on_submit():
        return holidays_page(form), 422
    try:
        table.add_holiday(
            form.day.data, is_working=form.kind.data == WORK, name=form.name.data,
            actor=current_user.actor, now=now(),
        )  # fmt: skip
    except table.DayTwice:
        form.day.errors = [_("This day stands in the table already: take it out first.")]
        return holidays_page(form), 422
    place = url_for("matters.holidays", year=form.day.data.year)
    return saved(place, _("The day is in the table. Open matters are reckoned anew."))


@bp.post("/holidays/<day>/removal")
@allow("calendar.edit")
def removal(day: str):
    """The day is again what its weekday says."""
    try:
        found = db.session.get(Holiday, date.fromisoformat(day)) or abort(404)
    except ValueError:
        abort(404)
    year = found.day.year
    table.take_out(found, actor=current_user.actor, now=now())
    return saved(
        url_for("matters.holidays", year=year),
        _("The day is out of the table. Open matters are reckoned anew."),
    )


def holidays_page(form: HolidayForm) -> str:
    year = whole_number(request.args.get("year")) or today().year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    times = reckoning().times(today())
    return render_template(
        "matters/holidays.html", form=form, year=year, rows=table.holidays_of(year),
        years=sorted({*table.years_kept(), today().year, today().year + 1}), times=times,
        kinds=KIND_WORDS, title=word(times.title) if times.title else "",
        source=word(times.source) if times.source else "",
        may_edit=may(current_user, "calendar.edit"),
    )  # fmt: skip
