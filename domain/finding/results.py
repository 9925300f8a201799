"""Results of a search, as data: their addresses are the screen's to write."""

from dataclasses import dataclass
from datetime import date

from domain.search.excerpts import Mark

CLASS, MATERIAL, NOTE, REFLECTION, PERSON = "class", "material", "note", "reflection", "person"
KINDS = (MATERIAL, CLASS, NOTE, REFLECTION, PERSON)


@dataclass(frozen=True, slots=True)
class Place:
    """What the address of a result is made of. ``own`` of a reflection: the visitor's."""

    source_id: int
    class_slug: str = ""
    class_title: str = ""
    class_title_en: str = ""
    material_slug: str = ""
    section: str = ""
    language: str = ""
    author: str = ""
    own: bool = False
    staff_no: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. Marks are (start, length) in the passage, and in the title.

    ``count`` is how often the words are there; ``dated_on`` the day of the source.
    """

    kind: str
    title: str
    passage: str
    marks: tuple[Mark, ...]
    title_marks: tuple[Mark, ...]
    count: int
    place: Place
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results; ``asked`` says whether there was a word to look for at all."""

    hits: list[Hit]
    total: int
    asked: bool = True
