"""Exchange talks of a class: the list, one of them, what others reply, and a Word file of all."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.reading import reflection_words as words
from blueprints.reading.blueprint import bp
from blueprints.reading.reflection_forms import ReplyForm
from blueprints.reading.talk_files import word_of
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.forms import new_once_key
from blueprints.shared.saving import saved, step_back
from blueprints.shared.word_files import send_word
from domain.reading import talks as exchange
from domain.reading.reach import membership, runs
from domain.reading.talks import Talk
from domain.text import kept_markup
from models import ReadingClass


@bp.get("/<slug>/talks")
@allow("reading.see")
def talks(slug: str):
    """Every talk that its author shares; ``as=docx`` gives all of them with what was replied."""
    reading = _class_or_404(slug)
    found, title = exchange.talks_of(reading), words.class_title(reading.title, reading.title_en)
    if request.args.get("as") == "docx":
        replies = exchange.replies_to([one.reflection.id for one in found])
        name = _("Exchange talks of %(title)s", title=title)
        return send_word(word_of(name, found, replies), f"{name}.docx")
    return render_template(
        "reading/talks.html", reading=reading, title=title, talks=found,
        is_member=membership(reading, current_user.person_id) is not None,
    )  # fmt: skip


@bp.get("/<slug>/talks/<int:reflection_id>")
@allow("reading.see")
def talk(slug: str, reflection_id: int):
    return _page(*_talk_or_404(slug, reflection_id), ReplyForm(formdata=None))


@bp.post("/<slug>/talks/<int:reflection_id>/replies")
@allow("reading.see")
def reply(slug: str, reflection_id: int):
    reading, found = _talk_or_404(slug, reflection_id)
    form = ReplyForm()
    if not form.validate():
        step_back()
        return _page(*_talk_or_404(slug, reflection_id), form), 422
    exchange.reply_to(
        found, form.words.data, visitor=current_user, actor=current_user.actor, now=now()
    )  # fmt: skip
    return saved(_talk_url(reading, found, "replies"), _("Your reply stands below the talk."))


@bp.post("/<slug>/talks/<int:reflection_id>/replies/<int:reply_id>/removal")
@allow("reading.see")
def take_down_reply(slug: str, reflection_id: int, reply_id: int):
    """One's own reply; who runs classes takes down any."""
    reading, found = _talk_or_404(slug, reflection_id)
    row = exchange.find_reply(found, reply_id, current_user) or abort(404)
    exchange.take_down(row, actor=current_user.actor, now=now())
    return saved(_talk_url(reading, found, "replies"), _("The reply is taken down."))


def _class_or_404(slug: str) -> ReadingClass:
    return exchange.find_class_of(slug, current_user) or abort(404)


def _talk_or_404(slug: str, reflection_id: int) -> tuple[ReadingClass, Talk]:
    reading = _class_or_404(slug)
    return reading, exchange.find_talk(reading, reflection_id) or abort(404)


def _talk_url(reading: ReadingClass, found: Talk, anchor: str) -> str:
    return url_for(
        "reading.talk", slug=reading.slug, reflection_id=found.reflection.id, _anchor=anchor
    )


def _page(reading: ReadingClass, found: Talk, form: ReplyForm) -> str:
    replies = exchange.replies_to([found.reflection.id]).get(found.reflection.id, [])
    return render_template(
        "reading/talk.html", reading=reading, talk=found, form=form, once=new_once_key(),
        title=words.class_title(reading.title, reading.title_en), runs=runs(current_user),
        html=kept_markup(found.version.html), mine=found.reflection.person_id
        == current_user.person_id,
        replies=[(one, words.shown_words(one.reply.words, one.reply.words_html))
                 for one in replies],
    )  # fmt: skip
