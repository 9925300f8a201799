"""The rotation rules, and of each person a mark of next year; nobody is due before."""

from collections.abc import Callable, Mapping

from models import RotationMark, db
from tests.matrix.world import World
from tests.placed import NOON
from tests.rotation import load_rotation_rules

Arguments = Mapping[str, object]


class RotationObjects:
    """The objects of the rotation radar, one in each relation to a visitor."""

    world: World
    person: Callable[[str], dict[str, Arguments]]

    def make_rotations(self) -> None:
        load_rotation_rules()
        self._marks: dict[str, int] = {}
        for key, person in self.world.people.items():
            mark = RotationMark(
                person_id=person.id, year=2027, state="exempt", reason="援派期间", marked_at=NOON
            )
            db.session.add(mark)
            db.session.flush()
            self._marks[key] = mark.id

    def due_person(self, visitor: str) -> dict[str, Arguments]:
        found = self.person(visitor)
        return {relation: {"year": 2026, **named} for relation, named in found.items()}

    def rotation_mark(self, visitor: str) -> dict[str, Arguments]:
        found = {
            relation: {"mark_id": self._marks[key]}
            for relation, key in self.world.related(visitor).items()
        }
        return {**found, "missing": {"mark_id": 9_999_999}}

    def rotation_rules(self, visitor: str) -> dict[str, Arguments]:
        return {
            "any": {"slug": "rotation-example", "version": 1},
            "missing": {"slug": "rotation-example", "version": 9},
        }
