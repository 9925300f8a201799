"""What a visitor finds: the same results in the same order on both databases.

A result is a place that a link can open: a section of a material, a class, a note, a reflection,
a person. However many passages of a section have the words, it is one result, which counts
them. First come people, then places with the words in their title, then those that have them
oftenest, then the newest, then the lowest number.
"""

from collections.abc import Sequence
from datetime import date

from domain.access import Visitor, may, reach
from domain.finding.places import Places
from domain.finding.results import (
    CLASS,
    KINDS,
    MATERIAL,
    NOTE,
    PERSON,
    REFLECTION,
    Hit,
    Place,
    Results,
)
from domain.people.lists import ALL, HERE, PersonRow, people_found
from domain.search.excerpts import marks
from domain.search.phrases import Phrase, phrases_of

__all__ = [
    "CLASS", "KINDS", "MATERIAL", "NOTE", "PERSON", "REFLECTION", "Hit", "Place", "Results",
    "find", "finds_people",
]  # fmt: skip


def find(
    text: str, visitor: Visitor, *, today: date, kind: str = "", page: int = 1, size: int = 20,
    language: str = "zh",
) -> Results:  # fmt: skip
    """One page of what the visitor finds, and how much it is in all. At most five queries.

    White space divides the text into phrases, which must all be in one passage, or in a title;
    of people, the whole text is part of a name, of its pinyin or of a staff number. Of a
    material in two languages, the passage in ``language`` is shown where both have the words.
    """
    phrases = phrases_of(text)
    if not phrases:
        return Results([], 0, asked=False)
    start, hits, people_total = (max(1, page) - 1) * size, [], 0
    if kind in {"", PERSON} and finds_people(visitor):
        keeps = may(visitor, "people.edit")
        rows, people_total = people_found(
            reach(visitor, "people.list"),
            text,
            today=today,
            start=start,
            size=size,
            state=ALL if keeps else HERE,
        )
        hits = [_person(one, phrases, in_full=keeps) for one in rows]
    if kind == PERSON:
        return Results(hits, people_total)
    places = Places(phrases, visitor, kind=kind, language=language)
    found, total = places.page(max(0, start - people_total), size - len(hits))
    return Results(hits + found, people_total + total)


def finds_people(visitor: Visitor) -> bool:
    """Whether people are among what the visitor may find. No query."""
    covered = reach(visitor, "people.list")
    return covered.everyone or bool(covered.branch_ids or covered.unit_ids)


def _person(row: PersonRow, phrases: Sequence[Phrase], *, in_full: bool) -> Hit:
    """``in_full``: with what the list of people shows to those who keep it."""
    told = (row.staff_no, row.unit, row.post, row.branch) if in_full else (row.unit, row.branch)
    about = " · ".join(filter(None, told))
    return Hit(
        PERSON, row.name, about, tuple(marks(about, phrases)), tuple(marks(row.name, phrases)), 1,
        Place(row.person_id, staff_no=row.staff_no),
    )  # fmt: skip
