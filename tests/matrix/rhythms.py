"""Versions of the rule of study first, and the cadre's calendar addresses."""

from collections.abc import Mapping

from blueprints.groupstudy.calendar_text import installation_key
from domain.groupstudy.feeds import token_of
from models import CalendarFeed, db
from tests.gatherings import NOON
from tests.matrix.world import World

Arguments = Mapping[str, object]


class RhythmObjects:
    """Objects of the rhythm board and of calendars; the rule itself comes with the gatherings."""

    world: World
    _branches: Mapping[str, int]

    def make_feeds(self) -> None:
        feed = CalendarFeed(
            account_id=self.world.accounts["cadre"].id, nonce="0123456789abcdef", renewed_at=NOON
        )
        db.session.add(feed)
        db.session.flush()
        self._address = token_of(feed, installation_key())

    def study_first_version(self, visitor: str) -> dict[str, Arguments]:
        return {
            "any": {"slug": "study-first", "version": 2},
            "missing": {"slug": "study-first", "version": 9},
        }

    def calendar_address(self, visitor: str) -> dict[str, Arguments]:
        guessed = self._address[:-1] + ("1" if self._address.endswith("0") else "0")
        return {"any": {"token": self._address}, "missing": {"token": guessed}}

    def followed_branch(self, visitor: str) -> dict[str, Arguments]:
        """Branches as whose calendar one may be asked for; the own is "own"."""
        home = {"cadre", "secretary", "organiser", "same branch"}
        own = "home" if visitor in home else "other"
        other = "other" if own == "home" else "home"
        return {
            "own": {"branch": self._branches[own]}, "foreign": {"branch": self._branches[other]},
            "missing": {"branch": 9_999_999},
        }  # fmt: skip
