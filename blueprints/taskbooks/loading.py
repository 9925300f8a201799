"""Which book, task or line an address means; what the visitor may not open is not there."""

from flask import abort, url_for
from flask_login import current_user

from blueprints.shared.clock import today
from domain.taskbooks import reach
from domain.taskbooks.subjects import Subject
from models import TaskBook, TaskItem, TaskRehearsal


def book_or_404(book_id: int) -> tuple[TaskBook, bool]:
    """The book, and whether the visitor keeps it."""
    return reach.find_book(current_user, book_id, today=today()) or abort(404)


def kept_book_or_404(book_id: int) -> TaskBook:
    return reach.find_kept_book(current_user, book_id) or abort(404)


def kept_item_or_404(book_id: int, item_id: int) -> TaskItem:
    return reach.find_kept_item(current_user, book_id, item_id) or abort(404)


def item_to_report_or_404(book_id: int, item_id: int) -> TaskItem:
    return reach.find_item_to_report(current_user, book_id, item_id) or abort(404)


def kept_rehearsal_or_404(book_id: int, row_id: int) -> TaskRehearsal:
    return reach.find_kept_rehearsal(current_user, book_id, row_id) or abort(404)


def book_url(book: TaskBook, anchor: str = "") -> str:
    return url_for("taskbooks.show", book_id=book.id, _anchor=anchor or None)


def subject_or_404(code: str, subjects: list[Subject]) -> Subject:
    return next((one for one in subjects if one.code == code), None) or abort(404)
