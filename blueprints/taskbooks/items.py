"""Tasks of a book: written with the five tests, changed, taken out of a draft."""

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.naming import TYPED, offered_people
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from blueprints.taskbooks.blueprint import bp
from blueprints.taskbooks.forms import NO, YES, TaskForm
from blueprints.taskbooks.loading import book_url, kept_book_or_404, kept_item_or_404
from blueprints.taskbooks.words import REFUSALS, why_refused
from blueprints.taskbooks.writing import do
from domain.taskbooks import items, lists, reach
from domain.taskbooks.items import TaskText
from domain.taskbooks.steps import DRAFT
from domain.taskbooks.subjects import concerned
from domain.versions import Stale
from models import Person, TaskBook, TaskItem, db
from models.taskbooks import FIVE_TESTS

# Where the reason is shown; else above the form.
BESIDE = {
    items.DueBeforeToday: "due_on",
    items.StartsAfterDue: "starts_on",
    items.OutsideTheBook: "due_on",
    reach.PersonHasLeft: "person",
    reach.SeveralToName: "person",
    reach.NobodyToName: "person",
}
PLAIN = ("what", "measure", "phase", "starts_on", "due_on")


@bp.route("/<int:book_id>/items/new", methods=["GET", "POST"])
@allow("task_book.keep")
def new_item(book_id: int):
    book, form = kept_book_or_404(book_id), _form(kept_book_or_404(book_id))
    if form.validate_on_submit():
        try:
            items.write_item(book, _text(form, book), reason=_reason(form), **_signed())
        except REFUSALS as refused:
            _refuse(form, refused)
        else:
            return saved(book_url(book, "tasks"), _("The task is added."))
    elif not form.is_submitted() and book.subject_kind == reach.PERSON:
        form.person.data = _typed(db.session.get(Person, book.subject_id))
    return _page(form, kept_book_or_404(book_id))


@bp.route("/<int:book_id>/items/<int:item_id>/edit", methods=["GET", "POST"])
@allow("task_book.keep")
def edit_item(book_id: int, item_id: int):
    item, book = kept_item_or_404(book_id, item_id), kept_book_or_404(book_id)
    form = _form(book)
    if form.validate_on_submit():
        try:
            items.edit_item(
                item, book, _text(form, book, item), version=whole_number(form.version.data),
                reason=_reason(form), **_signed(),
            )  # fmt: skip
        except Stale:
            step_back()
            item = kept_item_or_404(book_id, item_id)
            return conflict_page(
                form, _values(item), version=item.version, cancel_url=book_url(book, "tasks")
            )
        except REFUSALS as refused:
            _refuse(form, refused)
        else:
            return saved(book_url(book, "tasks"), _("Saved."))
    elif not form.is_submitted():
        for name, value in _values(item).items():
            form[name].data = value
        form.version.data = str(item.version)
    return _page(form, kept_book_or_404(book_id), kept_item_or_404(book_id, item_id))


@bp.post("/<int:book_id>/items/<int:item_id>/removal")
@allow("task_book.keep")
def remove_item(book_id: int, item_id: int):
    item, book = kept_item_or_404(book_id, item_id), kept_book_or_404(book_id)
    return do(
        book, lambda: items.remove_item(item, book, actor=current_user.actor, now=now()),
        _("The task is taken out."),
    )  # fmt: skip


def _form(book: TaskBook) -> TaskForm:
    form = TaskForm()
    if book.state == DRAFT:
        del form.reason
    return form


def _reason(form: TaskForm) -> str:
    return form.reason.data if "reason" in form else ""


def _signed() -> dict[str, object]:
    return {"today": today(), "actor": current_user.actor, "now": now()}


def _text(form: TaskForm, book: TaskBook, item: TaskItem | None = None) -> TaskText:
    """What was typed, with the person who is meant.

    Raises:
        domain.taskbooks.reach.PersonHasLeft, SeveralToName, NobodyToName.
    """
    person = reach.person_named(
        form.person.data, current_user, today=today(),
        holder_id=item.person_id if item is not None else None, besides=concerned(book),
    )  # fmt: skip
    return TaskText(
        person=person, tests=form.tests, **{name: form[name].data for name in PLAIN}
    )  # fmt: skip


def _values(item: TaskItem) -> dict[str, object]:
    """Field -> value of a task, to be shown or compared."""
    person = db.session.get(Person, item.person_id) if item.person_id else None
    values = {name: getattr(item, name) for name in PLAIN}
    values["person"] = _typed(person)
    for name in FIVE_TESTS:
        lacks = getattr(item, name)
        values[name] = None if lacks is None else NO if lacks else YES
        values[f"{name}_lacks"] = lacks or ""
    return values


def _typed(person: Person | None) -> str:
    return TYPED.format(name=person.name, staff_no=person.staff_no) if person is not None else ""


def _refuse(form: TaskForm, refused: Exception) -> None:
    text = why_refused(refused)
    step_back()
    name = BESIDE.get(type(refused))
    if name is None:
        form.form_errors.append(text)
    else:
        form[name].errors = [*form[name].errors, text]


def _page(form: TaskForm, book: TaskBook, item: TaskItem | None = None):
    page = render_template(
        "taskbooks/item.html", form=form, book=book, item=item, tests=FIVE_TESTS,
        people=offered_people(today(), concerned(book)),
        steps=[phase.name for phase in lists.phases_of(book.id) if phase.name],
    )  # fmt: skip
    return page, 422 if form.errors else 200
