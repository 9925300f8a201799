"""What happens in placements of the world: hand-over items, reports, opinions, files."""

from collections.abc import Mapping

from domain.audit import Actor
from domain.placements.placement_files import REPORT, keep_files
from models import HandOverItem, Person, Placement, PlacementReport, db
from tests import factories as make
from tests.matrix.gathering_records import a_photo
from tests.matrix.world import World
from tests.placed import NOON, make_rotation

Arguments = Mapping[str, object]
NO_ID = 9_999_999
HOME = {"phase": "final", "side": "home", "about": "person"}
OF_MENTEE = {"phase": "mid_term", "side": "mentee", "about": "mentor"}


class PlacementRecordObjects:
    """One of each in each relation to a visitor; ``crossed`` under another placement's address."""

    world: World
    _placements: dict[tuple[str, str, str], int]

    def make_placement_records(self) -> None:
        self._placement_records: dict[tuple[str, str], dict[str, int]] = {}
        giver = make.make_person(name="季交班")
        post = make.make_post(self.world.units["office"])
        for key, person in self.world.people.items():
            rotation, secondment = self._of("rotation", key), self._of("secondment", key)
            taken = make_rotation(giver, post, receiver_id=person.id)
            self._keep("item", key, _item(rotation))
            self._keep("received", key, _item(taken, handed_over_at=NOON))
            self._keep("report", key, _report(secondment, person))
            self._keep("file", key, _file(secondment))

    def _of(self, kind: str, key: str) -> Placement:
        return db.session.get_one(Placement, self._placements[kind, "under_way", key])

    def _keep(self, kind: str, key: str, arguments: dict[str, int]) -> None:
        self._placement_records[kind, key] = arguments

    def hand_over_item(self, visitor: str) -> dict[str, Arguments]:
        return self._record("item", "item_id", visitor)

    def received_list(self, visitor: str) -> dict[str, Arguments]:
        """A rotation in which the person takes over."""
        related = self.world.related(visitor)
        found = {
            relation: {"placement_id": self._placement_records["received", key]["placement_id"]}
            for relation, key in related.items()
        }
        return {**found, "missing": {"placement_id": NO_ID}}

    def received_item(self, visitor: str) -> dict[str, Arguments]:
        return self._record("received", "item_id", visitor)

    def placement_report(self, visitor: str) -> dict[str, Arguments]:
        return self._record("report", "report_id", visitor)

    def placement_file(self, visitor: str) -> dict[str, Arguments]:
        return self._record("file", "file_id", visitor)

    def home_opinion(self, visitor: str) -> dict[str, Arguments]:
        return self._opinion("secondment", "completed", HOME, visitor)

    def mentee_opinion(self, visitor: str) -> dict[str, Arguments]:
        return self._opinion("mentorship", "under_way", OF_MENTEE, visitor)

    def _opinion(
        self, kind: str, state: str, which: Mapping[str, str], visitor: str
    ) -> dict[str, Arguments]:
        found = {
            relation: {"placement_id": self._placements[kind, state, key], **which}
            for relation, key in self.world.related(visitor).items()
        }
        return {**found, "missing": {"placement_id": NO_ID, **which}}

    def _record(self, kind: str, name: str, visitor: str) -> dict[str, Arguments]:
        related = self.world.related(visitor)
        found = {relation: self._placement_records[kind, key] for relation, key in related.items()}
        one, other = next(iter(found.values())), next(iter(self._placements.values()))
        return {
            **found, "crossed": {**one, "placement_id": other}, "missing": {**one, name: NO_ID},
        }  # fmt: skip


def _item(placement: Placement, **values) -> dict[str, int]:
    row = HandOverItem(placement_id=placement.id, number=1, text="在办文件", version=1, **values)
    return _named(placement, "item_id", row)


def _report(placement: Placement, person: Person) -> dict[str, int]:
    row = PlacementReport(
        placement_id=placement.id, kind="report", title="季度小结", markdown="走访", html="走访",
        person_id=person.id, handed_in_at=NOON, version=1,
    )  # fmt: skip
    return _named(placement, "report_id", row)


def _file(placement: Placement) -> dict[str, int]:
    row = keep_files(placement, REPORT, [a_photo()], actor=Actor(None), now=NOON)[0]
    return {"placement_id": placement.id, "file_id": row.id, "number": 1}


def _named(placement: Placement, name: str, row) -> dict[str, int]:
    db.session.add(row)
    db.session.flush()
    return {"placement_id": placement.id, name: row.id}
