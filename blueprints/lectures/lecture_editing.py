"""Lectures added to a series, changed, withdrawn."""

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from blueprints.lectures.blueprint import bp
from blueprints.lectures.forms import LectureForm, WithdrawForm, say_at
from blueprints.lectures.loading import lecture_or_404, lecture_url, series_or_404, series_url
from blueprints.lectures.refusals import REFUSALS, past_changing, why_refused
from blueprints.lectures.typed_lecture import TypedWrong, doubt_texts, text_typed, values_of
from blueprints.shared.access import allow
from blueprints.shared.clock import joined, now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.naming import offered_people
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.access import may
from domain.lectures import lecture_keeping
from domain.lectures.speaker_doubts import speaker_doubts
from domain.lectures.standing import JudgesBarred
from domain.organisation.lists import open_branches
from domain.versions import Stale
from models import Branch, Lecture, LectureSeries, db

BESIDE = {
    lecture_keeping.NoSpeaker: "people", lecture_keeping.SpeakersStand: "people",
    JudgesBarred: "people",
}  # fmt: skip


@bp.route("/<series_slug>/new", methods=["GET", "POST"])
@allow("lectures.run")
def new_lecture(series_slug: str):
    series, form = series_or_404(series_slug), LectureForm()
    _offer(form)
    del form.minutes_spoken
    if form.validate_on_submit():
        try:
            lecture = lecture_keeping.add_lecture(
                series, text_typed(form), today=today(), actor=current_user.actor, now=now()
            )
        except (*REFUSALS, TypedWrong) as refused:
            _refuse(form, refused)
        else:
            place = series_url(series_or_404(series_slug)) + "#lectures"
            return _saved(place, _("“%(topic)s” is added.", topic=lecture.topic), lecture)
    return _page(form, series_or_404(series_slug))


@bp.route("/<series_slug>/<lecture_slug>/edit", methods=["GET", "POST"])
@allow("lectures.run")
def edit_lecture(series_slug: str, lecture_slug: str):
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    form = _edit_form(lecture)
    if form.validate_on_submit():
        try:
            lecture_keeping.edit_lecture(
                lecture, series, text_typed(form, lecture), current_user,
                version=whole_number(form.version.data), today=today(), now=now(),
            )  # fmt: skip
        except Stale:
            step_back()
            series, lecture = lecture_or_404(series_slug, lecture_slug)
            return conflict_page(
                form, values_of(lecture), version=lecture.version,
                cancel_url=lecture_url(series, lecture),
            )  # fmt: skip
        except (*REFUSALS, TypedWrong) as refused:
            _refuse(form, refused)
        else:
            return _saved(lecture_url(series, lecture), _("Saved."), lecture)
    elif not form.is_submitted():
        form.version.data = str(lecture.version)
    return _page(form, *lecture_or_404(series_slug, lecture_slug))


def _saved(place: str, said: str, lecture: Lecture):
    """It is saved; what may have been overlooked about the speakers is told with it."""
    doubts = [
        text for one in speaker_doubts(lecture, today()) for text in doubt_texts(one)
    ]  # fmt: skip
    return saved(place, joined([said, *doubts]), "due" if doubts else "done")


def _edit_form(lecture: Lecture) -> LectureForm:
    form = LectureForm(data=values_of(lecture))
    _offer(form, lecture)
    if not lecture_keeping.is_held(lecture):
        del form.minutes_spoken
    return form


@bp.route("/<series_slug>/<lecture_slug>/withdrawal", methods=["GET", "POST"])
@allow("lectures.run")
def withdraw(series_slug: str, lecture_slug: str):
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            lecture_keeping.withdraw_lecture(
                lecture, series, form.reason.data, actor=current_user.actor, now=now()
            )
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            series, lecture = lecture_or_404(series_slug, lecture_slug)
            return saved(lecture_url(series, lecture), text, "due")
        return saved(lecture_url(series, lecture), _("The lecture is withdrawn."))
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    page = render_template(
        "lectures/withdraw.html", form=form, series=series, lecture=lecture,
        back=lecture_url(series, lecture),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _offer(form: LectureForm, lecture: Lecture | None = None) -> None:
    choices = [SelectChoice(one.id, one.name) for one in open_branches()]
    if lecture is None:
        choices.insert(0, SelectChoice("", _("Choose a branch")))
    form.branch.choices = choices
    if lecture is not None and lecture.branch_id not in {one.value for one in form.branch.choices}:
        branch = db.session.get_one(Branch, lecture.branch_id)
        form.branch.choices.append(SelectChoice(branch.id, branch.name))


def _refuse(form: LectureForm, refused: Exception) -> None:
    errors = refused.errors if isinstance(refused, TypedWrong) else {}
    if not errors:
        errors = {BESIDE.get(type(refused), ""): [why_refused(refused)]}
    step_back()
    for name, texts in errors.items():
        say_at(form, name, *texts)


def _page(form: LectureForm, series: LectureSeries, lecture: Lecture | None = None):
    page = render_template(
        "lectures/lecture_edit.html", form=form, series=series, lecture=lecture,
        people=offered_people(today()), may_list=may(current_user, "placements.list"),
        closed="" if lecture or form.is_submitted() else past_changing(series),
        back=lecture_url(series, lecture) if lecture else series_url(series),
    )  # fmt: skip
    return page, 422 if form.errors else 200
