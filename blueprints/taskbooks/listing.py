"""The list of task books that the visitor may read, and one of them: page, Word, Excel."""

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import full_day_text, moment_text, today
from blueprints.shared.errors import too_many_rows
from blueprints.shared.exports import Cell, send_workbook, workbook
from blueprints.shared.forms import new_once_key
from blueprints.shared.naming import offered_people
from blueprints.shared.paging import Page, own_arguments, page_number
from blueprints.shared.word_files import send_word
from blueprints.taskbooks import words
from blueprints.taskbooks.blueprint import bp
from blueprints.taskbooks.files import sheets_of, word_of
from blueprints.taskbooks.forms import RehearsalForm, WantedForm
from blueprints.taskbooks.loading import book_or_404
from blueprints.taskbooks.road_map import numbered, phase_name, road_map
from domain.taskbooks import lists
from domain.taskbooks.items import wanting
from domain.taskbooks.lists import BookRow, Wanted
from domain.taskbooks.reach import may_report
from domain.taskbooks.steps import DRAFT, WRITABLE
from domain.taskbooks.subjects import concerned, subject_of
from models import TaskBook

PAGE_SIZE, MOST_EXPORTED, MOST_TASKS, MOST_STEPS = 30, 5_000, 10, 20
YEARS_BACK = 5


@bp.get("")
@allow("task_book.see")
def index():
    """Five queries, however many books."""
    form, number = _wanted_form(), page_number()
    asked = _wanted(form)
    if request.args.get("as") == "xlsx":
        rows, total = lists.book_rows(current_user, asked, today=today(), size=MOST_EXPORTED)
        if total > MOST_EXPORTED:
            return too_many_rows(MOST_EXPORTED)
        name = _("Task books")
        return send_workbook(workbook([_sheet(name, rows)]), f"{name} {today()}.xlsx")
    rows, total = lists.book_rows(
        current_user, asked, today=today(), page=number, size=PAGE_SIZE
    )  # fmt: skip
    kept = {name: value for name, value in own_arguments().items() if value and name != "page"}
    return render_template(
        "taskbooks/index.html", rows=rows, form=form, page=Page(number, total, PAGE_SIZE),
        states=words.STATES, state_tags=words.STATE_TAGS, kinds=words.KINDS, filtered=bool(kept),
        item_states=words.ITEM_STATES,
        tasks=lists.own_tasks(current_user.person_id, most=MOST_TASKS),
        export_url=url_for("taskbooks.index", **{**kept, "as": "xlsx"}),
    )  # fmt: skip


def _wanted_form() -> WantedForm:
    form = WantedForm(request.args)
    form.whose.choices = [
        (lists.ALL, _("All I may see")), (lists.OWN, _("My own")),
        (lists.TASKED, _("With a task of mine")), ("person", _("Of persons")),
        ("branch", _("Of branches")), ("unit", _("Of units")),
        ("reading_class", _("Of reading classes")), ("placement", _("Of placements")),
    ]  # fmt: skip
    form.state.choices = [("", _("All states")), *words.STATES.items()]
    years = range(today().year + 1, today().year - YEARS_BACK, -1)
    form.year.choices = [("", _("All years")), *((str(year), str(year)) for year in years)]
    form.validate()
    return form


def _wanted(form: WantedForm) -> Wanted:
    """What the form asks, without what is not to be asked."""
    known = {code for code, _label in form.whose.choices}
    whose, state = form.whose.data or "", form.state.data or ""
    years = {code: int(code) for code, _label in form.year.choices if code}
    return Wanted(
        whose=whose if whose in known else "", state=state if state in words.STATES else "",
        year=years.get(form.year.data or ""),
        text=(form.text.data or "").strip()[:60],
    )  # fmt: skip


def _sheet(name: str, rows: list[BookRow]) -> tuple[str, list[str], list[list[Cell]]]:
    headings = [
        _("Title"), _("Belongs to"), _("Kind"), _("First day"), _("Last day"), _("State"),
        _("Tasks"), _("Done or dropped"), _("Late"), _("Next due"),
    ]  # fmt: skip
    lines = [
        [
            row.title, row.subject, str(words.KINDS[row.subject_kind]), row.starts_on, row.ends_on,
            str(words.STATES[row.state]), row.tasks, row.settled, row.late, row.next_due_on,
        ]
        for row in rows
    ]  # fmt: skip
    return name, headings, lines


@bp.get("/<int:book_id>")
@allow("task_book.see")
def show(book_id: int):
    """One book; ``as=docx`` and ``as=xlsx`` give it as files. At most eight queries."""
    book, keeps = book_or_404(book_id)
    return book_page(book, keeps=keeps)


def book_page(
    book: TaskBook, *, keeps: bool, rehearsal: RehearsalForm | None = None
):  # fmt: skip
    """The page, or the file asked for; 422 where a line of the rehearsal was refused."""
    phases = lists.phases_of(book.id)
    rehearsals = lists.rehearsals_of(book.id)
    name = f"{book.title} {today()}"
    if request.args.get("as") == "docx":
        organisation = current_app.config["ORGANISATION"]
        content = word_of(book, subject_of(book), phases, rehearsals, organisation)
        return send_word(content, f"{name}.docx")
    if request.args.get("as") == "xlsx":
        return send_workbook(workbook(sheets_of(book, phases, rehearsals)), f"{name}.xlsx")
    writable = keeps and book.state in WRITABLE
    page = render_template(
        "taskbooks/book.html", book=book, subject=subject_of(book), keeps=keeps, words=words,
        writable=writable, phases=list(numbered(phases)), map=road_map(book, phases, today()),
        phase_name=lambda phase: phase_name(phase, phases), rehearsals=rehearsals,
        counts=_counts(book, phases), not_ready=_not_ready(book, phases) if keeps else [],
        may_report=lambda row: may_report(row.item, book, current_user, keeps=keeps),
        form=rehearsal or RehearsalForm(),
        people=offered_people(today(), concerned(book)) if writable else [],
        once=new_once_key(), days=_("%(first)s to %(last)s", first=full_day_text(book.starts_on),
                                    last=full_day_text(book.ends_on)),
        **_steps(book),
    )  # fmt: skip
    return page, 422 if rehearsal is not None else 200


def _counts(book: TaskBook, phases: list[lists.Phase]) -> dict[str, int]:
    """How many tasks are in each state, and how many of them are late."""
    rows = [row for phase in phases for row in phase.rows]
    found = dict.fromkeys(words.ITEM_STATES, 0)
    for row in rows:
        found[row.item.state] += 1
    return {**found, "all": len(rows), "late": sum(row.late(today()) for row in rows)}


def _not_ready(book: TaskBook, phases: list[lists.Phase]) -> list[str]:
    """What is still wanting before a draft can be agreed, sentence by sentence."""
    if book.state != DRAFT:
        return []
    found = [
        _("Not answered yet: %(question)s", question=label)
        for name, label in words.QUESTIONS.items()
        if not getattr(book, name)
    ]
    rows = [row for phase in phases for row in phase.rows]
    if not rows:
        found.append(_("There is no task in it yet."))
    for row in rows:
        lacks = wanting(row.item, row.person, today())
        if lacks:
            why = _(", ").join(str(words.WANTING[one]) for one in lacks)
            found.append(_("“%(what)s”: %(why)s", what=row.item.what, why=why))
    return found


def _steps(book: TaskBook) -> dict[str, object]:
    """The last steps in words, or every one with ``steps=all``. At most two queries."""
    everything = request.args.get("steps") == "all"
    taken = lists.steps_of(book.id, most=None if everything else MOST_STEPS + 1)
    more = not everything and len(taken) > MOST_STEPS
    shown = taken[1:] if more else taken
    names = lists.names_of(words.people_in(shown))
    return {
        "steps": [words.step_line(one, names, moment_text(one.at)) for one in shown],
        "more_steps": more,
    }  # fmt: skip
