"""Times and places: of all lectures by a few sittings, or of one."""

import re
from datetime import date, datetime
from unicodedata import normalize

from flask import current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.forms import MOST_TITLE, TimeForm, TimesForm, say_at
from blueprints.lectures.loading import lecture_or_404, lecture_url, series_or_404, series_url
from blueprints.lectures.refusals import REFUSALS, past_changing, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import now, weekday_text
from blueprints.shared.conflict import conflict_page
from blueprints.shared.forms import FIRST_YEAR, LAST_YEAR
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.groupstudy.holding import PLANNED
from domain.groupstudy.planning import EndBeforeStart
from domain.lectures import times
from domain.lectures.gatherings import Slot, gathering_of
from domain.lectures.lecture_keeping import Withdrawn
from domain.lectures.standing import JudgesBarred
from domain.lectures.times import Sitting
from domain.matters.reckoning import reckoning
from domain.versions import Stale
from models import Lecture, LectureSeries

BETWEEN = re.compile(r"\s*[,;、]\s*")
MOST_FIELDS, MOST_AT_ONCE = 3, 300


class SittingsWrong(Exception):
    """Lines that cannot be read; ``texts`` say why."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__("; ".join(texts))
        self.texts = texts


@bp.route("/<series_slug>/times", methods=["GET", "POST"])
@allow("lectures.run")
def give_times(series_slug: str):
    """With ``preview`` only what would come of it is shown."""
    series = series_or_404(series_slug)
    form = TimesForm(data={"minutes": series.minutes})
    lectures = times.to_be_placed(series.id)
    slots: list[Slot] = []
    if form.validate_on_submit():
        try:
            slots = _slots(form, len(lectures))
            if "preview" not in request.form:
                stay = times.give_times(
                    series, slots, current_user, now=now(),
                    version=form.version.data,
                )  # fmt: skip
                return _given(series, len(lectures), stay)
            step_back()
        except (*REFUSALS, SittingsWrong) as refused:
            slots = []
            _refuse(form, refused)
    return _page(form, series_or_404(series_slug), slots)


def _given(series: LectureSeries, asked: int, stay: list[JudgesBarred]):
    """Saved; and which lectures stay as they were."""
    for one in stay:
        flash(_("Its time stays as it was: %(why)s", why=why_refused(one)), "due")
    text = ngettext(
        "%(num)d lecture has its time.", "%(num)d lectures have their times.", asked - len(stay)
    )
    return saved(f"{series_url(series)}#lectures", text)


def _refuse(form: TimesForm, refused: Exception) -> None:
    texts = refused.texts if isinstance(refused, SittingsWrong) else [why_refused(refused)]
    step_back()
    say_at(form, "sittings", *texts)


def _page(form: TimesForm, series: LectureSeries, slots: list[Slot]):
    lectures = times.to_be_placed(series.id)
    form.version.data = times.version_of(lectures)
    page = render_template(
        "lectures/times.html", form=form, series=series, back=series_url(series),
        lectures=lectures, preview=list(zip(lectures, slots, strict=False)),
        days_off=_days_off({one.starts_at.date() for one in slots}),
        closed="" if form.is_submitted() else past_changing(series),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _days_off(days: set[date]) -> list[str]:
    """Which of the days are no working days, in words. One query, or none."""
    if not days:
        return []
    working = reckoning().days
    return [weekday_text(day) for day in sorted(days) if not working.is_working(day)]


def _slots(form: TimesForm, lectures: int) -> list[Slot]:
    sittings, wrong = [], []
    for number, line in enumerate(form.sittings.data.splitlines(), start=1):
        if line.strip():
            sitting = _sitting(number, normalize("NFKC", line).strip())
            if sitting is None:
                wrong.append(
                    _("Line %(line)d: expected a day and a time such as 2026-12-03 14:00, a comma, "
                      "a place, a comma, and how many lectures; place and number may be left out.",
                      line=number)
                )  # fmt: skip
            else:
                sittings.append(sitting)
    if wrong:
        raise SittingsWrong(wrong)
    return times.slots_of(
        sittings, lectures, minutes=form.minutes.data, pause=form.pause.data
    )  # fmt: skip


def _sitting(number: int, line: str) -> Sitting | None:
    """``2026-12-03 14:00, hall 2, 4``; ``None`` where it is not of that form."""
    first, *rest = BETWEEN.split(line)
    many = rest.pop() if rest and rest[-1].isdecimal() else ""
    if len(rest) > 1 or any(len(one) > MOST_TITLE for one in rest):
        return None
    try:
        at = datetime.strptime(first, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    if not FIRST_YEAR <= at.year <= LAST_YEAR or (many and not 0 < int(many[:9]) <= MOST_AT_ONCE):
        return None
    place = rest[0] if rest else ""
    zone = current_app.config["TIMEZONE"]
    return Sitting(number, at.replace(tzinfo=zone), place, int(many) if many else None)


@bp.route("/<series_slug>/<lecture_slug>/time", methods=["GET", "POST"])
@allow("lectures.run")
def give_time(series_slug: str, lecture_slug: str):
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    form = TimeForm(data=_stored(lecture))
    if form.validate_on_submit():
        try:
            times.give_time(
                lecture, series, form.slot, current_user, now=now(),
                version=whole_number(form.version.data),
            )  # fmt: skip
        except Stale:
            step_back()
            series, lecture = lecture_or_404(series_slug, lecture_slug)
            return conflict_page(
                form, _stored(lecture), version=lecture.version,
                cancel_url=lecture_url(series, lecture),
            )  # fmt: skip
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            say_at(form, "ends" if isinstance(refused, EndBeforeStart) else "", text)
        else:
            return saved(lecture_url(series, lecture), _told(form))
    elif not form.is_submitted():
        if lecture.withdrawn_at is not None:
            flash(why_refused(Withdrawn()), "due")
            return redirect(lecture_url(series, lecture))
        form.version.data = str(lecture.version)
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    page = render_template(
        "lectures/time.html", form=form, series=series, lecture=lecture,
        back=lecture_url(series, lecture),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _told(form: TimeForm) -> str:
    """Saved; and whether the day is one on which nobody works."""
    off = _days_off({form.held_on.data})
    if off:
        return _("Saved. %(day)s is no working day.", day=off[0])
    return _("Saved.")


def _stored(lecture: Lecture) -> dict[str, object]:
    gathering = gathering_of(lecture)
    if gathering is None or gathering.state != PLANNED:
        return dict.fromkeys(("held_on", "begins", "ends")) | {"place": ""}
    zone = current_app.config["TIMEZONE"]
    return {
        "held_on": gathering.held_on, "begins": gathering.starts_at.astimezone(zone).time(),
        "ends": gathering.ends_at.astimezone(zone).time(), "place": gathering.place,
    }  # fmt: skip
