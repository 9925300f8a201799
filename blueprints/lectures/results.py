"""Results of a series: the page of what is published, its versions and its file."""

from flask import Response, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures import result_page, result_words
from blueprints.lectures.account_page import account_of
from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_or_404, series_or_404, series_url
from blueprints.lectures.result_forms import DownForm, ReasonForm
from blueprints.lectures.wants import wants_of
from blueprints.shared import rubric_words
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.forms import new_once_key
from blueprints.shared.sent_files import send_saved
from domain.access import may
from domain.lectures import frozen
from domain.lectures.doubled import DoubledSheet, doubled_sheets
from domain.lectures.freezing import PROPOSED, correction_reason, may_publish, next_number
from domain.lectures.holding import CLOSED, FROZEN, PREPARING, PUBLISHED, SCORING
from domain.lectures.judges import names_of_all
from domain.lectures.own_stake import own_lectures
from domain.lectures.progress import dropped_after_closing, lectures_of, open_sheets
from domain.lectures.reach import PUBLISH, RUN, find_judge
from domain.lectures.reckoning import JudgesPart, judges_part_of, reckon
from domain.lectures.reviewing import review_counts
from domain.lectures.snapshot import ResultRow, Snapshot, snapshot_of
from models import Lecture, LectureResult, LectureSeries

BEFORE_RESULTS = frozenset({PREPARING, SCORING})
TOP = 3  # places that the page of the series names


def parts(series: LectureSeries, *, runs: bool) -> dict[str, object]:
    """For the page of the series: what is published or proposed. At most two queries."""
    found = None
    if series.state not in BEFORE_RESULTS:
        found = frozen.current_result(series, current_user)
    tops, judged = [], False
    if found is not None and found.state == PUBLISHED:
        judged = find_judge(series, current_user) is not None
        tops = _tops(snapshot_of(found.document))
    return {
        "result": found, "result_words": result_words, "results_url": results_url(series),
        "tops": tops, "judged": judged,
        "previews": runs and series.state == CLOSED and found is None,
        "corrects": runs and found is not None and series.state != found.state
        and found.state == PUBLISHED,
    }  # fmt: skip


def _tops(snapshot: Snapshot) -> list[tuple[int, list[ResultRow]]]:
    """The first places of each panel, with its number: 0, where all lectures are compared."""
    found = [
        [row for row in rows if row.place is not None and row.place <= TOP]
        for rows in snapshot.panels
    ]
    return [
        (0 if snapshot.connected else rows[0].panel or 0, rows) for rows in found if rows
    ]  # fmt: skip


def lecture_parts(series: LectureSeries, lecture: Lecture, *, runs: bool) -> dict[str, object]:
    """For the page of the lecture: its account, once it is published. At most one query."""
    found = None
    if series.state not in BEFORE_RESULTS:
        found = frozen.current_result(series, current_user)
    if found is None or found.state != PUBLISHED:
        return {"account": None}
    snapshot = snapshot_of(found.document)
    row = snapshot.row(lecture.slug)
    return {
        "account": account_of(snapshot, row) if row else None, "result_words": result_words,
        "account_line": result_page.line_of(snapshot, row) if row else None,
        "ranked": result_words.ranked_text(snapshot, row) if row else "",
        "results_url": results_url(series),
    }  # fmt: skip


def results_url(series: LectureSeries) -> str:
    return f"{series_url(series)}/results"


def result_or_404(series: LectureSeries, number: int) -> LectureResult:
    return frozen.numbered_result(series, number, current_user) or abort(404)


@bp.get("/<series_slug>/results")
@allow("lectures.see")
def show_results(series_slug: str):
    """What is published; before, for organisers, what is proposed or a preview. Five queries."""
    series = series_or_404(series_slug)
    found = frozen.current_result(series, current_user)
    if found is not None:
        return frozen_page(series, found)
    return _preview(series)


@bp.get("/<series_slug>/results/preview")
@allow("lectures.run")
def preview_results(series_slug: str):
    """What the sheets come to now, before it is proposed; also while a correction is made."""
    return _preview(series_or_404(series_slug))


@bp.get("/<series_slug>/results/<int:number>")
@allow("lectures.see")
def show_result(series_slug: str, number: int):
    """One version, for ever: also what a correction has replaced."""
    series = series_or_404(series_slug)
    return frozen_page(series, result_or_404(series, number))


@bp.get("/<series_slug>/results/<int:number>.json")
@allow("lectures.see")
def result_file(series_slug: str, number: int) -> Response:
    """The frozen file, byte for byte, as ``flask lectures verify`` checks it."""
    found = result_or_404(series_or_404(series_slug), number)
    name = _("results-%(series)s-%(number)d", series=series_slug, number=number)
    return send_saved(found.document.encode(), "application/json", f"{name}.json")


@bp.get("/<series_slug>/results/<int:number>/<lecture_slug>")
@allow("lectures.see")
def show_account(series_slug: str, number: int, lecture_slug: str):
    """The sheet of account of one lecture in one version."""
    series, lecture = lecture_or_404(series_slug, lecture_slug)
    found = result_or_404(series, number)
    snapshot = snapshot_of(found.document)
    row = snapshot.row(lecture.slug) or abort(404)
    return render_template(
        "lectures/account.html", series=series, result=found, account=account_of(snapshot, row),
        place=f"{results_url(series)}/{number}", result_words=result_words,
    )  # fmt: skip


@bp.get("/results/<int:result_id>")
@allow("lectures.see")
def result_by_id(result_id: int):
    """Where notices and matters lead: to the result's own page."""
    slug, number = frozen.address_of(result_id, current_user) or abort(404)
    return redirect(url_for("lectures.show_result", series_slug=slug, number=number))


def _preview(series: LectureSeries):
    if not may(current_user, RUN) or series.state != CLOSED:
        abort(404)
    reason = correction_reason(series)
    return preview_page(series, ReasonForm(formdata=None, data={"reason": reason}))


def preview_page(series: LectureSeries, reason: ReasonForm):
    """What the sheets of a closed series come to now; of a correction with what it changes."""
    reckoned = reckon(series)
    published = frozen.current_result(series, current_user)
    replaces = None if published is None else published.number
    text = reckoned.document(series, next_number(series), replaces, today())
    part = reckoned.judges_part(dropped_after_closing(series))
    return render_template(
        "lectures/results.html", result=None, reason=reason, returned=_returned(series),
        wants=wants_of(series),
        **_told(series, snapshot_of(text), judges_part_of(part)),
        **_compared(published, text),
    )  # fmt: skip


def _returned(series: LectureSeries) -> list[dict[str, str]]:
    """The sheets that were given back and are waited for: whose, and where each stands."""
    lectures, names = {one.id: one for one in lectures_of(series.id)}, names_of_all(series.id)
    return [
        {
            "topic": lectures[one.lecture_id].topic, "judge": names[one.judge_id],
            "url": url_for(
                "lectures.assignment", series_slug=series.slug, assignment_id=one.id,
                lecture_slug=lectures[one.lecture_id].slug,
            ),
        }
        for one in open_sheets(series)
    ]  # fmt: skip


def frozen_page(
    series: LectureSeries, found: LectureResult, *, reason: ReasonForm | None = None,
    down: DownForm | None = None,
):  # fmt: skip
    """A frozen result; to organisers with what they may do about it."""
    organises = may(current_user, PUBLISH)
    decides = found.state == PROPOSED and organises
    return render_template(
        "lectures/results.html", result=found, down=down or DownForm(formdata=None),
        decides=decides, wants=wants_of(series) if decides else [],
        publishes=decides and may_publish(found, current_user),
        corrects=found.state == PUBLISHED and organises,
        reason=reason or ReasonForm(formdata=None), reviews=review_counts(found.id),
        versions=frozen.versions_of(series, current_user),
        **_told(series, snapshot_of(found.document), judges_part_of(found.judges_part),
               proposer=found.proposed_by),
        **_compared(frozen.replaced_by(found), found.document),
    )  # fmt: skip


def _told(
    series: LectureSeries, snapshot: Snapshot, part: JudgesPart, *, proposer: int | None = None
) -> dict[str, object]:
    axis = result_page.scale_of(snapshot)
    inline = len(snapshot.rows) <= result_page.INLINE
    return {
        "series": series, "snapshot": snapshot, "part": part, "axis": axis,
        "panels": result_page.panels_of(snapshot, axis),
        "accounts": [account_of(snapshot, row) for row in snapshot.rows] if inline else [],
        "judged": result_page.judged_text(snapshot), "runs": may(current_user, RUN),
        "unlinked": "" if snapshot.connected else result_page.unlinked_text(snapshot),
        "audience": result_page.audience_lines(snapshot), "once": new_once_key(),
        "place": results_url(series), "result_words": result_words, "doubled": _doubled(series),
        "stakes": _stakes(series, proposer),
        "rubric_words": rubric_words,
    }  # fmt: skip


def _stakes(series: LectureSeries, proposer: int | None) -> list[str]:
    """For organisers, until results are published: which of those who decide on them speak."""
    if not may(current_user, PUBLISH) or series.state not in {CLOSED, FROZEN}:
        return []
    own = current_user.account_id
    return [
        _("You speak at “%(topic)s”, which is ranked here.", topic=topic)
        if account_id == own
        else _("Whoever proposed it speaks at “%(topic)s”, which is ranked here.", topic=topic)
        for account_id, topic in own_lectures(series, {own, proposer or own})
    ]


def _doubled(series: LectureSeries) -> list[DoubledSheet]:
    """For organisers, until results are published: who has two sheets. At most one query."""
    undecided = may(current_user, RUN) and series.state in {CLOSED, FROZEN}
    return doubled_sheets(series.id) if undecided else []


def _compared(before: LectureResult | None, after: str) -> dict[str, object]:
    """Before and after, where one corrects the other."""
    if before is None:
        return {"before": None, "changes": []}
    told = result_page.change_lines(snapshot_of(before.document), snapshot_of(after))
    return {"before": before, "changes": told}
