"""The rehearsal of a book: what may go wrong, what then, by whom."""

from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.saving import saved, step_back
from blueprints.taskbooks.blueprint import bp
from blueprints.taskbooks.forms import RehearsalForm
from blueprints.taskbooks.listing import book_page
from blueprints.taskbooks.loading import book_url, kept_book_or_404, kept_rehearsal_or_404
from blueprints.taskbooks.words import REFUSALS, why_refused
from blueprints.taskbooks.writing import do
from domain.taskbooks import reach, rehearsals
from domain.taskbooks.steps import NotInState
from domain.taskbooks.subjects import concerned
from models import TaskBook


@bp.post("/<int:book_id>/rehearsals")
@allow("task_book.keep")
def rehearse(book_id: int):
    book, form = kept_book_or_404(book_id), RehearsalForm()
    if form.validate_on_submit():
        try:
            _add(book, form)
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            if isinstance(refused, NotInState):
                return saved(book_url(book), text, "due")
            form.person.errors = [text]
        else:
            return saved(book_url(book, "rehearsal"), _("It stands in the rehearsal."))
    return book_page(kept_book_or_404(book_id), keeps=True, rehearsal=form)


def _add(book: TaskBook, form: RehearsalForm) -> None:
    typed = form.person.data
    person = (
        reach.person_named(typed, current_user, today=today(), besides=concerned(book))
        if typed
        else None
    )
    rehearsals.add_rehearsal(
        book, risk=form.risk.data, answer=form.answer.data, person=person, today=today(),
        actor=current_user.actor, now=now(),
    )  # fmt: skip


@bp.post("/<int:book_id>/rehearsals/<int:row_id>/removal")
@allow("task_book.keep")
def unrehearse(book_id: int, row_id: int):
    row, book = kept_rehearsal_or_404(book_id, row_id), kept_book_or_404(book_id)
    return do(
        book, lambda: rehearsals.take_out(row, book, actor=current_user.actor, now=now()),
        _("Taken out of the rehearsal."),
    )  # fmt: skip
