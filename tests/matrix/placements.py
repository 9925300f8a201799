"""Placements of the world: of each person a mentorship, a rotation and a secondment, in any state.

The mentor is somebody whom no visitor reaches; so is the host.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from domain.placements.holding import STATES
from models import Paper, Person, Placement, StoredFile, db
from tests import factories as make
from tests.matrix.world import World
from tests.placed import make_mentorship, make_rotation, make_secondment, make_talk

Arguments = Mapping[str, object]
NO_ID = 9_999_999
MADE = tuple(one for one in STATES if one not in {"turned_down", "cancelled"})


class PlacementObjects:
    """The objects of placements, one in each relation to a visitor."""

    world: World

    def make_placements(self) -> None:
        host = make.make_unit(name="挂职单位", outside=True)
        mentor = make.make_person(name="柳千师")
        self._placements: dict[tuple[str, str, str], int] = {}
        self._placement_talks: dict[tuple[str, str], dict[str, int]] = {}
        for key, person in self.world.people.items():
            post = make.make_post(self.world.units["office"])
            for state in MADE:
                found = (
                    make_mentorship(mentor, person, state=state),
                    make_rotation(person, post, state=state),
                    make_secondment(person, post, host, state=state),
                )
                for one in found:
                    self._placements[one.kind, state, key] = one.id
                if state == "under_way":
                    self._make_talks(key, found[0], mentor)

    def _make_talks(self, key: str, pair: Placement, mentor: Person) -> None:
        """One that the person logged, one that the mentor did, one that the mentor confirmed."""
        for kind, logged_by, state in (
            ("own", pair.person_id, "waiting"), ("mentor", mentor.id, "waiting"),
            ("confirmed", pair.person_id, "confirmed"),
        ):  # fmt: skip
            by = mentor.id if state == "confirmed" else None
            talk = make_talk(pair, logged_by, state=state, confirmed_by_id=by)
            self._placement_talks[kind, key] = {"placement_id": pair.id, "talk_id": talk.id}

    def own_talk(self, visitor: str) -> dict[str, Arguments]:
        return self._placement_talk("own", visitor)

    def mentor_talk(self, visitor: str) -> dict[str, Arguments]:
        return self._placement_talk("mentor", visitor)

    def confirmed_talk(self, visitor: str) -> dict[str, Arguments]:
        return self._placement_talk("confirmed", visitor)

    def _placement_talk(self, kind: str, visitor: str) -> dict[str, Arguments]:
        """``crossed`` is a talk under the address of another placement."""
        related = self.world.related(visitor)
        found = {relation: self._placement_talks[kind, key] for relation, key in related.items()}
        one = next(iter(found.values()))
        other = next(iter(self._placements.values()))
        return {
            **found, "crossed": {**one, "placement_id": other},
            "missing": {**one, "talk_id": NO_ID},
        }  # fmt: skip

    def make_paper(self) -> None:
        """A paper with a file: the picture of somebody's proof lies in the store already."""
        stored = db.session.scalars(sa.select(StoredFile.sha256).limit(1)).one()
        paper = Paper(number="任字〔2026〕1 号", sha256=stored, name="任字.jpg", added_at=make.THEN)
        db.session.add(paper)
        db.session.flush()
        self._paper = paper.id

    def paper(self, visitor: str) -> dict[str, Arguments]:
        return {"any": {"paper_id": self._paper}, "missing": {"paper_id": NO_ID}}

    def paper_page(self, visitor: str) -> dict[str, Arguments]:
        return {
            "any": {"paper_id": self._paper, "number": 1},
            "missing": {"paper_id": self._paper, "number": 2},
        }

    def mentorship(self, visitor: str) -> dict[str, Arguments]:
        return self._placed("mentorship", "under_way", visitor)

    def mentorship_proposed(self, visitor: str) -> dict[str, Arguments]:
        return self._placed("mentorship", "proposed", visitor)

    def mentorship_completed(self, visitor: str) -> dict[str, Arguments]:
        return self._placed("mentorship", "completed", visitor)

    def rotation(self, visitor: str) -> dict[str, Arguments]:
        return self._placed("rotation", "under_way", visitor)

    def rotation_proposed(self, visitor: str) -> dict[str, Arguments]:
        return self._placed("rotation", "proposed", visitor)

    def secondment(self, visitor: str) -> dict[str, Arguments]:
        return self._placed("secondment", "under_way", visitor)

    def secondment_completed(self, visitor: str) -> dict[str, Arguments]:
        return self._placed("secondment", "completed", visitor)

    def _placed(self, kind: str, state: str, visitor: str) -> dict[str, Arguments]:
        found = {
            relation: {"placement_id": self._placements[kind, state, key]}
            for relation, key in self.world.related(visitor).items()
        }
        return {**found, "missing": {"placement_id": NO_ID}}
