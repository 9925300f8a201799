from datetime import UTC, datetime

import pytest

from domain import materials
from domain.audit import Actor
from domain.versions import Stale
from tests.factories import make_account, make_material

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def by(database):
    return {"actor": Actor(make_account().id, "127.0.0.1"), "now": NOW}


def titles(**values):
    return [one.title for one in materials.materials(**values)[0]]


def test_two_on_offer_never_have_one_title(by):
    first = materials.add_material("党章", "", **by)
    with pytest.raises(materials.TitleTaken):
        materials.add_material("党章", "人民出版社", **by)
    materials.retire_material(first, **by)
    second = materials.add_material("党章", "人民出版社", **by)
    with pytest.raises(materials.TitleTaken):
        materials.restore_material(first, **by)
    materials.rename_material(second, title="党章（新）", source="", version=1, **by)
    materials.restore_material(first, **by)
    assert titles() == ["党章", "党章（新）"]


def test_an_old_version_is_not_renamed(by):
    material = make_material(title="党章", version=3)
    with pytest.raises(Stale):
        materials.rename_material(material, title="新", source="", version=2, **by)
    assert titles() == ["党章"]


def test_a_search_looks_into_title_and_source_and_takes_signs_as_they_are(by):
    make_material(title="100% 落实")
    make_material(title="100 条", source="Party School")
    make_material(title="旧", source="Party", retired_at=NOW)
    assert titles(text="100%") == ["100% 落实"]
    assert titles(text="party") == ["100 条"]
    assert titles(text="PARTY", retired=True) == ["旧"]


def test_those_added_last_are_offered_first(by):
    make_material(title="早")
    materials.add_material("晚", "", **by)
    make_material(title="退", retired_at=NOW)
    assert materials.titles_on_offer() == ["晚", "早"]
