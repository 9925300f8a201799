"""The list of classes, and one class: its syllabus, how far one is, its board."""

from itertools import groupby

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from blueprints.reading import words
from blueprints.reading.blueprint import bp
from blueprints.reading.forms import PostForm
from blueprints.reading.loading import class_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import Page, page_number
from domain.access import may
from domain.reading import board, lists
from domain.reading.asked import asked_of
from domain.reading.reach import OPEN, runs
from domain.reading.standings import Part, standings, syllabus
from domain.taskbooks.lists import books_of_class
from models import ReadingClass

PAGE_SIZE, MOST_POSTS, MOST_STEPS = 30, 20, 20


@bp.get("")
@allow("reading.see")
def index():
    """Five queries, however many classes."""
    number = page_number()
    rows, total = lists.class_rows(current_user, page=number, size=PAGE_SIZE)
    if number > 1 and not rows:
        return redirect(url_for("reading.index"))
    parts = [(part, list(found)) for part, found in groupby(rows, lambda row: row.part)]
    return render_template(
        "reading/index.html", parts=parts, page=Page(number, total, PAGE_SIZE), words=words,
        runs=runs(current_user),
    )  # fmt: skip


@bp.get("/<slug>")
@allow("reading.see")
def show(slug: str):
    """One class. At most eight queries."""
    return class_page(class_or_404(slug))


def class_page(reading: ReadingClass, form: PostForm | None = None):
    """The page of the class; 422 where a post was refused."""
    head = lists.head_of(reading, current_user)
    parts = syllabus(reading.id)
    own = None
    if head.own is not None:
        person_id = head.own.person_id
        own = standings(reading, [person_id], parts=parts)[person_id]
    page = render_template(
        "reading/show.html", reading=reading, head=head, own=own, words=words,
        days=_by_day(parts), asked=asked_of(reading.asks), runs=runs(current_user),
        minutes=sum(one.minutes for one in parts), form=form or PostForm(),
        may_write=reading.state != "closed" and lists.may_take_part(reading, head, current_user),
        may_join=_may_join(reading, head), once=new_once_key(),
        posts=board.post_rows(reading.id, most=_most_posts()), most_posts=MOST_POSTS,
        books=books_of_class(reading.id, current_user, today()) if _sees_books() else [],
        keeps_books=runs(current_user) and may(current_user, "task_book.keep"),
        **_steps(reading),
    )  # fmt: skip
    return page, 422 if form is not None else 200


def _by_day(parts: list[Part]) -> list[tuple[int, list[Part]]]:
    """The materials by day of the syllabus, those without a day last."""
    ordered = sorted(parts, key=lambda one: (one.day == 0, one.day))
    return [(day, list(found)) for day, found in groupby(ordered, lambda one: one.day)]


def _may_join(reading: ReadingClass, head: lists.Head) -> bool:
    return (
        reading.state == OPEN and reading.joining == "open" and head.own is None
        and may(current_user, "reading.read")
    )  # fmt: skip


def _sees_books() -> bool:
    return may(current_user, "task_book.see")


def _most_posts() -> int:
    return 500 if request.args.get("board") == "all" else MOST_POSTS


def _steps(reading: ReadingClass) -> dict[str, object]:
    """The last steps in words, for who runs the class. At most one query."""
    if not runs(current_user):
        return {"steps": [], "more_steps": False}
    everything = request.args.get("steps") == "all"
    taken = lists.steps_of(reading.id, most=None if everything else MOST_STEPS + 1)
    more = not everything and len(taken) > MOST_STEPS
    shown = taken[:MOST_STEPS] if more else taken
    return {"steps": [words.step_line(one) for one in shown], "more_steps": more}
