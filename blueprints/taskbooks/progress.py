"""How far a task is, as whoever is responsible reports it, wherever its book is."""

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from blueprints.taskbooks import words
from blueprints.taskbooks.blueprint import bp
from blueprints.taskbooks.forms import ReportForm
from blueprints.taskbooks.loading import book_or_404, book_url, item_to_report_or_404
from domain.matters.by_hand import LateReasonMissing
from domain.taskbooks import progress as domain_progress
from domain.taskbooks import reach
from domain.taskbooks.items import OutsideTheBook
from domain.taskbooks.progress import NotLater, Report
from domain.versions import Stale
from models import TaskBook, TaskItem, db

# Where the reason is shown; else above the form.
BESIDE = {NotLater: "put_off_to", OutsideTheBook: "put_off_to", LateReasonMissing: "late_reason"}


@bp.get("/tasks/<int:item_id>")
@allow("task_book.see")
def task(item_id: int):
    """Where a task is reported, for whoever may; its place in the book for who may read it."""
    item = db.session.get(TaskItem, item_id) or abort(404)
    book, _keeps = book_or_404(item.book_id)
    if reach.find_item_to_report(current_user, book.id, item.id) is None:
        return redirect(book_url(book, f"task-{item.id}"))
    return redirect(url_for("taskbooks.progress", book_id=book.id, item_id=item.id))


@bp.route("/<int:book_id>/items/<int:item_id>/progress", methods=["GET", "POST"])
@allow("task_book.see")
def progress(book_id: int, item_id: int):
    item, form = item_to_report_or_404(book_id, item_id), ReportForm()
    book, _keeps = book_or_404(book_id)
    if form.validate_on_submit():
        try:
            _report(item, book, form)
        except Stale:
            step_back()
            item = item_to_report_or_404(book_id, item_id)
            stored = {"state": item.state, "said": item.said}
            return conflict_page(
                form, stored, version=item.version, cancel_url=book_url(book, "tasks")
            )
        except words.REFUSALS as refused:
            text = words.why_refused(refused)
            step_back()
            errors = BESIDE.get(type(refused))
            (form[errors].errors if errors else form.form_errors).append(text)
        else:
            text = _("Reported: %(state)s.", state=words.ITEM_STATES[form.state.data])
            return saved(book_url(book, "tasks"), text)
    elif not form.is_submitted():
        form.state.data, form.said.data = item.state, item.said
        form.version.data = str(item.version)
    return _page(form, book_id, item_id)


def _report(item: TaskItem, book: TaskBook, form: ReportForm) -> None:
    domain_progress.report_progress(
        item, book,
        Report(
            form.state.data, form.said.data, form.put_off_to.data, form.late_reason.data or ""
        ),
        version=whole_number(form.version.data), today=today(), actor=current_user.actor,
        now=now(),
    )  # fmt: skip


def _page(form: ReportForm, book_id: int, item_id: int):
    item = item_to_report_or_404(book_id, item_id)
    page = render_template(
        "taskbooks/progress.html", form=form, item=item, book=db.session.get(TaskBook, book_id)
    )
    return page, 422 if form.errors else 200
