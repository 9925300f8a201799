"""What each kind of matter is called, what it asks of whom, and where it is seen to."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import day_text, today
from blueprints.shared.conversion_words import word
from blueprints.shared.kind_words import KindWords, matter_url, own_place
from blueprints.shared.placement_matters import PLACEMENT_KINDS, duty_text, title_text
from blueprints.shared.role_words import ROLE_WORDS
from domain.groupstudy.rule_keeping import requirement_words
from domain.matters.kinds import (
    CLASS_WORK,
    CORRECTION,
    DISPATCH,
    ENTRY,
    PLACEMENT_STEP,
    QUESTION,
    REFLECTION,
    RHYTHM,
    ROLE_REQUEST,
    TASK,
    TASK_BOOK,
)
from domain.matters.lists import Line, Step
from domain.notices import Told

STATES = {
    "open": _l("open"),
    "answered": _l("answered"),
    "closed": _l("closed"),
    "reopened": _l("reopened"),
}
ACTS = {
    "signed": _l("Signed for"),
    "answered": _l("Answered"),
    "closed": _l("Closed as seen to"),
    "reopened": _l("Opened again"),
    "handed_over": _l("Handed over to %(name)s"),
    "handed_back": _l("Handed back: it is the duty of whoever holds it"),
    "risen": _l("Late: gone to level %(level)d"),
    "moved": _l("Due on another day"),
    "looked_back": _l("Came back for a second look"),
    "still_holds": _l("Looked at again: it still holds"),
}
OUTCOMES = {
    "confirmed": _l("confirmed"),
    "withdrawn": _l("withdrawn"),
    "granted": _l("granted"),
    "declined": _l("declined"),
    "done": _l("done"),
    "dropped": _l("dropped"),
    "put_off": _l("put off"),
    "reviewed": _l("reviewed"),
    "under_way": _l("under way"),
    "left_class": _l("no longer in the class"),
    "class_closed": _l("the class is closed"),
    "accepted": _l("accepted"),
    "held": _l("held"),
    "missed": _l("missed"),
    "not_asked": _l("not asked any more"),
    "unowed": _l("nobody there to owe it"),
    "approved": _l("approved"),
    "turned_down": _l("turned down"),
    "agreed": _l("agreement given"),
    "given_back": _l("given back"),
    "kept": _l("goes on as it is"),
}
TOPICS = {
    "given_back": _l("An entry was given back to you"),
    "confirmed": _l("An entry of yours was confirmed"),
    "correction": _l("A correction you asked for was answered"),
    "dispatch": _l("A dispatch sheet came, was answered or closed"),
    "handed_over": _l("A matter was handed over to you"),
    "risen": _l("A late matter has come up to you"),
    "reopened": _l("A matter of yours was opened again"),
    "second_look": _l("A closed matter came back for a second look"),
    "task": _l("A task of yours is due"),
    "class_reminder": _l("The organiser reminds you of a reading class"),
    "reflection": _l("A reflection of yours was answered"),
    "exchange": _l("Somebody replied to your exchange talk"),
    "question": _l("A question of a gathering was put to you, or answered"),
    "placement": _l("Something happened in a placement of yours, or is asked of you"),
}
# Where a notice leads to that is not about the matter itself, by the matter's source.
TOPIC_PLACES: Mapping[str, Callable[[int], str]] = {
    "exchange": lambda source: url_for("reading.own_reflection", reflection_id=source, talk=1),
}


def _topic(line: Line) -> str:
    return line.title or _("study without a topic")


def _title(line: Line) -> str:
    return line.title


def _role(line: Line) -> str:
    return str(ROLE_WORDS.get(line.title, line.title))


def _rhythm(line: Line) -> str:
    """What study first asks, and of which branch."""
    requirement, _blank, branch = line.title.partition(" ")
    asked = requirement_words(requirement)
    return f"{word(asked) if asked else requirement} · {branch}"


_task_url = own_place("taskbooks.task", "item_id")
_book_url = own_place("taskbooks.show", "book_id")
_class_url = own_place("reading.membership", "member_id")


KIND_WORDS: Mapping[str, KindWords] = {
    ENTRY: KindWords(
        _l("Entry to confirm"),
        lambda line: _("Confirm: %(topic)s · %(name)s", topic=_topic(line), name=line.about),
        lambda line: _("Put right and hand in again: %(topic)s", topic=_topic(line)),
        lambda line: _("To be confirmed: %(topic)s", topic=_topic(line)),
        lambda line: url_for("study.queue", entry=line.source_id),
        lambda line: url_for("study.entry", entry_id=line.source_id),
    ),
    CORRECTION: KindWords(
        _l("Correction asked for"),
        lambda line: _(
            "Answer the correction asked for: %(topic)s · %(name)s",
            topic=_topic(line), name=line.about,
        ),
        lambda line: _("Correction asked for: %(topic)s", topic=_topic(line)),
        lambda line: _("Correction asked for: %(topic)s", topic=_topic(line)),
        lambda _line: url_for("study.corrections"),
        matter_url,
    ),
    ROLE_REQUEST: KindWords(
        _l("Request for a role"),
        lambda line: _(
            "Decide a request for a role: %(role)s · %(name)s", role=_role(line), name=line.about
        ),
        lambda line: _("Role asked for: %(role)s", role=_role(line)),
        lambda line: _("Role asked for: %(role)s", role=_role(line)),
        lambda _line: url_for("admin.roles"),
        matter_url,
    ),
    DISPATCH: KindWords(
        _l("Dispatch sheet"),
        _title,
        lambda line: _("Close what was answered: %(title)s", title=line.title),
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        matter_url,
        matter_url,
    ),
    TASK: KindWords(
        _l("Task"), _title, _title,
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        _task_url, _task_url,
    ),
    TASK_BOOK: KindWords(
        _l("Review of a task book"),
        lambda line: _("Look back at the task book: %(title)s", title=line.title),
        _title, _title, _book_url, _book_url,
    ),
    CLASS_WORK: KindWords(
        _l("Reading class"),
        lambda line: _("Read and finish: %(title)s", title=line.title),
        _title,
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        _class_url, _class_url,
    ),
    REFLECTION: KindWords(
        _l("Reflection to answer"),
        lambda line: _(
            "Answer the reflection: %(title)s · %(name)s", title=line.title, name=line.about
        ),
        lambda line: _("Go on with the reflection and hand it in again: %(title)s",
                       title=line.title),
        lambda line: _("Reflection to be answered: %(title)s", title=line.title),
        lambda line: url_for("reading.reflections", reflection=line.source_id),
        lambda line: url_for("reading.own_reflection", reflection_id=line.source_id),
    ),
    RHYTHM: KindWords(
        _l("Study first"), _rhythm, _rhythm, _rhythm,
        lambda _line: url_for("groupstudy.rhythm"), lambda _line: url_for("groupstudy.rhythm"),
    ),
    QUESTION: KindWords(
        _l("Question of a gathering"),
        lambda line: _("Answer the question: %(title)s", title=line.title),
        lambda line: _("Accept the answer, or send it back: %(title)s", title=line.title),
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        own_place("groupstudy.question", "question_id"),
        lambda line: url_for("groupstudy.question", question_id=line.source_id),
    ),
    **PLACEMENT_KINDS,
}  # fmt: skip


def kind_text(line: Line) -> str:
    return str(KIND_WORDS[line.kind].label)


def what_text(line: Line, *, mine: bool) -> str:
    """What the matter asks of the reader, or what the reader waits for."""
    words = KIND_WORDS[line.kind]
    if mine and (line.state == "closed" or _in_doubt(line)):
        return _("Look again: %(what)s", what=f"{shown(line)} · {line.about}")
    if line.turn == "to":
        return words.returns(line) if mine else words.waits(line)
    return words.does(line) if mine else words.waits(line)


def _in_doubt(line: Line) -> bool:
    """Whether it was opened again although its source stands as it was decided."""
    return line.state == "reopened" and bool(line.outcome)


def shown(line: Line) -> str:
    if line.kind == RHYTHM:
        return _rhythm(line)
    if line.kind in PLACEMENT_KINDS:
        return duty_text(line)
    return _role(line) if line.kind == ROLE_REQUEST else _topic(line)


def told_of(notice: Told) -> str:
    """What the latest matter of a notice is about; empty where the notice says it all."""
    placed = notice.kind in PLACEMENT_KINDS
    return title_text(notice.kind, notice.matter) if placed else notice.matter


def place_of(line: Line, *, mine: bool) -> str:
    """Where the reader sees to it: at its source where it is theirs to do, else its own page."""
    words = KIND_WORDS[line.kind]
    if not mine or line.state == "closed" or _in_doubt(line):
        return matter_url(line)
    return words.returned_to(line) if line.turn == "to" else words.place(line)


def due_text(due_on: date) -> str:
    """``late by 3 days``, ``due today`` or ``due 27 Nov``."""
    days = (today() - due_on).days
    if days > 0:
        return ngettext("late by %(num)d day", "late by %(num)d days", days)
    return _("due today") if days == 0 else _("due %(day)s", day=day_text(due_on))


def state_text(line: Line) -> str:
    """The state, and of a closed matter what came of it."""
    text = str(STATES[line.state])
    if line.state == "closed" and line.turn:
        return _("second look")
    if line.outcome and line.state == "closed":
        return f"{text} · {OUTCOMES.get(line.outcome, line.outcome)}"
    return text


def step_text(step: Step) -> str:
    """What was done in a step, and to whom or how far it went."""
    return str(ACTS[step.act]) % {"name": step.to, "level": step.level}


def with_whom(line: Line) -> str:
    """With whom it lies, in a word or a name."""
    if not line.turn:
        return "–"
    if line.turn == "to":
        return line.owed_to or "–"
    if line.owed_by:
        return line.owed_by
    if line.kind == PLACEMENT_STEP:
        return _("HR")
    return _("the security officer") if line.kind == ROLE_REQUEST else _("the confirmer")
