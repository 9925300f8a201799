"""Two records of one person become one: reflections move where the class has none of the other."""

import pytest

from domain.people import merging
from models import Reflection, db
from tests.conftest import NOON
from tests.factories import make_person
from tests.reading_classes import make_class, make_reflection
from tests.web.reflections import BY

pytestmark = pytest.mark.usefixtures("database")


def owners() -> dict[int, int]:
    db.session.expire_all()
    return {row.id: row.person_id for row in db.session.query(Reflection)}


def test_reflections_move_but_where_both_wrote_one_and_come_back_when_undone():
    kept, twin = make_person(), make_person()
    first, second = make_class("first"), make_class("second")
    own = make_reflection(first, kept).id
    stays, moves = make_reflection(first, twin).id, make_reflection(second, twin).id
    merge = merging.merge_people(kept, twin, on=NOON.date(), **BY)
    assert owners() == {own: kept.id, stays: twin.id, moves: kept.id}
    merging.undo_merge(merge, today=NOON.date(), **BY)
    assert owners() == {own: kept.id, stays: twin.id, moves: twin.id}
