"""One assignment: how far it is, recusal, replacement, and a sheet given back."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.judge_forms import ReasonForm
from blueprints.lectures.judge_loading import (
    any_assignment_or_404,
    assignment_url,
    do,
    judges_url,
    sheets_url,
)
from blueprints.lectures.judge_words import STANDING_TAGS, STANDINGS, recusal_text
from blueprints.lectures.judges import NAMES_JUDGES
from blueprints.lectures.loading import assignment_or_404, lecture_url
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import step_back
from domain.lectures import assigning, doubled, progress, recusal, running
from domain.lectures.holding import CLOSED, SCORING
from domain.lectures.judges import is_own, names_of_all
from domain.lectures.paper import begun_elsewhere
from domain.lectures.score_desk import judge_of
from domain.lectures.scoring import find_sheet
from models import JudgeAssignment, Lecture, LectureSeries

ONE = "/<series_slug>/<lecture_slug>/assignments/<int:assignment_id>"


@bp.route("/<series_slug>/<lecture_slug>/recusal", methods=["GET", "POST"])
@allow("lectures.score")
def recuse_oneself(series_slug: str, lecture_slug: str):
    """The judge says why the own lecture cannot be scored; organisers are told."""
    series, lecture, row = assignment_or_404(series_slug, lecture_slug)
    form = ReasonForm()
    if form.validate_on_submit():
        return do(
            lecture_url(series, lecture),
            lambda: recusal.recuse(
                series, row, form.reason.data, actor=current_user.actor, now=now()
            ),
            _("You are recused from this lecture. The organisers are told."),
        )
    if form.errors:
        step_back()
        series, lecture, row = assignment_or_404(series_slug, lecture_slug)
    task = progress.find_task(row.id)
    page = render_template(
        "lectures/recusal.html", series=series, lecture=lecture, form=form,
        place=lecture_url(series, lecture), sealed=task is None or _too_late(series, task),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.get(ONE)
@allow("lectures.run")
def assignment(series_slug: str, lecture_slug: str, assignment_id: int):
    return _page(*any_assignment_or_404(series_slug, lecture_slug, assignment_id))


@bp.post(f"{ONE}/recusal")
@allow("lectures.run")
def recuse_judge_from(series_slug: str, lecture_slug: str, assignment_id: int):
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    form = ReasonForm()
    if not form.validate():
        return _refused(series_slug, lecture_slug, assignment_id, recused=form)
    return do(
        assignment_url(series, lecture, row),
        lambda: recusal.recuse(series, row, form.reason.data, actor=current_user.actor, now=now()),
        _("The judge is recused from this lecture."),
    )


@bp.post(f"{ONE}/replacement")
@allow("lectures.run")
def replace_judge(series_slug: str, lecture_slug: str, assignment_id: int):
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    other = whole_number(request.form.get("judge"))
    return do(
        assignment_url(series, lecture, row),
        lambda: recusal.replace(
            series, row, other, today=today(), actor=current_user.actor, now=now()
        ),
        _("The other judge stands in."),
    )


@bp.post(f"{ONE}/return")
@allow("lectures.run")
def return_sheet(series_slug: str, lecture_slug: str, assignment_id: int):
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    form = ReasonForm()
    if not form.validate():
        return _refused(series_slug, lecture_slug, assignment_id, returned=form)
    return do(
        assignment_url(series, lecture, row),
        lambda: running.return_sheet(
            series, row, form.reason.data, actor=current_user.actor, now=now()
        ),
        _("The sheet is given back. The judge seals it anew."),
    )


@bp.post(f"{ONE}/setting-aside")
@allow("lectures.run")
def set_sheet_aside(series_slug: str, lecture_slug: str, assignment_id: int):
    """One of two sheets of one person, for whom two records were kept."""
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    form = ReasonForm()
    if not form.validate():
        return _refused(series_slug, lecture_slug, assignment_id, aside=form)
    return do(
        assignment_url(series, lecture, row),
        lambda: doubled.set_aside(
            series, row, form.reason.data, actor=current_user.actor, now=now()
        ),
        _("The sheet is set aside: it does not count."),
    )


def _refused(series_slug: str, lecture_slug: str, assignment_id: int, **forms: ReasonForm):
    step_back()
    return _page(*any_assignment_or_404(series_slug, lecture_slug, assignment_id), **forms), 422


def _page(
    series: LectureSeries, lecture: Lecture, row: JudgeAssignment, **forms: ReasonForm
) -> str:
    """Of an assignment never a mark: how far its sheet is, whatever the state. 15 queries."""
    task, judge = progress.find_task(row.id), judge_of(row)
    names, stands_in = names_of_all(series.id), recusal.stand_in_for(row)
    free = []
    if task.recused and stands_in is None and series.state in NAMES_JUDGES:
        grid = assigning.grid_of(series, today=today())
        loads = grid.loads()
        free = [(one, loads[one.id]) for one in recusal.who_could(grid, lecture)]
    return render_template(
        "lectures/assignment.html", series=series, lecture=lecture, row=row, task=task,
        judge=judge, name=names[judge.id], free=free, why=recusal_text(task.recusal_reason),
        stands_in=names[stands_in.judge_id] if stands_in is not None else "",
        recused=forms.get("recused") or ReasonForm(formdata=None),
        returned=forms.get("returned") or ReasonForm(formdata=None),
        aside=forms.get("aside") or ReasonForm(formdata=None), twice=_twice(series, row),
        recusable=_recusable(series, task),
        returnable=task.standing == progress.SEALED and series.state == CLOSED
        and not is_own(judge, current_user.actor),
        typeable=task.is_open and _typed_now(series, task),
        elsewhere=begun_elsewhere(find_sheet(row)),
        here=assignment_url(series, lecture, row), judges_place=judges_url(series),
        sheets_place=sheets_url(series), once=new_once_key(), STANDINGS=STANDINGS,
        STANDING_TAGS=STANDING_TAGS,
    )  # fmt: skip


def _twice(series: LectureSeries, row: JudgeAssignment) -> doubled.DoubledSheet | None:
    """Where another sheet of the same person counts, and one of them may be set aside."""
    if series.state not in {SCORING, CLOSED}:
        return None
    found = doubled.doubled_sheets(series.id)
    return next((one for one in found if one.assignment_id == row.id), None)


def _recusable(series: LectureSeries, task: progress.Task) -> bool:
    """Once values were seen a sheet that was sealed is not dropped by a recusal."""
    return series.state in {*NAMES_JUDGES, CLOSED} and not _too_late(series, task)


def _too_late(series: LectureSeries, task: progress.Task) -> bool:
    return not task.is_open or _seen(series, task)


def _seen(series: LectureSeries, task: progress.Task) -> bool:
    """Whether what the sheet said when it was sealed could be seen."""
    return task.given_receipt and series.state == CLOSED


def _typed_now(series: LectureSeries, task: progress.Task) -> bool:
    """Whether a paper sheet may be typed in."""
    return series.state == SCORING or (
        series.state == CLOSED and task.standing == progress.RETURNED
    )  # fmt: skip
