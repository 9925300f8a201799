"""Speakers, of their own lecture: comments let through, means by criterion, advice to answer."""

from dataclasses import dataclass
from fractions import Fraction

from flask import abort, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_url
from blueprints.lectures.score_view import points
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.conversion_words import word
from blueprints.shared.forms import EditForm, lines
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.lectures import advice
from domain.lectures.comments import shown_to_speakers
from domain.lectures.reach import speaks_at
from domain.lectures.rubric import decimal_text
from domain.lectures.rubric_keeping import rubric_of
from domain.lectures.speaking import Advice, Means, find_advice, published_means
from domain.versions import Stale
from models import Lecture, LectureComment, LectureSeries


@dataclass(frozen=True, slots=True)
class MeanLine:
    """One criterion: the mean of the sheets that counted, and of the audience, of how much."""

    title: str
    most: str
    judges: str
    audience: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a speaker is told of the own lecture."""

    comments: tuple[LectureComment, ...]
    means: tuple[MeanLine, ...]
    sheets: int
    listeners: int


class AnswerForm(EditForm):
    answer = TextAreaField(
        _l("What I will do"), [DataRequired(), Length(max=advice.LONGEST_ANSWER)], filters=[lines]
    )


def lecture_parts(series: LectureSeries, lecture: Lecture, *, runs: bool) -> dict[str, object]:
    """For who speaks there, once results are published. Three queries at most."""
    if not speaks_at(lecture, current_user):
        return {"speaking": None}
    means = published_means(series, lecture)
    if means is None:
        return {"speaking": None}
    told = Told(
        tuple(shown_to_speakers(lecture)), _mean_lines(series, means), means.sheets,
        means.listeners,
    )  # fmt: skip
    return {"speaking": told}


def _mean_lines(series: LectureSeries, means: Means) -> tuple[MeanLine, ...]:
    return tuple(
        MeanLine(
            word(one.words), decimal_text(one.most), _mean(means.judges.get(one.id)),
            _mean(means.audience.get(one.id)),
        )
        for one in rubric_of(series.rubric_id).criteria
    )  # fmt: skip


def _mean(number: Fraction | None) -> str:
    return "–" if number is None else points(number)


@bp.route("/sheets/advice/<int:comment_id>", endpoint="advice", methods=["GET", "POST"])
@allow("lectures.speak")
def answer(comment_id: int):
    """Advice on the visitor's own lecture, and what they will do about it."""
    one, form = _advice_or_404(comment_id), AnswerForm()
    place = lecture_url(one.series, one.lecture)
    if form.validate_on_submit():
        try:
            advice.answer_advice(
                one.series, one.comment, form.answer.data,
                version=whole_number(form.version.data), actor=current_user.actor, now=now(),
            )  # fmt: skip
        except Stale:
            return _conflict(form, comment_id, place)
        except advice.NotOwed:
            abort(404)
        return saved(f"{place}#speaking", _("Saved. The organisers see your answer."))
    if form.errors:
        step_back()
        one = _advice_or_404(comment_id)
    elif not form.is_submitted():
        form.answer.data, form.version.data = one.comment.answer, str(one.comment.version)
    page = render_template("lectures/advice.html", one=one, form=form, place=place)
    return page, 422 if form.errors else 200


def _advice_or_404(comment_id: int) -> Advice:
    return find_advice(comment_id, current_user) or abort(404)


def _conflict(form: AnswerForm, comment_id: int, place: str):
    step_back()
    stored = _advice_or_404(comment_id).comment
    return conflict_page(form, {"answer": stored.answer}, version=stored.version, cancel_url=place)
