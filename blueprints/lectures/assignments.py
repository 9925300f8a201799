"""Which judge scores which lecture: ticked by hand, or ticked by a plan and then looked over."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.judge_loading import judges_url
from blueprints.lectures.judge_words import REFUSALS, SIGNS, STANDINGS, why_refused
from blueprints.lectures.judges import NAMES_JUDGES
from blueprints.lectures.loading import series_or_404
from blueprints.lectures.words import BARS
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.lectures import assigning, running
from domain.lectures.assignment_plan import Pair, Plan, critical_judges
from domain.lectures.progress import NOT_BEGUN, RECUSED
from domain.lectures.rubric_keeping import rubric_of
from models import LectureSeries

MOST_SEED = 40
MOST_EACH = 99  # judges for a lecture, that a plan may be asked for


@bp.get("/<series_slug>/judges/assignments")
@allow("lectures.run")
def assignments(series_slug: str):
    """The table to tick. With ``each`` in the address a plan is ticked in it; nothing is saved."""
    series = series_or_404(series_slug)
    grid = assigning.grid_of(series, today=today())
    each = min(whole_number(request.args.get("each")), MOST_EACH)
    seed = request.args.get("seed", "")[:MOST_SEED]
    if not each or series.state not in NAMES_JUDGES:
        return _page(series, grid, grid.assigned())
    each = min(each, len(grid.judges))
    found = assigning.planned(grid, each=each, seed=seed, anew="anew" in request.args)
    return _page(series, grid, found.pairs, plan=found, each=each, seed=seed)


@bp.post("/<series_slug>/judges/assignments")
@allow("lectures.run")
def save_assignments(series_slug: str):
    series, wanted = series_or_404(series_slug), _pairs(request.form.getlist("pair"))
    was = _pairs(request.form.get("was", "").split())
    try:
        came, went = assigning.assign_all(
            series, wanted, was=was, today=today(), actor=current_user.actor, now=now(),
            seed=request.form.get("seed", "")[:MOST_SEED],
        )  # fmt: skip
    except REFUSALS as refused:
        text = why_refused(refused)
        step_back()
        series = series_or_404(series_slug)
        grid = assigning.grid_of(series, today=today())
        stale = isinstance(refused, assigning.ChangedSince)
        others = grid.assigned() ^ was if stale else frozenset()
        return _page(series, grid, wanted, why=text, others=others), 409 if stale else 422
    text = _("Saved: %(came)d assigned, %(went)d taken away.", came=came, went=went)
    return saved(judges_url(series), text)


def _pairs(texts: list[str]) -> frozenset[Pair]:
    """Lecture and judge of each; one that names neither is none."""
    pairs = [one.partition("-") for one in texts]
    return frozenset(
        (whole_number(lecture), whole_number(judge)) for lecture, _dash, judge in pairs
    )


def _page(
    series: LectureSeries, grid: assigning.Grid, ticked: frozenset[Pair], *,
    plan: Plan | None = None, each: int = 0, seed: str = "", why: str = "",
    others: frozenset[Pair] = frozenset(),
) -> str:  # fmt: skip
    needed = running.judges_needed(rubric_of(series.rubric_id))
    names = {one.id: one.name for one in grid.judges}
    topics = {one.id: one.topic for one in grid.lectures}
    hanging = critical_judges(sorted(ticked), minimum=0) if plan is not None else []
    return render_template(
        "lectures/assignments.html", series=series, grid=grid, why=why, plan=plan, seed=seed,
        each=each or max(needed, 3) + 2, needed=needed, most_each=MOST_EACH, others=others,
        cells=_cells(grid, ticked), counts=_counts(ticked), changeable=series.state in NAMES_JUDGES,
        hanging=[names[one.judge] for one in hanging], place=judges_url(series),
        short=[topics[one] for one in plan.short] if plan is not None else [],
        was=" ".join(f"{lecture}-{judge}" for lecture, judge in sorted(grid.assigned())),
        once=new_once_key(), BARS=BARS, SIGNS=SIGNS, STANDINGS=STANDINGS,
    )  # fmt: skip


def _cells(grid: assigning.Grid, ticked: frozenset[Pair]) -> dict[Pair, dict[str, object]]:
    """For each lecture and judge: ticked or not, and why it cannot be changed, if so."""
    cells = {}
    for lecture in grid.lectures:
        for judge in grid.judges:
            pair = (lecture.id, judge.id)
            task, bar = grid.tasks.get(pair), grid.bar(lecture, judge)
            fixed = "" if task is None or task.standing == NOT_BEGUN else task.standing
            cells[pair] = {
                "ticked": pair in ticked and fixed != RECUSED, "fixed": fixed,
                "bar": bar if task is None else None,
            }  # fmt: skip
    return cells


def _counts(ticked: frozenset[Pair]) -> dict[str, dict[int, int]]:
    """How many judges each lecture has, and how many lectures each judge."""
    lectures: dict[int, int] = {}
    judges: dict[int, int] = {}
    for lecture, judge in ticked:
        lectures[lecture] = lectures.get(lecture, 0) + 1
        judges[judge] = judges.get(judge, 0) + 1
    return {"lectures": lectures, "judges": judges}
