"""Scoring is opened, closed, opened again; which sheets are in, and who is reminded."""

from flask import abort, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.judge_forms import ClosingForm, OpeningForm, ReasonForm
from blueprints.lectures.judge_loading import do, sheets_url
from blueprints.lectures.judge_words import (
    DOUBTS,
    REFUSALS,
    SIGNS,
    STANDING_TAGS,
    STANDINGS,
    absence_lines,
    counted,
    lack_step,
    lack_text,
    recusal_text,
    why_refused,
)
from blueprints.lectures.loading import series_or_404, series_url
from blueprints.lectures.wants import wants_of
from blueprints.lectures.words import STATES
from blueprints.shared import rubric_words
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.forms import new_once_key
from blueprints.shared.saving import saved, step_back
from domain.lectures import doubled, judge_duties, progress
from domain.lectures import running as keeping
from domain.lectures.holding import PREPARING, SCORING
from domain.lectures.judges import find_own_series, judges_of, names_of_all
from domain.lectures.rubric_keeping import rubric_of
from models import LectureSeries


@bp.route("/<series_slug>/opening", methods=["GET", "POST"])
@allow("lectures.run")
def opening(series_slug: str):
    """What is lacking, what is doubtful, and the button."""
    series, form = series_or_404(series_slug), OpeningForm()
    if form.validate_on_submit():
        try:
            keeping.open_scoring(
                series, all_the_same=form.all_the_same.data, today=today(),
                actor=current_user.actor, now=now(),
            )  # fmt: skip
        except keeping.NotReady:
            form.say()
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            return saved(series_url(series_or_404(series_slug)), text, "due")
        else:
            return saved(series_url(series), _("Scoring is open. Every judge is told."))
    if form.errors:
        step_back()
        series = series_or_404(series_slug)
    return _opening_page(series, form), 422 if form.errors else 200


def _opening_page(series: LectureSeries, form: OpeningForm) -> str:
    """Four queries."""
    tasks, rubric = progress.tasks_of(series.id), rubric_of(series.rubric_id)
    lectures, names = progress.lectures_of(series.id), names_of_all(series.id)
    ready = keeping.readiness(series, lectures, tasks, rubric, today())
    place = series_url(series)
    return render_template(
        "lectures/opening.html", series=series, form=form, ready=ready,
        lacks=[(lack_text(one, ready), *lack_step(one, place)) for one in ready.lacks],
        doubts=[(DOUBTS[one], one is keeping.Doubt.NO_TIMES) for one in ready.doubts],
        asked=[one for one in tasks if not one.recused],
        rubric=rubric, lectures=lectures, rubric_words=rubric_words,
        absences=absence_lines(ready, names, lectures), place=place,
        preparing=series.state == PREPARING,
    )  # fmt: skip


@bp.route("/<series_slug>/closing", methods=["GET", "POST"])
@allow("lectures.run")
def closing(series_slug: str):
    """The sheets that are not sealed, and why it is done without them."""
    series, form = series_or_404(series_slug), ClosingForm()
    if form.validate_on_submit():
        try:
            keeping.close_scoring(
                series, reason=form.reason.data or "", actor=current_user.actor, now=now()
            )
        except keeping.SheetsWanting as refused:
            form.say(why_refused(refused))
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            return saved(series_url(series_or_404(series_slug)), text, "due")
        else:
            return saved(series_url(series), _("Scoring is closed: no sheet is taken any more."))
    if form.errors:
        step_back()
        series = series_or_404(series_slug)
    tasks, names = progress.tasks_of(series.id), names_of_all(series.id)
    topics = {one.id: one.topic for one in progress.lectures_of(series.id)}
    page = render_template(
        "lectures/closing.html", series=series, form=form, place=series_url(series),
        wanting=[(topics[one.lecture_id], names[one.judge_id], STANDINGS[one.standing])
                 for one in tasks if one.is_open],
        counts=counted(tasks), scoring=series.state == SCORING, wants=wants_of(series),
        doubled=doubled.doubled_sheets(series.id),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/<series_slug>/reopening")
@allow("lectures.run")
def reopening(series_slug: str):
    series, form = series_or_404(series_slug), ReasonForm()
    if not form.validate():
        step_back()
        return _sheets_page(series_or_404(series_slug), reopen=form), 422
    return do(
        series_url(series),
        lambda: keeping.reopen_scoring(
            series, form.reason.data, actor=current_user.actor, now=now()
        ),
        _("Scoring is open again."),
    )


@bp.get("/<series_slug>/sheets")
@allow("lectures.run")
def sheets(series_slug: str):
    return _sheets_page(series_or_404(series_slug))


def _sheets_page(series: LectureSeries, reopen: ReasonForm | None = None) -> str:
    """Lectures by judges: how far each sheet is, never a mark. Five queries."""
    tasks = progress.tasks_of(series.id)
    asked = {one.judge_id for one in tasks}
    judges = [one for one in judges_of(series.id, today=today()) if one.id in asked]
    cells = {(one.lecture_id, one.judge_id): one for one in tasks}
    return render_template(
        "lectures/sheets.html", series=series, judges=judges, cells=cells,
        lectures=progress.lectures_of(series.id), counts=counted(tasks), STATES=STATES,
        by_lecture=_by_lecture(tasks), late=_who_owe(series, tasks), place=series_url(series),
        here=sheets_url(series), reopen=reopen or ReasonForm(formdata=None), once=new_once_key(),
        SIGNS=SIGNS, STANDINGS=STANDINGS, STANDING_TAGS=STANDING_TAGS,
        doubled=doubled.doubled_sheets(series.id),
    )  # fmt: skip


def _by_lecture(tasks: list[progress.Task]) -> dict[int, dict[str, int]]:
    found: dict[int, list[progress.Task]] = {}
    for one in tasks:
        found.setdefault(one.lecture_id, []).append(one)
    return {lecture: counted(some) for lecture, some in found.items()}


def _who_owe(series: LectureSeries, tasks: list[progress.Task]) -> set[int]:
    return {one.judge_id for one in progress.waited_for(series, tasks)}


@bp.get("/<series_slug>/sheets.xlsx")
@allow("lectures.run")
def sheets_file(series_slug: str):
    """The same as Excel: a row for each assignment."""
    series = series_or_404(series_slug)
    judges = {one.id: one for one in judges_of(series.id, today=today())}
    names = names_of_all(series.id)
    lectures = {one.id: one for one in progress.lectures_of(series.id)}
    rows = [
        (
            lectures[one.lecture_id].number, lectures[one.lecture_id].topic, names[one.judge_id],
            judges[one.judge_id].number if one.judge_id in judges else None,
            str(STANDINGS[one.standing]), recusal_text(one.recusal_reason),
        )
        for one in progress.tasks_of(series.id)
    ]  # fmt: skip
    headings = [
        _("No."), _("Lecture"), _("Judge"), _("Judge's number"), _("Score sheet"),
        _("Reason for recusal"),
    ]  # fmt: skip
    title = _("Score sheets")
    content = workbook([(title, headings, rows)])
    return send_workbook(content, f"{series.title} {title} {today().isoformat()}.xlsx")


@bp.post("/<series_slug>/sheets/reminders")
@allow("lectures.run")
def remind(series_slug: str):
    """A notice to everybody whose sheets are waited for."""
    series = series_or_404(series_slug)
    told = judge_duties.remind(series, actor=current_user.actor, now=now())
    if not told:
        return saved(sheets_url(series), _("Nobody is to be reminded."), "quiet")
    text = ngettext("%(num)d judge is reminded.", "%(num)d judges are reminded.", told)
    return saved(sheets_url(series), text)


@bp.get("/judges/<int:judge_id>")
@allow("lectures.score")
def own_judging(judge_id: int):
    """Where a matter about one's sheets leads: to the series."""
    return redirect(series_url(find_own_series(judge_id, current_user) or abort(404)))
