"""What each kind of matter is called, what it asks of whom, and where it is seen to."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import day_text, today
from blueprints.shared.matter_kind_words import KIND_WORDS, rhythm_of, role_of, topic_of
from blueprints.shared.matter_places import matter_url
from blueprints.shared.placement_matters import PLACEMENT_KINDS, duty_text, title_text
from domain.matters.kinds import (
    CONFIRMER,
    KINDS,
    ORGANISER,
    PLACER,
    RHYTHM,
    ROLE_REQUEST,
    SECURITY,
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
    "published": _l("published"),
    "stands": _l("the result stands"),
    "corrected": _l("the result is corrected"),
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
    "lecture_sheets": _l("Score sheets of lectures are waited for from you"),
    "recusal": _l("A judge of lectures is recused"),
    "lecture_advice": _l("Advice on a lecture of yours was let through to you"),
    "lecture_result": _l("Results of a lecture series that concern you were decided on"),
    "lecture_review": _l("A review you asked for was answered"),
    "placement": _l("Something happened in a placement of yours, or is asked of you"),
}
# Where a notice leads to that is not about the matter itself, by the matter's source.
TOPIC_PLACES: Mapping[str, Callable[[int], str]] = {
    "exchange": lambda source: url_for("reading.own_reflection", reflection_id=source, talk=1),
    "lecture_result": lambda source: url_for("lectures.result_by_id", result_id=source),
    "lecture_review": lambda source: url_for("lectures.review_by_id", review_id=source),
}
# With whom lies what names nobody.
DUTIES = {
    CONFIRMER: _l("the confirmer"), SECURITY: _l("the security officer"),
    ORGANISER: _l("another organiser"), PLACER: _l("HR"),
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
        return rhythm_of(line)
    if line.kind in PLACEMENT_KINDS:
        return duty_text(line)
    return role_of(line) if line.kind == ROLE_REQUEST else topic_of(line)


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
    return str(DUTIES[KINDS[line.kind].duty])
