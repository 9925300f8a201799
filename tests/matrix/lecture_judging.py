"""Judges, assignments and links of the world's lecture halls, for organisers' addresses."""

from collections.abc import Mapping

from domain.accounts.links import new_token
from domain.visitors import token_hash
from models import Lecture, LectureSeries, SeriesJudge, db
from tests.conftest import NOON
from tests.lecture_halls import assign, make_judge
from tests.matrix.world import World

Arguments = Mapping[str, object]


class LectureJudgingObjects:
    """In the halls that are prepared, scored and closed."""

    world: World

    def make_lecture_judging(self) -> None:
        self._judging: dict[str, Arguments] = {}
        rows = (
            db.session.query(SeriesJudge)
            .join(LectureSeries, LectureSeries.id == SeriesJudge.series_id)
            .filter(LectureSeries.slug == "hall-scoring")
        )
        judges = {one.person_id: one.id for one in rows}
        self._own_judges = {
            key: judges[person.id]
            for key, person in self.world.people.items()
            if person.id in judges
        }
        for state in ("preparing", "scoring", "closed"):
            series = db.session.query(LectureSeries).filter_by(slug=f"hall-{state}").one()
            lecture = db.session.query(Lecture).filter_by(series_id=series.id).first()
            outside = make_judge(series, outside_name="外请评委")
            open_task = assign(lecture, outside)
            token = new_token()
            if state == "scoring":
                outside.link_digest = token_hash(token)
                outside.link_until = NOON.replace(year=2027)
            self._judging[state] = {
                "series_slug": series.slug, "judge_id": outside.id, "lecture_slug": lecture.slug,
                "assignment_id": open_task.id, "token": token,
            }  # fmt: skip

    def series_judge(self, visitor: str) -> dict[str, Arguments]:
        """A judge from outside of the series that is scored."""
        found = self._judging["scoring"]
        return {
            "any": found,
            "missing": {**found, "judge_id": 9_999_999},
            "crossed": {**found, "judge_id": self._judging["closed"]["judge_id"]},
        }

    def judge_assignment(self, visitor: str) -> dict[str, Arguments]:
        """An assignment whose sheet is not begun."""
        found = self._judging["scoring"]
        return {
            "any": found,
            "missing": {**found, "assignment_id": 9_999_999},
            "crossed": {**found, "assignment_id": self._judging["closed"]["assignment_id"]},
        }

    def ballot_link(self, visitor: str) -> dict[str, Arguments]:
        """A link that nobody has used yet."""
        return {
            "any": {"token": self._judging["scoring"]["token"]},
            "missing": {"token": "aaaa-bbbb-cccc-dddd"},
        }

    def ballot(self, visitor: str) -> dict[str, Arguments]:
        """A sheet of an outside judge: nothing without the device's key."""
        return {"missing": {"lecture_slug": self._judging["scoring"]["lecture_slug"]}}

    def no_device(self, visitor: str) -> dict[str, Arguments]:
        return {"missing": {}}

    def judging(self, visitor: str) -> dict[str, Arguments]:
        """The visitor as a judge of the series that is scored."""
        found: dict[str, Arguments] = {"missing": {"judge_id": 9_999_999}}
        found["foreign"] = {"judge_id": self._own_judges["foreign"]}
        if visitor in self._own_judges:
            found["own"] = {"judge_id": self._own_judges[visitor]}
        return found
