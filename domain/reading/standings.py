"""How far members of a class are: the one figure that a learner and an organiser see.

A material is read when each of its sections is (of a PDF, each page). The figure counts the
sections of the materials that the class asks for.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from domain.reading.asked import Asked, asked_of
from domain.reading.revisions import is_current
from models import (
    MaterialRevision,
    ReadingClass,
    ReadingMaterial,
    Reflection,
    SectionRead,
    StoredFile,
    TestAttempt,
    db,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A material of the syllabus, the keys of its sections, and whether it has a self-test."""

    id: int
    slug: str
    number: int
    title: str
    title_en: str
    required: bool
    minutes: int
    day: int
    form: str
    characters: int
    keys: frozenset[str]
    has_test: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one member is. ``read`` and ``passed`` are ids of materials.

    ``done`` of ``to_do`` sections of what is asked are read. ``lacks`` names what is wanting
    before the class is credited: ``read``, ``test``, ``reflection``, ``talk``.
    """

    person_id: int
    sections: Mapping[int, frozenset[str]]
    read: frozenset[int]
    passed: frozenset[int]
    done: int
    to_do: int
    reflection: str  # its state; "" where there is none
    shared: bool
    lacks: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Of what is to be read, rounded down; 100 where nothing is."""
        return 100 * self.done // self.to_do if self.to_do else 100


def syllabus(class_id: int) -> list[Part]:
    """The materials of a class in their order. One query."""
    return syllabuses({class_id})[class_id]


def syllabuses(class_ids: Collection[int]) -> dict[int, list[Part]]:
    """The materials of each of the classes in their order. One query.

    Their sections are those of the Chinese text, or of the English where there is no other.
    """
    rows = db.session.execute(
        sa.select(
            ReadingMaterial, StoredFile.pages,
            sa.func.coalesce(MaterialRevision.sections, "[]"),
            sa.func.coalesce(MaterialRevision.characters, 0),
            sa.func.coalesce(MaterialRevision.questions, "[]") != "[]",
        )
        .outerjoin(StoredFile, StoredFile.sha256 == ReadingMaterial.sha256)
        .outerjoin(
            MaterialRevision,
            sa.and_(MaterialRevision.material_id == ReadingMaterial.id, is_current()),
        )
        .where(ReadingMaterial.class_id.in_(class_ids), ReadingMaterial.removed_at.is_(None))
        .order_by(ReadingMaterial.number, ReadingMaterial.id, MaterialRevision.language)
    )  # fmt: skip
    parts: dict[int, dict[int, Part]] = {one: {} for one in class_ids}
    for one, pages, sections, characters, has_test in rows:  # en before zh, which stays
        keys = page_keys(pages or 0) if one.form == "pdf" else _keys(sections)
        parts[one.class_id][one.id] = Part(
            one.id, one.slug, one.number, one.title, one.title_en, one.required, one.minutes,
            one.day, one.form, characters, keys, has_test,
        )  # fmt: skip
    return {class_id: list(found.values()) for class_id, found in parts.items()}


def page_keys(pages: int) -> frozenset[str]:
    """The pages of a PDF as the keys under which they are read."""
    return frozenset(f"page-{number}" for number in range(1, pages + 1))


def _keys(sections: str) -> frozenset[str]:
    return frozenset(one["key"] for one in json.loads(sections))


def standings(
    reading: ReadingClass, person_ids: Collection[int], *, parts: list[Part] | None = None
) -> dict[int, Standing]:
    """How far these people are in the class. One query, and one for the syllabus."""
    parts = syllabus(reading.id) if parts is None else parts
    done = _done({reading.id}, [one.id for one in parts], person_ids)
    asked = asked_of(reading.asks)
    return {one: _standing(one, parts, asked, done, reading.id) for one in person_ids}


def own_standings(readings: Collection[ReadingClass], person_id: int) -> dict[int, Standing]:
    """How far one person is in each of the classes, by class. Two queries, however many."""
    if not readings:
        return {}
    parts = syllabuses({one.id for one in readings})
    materials = [part.id for found in parts.values() for part in found]
    done = _done(parts.keys(), materials, [person_id])
    return {
        one.id: _standing(person_id, parts[one.id], asked_of(one.asks), done, one.id)
        for one in readings
    }


@dataclass(frozen=True, slots=True)
class _Done:
    """What people have done: sections by (person, material), tests passed, reflections."""

    read: dict[tuple[int, int], set[str]]
    passed: dict[int, set[int]]
    reflections: dict[tuple[int, int], tuple[str, str]]  # by (person, class)


def _done(
    class_ids: Collection[int], material_ids: Collection[int], person_ids: Collection[int]
) -> _Done:  # fmt: skip
    """One query: what is read, passed and reflected, each in the columns of a kind of its own."""
    sections = sa.select(
        sa.literal("read").label("what"),
        SectionRead.person_id,
        SectionRead.material_id.label("of"),
        SectionRead.section.label("word"),
        sa.literal("").label("sharing"),
    ).where(SectionRead.material_id.in_(material_ids), SectionRead.person_id.in_(person_ids))
    tests = (
        sa.select(
            sa.literal("passed"), TestAttempt.person_id, TestAttempt.material_id,
            sa.literal(""), sa.literal(""),
        )
        .where(
            TestAttempt.material_id.in_(material_ids), TestAttempt.person_id.in_(person_ids),
            TestAttempt.passed,
        )
        .distinct()
    )  # fmt: skip
    reflected = sa.select(
        sa.literal("reflection"),
        Reflection.person_id,
        Reflection.class_id,
        Reflection.state,
        Reflection.sharing,
    ).where(Reflection.class_id.in_(class_ids), Reflection.person_id.in_(person_ids))
    done = _Done(defaultdict(set), defaultdict(set), {})
    for what, person_id, of, word, sharing in db.session.execute(
        sa.union_all(sections, tests, reflected)
    ):
        if what == "read":
            done.read[person_id, of].add(word)
        elif what == "passed":
            done.passed[person_id].add(of)
        else:
            done.reflections[person_id, of] = (word, sharing)
    return done


def asked_parts(parts: list[Part], asked: Asked) -> list[Part]:
    """The materials that a member must have read."""
    if asked.read == "none":
        return []
    return [one for one in parts if one.required or asked.read == "all"]


def _standing(
    person_id: int, parts: list[Part], asked: Asked, done: _Done, class_id: int
) -> Standing:  # fmt: skip
    sections = {
        one.id: frozenset(done.read.get((person_id, one.id), ())) & one.keys for one in parts
    }
    passed = frozenset(done.passed.get(person_id, ())) & {one.id for one in parts}
    reflection, sharing = done.reflections.get((person_id, class_id), ("", ""))
    whole = frozenset(one.id for one in parts if one.keys and sections[one.id] == one.keys)
    to_read = asked_parts(parts, asked)
    tests = [one.id for one in to_read if one.has_test]
    missing = {
        "read": any(one.keys and one.id not in whole for one in to_read),
        "test": asked.test and not passed.issuperset(tests),
        "reflection": asked.reflection and reflection != "accepted",
        "talk": asked.talk and sharing != "shared",
    }
    return Standing(
        person_id, sections, whole, passed,
        sum(len(sections[one.id]) for one in to_read), sum(len(one.keys) for one in to_read),
        reflection, sharing == "shared",
        tuple(name for name, lacking in missing.items() if lacking),
    )  # fmt: skip
