"""The score sheet of a judge: a page made for a phone, saved tap by tap, sealed once.

``score_page`` and ``take_sheet`` serve outside judges too, at an address of their own: ``place``,
in which the slug of the lecture stands last or last but one.
"""

from flask import current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_or_404, lecture_url, series_url
from blueprints.lectures.not_theirs import not_theirs_page
from blueprints.lectures.score_forms import (
    SheetForm,
    draft_of,
    fill,
    say_wanting,
    sheet_form,
    stored_in_fields,
    valid,
)
from blueprints.lectures.score_view import marks_in, sheet_lines, total_of
from blueprints.lectures.words import BARS, STATES
from blueprints.shared.access import allow
from blueprints.shared.clock import now, time_text
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import commit, saved, step_back
from blueprints.shared.scripts import by_script
from domain.audit import Actor
from domain.lectures import scoring
from domain.lectures.holding import NotInState
from domain.lectures.marks import marks_of, wanting
from domain.lectures.reach import find_assignment
from domain.lectures.receipts import receipt_holds
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.score_desk import judge_of, next_to_score, occasion_of, why_returned
from domain.lectures.scoring import SEALED, MarksWanting, NotTheirs, SheetSealed
from domain.lectures.whereabouts import Barred
from domain.versions import Stale
from models import JudgeAssignment, Lecture, LectureSeries, ScoreSheet

SURE = "sure"  # in the address: the judge is asked once more before the sheet is sealed
TOO_LATE = (SheetSealed, NotTheirs, NotInState, Barred)


@bp.get("/<series_slug>/<lecture_slug>/score")
@allow("lectures.score")
def score(series_slug: str, lecture_slug: str):
    """The visitor's own sheet, as it is to be filled or as it was sealed. Writes nothing."""
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    assignment = find_assignment(lecture, current_user)
    if assignment is None:
        return not_theirs_page(series, lecture)
    return score_page(series, lecture, assignment, place=_place(series, lecture), outside=False)


@bp.post("/<series_slug>/<lecture_slug>/score")
@allow("lectures.score")
def take_score(series_slug: str, lecture_slug: str):
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    assignment = find_assignment(lecture, current_user)
    if assignment is None:
        return not_theirs_page(series, lecture)
    return take_sheet(series, lecture, assignment, place=_place(series, lecture), outside=False)


def _place(series: LectureSeries, lecture: Lecture) -> str:
    return f"{lecture_url(series, lecture)}/score"


def score_page(
    series: LectureSeries, lecture: Lecture, assignment: JudgeAssignment, *, place: str,
    outside: bool,
):  # fmt: skip
    """The page of the sheet. Nine queries at most, whatever the rubric asks."""
    rubric, sheet = rubric_of(series.rubric_id), scoring.find_sheet(assignment)
    form = sheet_form(rubric)
    if sheet is not None:
        fill(form, rubric, sheet)
    return _page(series, lecture, assignment, form, sheet, place=place, outside=outside)


def take_sheet(
    series: LectureSeries, lecture: Lecture, assignment: JudgeAssignment, *, place: str,
    outside: bool,
):  # fmt: skip
    """Save what came, or save and seal it; the page's own script gets JSON."""
    form, asked = sheet_form(rubric_of(series.rubric_id)), request.form.get("step")
    step = ASKED.get(asked, scoring.save_sheet)
    of_form = {"version": whole_number(form.version.data), "now": now()}
    way = "link" if outside else scoring.SCREEN
    if asked == "seal":
        of_form |= {"key": current_app.config["SECRET_KEY"], "actor": _actor(outside=outside)}
    try:
        if not valid(form):
            return _refused(series, lecture, assignment, form, place=place, outside=outside)
        sheet = step(series, assignment, draft_of(form), way=way, **of_form)
    except Stale:
        return _stale(series, assignment, form, place)
    except MarksWanting as wants:
        say_wanting(form, wants)
        return _refused(series, lecture, assignment, form, place=place, outside=outside)
    except TOO_LATE as refused:
        gone = isinstance(refused, NotTheirs) and not outside
        return _too_late(refused, lecture_url(series, lecture) if gone else place)
    if by_script():
        answer = jsonify(version=sheet.version, said=_saved_text(sheet))
        commit()
        return answer
    place = f"{place}?{SURE}=1" if asked == "ask" else place
    return saved(place, "" if asked in ASKED else _saved_text(sheet))


def _save_whole(
    series: LectureSeries, assignment: JudgeAssignment, draft: scoring.Draft, **of_form
) -> ScoreSheet:
    """Save what came; whoever is to be asked whether to seal it has given every mark."""
    sheet = scoring.save_sheet(series, assignment, draft, **of_form)
    lacking = wanting(rubric_of(series.rubric_id), marks_of(sheet.marks))
    if lacking:
        raise MarksWanting(lacking)
    return sheet


ASKED = {"ask": _save_whole, "seal": scoring.seal_sheet}


def _actor(*, outside: bool) -> Actor:
    return Actor(None, request.remote_addr or "") if outside else current_user.actor


def _saved_text(sheet: ScoreSheet) -> str:
    return _("Saved %(time)s", time=time_text(sheet.saved_at))


def _refused(
    series: LectureSeries, lecture: Lecture, assignment: JudgeAssignment, form: SheetForm, *,
    place: str, outside: bool,
):  # fmt: skip
    """Nothing was saved: what is wrong, with what was typed."""
    step_back()
    if by_script():
        wrong = [*form.form_errors, *(text for field in form for text in field.errors)]
        return jsonify(said=" ".join(wrong)), 422
    sheet = scoring.find_sheet(assignment)
    page = _page(series, lecture, assignment, form, sheet, place=place, outside=outside)
    return page, 422


def _stale(series: LectureSeries, assignment: JudgeAssignment, form: SheetForm, place: str):
    """It was changed on another device: both values, to choose from."""
    step_back()
    sheet = scoring.find_sheet(assignment)
    stored = stored_in_fields(rubric_of(series.rubric_id), sheet)
    if by_script():
        said = _saved_text(sheet)
        return jsonify(version=sheet.version, stored=stored, said=said), 409
    return conflict_page(form, stored, version=sheet.version, cancel_url=place)


def _too_late(refused: Exception, place: str):
    step_back()
    said = _not_taken_text(refused)
    if by_script():
        return jsonify(said=said, over=True, sealed=isinstance(refused, SheetSealed)), 409
    return saved(place, said, "due")


def _not_taken_text(refused: Exception) -> str:
    if isinstance(refused, SheetSealed):
        return _("The sheet was sealed meanwhile. What was chosen here last is not in it.")
    if isinstance(refused, NotTheirs):
        return _("Nothing was saved: this sheet is not yours to fill any more.")
    if isinstance(refused, Barred):
        return _(
            "Not sealed: you may not score this lecture any more (%(why)s). Recuse yourself, or "
            "tell the organisers.",
            why=str(BARS[refused.bar]),
        )
    state = str(STATES[refused.found.state])
    return _("Nothing was saved: the series stands at “%(state)s”.", state=state)


def _page(
    series: LectureSeries, lecture: Lecture, assignment: JudgeAssignment, form: SheetForm,
    sheet: ScoreSheet | None, *, place: str, outside: bool,
) -> str:  # fmt: skip
    rubric, sealed = rubric_of(series.rubric_id), sheet is not None and sheet.state == SEALED
    marks, following = marks_in(rubric, form), next_to_score(assignment)
    left, judge = len(wanting(rubric, marks)), judge_of(assignment)
    occasion = occasion_of(lecture)
    returned = sheet is not None and scoring.was_returned(sheet)
    form.version.data = str(sheet.version if sheet is not None else 0)
    takes = scoring.takes_marks(series, sheet) and lecture.withdrawn_at is None
    asks = request.method == "GET" and SURE in request.args and takes and not left
    return render_template(
        "lectures/score_seal.html" if asks else "lectures/score.html", series=series,
        lecture=lecture, form=form, sheet=sheet, sealed=sealed, lines=sheet_lines(rubric, form),
        total=total_of(rubric, marks), left=left,
        left_words=_("{n} left to mark"),
        open=takes, returned=returned, state=STATES[series.state],
        why=returned and why_returned(lecture, judge),
        holds=sealed and receipt_holds(sheet, current_app.config["SECRET_KEY"]),
        saved_text=_saved_text(sheet) if sheet is not None and sheet.version else "",
        judge=judge, occasion=occasion, ahead=occasion.is_ahead(now()), place=place,
        outside=outside, following=following and _beside(place, lecture, following),
        series_place=series_url(series),
        kept_under=f"sheet-{assignment.id}-{'' if outside else current_user.account_id}",
    )  # fmt: skip


def _beside(place: str, lecture: Lecture, other: Lecture) -> str:
    """The address of another sheet of the judge."""
    before, _slug, after = place.rpartition(lecture.slug)
    return f"{before}{other.slug}{after}"
