"""What the lecture hall's matters are called, what they ask, and where they are seen to."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.matter_places import KindWords, matter_url, own_place, title_of
from domain.matters.kinds import LECTURE_ADVICE, LECTURE_RESULT, LECTURE_REVIEW, LECTURE_SHEETS
from domain.matters.lists import Line

_judging_url = own_place("lectures.own_judging", "judge_id")


def _result_url(line: Line) -> str:
    return url_for("lectures.result_by_id", result_id=line.source_id)


def _review_url(line: Line) -> str:
    return url_for("lectures.review_by_id", review_id=line.source_id)


LECTURES: Mapping[str, KindWords] = {
    LECTURE_SHEETS: KindWords(
        _l("Score sheets of a lecture series"),
        lambda line: _("Fill in and seal your score sheets: %(title)s", title=line.title),
        title_of,
        lambda line: _("Score sheets of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        _judging_url, _judging_url,
    ),
    LECTURE_RESULT: KindWords(
        _l("Lecture results to publish"),
        lambda line: _("Look at the results and publish them: %(title)s", title=line.title),
        title_of,
        lambda line: _("Waits for another organiser: results of %(title)s", title=line.title),
        _result_url, _result_url,
    ),
    LECTURE_REVIEW: KindWords(
        _l("Review of a result"),
        lambda line: _("Answer the review asked for: %(title)s", title=line.title),
        title_of,
        lambda line: _("Review asked for: %(title)s", title=line.title),
        _review_url, _review_url,
    ),
    LECTURE_ADVICE: KindWords(
        _l("Advice on a lecture"),
        lambda line: _("Say what you will do: advice on %(title)s", title=line.title),
        title_of,
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        own_place("lectures.advice", "comment_id"), matter_url,
    ),
}  # fmt: skip
