"""The audience's rating of a lecture: once, in a few taps, sealed at once."""

from flask import abort, current_app, render_template
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_or_404, lecture_url
from blueprints.lectures.score_forms import (
    SheetForm,
    draft_of,
    fill,
    say_wanting,
    sheet_form,
    valid,
)
from blueprints.lectures.score_view import sheet_lines
from blueprints.lectures.words import STATES
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.saving import saved, step_back
from domain.lectures import rating as ratings
from domain.lectures.holding import SCORING, NotInState
from domain.lectures.rating import NotAudience, RatedAlready
from domain.lectures.receipts import receipt_holds
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.score_desk import occasion_of
from domain.lectures.scoring import MarksWanting
from models import Lecture, LectureSeries, ScoreSheet


@bp.get("/<series_slug>/<lecture_slug>/rating")
@allow("lectures.rate")
def rating(series_slug: str, lecture_slug: str):
    """What to rate, or what the visitor gave. Eight queries at most; writes nothing."""
    series, lecture, sheet = _audience_or_404(series_slug, lecture_slug)
    rubric = rubric_of(series.rubric_id)
    form = sheet_form(rubric)
    if sheet is not None:
        fill(form, rubric, sheet)
    return _page(series, lecture, form, sheet)


@bp.post("/<series_slug>/<lecture_slug>/rating")
@allow("lectures.rate")
def take_rating(series_slug: str, lecture_slug: str):
    """Kept whole, or not at all."""
    series, lecture, _sheet = _audience_or_404(series_slug, lecture_slug)
    form, place = sheet_form(rubric_of(series.rubric_id)), f"{lecture_url(series, lecture)}/rating"
    if not valid(form):
        return _refused(series, lecture, form)
    try:
        ratings.seal_rating(
            series, lecture, draft_of(form), current_user,
            key=current_app.config["SECRET_KEY"], now=now(),
        )  # fmt: skip
    except MarksWanting as wants:
        say_wanting(form, wants)
        return _refused(series, lecture, form)
    except RatedAlready:
        return _unchanged(place, _("You have rated this lecture; a rating is given once."))
    except NotInState as late:
        state = str(STATES[late.found.state])
        return _unchanged(place, _("Nothing was kept: the series stands at “%(state)s”.",
                                   state=state))  # fmt: skip
    except NotAudience:
        abort(404)
    return saved(place)


def _audience_or_404(
    series_slug: str, lecture_slug: str
) -> tuple[LectureSeries, Lecture, ScoreSheet | None]:
    """A lecture that the visitor heard, or has rated."""
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    sheet = ratings.find_rating(lecture, current_user)
    if sheet is None and not ratings.may_rate(series, lecture, current_user):
        abort(404)
    return series, lecture, sheet


def _refused(series: LectureSeries, lecture: Lecture, form: SheetForm):
    step_back()
    return _page(series, lecture, form, ratings.find_rating(lecture, current_user)), 422


def _unchanged(place: str, said: str):
    step_back()
    return saved(place, said, "due")


def _page(
    series: LectureSeries, lecture: Lecture, form: SheetForm, sheet: ScoreSheet | None
) -> str:
    rubric = rubric_of(series.rubric_id)
    return render_template(
        "lectures/rating.html", series=series, lecture=lecture, form=form, sheet=sheet,
        lines=sheet_lines(rubric, form), occasion=occasion_of(lecture),
        open=sheet is None and series.state == SCORING, state=STATES[series.state],
        holds=sheet is not None and receipt_holds(sheet, current_app.config["SECRET_KEY"]),
        place=f"{lecture_url(series, lecture)}/rating", lecture_place=lecture_url(series, lecture),
    )  # fmt: skip
