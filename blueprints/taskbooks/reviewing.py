"""After the end: the review, and taking a book up again."""

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from blueprints.taskbooks import words
from blueprints.taskbooks.blueprint import bp
from blueprints.taskbooks.forms import ReasonForm, ReviewForm
from blueprints.taskbooks.loading import book_url, kept_book_or_404
from blueprints.taskbooks.road_map import numbered
from blueprints.taskbooks.writing import do
from domain.taskbooks import books, lists
from domain.taskbooks.books import Review
from domain.taskbooks.steps import NotInState
from domain.versions import Stale
from models import TaskBook

SAID = tuple(Review.__slots__)


@bp.route("/<int:book_id>/review", methods=["GET", "POST"])
@allow("task_book.keep")
def review(book_id: int):
    """What was reached against each measure, what was learned, what is to change."""
    book, form = kept_book_or_404(book_id), ReviewForm()
    if form.validate_on_submit():
        try:
            _say(book, form)
        except Stale as stale:
            stored = {name: getattr(stale.record, name) for name in SAID}
            version = stale.record.version
            step_back()
            return conflict_page(form, stored, version=version, cancel_url=book_url(book))
        except NotInState as refused:
            text = words.why_refused(refused)
            step_back()
            form.form_errors.append(text)
        else:
            return saved(book_url(book), _("The review is kept."))
    elif not form.is_submitted():
        for name in SAID:
            form[name].data = getattr(book, name)
        form.version.data = str(book.version)
    book = kept_book_or_404(book_id)
    page = render_template(
        "taskbooks/review.html", form=form, book=book, words=words,
        phases=list(numbered(lists.phases_of(book.id))),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _say(book: TaskBook, form: ReviewForm) -> None:
    said = Review(*(form[name].data for name in SAID))
    books.review_book(
        book, said, version=whole_number(form.version.data), actor=current_user.actor, now=now()
    )  # fmt: skip


@bp.route("/<int:book_id>/reopening", methods=["GET", "POST"])
@allow("task_book.keep")
def reopen(book_id: int):
    """A second look found that it does not hold."""
    book, form = kept_book_or_404(book_id), ReasonForm()
    if form.validate_on_submit():
        reason, who = form.reason.data, current_user.actor
        return do(
            book, lambda: books.reopen_book(book, reason, actor=who, now=now()),
            _("It is under way again."),
        )  # fmt: skip
    page = render_template("taskbooks/reopening.html", form=form, book=book)
    return page, 422 if form.errors else 200
