"""What states, questions, tests and steps of task books are called, and why a step is refused."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared import naming
from blueprints.shared.clock import day_text, full_day_text
from blueprints.shared.task_words import BOOK_STATES as STATES
from blueprints.shared.task_words import TASK_STATES as ITEM_STATES
from domain.matters.by_hand import LateReasonMissing
from domain.taskbooks import books, items, progress
from domain.taskbooks.lists import ItemRow, StepTaken
from domain.taskbooks.steps import NotInState
from models.taskbooks import FIVE_TESTS

STATE_TAGS = {"under_way": "", "ended": "done", "reviewed": "done"}
KINDS = {
    "person": _l("person"),
    "branch": _l("branch"),
    "unit": _l("unit"),
    "reading_class": _l("reading class"),
    "lecture_series": _l("lecture series"),
    "placement": _l("placement"),
}
QUESTIONS = {
    "worth": _l("What it is worth"),
    "measured_against": _l("Whom it is measured against"),
    "possible": _l("What is possible"),
}
TESTS = {
    "clear": _l("Clear"),
    "specific": _l("Specific"),
    "doable": _l("Doable"),
    "measurable": _l("Measurable"),
    "assessable": _l("Assessable"),
}
ACTS = {
    "written": _l("Written"),
    "copied": _l("Begun as a copy"),
    "edited": _l("Changed"),
    "agreed": _l("Agreed"),
    "begun": _l("Work has begun"),
    "ended": _l("Ended"),
    "reviewed": _l("Reviewed"),
    "reopened": _l("Taken up again"),
    "moved": _l("Changed hands"),
    "item_written": _l("Task added"),
    "item_edited": _l("Task changed"),
    "item_removed": _l("Task taken out"),
    "reported": _l("Progress reported"),
    "rehearsed": _l("Added to the rehearsal"),
    "unrehearsed": _l("Taken out of the rehearsal"),
}
VALUES = {
    **QUESTIONS,
    **TESTS,
    "title": _l("Title"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "reached": _l("What was reached"),
    "learned": _l("What was learned"),
    "to_change": _l("What to change"),
    "state": _l("State"),
    "what": _l("Task"),
    "measure": _l("Measure"),
    "phase": _l("Step"),
    "due_on": _l("Due on"),
    "person_id": _l("Responsible"),
    "said": _l("What is said"),
    "risk": _l("What may go wrong"),
    "answer": _l("What then"),
}
DAYS = frozenset({"starts_on", "ends_on", "due_on"})
WANTING = {
    items.PERSON_WANTING: _l("nobody is responsible"),
    items.PERSON_LEFT: _l("who is responsible has left"),
    items.UNTESTED: _l("the five tests are not asked yet"),
    items.OVER: _l("its day is over"),
}


def state_text(row: ItemRow, today: date) -> str:
    """How far a task is, in words: ``late since 3 Nov``, ``done on 1 Nov``."""
    item = row.item
    if row.late(today):
        return _("late, due %(day)s", day=day_text(item.due_on))
    if item.state == progress.PUT_OFF:
        return _("put off to %(day)s", day=day_text(item.due_on))
    if item.state == progress.DONE and item.settled_on is not None:
        return _("done on %(day)s", day=day_text(item.settled_on))
    return str(ITEM_STATES[item.state])


def state_tag(row: ItemRow, today: date) -> str:
    """The kind of tag: ``due`` where it is late, ``done`` where it is done."""
    if row.late(today) or row.item.state == progress.PUT_OFF:
        return "due"
    return "done" if row.item.state == progress.DONE else ""


def tests_failed(item) -> list[tuple[str, str]]:
    """The tests that the task does not pass yet, each with what is wanting."""
    asked = ((TESTS[name], getattr(item, name)) for name in FIVE_TESTS)
    return [(str(label), said) for label, said in asked if said]


def step_line(step: StepTaken, who_is: Mapping[int, str], moment: str) -> dict[str, str]:
    """A step for the list of what happened; the values before and after stand in its note."""
    act = str(ACTS[step.act])
    said = [_("Reason: %(reason)s", reason=step.reason)] if step.reason else []
    said += [_changed(name, step, who_is) for name in VALUES if name in _names(step)]
    return {
        "time": moment, "who": step.who,
        "what": _("%(act)s: %(what)s", act=act, what=step.what) if step.what else act,
        "note": _("; ").join(said),
    }  # fmt: skip


def people_in(steps: list[StepTaken]) -> set[int]:
    """Who was responsible before or after a step: their names are wanted."""
    values = [one.get("person_id") for step in steps for one in (step.before, step.after)]
    return {value for value in values if value is not None}


def _names(step: StepTaken) -> set[str]:
    return step.before.keys() | step.after.keys()


def _changed(name: str, step: StepTaken, who_is: Mapping[int, str]) -> str:
    was, became = (_shown(name, one.get(name), who_is) for one in (step.before, step.after))
    values = {"name": VALUES[name], "was": was, "became": became}
    if was and became:
        return _("%(name)s: %(was)s → %(became)s", **values)
    if became:
        return _("%(name)s: %(became)s", **values)
    return _("%(name)s: %(was)s → (empty)", **values)


def _shown(name: str, value, who_is: Mapping[int, str]) -> str:
    if value in (None, ""):
        return _("yes") if name in TESTS and value == "" else ""
    if name == "person_id":
        return who_is.get(value, str(value))
    if name in DAYS:
        return full_day_text(date.fromisoformat(value))
    if name == "state":
        return str({**STATES, **ITEM_STATES}.get(value, value))
    return str(value)


def not_in_state_text(refusal: NotInState) -> str:
    return _("Nothing changed: the task book is %(state)s.", state=STATES[refusal.book.state])


def _not_ready_text(refusal: books.TasksNotReady) -> str:
    tasks = _("; ").join(
        _("“%(what)s”: %(why)s", what=item.what, why=_(", ").join(str(WANTING[one]) for one in why))
        for item, why in refusal.items
    )
    return _("Not agreed yet. %(tasks)s.", tasks=tasks)


def _names_text(found) -> str:
    return _(", ").join(_("“%(what)s”", what=item.what) for item in found)


SAYING = {
    books.EndBeforeStart: lambda _one: _("The last day is before the first."),
    books.TasksOutside: lambda one: _(
        "These tasks would lie outside: %(tasks)s. Change their days first.",
        tasks=_names_text(one.items),
    ),
    books.Unanswered: lambda one: _(
        "Answer the questions first: %(questions)s.",
        questions=_(", ").join(str(QUESTIONS[name]) for name in one.names),
    ),
    books.NothingToDo: lambda _one: _("There is no task in it yet. Add one first."),
    books.TasksNotReady: _not_ready_text,
    books.TasksOpen: lambda one: ngettext(
        "Not ended: %(num)d task is neither done nor dropped: %(tasks)s.",
        "Not ended: %(num)d tasks are neither done nor dropped: %(tasks)s.",
        len(one.items), tasks=_names_text(one.items),
    ),
    items.DueBeforeToday: lambda _one: _("This day is over. Choose today or a later day."),
    items.StartsAfterDue: lambda _one: _("It would begin after the day on which it is due."),
    items.OutsideTheBook: lambda one: _(
        "The task book runs from %(first)s to %(last)s. Choose a day within, or change its days "
        "first.",
        first=full_day_text(one.book.starts_on), last=full_day_text(one.book.ends_on),
    ),
    items.TaskSettled: lambda _one: _(
        "The task is done or dropped. Report it as under way first; then it can be changed."
    ),
    progress.NotLater: lambda _one: _(
        "Choose a day after the one on which it is due, today or later."
    ),
    LateReasonMissing: lambda one: _(
        "It was due on %(day)s. Say why it is late.", day=full_day_text(one.due_on)
    ),
    **naming.SAYING,
    NotInState: not_in_state_text,
}  # fmt: skip
REFUSALS = tuple(SAYING)


def why_refused(refusal: Exception) -> str:
    return SAYING[type(refusal)](refusal)
