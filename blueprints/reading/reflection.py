"""A member's own reflection: written, kept by itself, handed in, taken back, shared."""

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.reading import reflection_words as words
from blueprints.reading.blueprint import bp
from blueprints.reading.loading import author_or_404
from blueprints.reading.reflection_forms import ReflectionForm
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now, time_text
from blueprints.shared.conflict import conflict_page
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import commit, saved, step_back
from domain.reading import reflections, reviews, talks
from domain.reading.asked import asked_of
from domain.reading.reflections import NotInState, Written
from domain.reading.written import rendered_words
from domain.versions import Stale
from models import ReadingClass, Reflection


@bp.get("/<slug>/reflection")
@allow("reading.read")
def reflection(slug: str):
    """What is being written, or what was handed in with the answers. At most eight queries."""
    reading, is_member = author_or_404(slug)
    row = _own(reading)
    form = ReflectionForm(formdata=None)
    if row is not None:
        form.title.data, form.words.data = row.title, row.words
    form.version.data = str(row.version if row is not None else 0)
    return _page(reading, row, form, is_member=is_member)


@bp.post("/<slug>/reflection", endpoint="keep_reflection")
@allow("reading.read", gate="late")
def keep(slug: str):
    """The button: what was written is kept as a draft."""
    return _written(slug, hand_in=False)


@bp.post("/<slug>/reflection/handing-in")
@allow("reading.read", gate="late")
def hand_in_reflection(slug: str):
    """Kept, and handed in as a version that is never changed."""
    return _written(slug, hand_in=True)


@bp.post("/<slug>/reflection/draft")
@allow("reading.read", gate="late")
def keep_reflection_typing(slug: str):
    """Kept now and then while somebody types; answers the version and when it was kept."""
    reading, _is_member = author_or_404(slug)
    form = ReflectionForm()
    if not form.validate():
        text = " ".join(error for field in form for error in field.errors)
        return jsonify(said=text), 422
    written = form.written()
    before = begin_writing()
    if before is not None:
        return before
    try:
        row = _kept(reading, form, written, hand_in=False, by_itself=True)
    except NotInState:
        step_back()
        return jsonify(said=_("It was handed in meanwhile: reload the page.")), 409
    except Stale:
        step_back()
        text = _("Changed on another device meanwhile. Press “Keep” to see both texts.")
        return jsonify(said=text), 409
    length = words.length_text(written.rendered.characters, _least(reading))
    said = _("Kept as a draft %(time)s", time=time_text(now()))
    answer = jsonify(
        version=row.version, draft=row.id, characters=written.rendered.characters,
        said=f"{said} · {length}",
    )  # fmt: skip
    commit()
    return answer


def _written(slug: str, *, hand_in: bool):
    reading, is_member = author_or_404(slug)
    form = ReflectionForm()
    valid = form.validate()
    written = form.written()
    if not valid or (hand_in and not _ready(reading, form, written)):
        return _page(reading, _own(reading), form, is_member=is_member), 422
    before = begin_writing()
    if before is not None:
        return before
    place = url_for("reading.reflection", slug=slug)
    try:
        _kept(reading, form, written, hand_in=hand_in)
    except NotInState:
        step_back()
        return saved(place, _("Nothing changed: it was handed in meanwhile."), "due")
    except Stale as stale:
        stored = {"title": stale.record.title, "words": stale.record.words}
        version = stale.record.version
        step_back()
        return conflict_page(form, stored, version=version, cancel_url=place)
    return saved(place, _handed_in_text() if hand_in else _("Kept. It counts once you hand it in."))


def _handed_in_text() -> str:
    return _("Handed in. You see the answer here, and on Today.")


def _ready(reading: ReadingClass, form: ReflectionForm, written: Written) -> bool:
    """Whether it may be handed in; what is wanting is said beside the fields."""
    missing = reflections.missing_characters(reading, written.rendered)
    if missing:
        form.words.errors = [
            ngettext(
                "Too short to be handed in: %(num)d character is missing.",
                "Too short to be handed in: %(num)d characters are missing.",
                missing,
            )
        ]
    if not written.title:
        form.title.errors = [form.title.gettext("This field is required.")]
    return not missing and bool(written.title)


def _kept(
    reading: ReadingClass, form: ReflectionForm, written: Written, *, hand_in: bool,
    by_itself: bool = False,
) -> Reflection:  # fmt: skip
    version, by = whole_number(form.version.data), current_user.actor
    person = current_user.person_id
    if hand_in:
        return reflections.hand_in(
            reading, person, written, version=version, actor=by, now=now()
        )  # fmt: skip
    return reflections.keep_words(
        reading, person, written, version=version, actor=by, now=now(), by_itself=by_itself
    )


def _own(reading: ReadingClass) -> Reflection | None:
    return reflections.find_own(reading.id, current_user.person_id)


def _own_or_404(slug: str) -> tuple[ReadingClass, Reflection]:
    reading, _is_member = author_or_404(slug)
    return reading, _own(reading) or abort(404)


def _least(reading: ReadingClass) -> int:
    return max(1, asked_of(reading.asks).reflection_characters)


def _page(
    reading: ReadingClass, row: Reflection | None, form: ReflectionForm, *, is_member: bool
) -> str:
    versions = reviews.versions_of(row.id, of_author=True) if row is not None else []
    writes = row is None or row.state in reflections.WRITABLE
    characters = rendered_words(form.words.data or "").characters if writes else 0
    replies = talks.replies_to([row.id]).get(row.id, []) if row and _is_shared(row) else []
    return render_template(
        "reading/reflection.html", reading=reading, row=row, form=form, words=words,
        title=words.class_title(reading.title, reading.title_en), least=_least(reading),
        writes=writes, characters=characters, versions=versions, replies=len(replies),
        shown=words.shown(versions, whole_number(request.args.get("version"))),
        place=url_for("reading.reflection", slug=reading.slug), once=new_once_key(),
        is_shared=row is not None and _is_shared(row), is_member=is_member,
    )  # fmt: skip


def _is_shared(row: Reflection) -> bool:
    return row.sharing == reflections.SHARED


@bp.post("/<slug>/reflection/taking-back")
@allow("reading.read")
def take_back_reflection(slug: str):
    """Back to a draft, as long as nobody has answered."""
    reading, row = _own_or_404(slug)
    return _done(
        slug, lambda: reflections.take_back(row, reading, actor=current_user.actor, now=now()),
        _("Taken back: it is a draft again."),
    )  # fmt: skip


@bp.post("/<slug>/reflection/sharing")
@allow("reading.read")
def share_reflection(slug: str):
    """The author consents to share it with the class."""
    reading, row = _own_or_404(slug)
    return _done(
        slug, lambda: reflections.share(row, reading, actor=current_user.actor, now=now()),
        _("Shared with the class as an exchange talk."),
    )  # fmt: skip


@bp.post("/<slug>/reflection/sharing/removal")
@allow("reading.read")
def share_reflection_no_more(slug: str):
    reading, row = _own_or_404(slug)
    return _done(
        slug,
        lambda: reflections.share_no_more(row, reading, actor=current_user.actor, now=now()),
        _("It is shared no more."),
    )


def _done(slug: str, step, message: str) -> Response:
    place = url_for("reading.reflection", slug=slug)
    try:
        step()
    except NotInState as late:
        text = _("Nothing changed: it is %(state)s.", state=words.STATES[late.reflection.state])
        step_back()
        return saved(place, text, "due")
    return saved(place, message)


@bp.get("/reflections/<int:reflection_id>")
@allow("reading.read")
def own_reflection(reflection_id: int):
    """Leads the author to it by its number; with ``talk`` to the talk, where it is one."""
    slug, row = reviews.find_of_author(reflection_id, current_user.person_id) or abort(404)
    if "talk" in request.args and _is_shared(row) and talks.find_class_of(slug, current_user):
        return redirect(url_for("reading.talk", slug=slug, reflection_id=reflection_id))
    return redirect(url_for("reading.reflection", slug=slug))
