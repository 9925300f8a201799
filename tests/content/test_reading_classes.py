"""The reading classes that are shipped: in order, long enough, and whole in both languages."""

import re

import pytest

from domain.reading.folders import read_classes
from domain.reading.questions import read_questions
from tests.architecture.tree import ROOT

FOLDER = ROOT / "content" / "reading"
CLASSES, PROBLEMS = read_classes(FOLDER)
MATERIALS = [(one, material) for one in CLASSES for material in one.materials]
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_class_is_in_order():
    assert PROBLEMS == []
    assert sorted(one.slug for one in CLASSES) == ["office-craft", "steady-hands"]
    assert [len(one.materials) for one in CLASSES] == [6, 6]


@pytest.mark.parametrize(("folder", "material"), MATERIALS, ids=lambda one: one.slug)
def test_every_material_is_long_enough_and_stands_in_both_languages(folder, material):
    chinese, english = sorted(material.drafts, key=lambda one: one.language != "zh")
    assert (chinese.language, english.language) == ("zh", "en")
    assert len(CHINESE.findall(chinese.rendered.plain)) >= 1500
    assert len(english.rendered.plain.split()) >= 800
    assert len(CHINESE.findall(english.rendered.plain)) < 200
    assert len(chinese.rendered.sections) >= 4


@pytest.mark.parametrize(("folder", "material"), MATERIALS, ids=lambda one: one.slug)
def test_every_self_test_asks_the_same_in_both_languages(folder, material):
    asked = [read_questions(draft.questions) for draft in material.drafts]
    shapes = [
        [(one.kind, [option.right for option in one.options]) for one in questions]
        for questions in asked
    ]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) >= 4
    assert {kind for kind, _rights in shapes[0]} >= {"single", "multiple", "short"}


def test_the_minutes_of_a_class_are_those_of_its_required_materials():
    for one in CLASSES:
        needed = sum(m.front.minutes for m in one.materials if m.front.required)
        assert one.file.asked.minutes == needed, one.slug
