"""Results of the world's series: one proposed, one published; everybody asked for a review."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.lectures.freezing import propose_result, publish_result
from domain.lectures.reckoning import reckon
from models import Lecture, LectureSeries, ReviewRequest, db
from tests import factories as make
from tests.lecture_results import visitor_of
from tests.matrix.lecture_halls import KEYS, LectureHallObjects

Arguments = Mapping[str, object]
NO_NUMBER, NO_ID = 99, 9_999_999


class LectureResultObjects(LectureHallObjects):
    """The objects of results: ``any`` of a series, ``own`` of whom they concern."""

    def make_lecture_results(self) -> None:
        first, second = make.make_organiser(), make.make_organiser()
        db.session.commit()
        self._results: dict[str, int] = {}
        for state in ("frozen", "published"):
            series = db.session.query(LectureSeries).filter_by(slug=self._halls[state]).one()
            series.state = "closed"
            now = datetime.now(UTC)
            row = propose_result(series, reckon(series), visitor_of(first), now=now)
            if state == "published":
                publish_result(series, row.number, visitor_of(second), now=now)
            self._results[state] = row.id
        self._reviews = {key: self._review(key) for key in KEYS}

    def _review(self, key: str) -> int:
        """Of the lecture at which they speak, in a result that was replaced since."""
        series = db.session.query(LectureSeries).filter_by(slug=self._halls["published"]).one()
        lecture = db.session.query(Lecture).filter_by(
            series_id=series.id, slug=self._spoken["published", key]
        ).one()  # fmt: skip
        row = ReviewRequest(
            result_id=self._results["frozen"], lecture_id=lecture.id,
            asked_by=self.world.accounts[key].id, asked_at=datetime.now(UTC), grounds="合计有误",
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id

    def result_proposed(self, visitor: str) -> dict[str, Arguments]:
        return self._of_results("frozen")

    def result_published(self, visitor: str) -> dict[str, Arguments]:
        return self._of_results("published")

    def result_account(self, visitor: str) -> dict[str, Arguments]:
        told = {**self._of_results("published")["any"], "lecture_slug": "lecture-01"}
        return {"any": told, "missing": {**told, "lecture_slug": "lecture-99"}}

    def result_id(self, visitor: str) -> dict[str, Arguments]:
        return {
            "any": {"result_id": self._results["published"]}, "missing": {"result_id": NO_ID},
        }  # fmt: skip

    def review(self, visitor: str) -> dict[str, Arguments]:
        return self._of_reviews(visitor, {"series_slug": self._halls["published"]})

    def review_id(self, visitor: str) -> dict[str, Arguments]:
        return self._of_reviews(visitor, {})

    def _of_results(self, state: str) -> dict[str, Arguments]:
        series = {"series_slug": self._halls[state]}
        return {"any": {**series, "number": 1}, "missing": {**series, "number": NO_NUMBER}}

    def _of_reviews(self, visitor: str, series: Arguments) -> dict[str, Arguments]:
        found = {"foreign": {**series, "review_id": self._reviews["foreign"]}}
        if visitor in self._reviews:
            found["own"] = {**series, "review_id": self._reviews[visitor]}
        return {**found, "missing": {**series, "review_id": NO_ID}}
