"""The judges of a series: named, made reserves, taken off."""

from collections import Counter

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.judge_forms import OutsideForm, PersonForm, ReasonForm
from blueprints.lectures.judge_loading import do, judge_or_404, judges_url
from blueprints.lectures.judge_words import (
    REFUSALS,
    SIGNS,
    STANDING_TAGS,
    STANDINGS,
    absence_lines,
    counted,
    recusal_text,
    why_refused,
)
from blueprints.lectures.loading import series_or_404, series_url
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import RecordForm, new_once_key
from blueprints.shared.naming import offered_people
from blueprints.shared.saving import saved, step_back
from domain.lectures import judges as keeping
from domain.lectures import progress, recusal, running
from domain.lectures.holding import CLOSED, PREPARING, SCORING
from domain.lectures.rubric_keeping import rubric_of
from models import LectureSeries

NAMES_JUDGES = frozenset({PREPARING, SCORING})


def parts(series: LectureSeries, *, runs: bool) -> dict[str, object]:
    """Who judges, and for organisers how far the sheets are. Two queries at most."""
    lines = keeping.judges_of(series.id, today=today())
    if not runs:
        return {"judge_names": sorted(one.name for one in lines)}
    tasks = progress.tasks_of(series.id)
    return {
        "judge_lines": lines, "judge_loads": loads(tasks), "sheets_counted": counted(tasks),
        "sheets_returned": sum(one.standing == progress.RETURNED for one in tasks),
        "judges_place": judges_url(series),
    }  # fmt: skip


def loads(tasks: list[progress.Task]) -> dict[int, dict[str, int]]:
    """By judge: how many lectures are to be scored, and how many sheets are sealed."""
    asked = Counter(one.judge_id for one in tasks if not one.recused)
    sealed = Counter(one.judge_id for one in tasks if one.standing == progress.SEALED)
    return {judge: {"asked": asked[judge], "sealed": sealed[judge]} for judge in asked}


@bp.get("/<series_slug>/judges")
@allow("lectures.run")
def judges(series_slug: str):
    return _page(series_or_404(series_slug))


@bp.post("/<series_slug>/judges/people")
@allow("lectures.run")
def name_person(series_slug: str):
    series, form = series_or_404(series_slug), PersonForm()
    if form.validate():
        try:
            judge = keeping.name_person(
                series, form.named, reserve=form.reserve.data, actor=current_user.actor, now=now()
            )
        except REFUSALS as refused:
            form.person.errors = [why_refused(refused)]
        else:
            text = _("%(name)s is judge %(number)d.", name=form.named.name, number=judge.number)
            return saved(judges_url(series), text)
    return _refused(series_slug, form, "person")


@bp.post("/<series_slug>/judges/outside")
@allow("lectures.run")
def name_outsider(series_slug: str):
    series, form = series_or_404(series_slug), OutsideForm()
    if form.validate():
        try:
            judge = keeping.name_outsider(
                series, form.name.data, form.unit.data, reserve=form.reserve.data,
                actor=current_user.actor, now=now(),
            )  # fmt: skip
        except REFUSALS as refused:
            form.name.errors = [why_refused(refused)]
        else:
            text = _("%(name)s is judge %(number)d.", name=form.name.data, number=judge.number)
            return saved(judges_url(series), text)
    return _refused(series_slug, form, "outside")


@bp.post("/<series_slug>/judges/secretaries")
@allow("lectures.run")
def name_secretaries(series_slug: str):
    series = series_or_404(series_slug)
    try:
        named = keeping.name_secretaries(
            series, today=today(), actor=current_user.actor, now=now()
        )  # fmt: skip
    except REFUSALS as refused:
        text = why_refused(refused)
        step_back()
        return saved(judges_url(series_or_404(series_slug)), text, "due")
    if not named:
        return saved(judges_url(series), _("Every branch secretary is a judge already."), "quiet")
    text = ngettext(
        "%(num)d branch secretary was named.", "%(num)d branch secretaries were named.", len(named)
    )
    return saved(judges_url(series), text)


@bp.post("/<series_slug>/judges/<int:judge_id>/reserve")
@allow("lectures.run")
def set_reserve(series_slug: str, judge_id: int):
    series, judge = judge_or_404(series_slug, judge_id)
    reserve = request.form.get("reserve") == "1"
    text = _("The judge is a reserve now.") if reserve else _("The judge is no reserve any more.")
    return do(
        judges_url(series),
        lambda: keeping.set_reserve(
            series, judge, reserve=reserve, actor=current_user.actor, now=now()
        ),
        text,
    )


@bp.post("/<series_slug>/judges/<int:judge_id>/removal")
@allow("lectures.run")
def take_judge_off(series_slug: str, judge_id: int):
    series, judge = judge_or_404(series_slug, judge_id)
    return do(
        judges_url(series),
        lambda: keeping.take_off(series, judge, actor=current_user.actor, now=now()),
        _("The judge is taken off."),
    )


@bp.post("/<series_slug>/judges/<int:judge_id>/recusal")
@allow("lectures.run")
def recuse_judge(series_slug: str, judge_id: int):
    """From every lecture whose sheet is not sealed."""
    series, judge = judge_or_404(series_slug, judge_id)
    form = ReasonForm()
    if not form.validate():
        place = judges_url(series)
        step_back()
        return saved(place, _("Nothing changed: a reason is wanted."), "due")
    return do(
        judges_url(series),
        lambda: recusal.recuse_rest(
            series, judge, form.reason.data, actor=current_user.actor, now=now()
        ),
        _("The judge is recused from every lecture whose sheet is not sealed."),
    )


def _refused(series_slug: str, form: RecordForm, name: str):
    step_back()
    return _page(series_or_404(series_slug), **{name: form}), 422


def _page(series: LectureSeries, **forms: RecordForm) -> str:
    """Eight queries at most."""
    lines, tasks = keeping.judges_of(series.id, today=today()), progress.tasks_of(series.id)
    lectures = progress.lectures_of(series.id)
    ready = running.readiness(series, lectures, tasks, rubric_of(series.rubric_id), today())
    names = keeping.names_of_all(series.id)
    return render_template(
        "lectures/judges.html", series=series, lines=lines, loads=loads(tasks), ready=ready,
        absences=absence_lines(ready, names, lectures), lectures=lectures,
        waiting=_waiting(series, tasks, names, {one.id: one for one in lectures}),
        person=forms.get("person") or PersonForm(formdata=None),
        outside=forms.get("outside") or OutsideForm(formdata=None),
        people=offered_people(today()), names_judges=series.state in NAMES_JUDGES,
        gives_links=series.state in {SCORING, CLOSED}, assigned=bool(tasks),
        place=judges_url(series), back=series_url(series), once=new_once_key(),
        STANDINGS=STANDINGS, STANDING_TAGS=STANDING_TAGS, SIGNS=SIGNS,
    )  # fmt: skip


def _waiting(series: LectureSeries, tasks, names, lectures) -> list[dict[str, object]]:
    """The recused for whom nobody stands in yet, while somebody still can."""
    if series.state not in NAMES_JUDGES:
        return []
    return [
        {
            "task": one, "lecture": lectures[one.lecture_id], "name": names[one.judge_id],
            "reason": recusal_text(one.recusal_reason),
        }
        for one in recusal.unreplaced(tasks, recusal.replaced_in(series.id))
    ]  # fmt: skip
