"""Private notes: a passage marked, a note on a section or a page, changed, taken away, listed."""

from flask import abort, current_app, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.reading.blueprint import bp
from blueprints.reading.loading import class_or_404, material_or_404
from blueprints.reading.note_files import markdown_of, word_of
from blueprints.reading.note_forms import ChangedNoteForm, NoteForm, PassageForm, words_of
from blueprints.reading.note_list import listed
from blueprints.reading.reader import text_language
from blueprints.reading.reader_words import in_language, note_line, section_title
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import commit, saved, step_back
from blueprints.shared.sent_files import send_saved
from blueprints.shared.word_files import send_word
from domain.reading import notes, readings
from domain.reading.anchors import Passage
from domain.reading.notes import Marked, PassageNotFound
from domain.versions import Stale
from models import ReadingClass, ReadingMaterial, ReadingNote, db


@bp.post("/<slug>/<material>/notes")
@allow("reading.read", gate="late")
def mark_passage(slug: str, material: str):
    """A passage as the page sends it, with or without words; answers with the note for the page."""
    reading, row = material_or_404(slug, material)
    form, asked = PassageForm(), request.form
    if not form.validate():
        said = " ".join(text for field in form if field.errors for text in field.errors)
        return jsonify(said=said), 422
    marked = Marked(
        Passage(form.quote.data, form.before.data[-40:], form.after.data[:40]), text_language(),
        whole_number(asked.get("near")), whole_number(asked.get("revision")),
    )  # fmt: skip
    words = words_of(form)
    before = begin_writing()
    if before is not None:
        return before
    try:
        note = notes.mark_passage(
            row, current_user.person_id, marked, words, actor=current_user.actor, now=now()
        )
    except PassageNotFound:
        step_back()
        said = _("The text was changed meanwhile. Reload the page and mark the passage again.")
        return jsonify(said=said), 409
    answer = jsonify(said=_("Kept"), html=_item(note, reading, row))
    commit()
    return answer


def _item(note: ReadingNote, reading: ReadingClass, row: ReadingMaterial) -> str:
    text = readings.texts_of(row.id).get(note.language)
    url = url_for("reading.read", slug=reading.slug, material=row.slug)
    line = note_line(note, text.sections if text else (), url, reading.slug)
    return render_template("reading/_note_item.html", one=line)


@bp.route("/<slug>/<material>/notes/new", methods=["GET", "POST"])
@allow("reading.read", gate="late")
def new_note(slug: str, material: str):
    """A note on a section of a text, or on a page of a PDF: the way without a script.

    Where none is named, on the first.
    """
    reading, row = material_or_404(slug, material)
    section, page, subject = _subject(row) or abort(404)
    form = NoteForm()
    if form.validate_on_submit():
        words = words_of(form)
        before = begin_writing()
        if before is not None:
            return before
        signed = {"actor": current_user.actor, "now": now()}
        if page:
            note = notes.note_page(row, current_user.person_id, page, words, **signed)
        else:
            note = notes.note_section(
                row, current_user.person_id, section, text_language(), words, **signed
            )
        return saved(_place_of(reading, row, note), _("The note is kept. Only you see it."))
    page = render_template(
        "reading/note.html", form=form, reading=reading, note=None, subject=subject,
        title=in_language(row.title, row.title_en),
        back=url_for("reading.read", slug=slug, material=material),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _subject(row: ReadingMaterial) -> tuple[str, int, str] | None:
    """The key of the section, or the page, that the address names, and the same in words."""
    if row.form == "pdf":
        page = whole_number(request.args.get("page", "1"))
        known = 1 <= page <= readings.pages_of(row)
        return ("", page, _("Page %(number)d", number=page)) if known else None
    texts = readings.texts_of(row.id)
    text = texts.get(text_language()) or next(iter(texts.values()), None)
    asked = request.args.get("section")
    for one in text.sections if text else ():
        if asked is None or one.key == asked:
            return one.key, 0, section_title(one)
    return None


@bp.route("/<slug>/notes/<int:note_id>", methods=["GET", "POST"])
@allow("reading.read", gate="late")
def note(slug: str, note_id: int):
    reading, row = _own_note_or_404(slug, note_id)
    material = db.session.get_one(ReadingMaterial, row.material_id)
    form = ChangedNoteForm()
    if form.validate_on_submit():
        words, version = words_of(form), whole_number(form.version.data)
        before = begin_writing()
        if before is not None:
            return before
        reading, row = _own_note_or_404(slug, note_id)
        material = db.session.get_one(ReadingMaterial, row.material_id)
        place = _place_of(reading, material, row)
        try:
            notes.edit_note(
                row, material, words, version=version, actor=current_user.actor, now=now()
            )
        except Stale:
            step_back()
            _reading, row = _own_note_or_404(slug, note_id)
            stored = {"words": row.words}
            return conflict_page(form, stored, version=row.version, cancel_url=place)
        return saved(place, _("Saved."))
    if not form.is_submitted():
        form.words.data, form.version.data = row.words, str(row.version)
    page = render_template(
        "reading/note.html", form=form, reading=reading, note=row, subject="",
        title=in_language(material.title, material.title_en, row.language),
        back=_place_of(reading, material, row),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/<slug>/notes/<int:note_id>/removal")
@allow("reading.read")
def remove_note(slug: str, note_id: int):
    reading, row = _own_note_or_404(slug, note_id)
    material = db.session.get_one(ReadingMaterial, row.material_id)
    place = _place_of(reading, material, row).partition("#")[0]
    notes.remove_note(row, actor=current_user.actor, now=now())
    return saved(place, _("The note is taken away."))


def _own_note_or_404(slug: str, note_id: int) -> tuple[ReadingClass, ReadingNote]:
    reading = class_or_404(slug)
    found = notes.find_note(reading.id, note_id, current_user.person_id)
    return (reading, found) if found is not None else abort(404)


def _place_of(reading: ReadingClass, material: ReadingMaterial, note: ReadingNote) -> str:
    """Where the note stands: beside its text, or in the list where that is read no more."""
    if material.removed_at is not None:
        return url_for("reading.notes", slug=reading.slug, _anchor=f"note-{note.id}")
    asked = {"page": note.page} if note.page else {"text": note.language}
    return url_for(
        "reading.read", slug=reading.slug, material=material.slug, _anchor=f"note-{note.id}",
        **asked,
    )  # fmt: skip


@bp.get("/<slug>/notes", endpoint="notes")
@allow("reading.read")
def all_notes(slug: str):
    """All my notes of a class; ``as=docx`` and ``as=md`` give them as files. Four queries."""
    reading = class_or_404(slug)
    parts = listed(reading, current_user.person_id)
    title = in_language(reading.title, reading.title_en)
    name = _("Notes on %(title)s", title=title)
    if request.args.get("as") == "docx":
        content = word_of(name, current_user.name, current_app.config["ORGANISATION"], parts)
        return send_word(content, f"{name} {today()}.docx")
    if request.args.get("as") == "md":
        return send_saved(
            markdown_of(name, parts).encode(), "text/markdown; charset=utf-8",
            f"{name} {today()}.md",
        )  # fmt: skip
    return render_template(
        "reading/notes.html", reading=reading, title=title, parts=parts,
        place=url_for("reading.notes", slug=slug),
        count=sum(len(part.lines) for part in parts),
    )  # fmt: skip
