"""What each kind of matter is called, what it asks of whom, and where it is seen to."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.conversion_words import word
from blueprints.shared.matter_lecture_words import LECTURES
from blueprints.shared.matter_places import KindWords, matter_url, own_place, title_of
from blueprints.shared.role_words import ROLE_WORDS
from domain.groupstudy.rule_keeping import requirement_words
from domain.matters.kinds import (
    CLASS_WORK,
    CORRECTION,
    DISPATCH,
    ENTRY,
    QUESTION,
    REFLECTION,
    RHYTHM,
    ROLE_REQUEST,
    TASK,
    TASK_BOOK,
)
from domain.matters.lists import Line


def topic_of(line: Line) -> str:
    return line.title or _("study without a topic")


def role_of(line: Line) -> str:
    return str(ROLE_WORDS.get(line.title, line.title))


def rhythm_of(line: Line) -> str:
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
        lambda line: _("Confirm: %(topic)s · %(name)s", topic=topic_of(line), name=line.about),
        lambda line: _("Put right and hand in again: %(topic)s", topic=topic_of(line)),
        lambda line: _("To be confirmed: %(topic)s", topic=topic_of(line)),
        lambda line: url_for("study.queue", entry=line.source_id),
        lambda line: url_for("study.entry", entry_id=line.source_id),
    ),
    CORRECTION: KindWords(
        _l("Correction asked for"),
        lambda line: _(
            "Answer the correction asked for: %(topic)s · %(name)s",
            topic=topic_of(line), name=line.about,
        ),
        lambda line: _("Correction asked for: %(topic)s", topic=topic_of(line)),
        lambda line: _("Correction asked for: %(topic)s", topic=topic_of(line)),
        lambda _line: url_for("study.corrections"),
        matter_url,
    ),
    ROLE_REQUEST: KindWords(
        _l("Request for a role"),
        lambda line: _(
            "Decide a request for a role: %(role)s · %(name)s", role=role_of(line), name=line.about
        ),
        lambda line: _("Role asked for: %(role)s", role=role_of(line)),
        lambda line: _("Role asked for: %(role)s", role=role_of(line)),
        lambda _line: url_for("admin.roles"),
        matter_url,
    ),
    DISPATCH: KindWords(
        _l("Dispatch sheet"),
        title_of,
        lambda line: _("Close what was answered: %(title)s", title=line.title),
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        matter_url,
        matter_url,
    ),
    TASK: KindWords(
        _l("Task"), title_of, title_of,
        lambda line: _("Asked of %(name)s: %(title)s", name=line.owed_by, title=line.title),
        _task_url, _task_url,
    ),
    TASK_BOOK: KindWords(
        _l("Review of a task book"),
        lambda line: _("Look back at the task book: %(title)s", title=line.title),
        title_of, title_of, _book_url, _book_url,
    ),
    CLASS_WORK: KindWords(
        _l("Reading class"),
        lambda line: _("Read and finish: %(title)s", title=line.title),
        title_of,
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
        _l("Study first"), rhythm_of, rhythm_of, rhythm_of,
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
    **LECTURES,
}  # fmt: skip
