"""The hall: what waits for the visitor, what comes next, series under way and past."""

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures import words
from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import lecture_url, series_or_404
from blueprints.lectures.words import TIMES, speakers_text
from blueprints.shared.access import allow
from blueprints.shared.clock import now, time_text, today
from blueprints.shared.exports import Cell, send_workbook, workbook
from domain.access import may
from domain.groupstudy.reach import find_gathering
from domain.groupstudy.rules import LECTURE
from domain.lectures import series_lists
from domain.lectures.reach import RUN, find_given_at
from domain.lectures.series_lists import LectureRow


@bp.get("")
@allow("lectures.see")
def index():
    """Four queries, however many series."""
    running, past = series_lists.past_and_running(series_lists.series_rows(current_user))
    return render_template(
        "lectures/index.html", words=words, running=running, past=past,
        runs=may(current_user, RUN), sheets=series_lists.sheets_to_fill(current_user),
        spoken=series_lists.lectures_spoken(current_user, today=today()),
        coming=series_lists.next_lectures(current_user, now=now()),
    )  # fmt: skip


@bp.get("/gathering/<int:gathering_id>")
@allow("lectures.see")
def of_gathering(gathering_id: int):
    """To the page of the lecture that is given at the gathering.

    Where the series is not to be opened yet, or the lecture was given another time, to the
    gathering of it that the visitor may open.
    """
    found = find_given_at(gathering_id, current_user)
    if found is not None:
        return redirect(lecture_url(*found))
    gathering = find_gathering(gathering_id, current_user)
    if gathering is None or gathering.kind != LECTURE:
        abort(404)
    return redirect(url_for("groupstudy.show", gathering_id=gathering_id))


@bp.get("/<series_slug>/lectures.xlsx")
@allow("lectures.see")
def export(series_slug: str):
    """The lectures as the page lists them. Three queries."""
    series = series_or_404(series_slug)
    headings = [
        _("Number"), _("Topic of the lecture"), _("Who gives it"), _("Sent by"), _("Day"),
        _("Begins at"), _("Ends at"), _("Place"), _("State"),
    ]  # fmt: skip
    rows = [_cells(one) for one in series_lists.lecture_rows(series.id)]
    sheet = (series.title, headings, rows)
    return send_workbook(workbook([sheet]), f"{series.title} {today()}.xlsx")


def _cells(row: LectureRow) -> list[Cell]:
    state = _("Withdrawn") if row.withdrawn else str(TIMES.get(row.state, row.state))
    return [
        row.number, row.topic, speakers_text(row.speakers), row.branch, row.held_on,
        time_text(row.starts_at) if row.starts_at else "",
        time_text(row.ends_at) if row.ends_at else "", row.place, state,
    ]  # fmt: skip
