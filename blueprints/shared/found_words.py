"""Results of a search as a page and the command line show them: address, words, marks."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from domain.finding import CLASS, MATERIAL, NOTE, PERSON, REFLECTION, Hit
from domain.search.excerpts import Mark

KINDS = {
    MATERIAL: _l("Materials"), CLASS: _l("Classes"), NOTE: _l("My notes"),
    REFLECTION: _l("Reflections"), PERSON: _l("People"),
}  # fmt: skip
ONE = {
    MATERIAL: _l("Material"), CLASS: _l("Class"), NOTE: _l("My note"),
    REFLECTION: _l("Reflection"), PERSON: _l("Person"),
}  # fmt: skip

Pieces = list[tuple[str, bool]]  # text, and whether it is marked


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the results; ``about`` says where it is, by whom."""

    kind: str
    url: str
    title: Pieces
    passage: Pieces
    about: list[str]
    hit: Hit


def shown(hit: Hit, language: str, root: str = "") -> Shown:
    return Shown(
        str(ONE[hit.kind]), address(hit, language, root), pieces(hit.title, hit.title_marks),
        pieces(hit.passage, hit.marks), _about(hit, language), hit,
    )  # fmt: skip


def address(hit: Hit, language: str, root: str = "") -> str:
    """Where the result is; ``language`` is the page's, in which its text is shown unasked.

    Built from a prefix: there are many of them.
    """
    place = hit.place
    if hit.kind == PERSON:
        return f"{root}/people/{quote(place.staff_no, safe='')}"
    inside = f"{root}/reading/{place.class_slug}"
    if hit.kind == NOTE:
        return f"{inside}/notes#note-{place.source_id}"
    if hit.kind == REFLECTION:
        return f"{inside}/reflection" if place.own else f"{inside}/talks/{place.source_id}"
    if hit.kind == CLASS:
        return inside
    other = {"text": place.language} if place.language not in {"", language} else {}
    page = place.section.removeprefix("page-") if place.section.startswith("page-") else ""
    asked = urlencode({**other, **({"page": page} if page.isdecimal() else {})})
    anchor = f"#s-{quote(place.section)}" if place.section and not page.isdecimal() else ""
    return f"{inside}/{place.material_slug}{'?' if asked else ''}{asked}{anchor}"


def pieces(text: str, marks: tuple[Mark, ...]) -> Pieces:
    """The text cut at its marks."""
    found: Pieces = []
    at = 0
    for start, length in marks:
        found += [(text[at:start], False), (text[start : start + length], True)]
        at = start + length
    return [one for one in (*found, (text[at:], False)) if one[0]]


def _about(hit: Hit, language: str) -> list[str]:
    place = hit.place
    title = place.class_title_en if language == "en" and place.class_title_en else place.class_title
    about = [] if hit.kind in {CLASS, PERSON} else [title]
    if hit.kind == REFLECTION:
        about.append(_("my own") if place.own else place.author)
    return about
