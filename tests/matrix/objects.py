"""The objects that addresses name, by kind: for a visitor, one in each relation to them.

``crossed`` is a record of one person under the address of another; ``used`` is one that was
there and is done with: a closed unit, a superseded line, a spent link.
"""

from collections.abc import Callable, Mapping
from datetime import date

from models import Branch, Post, Unit, db
from tests import factories as make
from tests.matrix.classes import ClassObjects
from tests.matrix.doors import DoorObjects
from tests.matrix.gathering_records import RecordObjects
from tests.matrix.gatherings import GatheringObjects
from tests.matrix.lecture_halls import LectureHallObjects
from tests.matrix.lecture_judging import LectureJudgingObjects
from tests.matrix.lecture_results import LectureResultObjects
from tests.matrix.lecture_sheets import LectureSheetObjects
from tests.matrix.lecture_times import LectureTimeObjects
from tests.matrix.placement_records import PlacementRecordObjects
from tests.matrix.placement_registers import PlacementRegisterObjects
from tests.matrix.placements import PlacementObjects
from tests.matrix.reflections import ReflectionObjects
from tests.matrix.rhythms import RhythmObjects
from tests.matrix.rotations import RotationObjects
from tests.matrix.rubrics import RubricObjects
from tests.matrix.things import Things
from tests.matrix.world import World

NO_ID = 9_999_999
NO_STAFF_NO = "99999"
CLOSED_ON = date(2026, 2, 1)
TASK = ("book_id", "item_id")

Arguments = Mapping[str, object]
# In this order: later ones use what earlier ones made.
MADE = (
    "classes", "reflections", "gatherings", "feeds", "records", "doors", "lecture_halls",
    "placements", "placement_records", "lecture_times", "lecture_judging",
    "lecture_sheets", "lecture_results", "rotations", "placement_registers", "paper",
)  # fmt: skip


class Objects(
    ReflectionObjects, ClassObjects, GatheringObjects, DoorObjects, RecordObjects, RhythmObjects,
    LectureResultObjects, LectureHallObjects, LectureTimeObjects, LectureSheetObjects,
    LectureJudgingObjects, RubricObjects,
    PlacementObjects, PlacementRecordObjects, RotationObjects, PlacementRegisterObjects,
):  # fmt: skip
    """Makes what the kinds need once, and names it for each visitor."""

    def __init__(self, world: World) -> None:
        self.world, self.things = world, Things(world)
        self._closed = {model: _closed(model, world) for model in (Unit, Branch, Post)}
        self._posts = {key: make.make_post(unit).id for key, unit in world.units.items()}
        # Read once: a rolled back request would otherwise have them all read again.
        self._numbers = {key: person.staff_no for key, person in world.people.items()}
        self._entries = _ids(world.entries)
        self._units, self._branches = _ids(world.units), _ids(world.branches)
        self._accounts = _ids(world.accounts) | {"hand": self.things.unopened_hand.id}
        self._certificates = _ids(self.things.certificates)
        self._code = self.things.certificates["foreign"].code
        for made in MADE:
            getattr(self, f"make_{made}")()
        db.session.commit()

    def of(self, kind: str, visitor: str) -> dict[str, Arguments]:
        """Relation to the visitor -> the arguments of the address."""
        return getattr(self, kind.replace("-", "_"))(visitor)

    def nothing(self, visitor: str) -> dict[str, Arguments]:
        return {"any": {}}

    def person(self, visitor: str) -> dict[str, Arguments]:
        found = self._each(visitor, lambda key: {"staff_no": self._numbers[key]})
        return {**found, "missing": {"staff_no": NO_STAFF_NO}}

    def entry(self, visitor: str) -> dict[str, Arguments]:
        found = self._each(visitor, lambda key: {"entry_id": self._entries[key]})
        return {**found, "missing": {"entry_id": NO_ID}}

    def proof(self, visitor: str) -> dict[str, Arguments]:
        """A picture on the entry of each, so that it has one page."""
        proofs = self.things.proofs
        found = self._each(visitor, lambda key: {"proof_id": proofs[key], "number": 1})
        return {**found, "missing": {"proof_id": NO_ID, "number": 1}}

    def entry_of_person(self, visitor: str) -> dict[str, Arguments]:
        return self._under_person(visitor, "entry_id", self._entries)

    def correction(self, visitor: str) -> dict[str, Arguments]:
        asked = self.things.corrections
        found = self._each(visitor, lambda key: {"correction_id": asked[key]})
        return {**found, "missing": {"correction_id": NO_ID}}

    def membership(self, visitor: str) -> dict[str, Arguments]:
        return self._under_person(visitor, "line_id", self.things.memberships)

    def tenure(self, visitor: str) -> dict[str, Arguments]:
        return self._under_person(visitor, "line_id", self.things.tenures)

    def absence(self, visitor: str) -> dict[str, Arguments]:
        return self._under_person(visitor, "absence_id", self.things.absences)

    def exempt_period(self, visitor: str) -> dict[str, Arguments]:
        return self._under_person(visitor, "period_id", self.things.exempt_periods)

    def certificate(self, visitor: str) -> dict[str, Arguments]:
        found = self._each(visitor, lambda key: {"certificate_id": self._certificates[key]})
        return {**found, "missing": {"certificate_id": NO_ID}}

    def certificate_code(self, visitor: str) -> dict[str, Arguments]:
        return {"any": {"code": self._code}, "missing": {"code": "AAAA-AAAA-AAAA-AAAA"}}

    def year(self, visitor: str) -> dict[str, Arguments]:
        """The year that runs is in the books; another that nobody has hours in is not."""
        return {"any": {"year": 2026}, "missing": {"year": 2019}}

    def pack(self, visitor: str) -> dict[str, Arguments]:
        """The version in force; a version that nobody loaded is not there."""
        return {
            "any": {"slug": "example-office", "version": self.world.pack_version},
            "missing": {"slug": "example-office", "version": NO_ID},
        }

    def ready_pack(self, visitor: str) -> dict[str, Arguments]:
        """A version that is loaded and not adopted."""
        return {
            "any": {"slug": "example-office", "version": self.world.ready_version},
            "missing": {"slug": "no-such-office", "version": 1},
        }

    def merge(self, visitor: str) -> dict[str, Arguments]:
        return self._under_person(visitor, "merge_id", self.things.merges)

    def unit(self, visitor: str) -> dict[str, Arguments]:
        units = self._units
        return {
            "own": {"unit_id": units["led"]}, "in unit": {"unit_id": units["below"]},
            "foreign": {"unit_id": units["foreign"]}, "missing": {"unit_id": NO_ID},
        }  # fmt: skip

    def branch(self, visitor: str) -> dict[str, Arguments]:
        return {
            "own": {"branch_id": self._branches["home"]},
            "foreign": {"branch_id": self._branches["other"]}, "missing": {"branch_id": NO_ID},
        }  # fmt: skip

    def post(self, visitor: str) -> dict[str, Arguments]:
        return {
            "in unit": {"post_id": self._posts["below"]},
            "foreign": {"post_id": self._posts["foreign"]}, "missing": {"post_id": NO_ID},
        }  # fmt: skip

    def open_unit(self, visitor: str) -> dict[str, Arguments]:
        return {**self.unit(visitor), "used": {"unit_id": self._closed[Unit]}}

    def open_branch(self, visitor: str) -> dict[str, Arguments]:
        return {**self.branch(visitor), "used": {"branch_id": self._closed[Branch]}}

    def open_post(self, visitor: str) -> dict[str, Arguments]:
        return {**self.post(visitor), "used": {"post_id": self._closed[Post]}}

    def account(self, visitor: str) -> dict[str, Arguments]:
        found = {"staff": self._accounts["foreign"], "hand": self._accounts["hand"]}
        if visitor in self._accounts:
            found["own"] = self._accounts[visitor]
        named = {relation: {"account_id": account} for relation, account in found.items()}
        return {**named, "missing": {"account_id": NO_ID}}

    def grant(self, visitor: str) -> dict[str, Arguments]:
        grants = self.things.grants
        found = {"own": grants[visitor]} if visitor in grants else {}
        named = {relation: {"grant_id": one} for relation, one in found.items()}
        return {
            **named, "foreign": {"grant_id": grants["secretary in unit"]},
            "missing": {"grant_id": NO_ID},
        }  # fmt: skip

    def request(self, visitor: str) -> dict[str, Arguments]:
        found = self._each(visitor, lambda key: {"request_id": self.things.requests.get(key)})
        asked = {one: named for one, named in found.items() if named["request_id"]}
        return {**asked, "missing": {"request_id": NO_ID}}

    def sign_in(self, visitor: str) -> dict[str, Arguments]:
        return self._of_account(visitor, "sign_in_id", self.things.devices)

    def upload(self, visitor: str) -> dict[str, Arguments]:
        return self._of_account(visitor, "upload_id", self.things.uploads)

    def past_upload(self, visitor: str) -> dict[str, Arguments]:
        return self._of_account(visitor, "upload_id", self.things.past_uploads)

    def holiday_upload(self, visitor: str) -> dict[str, Arguments]:
        return self._of_account(visitor, "upload_id", self.things.holiday_uploads)

    def matter(self, visitor: str) -> dict[str, Arguments]:
        """The matter of the waiting entry of each."""
        found = self._each(visitor, lambda key: {"matter_id": self.things.matters[key]})
        return {**found, "missing": {"matter_id": NO_ID}}

    def sheet(self, visitor: str) -> dict[str, Arguments]:
        """A dispatch sheet that each is to answer to HR's person."""
        found = self._each(visitor, lambda key: {"matter_id": self.things.sheets[key]})
        return {**found, "missing": {"matter_id": NO_ID}}

    def notice(self, visitor: str) -> dict[str, Arguments]:
        return self._of_account(visitor, "notice_id", self.things.notices)

    def holiday(self, visitor: str) -> dict[str, Arguments]:
        return {"standing": {"day": "2026-10-01"}, "missing": {"day": "2026-10-09"}}

    def batch(self, visitor: str) -> dict[str, Arguments]:
        found = self._each(visitor, lambda key: {"batch_id": self.things.batches[key]})
        return {**found, "missing": {"batch_id": NO_ID}}

    def material(self, visitor: str) -> dict[str, Arguments]:
        return {
            "standing": {"material_id": self.things.material}, "missing": {"material_id": NO_ID},
        }  # fmt: skip

    def task_book(self, visitor: str) -> dict[str, Arguments]:
        """An agreed one of each person, of both branches and of three units."""
        return self._of_books(visitor, lambda key: {"book_id": self.things.task_books[key][0]})

    def task(self, visitor: str) -> dict[str, Arguments]:
        """Its person is responsible; of branches and units, the foreign person."""
        books = self.things.task_books
        return self._of_books(visitor, lambda key: dict(zip(TASK, books[key], strict=False)))

    def task_rehearsal(self, visitor: str) -> dict[str, Arguments]:
        books = self.things.task_books
        return self._of_books(
            visitor, lambda key: {"book_id": books[key][0], "row_id": books[key][2]}
        )

    def month(self, visitor: str) -> dict[str, Arguments]:
        return {"standing": {"month": "2026-11"}, "missing": {"month": "1999-12"}}

    def link(self, visitor: str) -> dict[str, Arguments]:
        return {
            "standing": {"token": self.things.links["standing"]},
            "used": {"token": self.things.links["used"]},
            "missing": {"token": "there-is-no-such-link"},
        }

    def _each(self, visitor: str, arguments: Callable[[str], Arguments]) -> dict[str, Arguments]:
        return {one: arguments(key) for one, key in self.world.related(visitor).items()}

    def _of_books(
        self, visitor: str, arguments: Callable[[str], Arguments]
    ) -> dict[str, Arguments]:  # fmt: skip
        places = {key: arguments(key) for key in self.things.task_books if key.startswith("of ")}
        own = self._each(visitor, arguments)
        missing = {**arguments("foreign"), "book_id": NO_ID}
        if "item_id" in missing:
            missing["item_id"] = NO_ID
        return {**own, **places, "missing": missing}

    def _of_account(self, visitor: str, name: str, ids: Mapping[str, int]) -> dict[str, Arguments]:
        """Records that belong to an account alone; ``ids`` by visitor or relation."""
        own = {"own": {name: ids[visitor]}} if visitor in ids else {}
        return {**own, "foreign": {name: ids["foreign"]}, "missing": {name: NO_ID}}

    def _under_person(
        self, visitor: str, name: str, ids: Mapping[str, int]
    ) -> dict[str, Arguments]:
        """Records that hang on a person; ``ids`` by the person's key, ``used`` a done one."""
        found = {
            relation: {"staff_no": self._numbers[key], name: ids[key]}
            for relation, key in self.world.related(visitor).items()
            if key in ids
        }
        foreign = self._numbers["foreign"]
        if "used" in ids:
            found["used"] = {"staff_no": foreign, name: ids["used"]}
        return {
            **found,
            "crossed": {"staff_no": self._numbers["same branch"], name: ids["foreign"]},
            "missing": {"staff_no": foreign, name: NO_ID},
        }


def _ids(records: Mapping[str, object]) -> dict[str, int]:
    return {key: record.id for key, record in records.items()}


def _closed(model: type[Unit | Branch | Post], world: World) -> int:
    makers = {
        Unit: make.make_unit, Branch: make.make_branch,
        Post: lambda **values: make.make_post(world.units["foreign"], **values),
    }  # fmt: skip
    return makers[model](closed_on=CLOSED_ON).id
