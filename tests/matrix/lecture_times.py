"""A lecture of the world that has its time, in a series under way that everybody may open."""

from collections.abc import Mapping

from models import db
from tests import factories as make
from tests.lecture_halls import make_gathering_of, make_lecture, make_series
from tests.matrix.world import World

Arguments = Mapping[str, object]


class LectureTimeObjects:
    """A lecture with its gathering, and one in a series that only organisers may open."""

    world: World

    def make_lecture_times(self) -> None:
        unit, branch = self.world.units["office"], make.make_branch(name="有时间的支部")
        self._arranged = []
        for slug, state in (("hall-arranged", "scoring"), ("hall-hidden", "preparing")):
            series = make_series(unit, slug=slug, state=state)
            lecture = make_lecture(series, branch)
            gathering = make_gathering_of(lecture, series)
            self._arranged.append(gathering.id)
        db.session.flush()

    def lecture_arranged(self, visitor: str) -> dict[str, Arguments]:
        named = {"series_slug": "hall-arranged", "lecture_slug": "lecture-01"}
        return {"any": named, "missing": {**named, "lecture_slug": "lecture-99"}}

    def lecture_gathering(self, visitor: str) -> dict[str, Arguments]:
        shown, hidden = self._arranged
        found = {"any": {"gathering_id": shown}, "missing": {"gathering_id": 9_999_999}}
        if visitor != "organiser":  # who runs the hall opens every series
            found["crossed"] = {"gathering_id": hidden}
        return found
