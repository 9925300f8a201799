"""Gatherings of the world: three of each person, whom alone they invite, and of three units.

Those of a person are held by the person's branch; where there is none, by a unit that no
visitor leads. Those of a unit invite nobody else than the foreign person.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.groupstudy.inviting import Invited
from models import GroupStudy, db
from tests.gatherings import load_rule, make_gathering, opened
from tests.matrix.things import make_upload
from tests.matrix.world import PEOPLE, World

Arguments = Mapping[str, object]
NO_ID = 9_999_999
SIGNED = "工号,到会情况\n70001,已到\n".encode()
STATES = ("planned", "open", "closed")
UNITS = {"of led unit": "led", "of unit below": "below", "of foreign unit": "foreign"}


class GatheringObjects:
    """The objects of group study, one in each relation to a visitor."""

    world: World

    def make_gatherings(self) -> None:
        load_rule()
        self._gatherings = {
            key: {state: self._made(key, state).id for state in STATES}
            for key in (*self.world.people, *UNITS)
        }
        self._sheets = {
            (key, one["open"]): make_upload(account, f"attendance:{one['open']}", SIGNED)
            for key, account in self.world.accounts.items()
            for one in self._gatherings.values()
        }

    def _made(self, key: str, state: str) -> GroupStudy:
        world = self.world
        person = world.people["foreign" if key in UNITS or key == "left" else key]
        branch = world.branches.get(PEOPLE.get(key, ("", None, ""))[1] or "")
        held = {}
        if branch is None:
            held = {"branch_id": None, "unit_id": world.units[UNITS.get(key, "foreign")].id}
        invited = Invited(person_ids=frozenset({person.id}))
        found = make_gathering(branch or world.branches["other"], invited=invited, **held)
        if state != "planned":
            opened(found, person)
        if state == "closed":
            found.state, found.closed_at = state, datetime.now(UTC)
            db.session.flush()
        return found

    def gathering_planned(self, visitor: str) -> dict[str, Arguments]:
        return self._of_gatherings(visitor, "planned")

    def gathering_open(self, visitor: str) -> dict[str, Arguments]:
        return self._of_gatherings(visitor, "open")

    def gathering_closed(self, visitor: str) -> dict[str, Arguments]:
        return self._of_gatherings(visitor, "closed")

    def sheet_upload(self, visitor: str) -> dict[str, Arguments]:
        """A sign-in sheet that the visitor has chosen for an open gathering; and another's."""
        found = {
            relation: {
                **named,
                "upload_id": self._sheets.get((visitor, named["gathering_id"]), NO_ID),
            }
            for relation, named in self.gathering_open(visitor).items()
        }
        held = "of led unit" if visitor == "leader" else "own"
        if held in found:
            theirs = self._sheets["foreign", found[held]["gathering_id"]]
            found["crossed"] = {**found[held], "upload_id": theirs}
        return found

    def _of_gatherings(self, visitor: str, state: str) -> dict[str, Arguments]:
        own = self.world.related(visitor)
        keys = {**own, **{one: one for one in UNITS}}
        found = {
            relation: {"gathering_id": self._gatherings[key][state]}
            for relation, key in keys.items()
        }
        return {**found, "missing": {"gathering_id": NO_ID}}
