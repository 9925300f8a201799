"""On the page of a lecture: what, when and where, material, who comes and who was there."""

from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_or_404, lecture_url
from blueprints.lectures.refusals import REFUSALS, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.saving import saved_or_told
from domain.access import may
from domain.groupstudy.attendance import THERE, find_row
from domain.groupstudy.holding import CANCELLED, OPEN, PLANNED
from domain.groupstudy.reach import ATTEND
from domain.lectures import given, series_lists, signing_up
from domain.lectures.gatherings import concerned
from domain.lectures.given import Given
from domain.lectures.holding import RUNNING
from domain.lectures.lecture_keeping import TAKES_LECTURES
from domain.lectures.series_keeping import SIGN_UP
from domain.lectures.series_steps import why_withdrawn
from domain.text import kept_markup
from models import Branch, Lecture, LectureSeries, db


def lecture_parts(
    series: LectureSeries, lecture: Lecture, *, runs: bool
) -> dict[str, object]:  # fmt: skip
    """At most eleven queries."""
    found = given.given_at(lecture, current_user)
    speakers = series_lists.speakers_by_lecture([lecture.id])[lecture.id]
    return {
        "given": found, "speakers": speakers, "abstract": kept_markup(lecture.abstract_html),
        "why_withdrawn": lecture.withdrawn_at and why_withdrawn(lecture.id),
        "branch": db.session.get_one(Branch, lecture.branch_id),
        "gathering": found.gathering if found else None,
        "changes": runs and lecture.withdrawn_at is None and series.state in RUNNING,
        "timed": runs and lecture.withdrawn_at is None and series.state in TAKES_LECTURES
        and (found is None or found.gathering.state in (PLANNED, CANCELLED)),
        **_sign_up(series, lecture, found, runs=runs),
    }  # fmt: skip


def _sign_up(
    series: LectureSeries, lecture: Lecture, found: Given | None, *, runs: bool
) -> dict[str, object]:
    """Whether one signs up, how many did, and for whoever runs it who. Two queries, or none."""
    if found is None or found.gathering.state == CANCELLED or lecture.withdrawn_at is not None:
        return {"signs_up": False}
    apart, own = concerned(lecture.id), current_user.person_id
    signed = signing_up.signed_up(found.gathering.id, apart=apart)
    left = None if series.seats is None else max(0, series.seats - len(signed))
    return {
        "signs_up": series.audience == SIGN_UP and found.gathering.state == PLANNED
        and may(current_user, ATTEND), "comes_anyway": own in apart,
        "signed_up": any(one.person_id == own for one in signed), "signed_many": len(signed),
        "signed": signed if runs else [], "seats_left": left,
        "checks_in": found.gathering.state == OPEN and found.opens and not _is_there(found),
    }  # fmt: skip


def _is_there(found: Given) -> bool:
    """Whether the visitor has checked in. One query."""
    if current_user.person_id is None:
        return False
    row = find_row(found.gathering.id, current_user.person_id)
    return row is not None and row.state in THERE


@bp.post("/<series_slug>/<lecture_slug>/sign-up")
@allow("group_study.attend")
def sign_up(series_slug: str, lecture_slug: str):
    return _do(signing_up.sign_up, series_slug, lecture_slug, _("You are signed up."))


@bp.post("/<series_slug>/<lecture_slug>/sign-up/withdrawal")
@allow("group_study.attend")
def withdraw_sign_up(series_slug: str, lecture_slug: str):
    said = _("You are not signed up any more.")
    return _do(signing_up.withdraw_sign_up, series_slug, lecture_slug, said)


def _do(step, series_slug: str, lecture_slug: str, message: str) -> Response:
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    return saved_or_told(
        lecture_url(series, lecture),
        lambda: step(
            lecture, series, current_user.person_id, actor=current_user.actor, now=now()
        ),
        message, refusals=REFUSALS, why=why_refused,
    )  # fmt: skip
