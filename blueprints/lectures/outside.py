"""Judges from outside: a one-time link, the device that used it, and the own sheets on it.

The link's token has 79 bits, so wrong ones are not counted: guessing leads nowhere. The device
keeps a key of 256 bits in a cookie for these addresses alone. Every POST carries the token
against forged requests, as everywhere.
"""

from datetime import timedelta

from flask import (
    abort,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.lectures.blueprint import bp
from blueprints.lectures.judge_loading import judge_or_404, judges_url
from blueprints.lectures.judge_words import REFUSALS, STANDING_TAGS, STANDINGS, why_refused
from blueprints.lectures.score import score_page, take_sheet
from blueprints.shared.access import allow, begin_writing, public
from blueprints.shared.clock import now
from blueprints.shared.forms import new_once_key
from blueprints.shared.qr import qr_code
from blueprints.shared.saving import saved, saved_and_shown, step_back
from domain.lectures import ballot_links, progress
from domain.lectures.ballot_links import LinkSpent
from models import JudgeAssignment, Lecture, LectureSeries, SeriesJudge, db

WHY = "the device that used a one-time link keeps the key, and comes to its judge's sheets alone"
KEPT = timedelta(days=180)  # by the device; the judge's link says for how long its key is taken


@bp.post("/<series_slug>/judges/<int:judge_id>/link")
@allow("lectures.run")
def make_link(series_slug: str, judge_id: int):
    """Answers with the slip: the one moment at which the link is shown."""
    series, judge = judge_or_404(series_slug, judge_id)
    try:
        token = ballot_links.make_link(series, judge, actor=current_user.actor, now=now())
    except REFUSALS as refused:
        text, place = why_refused(refused), judges_url(series)
        step_back()
        return saved(place, text, "due")
    address = url_for("lectures.ballot_link", token=token, _external=True)
    saved_and_shown(judges_url(series))
    page = render_template(
        "lectures/ballot_slip.html", series=series, judge=judge, address=address,
        code=qr_code(address), back=judges_url(series),
        until=ballot_links.stands_until(judge, series, now=now()),
    )  # fmt: skip
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/ballots/<token>")
@public("the link itself is the key, once")
def ballot_link(token: str):
    """What the link is for, and the button that uses it up: looking does not."""
    judge = ballot_links.find_link(token, now=now())
    if judge is None:
        return _spent()
    series = db.session.get_one(LectureSeries, judge.series_id)
    return render_template(
        "lectures/ballot_door.html", series=series, judge=judge, once=new_once_key()
    )


@bp.post("/ballots/<token>")
@public("the link itself is the key, once")
def use_ballot_link(token: str):
    done_before = begin_writing()
    if done_before is not None:
        return done_before
    try:
        _judge, key = ballot_links.use_link(token, source=request.remote_addr or "", now=now())
    except LinkSpent:
        step_back()
        return _spent()
    answer = saved(url_for("lectures.ballots"))
    answer.set_cookie(
        cookie_name(), key, max_age=KEPT, path=url_for("lectures.ballots"), httponly=True,
        secure=current_app.config["PRODUCTION"], samesite="Lax",
    )  # fmt: skip
    return answer


def cookie_name() -> str:
    return "__Secure-rigong-ballots" if current_app.config["PRODUCTION"] else "rigong-ballots"


def outside_judge() -> SeriesJudge | None:
    """The judge whose device this is, while the link would stand. One query."""
    key = request.cookies.get(cookie_name(), "")
    return ballot_links.find_device(key, now=now()) if key else None


@bp.get("/ballots")
@public(WHY)
def ballots():
    """The own lectures, and how far each sheet is."""
    judge = outside_judge()
    if judge is None:
        return _spent()
    series = db.session.get_one(LectureSeries, judge.series_id)
    lectures = {one.id: one for one in progress.lectures_of(series.id)}
    tasks = progress.tasks_of(series.id, judge_id=judge.id)
    return render_template(
        "lectures/ballots.html", series=series, judge=judge, STANDINGS=STANDINGS,
        lines=[(lectures[one.lecture_id], one) for one in tasks if not one.recused],
        STANDING_TAGS=STANDING_TAGS, until=ballot_links.stands_until(judge, series, now=now()),
    )  # fmt: skip


@bp.get("/ballots/<lecture_slug>/score")
@public(WHY)
def ballot(lecture_slug: str):
    found = _own_ballot(lecture_slug)
    return score_page(*found, place=_place(lecture_slug), outside=True) if found else _spent()


@bp.post("/ballots/<lecture_slug>/score")
@public(WHY)
def take_ballot(lecture_slug: str):
    if outside_judge() is None:
        return _spent()
    done_before = begin_writing()
    if done_before is not None:
        return done_before
    found = _own_ballot(lecture_slug)  # again: the gate was waited for
    return take_sheet(*found, place=_place(lecture_slug), outside=True) if found else _spent()


def _own_ballot(lecture_slug: str) -> tuple[LectureSeries, Lecture, JudgeAssignment] | None:
    """The assignment of this device's judge; none where it is no judge's, 404 for another's."""
    judge = outside_judge()
    if judge is None:
        return None
    return ballot_links.find_ballot(judge, lecture_slug) or abort(404)


def _place(lecture_slug: str) -> str:
    return url_for("lectures.ballot", lecture_slug=lecture_slug)


def _spent() -> Response:
    """404, by an own page: the error pages log the address, and a link may be a secret still."""
    return make_response(render_template("lectures/ballot_spent.html", why=_spent_text()), 404)


def _spent_text() -> str:
    return _(
        "A link works once, on one device, and only until a newer one is made. Open this page on "
        "the device that used it, or ask the organisers for a new link."
    )
