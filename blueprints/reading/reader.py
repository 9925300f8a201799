"""A material to be read: its text in the reader's language, how far it is read, own notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.reading.blueprint import bp
from blueprints.reading.loading import material_or_404
from blueprints.reading.reader_words import (
    LANGUAGES,
    SIZES,
    TAGS,
    NoteLine,
    in_language,
    note_line,
    section_title,
)
from blueprints.reading.ready import ready_text
from blueprints.shared.access import allow
from blueprints.shared.clock import day_of, is_chinese, today
from blueprints.shared.packed import Piece, packed_pages
from blueprints.shared.paging import whole_number
from domain.access import may
from domain.reading import notes, places, readings
from domain.reading.readings import Neighbour, Text
from models import ReadingClass, ReadingMaterial, ReadingPlace

A_YEAR = 365 * 24 * 3600
SIZE = "reading-size"  # the cookie


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the contents."""

    key: str
    title: str
    is_read: bool
    current: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """What a person has done with a material; nothing of it for who has no record."""

    reads: bool
    place: ReadingPlace | None
    done: frozenset[str]
    notes: Sequence[NoteLine] = ()

    @property
    def minutes(self) -> int:
        return places.minutes_on(self.place, today())


@bp.get("/<slug>/<material>")
@allow("reading.see")
def read(slug: str, material: str) -> Response:
    """One material; ``text`` asks for a language, ``page`` for a page of a PDF.

    At most eight queries, and one while nothing has happened.
    """
    if request.args.get("size") in SIZES:
        return _keep_size(slug, material)
    language = text_language()
    page = whole_number(request.args.get("page"))
    name = "\n".join(["reading", slug, material, language, _size(), str(page)])
    return packed_pages().page(name, lambda: _rendered(slug, material, language, page))


def text_language() -> str:
    """The language asked for, else the reader's own."""
    asked = request.args.get("text")
    return asked if asked in LANGUAGES else "zh" if is_chinese() else "en"


def _size() -> str:
    kept = request.cookies.get(SIZE, "")
    return kept if kept in SIZES else "m"


def _keep_size(slug: str, material: str) -> Response:
    """The size of the words stays with the device, as the language of the pages does."""
    text = {name: request.args[name] for name in ("text", "page") if name in request.args}
    answer = redirect(url_for("reading.read", slug=slug, material=material, **text))
    answer.set_cookie(
        SIZE, request.args["size"], max_age=A_YEAR, samesite="Lax",
        secure=current_app.config["PRODUCTION"],
    )  # fmt: skip
    return answer


def _rendered(
    slug: str, material_slug: str, language: str, page: int
) -> tuple[str, Sequence[Piece]]:
    reading, material = material_or_404(slug, material_slug)
    reads = may(current_user, "reading.read") and current_user.person_id is not None
    place = places.place_of(current_user.person_id, material.id) if reads else None
    done = readings.sections_read(current_user.person_id, material.id) if reads else frozenset()
    reader = Reader(reads, place, done)
    syllabus = readings.syllabus_of(reading.id)
    if material.form == "pdf":
        return _pdf(reading, material, reader, syllabus, page), ()
    return _text(reading, material, reader, syllabus, language)


def _text(
    reading: ReadingClass, material: ReadingMaterial, reader: Reader,
    syllabus: Sequence[Neighbour], language: str,
) -> tuple[str, Sequence[Piece]]:  # fmt: skip
    texts = readings.texts_of(material.id)
    text = texts.get(language) or next(iter(texts.values()), None) or abort(404)
    url = url_for("reading.read", slug=reading.slug, material=material.slug)
    headings = [
        Heading(one.key, section_title(one), one.key in reader.done) for one in text.sections
    ]
    page = render_template(
        "reading/read.html", **_common(reading, material, reader, syllabus, url, text.language),
        text=text, texts=texts, headings=headings, resume=_resume(reader.place, headings),
        percent=_percent(headings), notes=_notes(reading, material, reader, texts, url),
        as_of=day_of(text.written_at),
    )  # fmt: skip
    return page, ready_text(text, url, reads=reader.reads, done=reader.done)


def _pdf(
    reading: ReadingClass, material: ReadingMaterial, reader: Reader,
    syllabus: Sequence[Neighbour], page: int,
) -> str:  # fmt: skip
    pages = readings.pages_of(material)
    kept = reader.place.page if reader.place is not None else 1
    number = min(max(page or kept, 1), pages)
    headings = [
        Heading(f"page-{one}", str(one), f"page-{one}" in reader.done, one == number)
        for one in range(1, pages + 1)
    ]
    url = url_for("reading.read", slug=reading.slug, material=material.slug)
    return render_template(
        "reading/read_pages.html", **_common(reading, material, reader, syllabus, url, ""),
        number=number, pages=pages, headings=headings, percent=_percent(headings),
        notes=_notes(reading, material, reader, {}, url),
        here=headings[number - 1],
    )  # fmt: skip


def _common(
    reading: ReadingClass, material: ReadingMaterial, reader: Reader,
    syllabus: Sequence[Neighbour], url: str, language: str,
) -> dict[str, object]:  # fmt: skip
    title = in_language(material.title, material.title_en, language)
    at = next((n for n, one in enumerate(syllabus) if one.id == material.id), 0)
    return {
        "reading": reading, "class_title": in_language(reading.title, reading.title_en),
        "material": material, "title": title, "url": url, "reader": reader,
        "previous": syllabus[at - 1] if at > 0 else None,
        "next": syllabus[at + 1] if at + 1 < len(syllabus) else None,
        "title_of": lambda one: in_language(one.title, one.title_en, language),
        "size": _size(), "sizes": SIZES, "languages": LANGUAGES,
        "lang_tags": TAGS, "log_url": log_url(title, reader.minutes),
    }  # fmt: skip


def log_url(title: str, minutes: int) -> str:
    """The form of a new entry with what the reading suggests; empty where that is nothing."""
    return url_for("study.new", topic=title, minutes=minutes) if minutes else ""


def _resume(place: ReadingPlace | None, headings: Sequence[Heading]) -> Heading | None:
    """The section to go on with, unless that is the beginning."""
    if place is None or place.permille == 0:
        return None
    return next((one for one in headings if one.key == place.section), None)


def _percent(headings: Sequence[Heading]) -> int:
    return 100 * sum(one.is_read for one in headings) // len(headings) if headings else 0


def _notes(
    reading: ReadingClass, material: ReadingMaterial, reader: Reader, texts: Mapping[str, Text],
    url: str,
) -> list[NoteLine]:  # fmt: skip
    if not reader.reads:
        return []
    lines = []
    for note in notes.notes_of(current_user.person_id, material.id):
        text = texts.get(note.language)
        lines.append(note_line(note, text.sections if text else (), url, reading.slug))
    return lines
