"""Reviews (复核) of published results: asked for at the lecture, answered by an organiser."""

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures import result_words
from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_or_404, lecture_url, series_or_404
from blueprints.lectures.result_forms import AnswerForm, ReviewForm
from blueprints.lectures.result_words import REFUSALS, why_refused
from blueprints.lectures.results import BEFORE_RESULTS, results_url
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.saving import saved, saved_or_told, step_back
from domain.lectures import freezing, reviewing
from domain.lectures.concerned import may_ask_review
from domain.lectures.holding import PUBLISHED
from domain.lectures.reviewing import ReviewLine
from models import Lecture, LectureSeries, ReviewRequest


def lecture_parts(series: LectureSeries, lecture: Lecture, *, runs: bool) -> dict[str, object]:
    """For the page of the lecture, to those concerned. At most four queries."""
    if series.state in BEFORE_RESULTS or not may_ask_review(lecture, current_user):
        return {"review": None}
    result = freezing.find_result(series, PUBLISHED)
    if result is None:
        return {"review": None}
    asked = reviewing.own_review(lecture, current_user, result.id)
    earlier = reviewing.earlier_reviews(lecture, current_user, result.id)
    return {
        "review": {
            "asked": asked, "open": is_open(series),
            "url": f"{lecture_url(series, lecture)}/review",
            "asked_url": review_url(series, asked) if asked else "",
            "earlier": [(review_url(series, one), one) for one in earlier],
        },
        "review_words": result_words,
    }  # fmt: skip


def is_open(series: LectureSeries) -> bool:
    """Whether a review may still be asked for today."""
    return series.review_until is not None and today() <= series.review_until


def review_url(series: LectureSeries, row: ReviewRequest) -> str:
    return url_for("lectures.show_review", series_slug=series.slug, review_id=row.id)


@bp.route("/<series_slug>/<lecture_slug>/review", methods=["GET", "POST"])
@allow("lectures.speak")
def ask_review(series_slug: str, lecture_slug: str):
    """Speakers, and the secretary of the branch that sent it, ask once for each result."""
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    if not may_ask_review(lecture, current_user):
        abort(404)
    result = freezing.find_result(series, PUBLISHED) or abort(404)
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            row = reviewing.ask_review(
                series, lecture, form.grounds.data, current_user, now=now()
            )  # fmt: skip
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            return saved(lecture_url(*lecture_or_404(series_slug, lecture_slug)), text, "due")
        text = _("The review is asked for. It is answered in writing.")
        return saved(review_url(series, row), text)
    if form.is_submitted():
        step_back()
        series, lecture = lecture_or_404(series_slug, lecture_slug)
    asked = reviewing.own_review(lecture, current_user, result.id)
    page = render_template(
        "lectures/review_ask.html", series=series, lecture=lecture, form=form, asked=asked,
        asked_url=review_url(series, asked) if asked else "", open=is_open(series),
        results_url=results_url(series), place=lecture_url(series, lecture),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@bp.get("/<series_slug>/reviews")
@allow("lectures.publish")
def reviews(series_slug: str):
    """All requests of a series, for organisers."""
    series = series_or_404(series_slug)
    return render_template(
        "lectures/reviews.html", series=series, lines=reviewing.reviews_of(series),
        place=results_url(series), review_url=review_url, result_words=result_words,
    )  # fmt: skip


@bp.get("/<series_slug>/reviews/<int:review_id>")
@allow("lectures.see")
def show_review(series_slug: str, review_id: int):
    """One request with its answer: for organisers and for whoever asked."""
    series = series_or_404(series_slug)
    return _review_page(series, _line_or_404(series, review_id), AnswerForm(formdata=None))


@bp.post("/<series_slug>/reviews/<int:review_id>/answer")
@allow("lectures.publish")
def answer_review(series_slug: str, review_id: int):
    series = series_or_404(series_slug)
    line, form = _line_or_404(series, review_id), AnswerForm()
    if not form.validate():
        step_back()
        series = series_or_404(series_slug)
        return _review_page(series, _line_or_404(series, review_id), form), 422

    def answer() -> None:
        reviewing.answer_review(
            series, line, form.outcome.data, form.answer.data, current_user, now=now()
        )

    place = url_for("lectures.show_review", series_slug=series_slug, review_id=review_id)
    return saved_or_told(
        place, answer, _("Answered. Whoever asked is told."), refusals=REFUSALS, why=why_refused
    )


@bp.get("/results/reviews/<int:review_id>")
@allow("lectures.see")
def review_by_id(review_id: int):
    """Where notices and matters lead: to the request's own page."""
    slug = reviewing.series_of_review(review_id, current_user) or abort(404)
    return redirect(url_for("lectures.show_review", series_slug=slug, review_id=review_id))


def _line_or_404(series: LectureSeries, review_id: int) -> ReviewLine:
    return reviewing.find_review(series, review_id, current_user) or abort(404)


def _review_page(series: LectureSeries, line: ReviewLine, form: AnswerForm):
    return render_template(
        "lectures/review.html", series=series, line=line, form=form,
        answers=reviewing.may_answer(line, current_user), results_url=results_url(series),
        lecture_place=lecture_url(series, line.lecture), result_words=result_words,
        url=review_url(series, line.row),
    )  # fmt: skip
