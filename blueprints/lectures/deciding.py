"""What organisers do about results: propose, publish, turn down, correct."""

from collections.abc import Callable

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import series_or_404
from blueprints.lectures.result_forms import DownForm, ReasonForm
from blueprints.lectures.result_words import REFUSALS, why_refused
from blueprints.lectures.results import frozen_page, preview_page, result_or_404, results_url
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.saving import saved_or_told, step_back
from domain.lectures import freezing, frozen
from domain.lectures.holding import CLOSED, NotInState
from domain.lectures.reckoning import reckon
from models import LectureSeries


@bp.post("/<series_slug>/results")
@allow("lectures.publish", gate="free")
def propose_result(series_slug: str):
    """Freeze what the sheets come to; reckoned before the gate, checked again inside it."""
    series, form = series_or_404(series_slug), ReasonForm()
    published = frozen.current_result(series, current_user)
    if series.state == CLOSED and published is not None and not form.validate():
        return preview_page(series, form), 422
    reckoned = reckon(series) if series.state == CLOSED else None
    instead = begin_writing()
    if instead is not None:
        return instead
    series = series_or_404(series_slug)

    def propose() -> None:
        if reckoned is None:
            raise NotInState(series)
        reason = form.reason.data or ""
        freezing.propose_result(series, reckoned, current_user, now=now(), reason=reason)

    return _done(
        series, propose, _("The result is proposed. Another organiser looks at it and publishes.")
    )


@bp.post("/<series_slug>/results/<int:number>/publication")
@allow("lectures.publish")
def publish_result(series_slug: str, number: int):
    series = series_or_404(series_slug)
    found = result_or_404(series, number)

    def publish() -> None:
        freezing.publish_result(series, found.number, current_user, now=now())

    return _done(
        series, publish, _("The result is published. Speakers, judges and branches are told.")
    )


@bp.post("/<series_slug>/results/<int:number>/refusal")
@allow("lectures.publish")
def turn_down_result(series_slug: str, number: int):
    series, form = series_or_404(series_slug), DownForm()
    found = result_or_404(series, number)
    if not form.validate():
        step_back()
        return frozen_page(series, found, down=form), 422

    def turn_down() -> None:
        freezing.turn_down_result(series, found.number, form.why.data, current_user, now=now())

    return _done(series, turn_down, _("The result is not published. Scoring stands closed."))


@bp.post("/<series_slug>/results/correction")
@allow("lectures.publish")
def begin_correction(series_slug: str):
    series, form = series_or_404(series_slug), ReasonForm()
    found = frozen.current_result(series, current_user) or abort(404)
    if not form.validate():
        step_back()
        return frozen_page(series, found, reason=form), 422

    def begin() -> None:
        freezing.begin_correction(series, form.reason.data, current_user, now=now())

    return _done(
        series, begin,
        _("The series is open for a correction. What is published stays until another result is."),
    )  # fmt: skip


@bp.post("/<series_slug>/results/correction/end")
@allow("lectures.publish")
def end_correction(series_slug: str):
    series = series_or_404(series_slug)

    def end() -> None:
        freezing.end_correction(series, current_user, now=now())

    return _done(series, end, _("The published result stands."))


def _done(series: LectureSeries, step: Callable[[], object], message: str) -> Response:
    """Back at the results; a refused step says why there, and changes nothing."""
    place = results_url(series)
    return saved_or_told(place, step, message, refusals=REFUSALS, why=why_refused)
