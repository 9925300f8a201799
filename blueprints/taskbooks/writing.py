"""Writing a task book, changing it, and the steps from draft to ended."""

from collections.abc import Callable
from datetime import date

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from blueprints.shared.access import allow
from blueprints.shared.clock import full_day_text, now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, saved_or_told, step_back
from blueprints.taskbooks.blueprint import bp
from blueprints.taskbooks.forms import BookForm, BookTextForm, NewBookForm
from blueprints.taskbooks.loading import book_url, kept_book_or_404, subject_or_404
from blueprints.taskbooks.words import KINDS, REFUSALS, why_refused
from domain.taskbooks import books, lists
from domain.taskbooks.books import BookText
from domain.taskbooks.steps import DRAFT
from domain.taskbooks.subjects import Subject, subjects_kept
from domain.versions import Stale
from models import TaskBook

MOST_TO_COPY = 100


@bp.route("/new", methods=["GET", "POST"])
@allow("task_book.keep")
def new():
    """A draft: whose it is, its days, the three questions; empty, or a copy of another book."""
    form = NewBookForm()
    wanted = form.subject.data or request.args.get("subject", "")
    subjects = subjects_kept(current_user, besides=wanted)
    _offer(form, subjects)
    if form.validate_on_submit():
        try:
            book = _write(form, subject_or_404(form.subject.data, subjects))
        except books.EndBeforeStart as refused:
            step_back()
            form.ends_on.errors = [why_refused(refused)]
        else:
            text = _("The draft is begun. Add the tasks; then agree it.")
            return saved(book_url(book), text)
    elif not form.is_submitted():
        form.starts_on.data, form.ends_on.data = _year_ahead(today())
        form.subject.data = request.args.get("subject", form.subject.data)
        form.copy_of.data = request.args.get("copy", "")
    page = render_template("taskbooks/new.html", form=form)
    return page, 422 if form.errors else 200


def _offer(form: NewBookForm, subjects: list[Subject]) -> None:
    form.subject.choices = [
        SelectChoice(one.code, _("%(kind)s: %(name)s", kind=KINDS[one.kind], name=one.name))
        for one in subjects
    ]
    form.copy_of.choices = [SelectChoice("", _("an empty task book"))] + [
        SelectChoice(
            str(book_id),
            _("a copy of “%(title)s” (%(first)s to %(last)s)", title=title,
              first=full_day_text(first), last=full_day_text(last)),
        )
        for book_id, title, first, last in lists.books_to_copy(current_user, most=MOST_TO_COPY)
    ]  # fmt: skip


def _year_ahead(day: date) -> tuple[date, date]:
    """The year that runs; in its last two months, the one that comes."""
    year = day.year + (day.month > 10)  # noqa: PLR2004 - from November on
    return date(year, 1, 1), date(year, 12, 31)


def _write(form: NewBookForm, subject: Subject) -> TaskBook:
    copied = whole_number(form.copy_of.data)
    return books.write_book(
        subject, _text(form), copy_of=kept_book_or_404(copied) if copied else None,
        today=today(), actor=current_user.actor, now=now(),
    )  # fmt: skip


def _text(form: BookTextForm) -> BookText:
    return BookText(**{name: form[name].data for name in BookText.__slots__})


@bp.route("/<int:book_id>/edit", methods=["GET", "POST"])
@allow("task_book.keep")
def edit(book_id: int):
    """Title, days and the three questions; after it was agreed, with the reason."""
    book, form = kept_book_or_404(book_id), BookForm()
    if book.state == DRAFT:
        del form.reason
    if form.validate_on_submit():
        try:
            _change(book, form)
        except Stale as stale:
            stored = {name: getattr(stale.record, name) for name in BookText.__slots__}
            version = stale.record.version
            step_back()
            return conflict_page(form, stored, version=version, cancel_url=book_url(book))
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            beside = {books.EndBeforeStart: form.ends_on.errors}
            beside.get(type(refused), form.form_errors).append(text)
        else:
            return saved(book_url(book), _("Saved."))
    elif not form.is_submitted():
        _fill(form, book)
    page = render_template("taskbooks/edit.html", form=form, book=kept_book_or_404(book_id))
    return page, 422 if form.errors else 200


def _fill(form: BookForm, book: TaskBook) -> None:
    for name in BookText.__slots__:
        form[name].data = getattr(book, name)
    form.version.data = str(book.version)


def _change(book: TaskBook, form: BookForm) -> None:
    books.edit_book(
        book, _text(form), version=whole_number(form.version.data),
        reason=form.reason.data if "reason" in form else "", actor=current_user.actor, now=now(),
    )  # fmt: skip


def do(book: TaskBook, step: Callable[[], None], message: str) -> Response:
    """Take the step and go back to the book; a refused one says why and changes nothing."""
    return saved_or_told(book_url(book), step, message, refusals=REFUSALS, why=why_refused)


@bp.post("/<int:book_id>/agreement")
@allow("task_book.keep")
def agree(book_id: int):
    book = kept_book_or_404(book_id)
    return do(
        book,
        lambda: books.agree_book(book, today=today(), actor=current_user.actor, now=now()),
        _("Agreed. Whoever is responsible for a task sees it now."),
    )


@bp.post("/<int:book_id>/beginning")
@allow("task_book.keep")
def begin(book_id: int):
    book = kept_book_or_404(book_id)
    return do(
        book, lambda: books.begin_book(book, actor=current_user.actor, now=now()),
        _("It is under way."),
    )  # fmt: skip


@bp.post("/<int:book_id>/end")
@allow("task_book.keep")
def end(book_id: int):
    book = kept_book_or_404(book_id)
    return do(
        book, lambda: books.end_book(book, actor=current_user.actor, now=now()),
        _("Ended. Now look back at it: what was reached, learned, and is to change."),
    )  # fmt: skip
