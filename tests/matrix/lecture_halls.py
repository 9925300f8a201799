"""Series of the world, one in each state, with lectures that visitors speak at or judge.

In each series every person of ``KEYS`` speaks at one lecture, sent by their branch or the home
branch, and judges another one, sent by a branch of nobody, of an expert from outside.
"""

from collections.abc import Mapping

from domain.lectures.holding import SCORING, STATES
from models import Branch, LectureSeries, Unit
from tests import factories as make
from tests.lecture_halls import assign, make_judge, make_lecture, make_series, make_sheet
from tests.matrix.world import PEOPLE, World

Arguments = Mapping[str, object]
KEYS = ("cadre", "secretary", "organiser", "hr", "leader", "foreign")


class LectureHallObjects:
    """The objects of the lecture hall, one in each relation to a visitor, by the series' state.

    ``own`` is a lecture at which the visitor speaks, or that the visitor is to score.
    """

    world: World

    def make_lecture_halls(self) -> None:
        elsewhere = make.make_branch(name="讲堂的支部")
        made = {state: self._hall_in(state) for state in STATES}
        self._halls = {state: series.slug for state, series in made.items()}
        self._spoken: dict[tuple[str, str], str] = {}
        self._judged: dict[tuple[str, str], str] = {}
        for state, series in made.items():
            for key in KEYS:
                self._hall_lectures(state, series, key, elsewhere)
        self._make_apart(elsewhere)

    def _make_apart(self, elsewhere: Branch) -> None:
        series = make_series(self.world.units["office"], slug="hall-apart")
        lecture = make_lecture(series, elsewhere)
        own = self.world.branches["other"]
        assign(lecture, make_judge(series, self.world.people["foreign"]), judge_branch_id=own.id)
        self._apart = {"series_slug": series.slug, "lecture_slug": lecture.slug}

    def _hall_in(self, state: str) -> LectureSeries:
        unit: Unit = self.world.units["office"]
        return make_series(unit, slug=f"hall-{state}", state=state)

    def _hall_lectures(
        self, state: str, series: LectureSeries, key: str, elsewhere: Branch
    ) -> None:
        person = self.world.people[key]
        own = self.world.branches[PEOPLE[key][1] or "home"]
        spoken = make_lecture(series, own, person)
        judged = make_lecture(series, elsewhere)
        task = assign(judged, make_judge(series, person), judge_branch_id=own.id)
        make_sheet(task, sealed=state != SCORING)
        self._spoken[state, key], self._judged[state, key] = spoken.slug, judged.slug

    def series(self, visitor: str) -> dict[str, Arguments]:
        return self._of_halls(SCORING)

    def series_preparing(self, visitor: str) -> dict[str, Arguments]:
        return self._of_halls("preparing")

    def series_closed(self, visitor: str) -> dict[str, Arguments]:
        return self._of_halls("closed")

    def series_frozen(self, visitor: str) -> dict[str, Arguments]:
        return self._of_halls("frozen")

    def series_published(self, visitor: str) -> dict[str, Arguments]:
        return self._of_halls("published")

    def lecture_spoken(self, visitor: str) -> dict[str, Arguments]:
        return self._of_hall_lectures(self._spoken, visitor, SCORING)

    def lecture_spoken_preparing(self, visitor: str) -> dict[str, Arguments]:
        return self._of_hall_lectures(self._spoken, visitor, "preparing")

    def lecture_spoken_published(self, visitor: str) -> dict[str, Arguments]:
        return self._of_hall_lectures(self._spoken, visitor, "published")

    def lecture_judged(self, visitor: str) -> dict[str, Arguments]:
        """The foreign one is of a series in which no visitor is a judge."""
        found = self._of_hall_lectures(self._judged, visitor, SCORING)
        return {**found, "foreign": self._apart}

    def lecture_judged_closed(self, visitor: str) -> dict[str, Arguments]:
        return self._of_hall_lectures(self._judged, visitor, "closed")

    def lecture_judged_published(self, visitor: str) -> dict[str, Arguments]:
        return self._of_hall_lectures(self._judged, visitor, "published")

    def _of_halls(self, state: str) -> dict[str, Arguments]:
        return {
            "any": {"series_slug": self._halls[state]},
            "missing": {"series_slug": "no-such-series"},
        }

    def _of_hall_lectures(
        self, lectures: Mapping[tuple[str, str], str], visitor: str, state: str
    ) -> dict[str, Arguments]:
        series = self._halls[state]
        found = {"foreign": {"series_slug": series, "lecture_slug": lectures[state, "foreign"]}}
        if (state, visitor) in lectures:
            found["own"] = {"series_slug": series, "lecture_slug": lectures[state, visitor]}
        return {**found, "missing": {"series_slug": series, "lecture_slug": "lecture-99"}}
