"""Passages for tests of the search, and visitors who look for them."""

from datetime import date

from domain.access import GrantHeld, Visitor
from domain.finding import find
from domain.search.passages import Found, Source, keep_passages

TODAY = date(2026, 11, 20)


def keep(reading, *texts, kind="material", source_id=1, title="材料", **values):
    """Passages of a source that has these texts, each in a section of its own."""
    found = [Found(f"part-{number}", text) for number, text in enumerate(texts, 1)]
    day = values.pop("dated_on", TODAY)
    keep_passages(Source(kind, source_id, title, day, class_id=reading.id, **values), found)


def reader(person=None, *roles, **values):
    """A visitor with the roles, as the policy knows them."""
    grants = tuple(GrantHeld(role) for role in roles)
    person_id = None if person is None else person.id
    return Visitor(1, 1, "reader", person_id=person_id, grants=grants, **values)


def found_by(visitor, text, **values):
    return find(text, visitor, today=TODAY, **values)
