"""Paper sheets: a blank one to print, and two people who type in what it says."""

from dataclasses import dataclass

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.judge_forms import ReasonForm
from blueprints.lectures.judge_loading import any_assignment_or_404, assignment_url, do, sheets_url
from blueprints.lectures.judge_words import REFUSALS, why_refused
from blueprints.lectures.loading import series_or_404
from blueprints.lectures.score_forms import (
    MARK,
    SheetForm,
    draft_of,
    fill,
    say_wanting,
    sheet_form,
    stored_in_fields,
    valid,
)
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.conversion_words import word
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.rubric_words import marks_text
from blueprints.shared.saving import saved, step_back
from domain.lectures import paper as typing
from domain.lectures.judges import JudgeLine, judges_of, names_of_all
from domain.lectures.marks import marks_of
from domain.lectures.progress import lectures_of, tasks_of
from domain.lectures.rubric import Rubric, decimal_text
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.score_desk import Occasion, judge_of, occasion_of
from domain.lectures.scoring import MarksWanting, find_sheet, takes_marks
from domain.versions import Stale
from models import JudgeAssignment, Lecture, LectureSeries, SeriesJudge

PAPER = "/<series_slug>/<lecture_slug>/paper/<int:assignment_id>"


@bp.get(PAPER)
@allow("lectures.run")
def paper(series_slug: str, lecture_slug: str, assignment_id: int):
    """What the visitor typed; once both have typed, how the other's differs. Nobody else's."""
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    rubric = rubric_of(series.rubric_id)
    form, typed = sheet_form(rubric), typing.typed_of(row, current_user.account_id)
    if typed.own is not None:
        fill(form, rubric, typed.own)
    return _page(series, lecture, row, form, typed)


@bp.post(PAPER)
@allow("lectures.run")
def type_paper(series_slug: str, lecture_slug: str, assignment_id: int):
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    rubric = rubric_of(series.rubric_id)
    form, agreed = sheet_form(rubric), False
    if valid(form):
        try:
            agreed = _keep(series, row, form)
        except Stale as stale:
            stored, version = stored_in_fields(rubric, stale.record), stale.record.version
            step_back()
            place = _paper_url(series, lecture, row)
            return conflict_page(form, stored, version=version, cancel_url=place)
        except MarksWanting as wants:
            say_wanting(form, wants)
        except REFUSALS as refused:
            form.form_errors.append(why_refused(refused))
    if form.errors:
        step_back()
        found = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
        typed = typing.typed_of(found[2], current_user.account_id)
        return _page(*found, form, typed), 422
    if agreed:
        return saved(assignment_url(series, lecture, row), _("Both agree: the sheet is sealed."))
    return saved(_paper_url(series, lecture, row), _("What you typed is kept."))


@bp.post(f"{PAPER}/removal")
@allow("lectures.run")
def throw_typing_away(series_slug: str, lecture_slug: str, assignment_id: int):
    """What one typed who is gone, or by mistake; for a reason."""
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    place, form = _paper_url(series, lecture, row), ReasonForm()
    if not form.validate():
        step_back()
        return saved(place, _("Nothing changed: a reason is wanted."), "due")
    return do(
        place,
        lambda: typing.throw_away(
            series, row, whole_number(request.form.get("typing")), form.reason.data,
            actor=current_user.actor, now=now(),
        ),
        _("It is thrown away: somebody else may type the sheet now."),
    )  # fmt: skip


@bp.get(f"{PAPER}/blank")
@allow("lectures.run")
def blank_paper(series_slug: str, lecture_slug: str, assignment_id: int):
    """One A4 sheet to be filled in by hand."""
    series, lecture, row = any_assignment_or_404(series_slug, lecture_slug, assignment_id)
    judge = judge_of(row)
    sheet = Blank(lecture, judge, names_of_all(series.id)[judge.id], occasion_of(lecture))
    place = assignment_url(series, lecture, row)
    return _blank_page(series, [sheet], place=place, title=lecture.topic)


@bp.get("/<series_slug>/sheets/paper")
@allow("lectures.run")
def all_blank_papers(series_slug: str):
    """Every sheet that is not sealed, an A4 page each. Two queries for each lecture, and four."""
    series = series_or_404(series_slug)
    judges = {one.id: one for one in judges_of(series.id, today=today())}
    names, lectures = names_of_all(series.id), {one.id: one for one in lectures_of(series.id)}
    occasions = {one: occasion_of(lecture) for one, lecture in lectures.items()}
    blank = [
        Blank(lectures[one.lecture_id], judges[one.judge_id], names[one.judge_id],
              occasions[one.lecture_id])
        for one in tasks_of(series.id)
        if one.is_open and one.judge_id in judges
    ]  # fmt: skip
    return _blank_page(series, blank, place=sheets_url(series), title=_("Which sheets are in"))


@dataclass(frozen=True, slots=True)
class Blank:
    """A sheet to be filled in by hand: who marks which lecture."""

    lecture: Lecture
    judge: SeriesJudge | JudgeLine
    name: str
    occasion: Occasion


def _blank_page(series: LectureSeries, blank: list[Blank], *, place: str, title: str) -> str:
    return render_template(
        "lectures/paper_blank.html", series=series, blank=blank, word=word, place=place,
        title=title, rubric=rubric_of(series.rubric_id), marks_text=marks_text,
    )  # fmt: skip


def _keep(series: LectureSeries, row: JudgeAssignment, form: SheetForm) -> bool:
    draft = draft_of(form)
    return typing.type_paper(
        series, row, draft.marks, draft.comment or "", version=whole_number(form.version.data),
        key=current_app.config["SECRET_KEY"], actor=current_user.actor, now=now(),
    )  # fmt: skip


def _page(
    series: LectureSeries, lecture: Lecture, row: JudgeAssignment, form: SheetForm,
    typed: typing.Typed,
) -> str:  # fmt: skip
    rubric, sheet = rubric_of(series.rubric_id), find_sheet(row)
    judge, elsewhere = judge_of(row), typing.begun_elsewhere(sheet)
    takes = takes_marks(series, sheet) and row.recused_at is None
    form.version.data = str(typed.own.version if typed.own is not None else 0)
    return render_template(
        "lectures/paper.html", series=series, lecture=lecture, form=form, typed=typed,
        fields=[(one, form[MARK + one.id]) for one in rubric.criteria], judge=judge,
        name=names_of_all(series.id)[judge.id], marks_text=marks_text,
        open=takes and not typed.full and not elsewhere, elsewhere=takes and elsewhere,
        typists=typing.typists_of(row) if takes else [], once=new_once_key(),
        differing=_differing(rubric, typed), place=assignment_url(series, lecture, row),
        here=_paper_url(series, lecture, row), blank=f"{_paper_url(series, lecture, row)}/blank",
    )  # fmt: skip


def _differing(rubric: Rubric, typed: typing.Typed) -> list[tuple[str, str, str]]:
    """What both typed where they differ: the criterion, the own mark, the other's."""
    if typed.own is None or typed.other is None:
        return []
    words = {one.id: word(one.words) for one in rubric.criteria}
    mine, theirs = (marks_of(one.marks) for one in (typed.own, typed.other))
    return [
        (_("Comment"), typed.own.comment, typed.other.comment)
        if name == typing.COMMENT
        else (words[name], decimal_text(mine[name]), decimal_text(theirs[name]))
        for name in typed.differing()
    ]


def _paper_url(series: LectureSeries, lecture: Lecture, row: JudgeAssignment) -> str:
    return url_for(
        "lectures.paper", series_slug=series.slug, lecture_slug=lecture.slug, assignment_id=row.id
    )
