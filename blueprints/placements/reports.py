"""Reports of a placement: handed in, put right, answered."""

from collections.abc import Callable

from flask import abort, render_template
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import SelectChoice

from blueprints.placements.blueprint import bp
from blueprints.placements.editing import written
from blueprints.placements.loading import decides, placement_or_404, placement_url
from blueprints.placements.moves_forms import AnswerForm, ReportForm
from blueprints.placements.words import KINDS
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import EditForm
from blueprints.shared.paging import whole_number
from blueprints.shared.placement_duties import REPORTS
from domain.placements import reports
from domain.placements.reports import Written
from domain.placements.shown import head_of
from domain.text import kept_markup
from models import Placement, PlacementReport

ANCHOR = "reports"


def parts(placement: Placement) -> dict[str, object]:
    """The reports, and what the visitor may do about each. One query, none of a rotation."""
    if not reports.KINDS[placement.kind]:
        return {"reports": [], "may_report": False}
    return {
        "reports": [
            {"line": one, "text": kept_markup(one.report.html), "may": _may(placement, one.report)}
            for one in reports.reports_of(placement)
        ],
        "report_kinds": REPORTS, "may_report": reports.may_write(placement, current_user),
    }  # fmt: skip


def _may(placement: Placement, report: PlacementReport) -> dict[str, bool]:
    waits = report.answered_at is None
    answers = reports.may_answer(placement, report, current_user, decides=decides(placement))
    return {
        "edit": waits and report.person_id == current_user.person_id,
        "answer": waits and answers,
    }


def _report_form(placement: Placement) -> ReportForm:
    form = ReportForm()
    form.kind.choices = [
        SelectChoice(kind, REPORTS[kind]) for kind in reports.KINDS[placement.kind]
    ]
    return form


def _written(form: ReportForm) -> Written:
    return Written(form.kind.data, form.title.data, form.markdown.data)


@bp.route("/<int:placement_id>/reports/new", methods=["GET", "POST"])
@allow("placements.see")
def new_report(placement_id: int):
    placement = placement_or_404(placement_id)
    if not reports.may_write(placement, current_user):
        abort(404)
    form = _report_form(placement)
    return _edited(
        placement, form, _("Hand in a report"), _("It is handed in."),
        lambda: reports.hand_in(placement, _written(form), current_user, now=now()),
    )  # fmt: skip


@bp.route("/<int:placement_id>/reports/<int:report_id>/edit", methods=["GET", "POST"])
@allow("placements.see")
def edit_report(placement_id: int, report_id: int):
    placement = placement_or_404(placement_id)
    report = reports.find_report(placement, report_id) or abort(404)
    if report.person_id != current_user.person_id:
        abort(404)
    form = _report_form(placement)
    if not form.is_submitted():
        _fill(form, report, "kind", "title", "markdown")
    return _edited(
        placement, form, _("Put the report right"), _("Saved."),
        lambda: reports.edit_report(
            placement, report, _written(form), current_user,
            version=whole_number(form.version.data), now=now(),
        ),
    )  # fmt: skip


@bp.route("/<int:placement_id>/reports/<int:report_id>/answer", methods=["GET", "POST"])
@allow("placements.see")
def answer_report(placement_id: int, report_id: int):
    placement, form = placement_or_404(placement_id), AnswerForm()
    report = reports.find_report(placement, report_id) or abort(404)
    if not reports.may_answer(placement, report, current_user, decides=decides(placement)):
        abort(404)
    if not form.is_submitted():
        _fill(form, report)
    return _edited(
        placement, form, _("Answer the report"), _("It is answered."),
        lambda: reports.answer(
            placement, report, form.answer.data, current_user,
            version=whole_number(form.version.data), today=today(), now=now(),
        ),
        report,
    )  # fmt: skip


def _fill(form: EditForm, report: PlacementReport, *names: str) -> None:
    for name in names:
        form[name].data = getattr(report, name)
    form.version.data = str(report.version)


def _edited(
    placement: Placement, form: EditForm, heading: str, message: str, step: Callable[[], object],
    report: PlacementReport | None = None,
):  # fmt: skip
    """The form of a report or of its answer; stale, both versions are shown."""
    names = ("kind", "title", "markdown", "answer")
    answer = written(placement, form, step, message, names=names, anchor=ANCHOR)
    if answer is not None:
        return answer
    page = render_template(
        "placements/report.html", placement=placement, form=form, heading=heading, report=report,
        text=kept_markup(report.html) if report is not None else "",
        head=head_of(placement), kinds=KINDS, back=placement_url(placement, ANCHOR),
    )  # fmt: skip
    return page, 422 if form.errors else 200
