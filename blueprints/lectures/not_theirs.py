"""A judge of the series who opens the sheet of a lecture that is not the judge's to score."""

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.lectures.judge_words import BARS
from blueprints.shared.clock import today
from blueprints.shared.errors import error_page
from domain.lectures.reach import find_judge, was_recused
from domain.lectures.whereabouts import eligibility
from models import Lecture, LectureSeries


def not_theirs_page(series: LectureSeries, lecture: Lecture) -> Response:
    """Why, for who judges in the series; to everybody else there is nothing here."""
    judge = find_judge(series, current_user) or abort(404)
    title = _("You do not score “%(topic)s”", topic=lecture.topic)
    if was_recused(lecture, judge):
        return error_page(403, title, _("You were recused from this lecture."))
    bar = eligibility([lecture], [judge], today=today()).bar(lecture, judge)
    if bar is not None:
        text = _("A judge of this series may not score it: %(why)s.", why=str(BARS[bar]))
        return error_page(403, title, text)
    text = _("It is not assigned to you. If you think it should be, ask an organiser.")
    return error_page(403, title, text)
