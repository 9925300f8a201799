"""Lectures that visitors heard, comments on lectures, and advice to those who spoke."""

from collections.abc import Mapping

from domain.groupstudy.inviting import Invited
from domain.groupstudy.rules import LECTURE
from models import Lecture, LectureComment, LectureResult, LectureSeries, db
from tests import factories as make
from tests.gatherings import make_gathering, opened
from tests.lecture_halls import (
    NOON,
    assign,
    make_judge,
    make_lecture,
    make_series,
    make_sheet,
)
from tests.matrix.lecture_halls import KEYS
from tests.matrix.world import PEOPLE, World

Arguments = Mapping[str, object]
NO_ID = 9_999_999
NOTHING = '{"official": [], "sheets": [], "audience": []}'  # of a published file


class LectureSheetObjects:
    """What is one's own is a lecture that the visitor heard, or advice on one given by them."""

    world: World

    def make_lecture_sheets(self) -> None:
        world = self.world
        scored, closed, published = (
            make_series(world.units["office"], slug=f"sheets-{state}", state=state)
            for state in ("scoring", "closed", "published")
        )
        organisers = world.accounts["organiser"], make.make_organiser()
        db.session.add(
            LectureResult(
                series_id=published.id, number=1, state="published", document=NOTHING,
                judges_part="{}", input_sha256="", method="", proposed_by=organisers[1].id,
                proposed_at=NOON, decided_by=organisers[0].id, decided_at=NOON,
            )
        )  # fmt: skip
        self._comment = self._commented(closed, make_lecture(closed, world.branches["other"]))
        self._heard = {key: self._heard_by(scored, key) for key in KEYS}
        self._advice = {
            key: self._commented(published, self._given_by(published, key), advice=True)
            for key in KEYS
        }
        self._sheets_series = scored.slug, closed.slug

    def _heard_by(self, series: LectureSeries, key: str) -> str:
        person, branch = self.world.people[key], make.make_branch(name=f"听讲的支部 {key}")
        invited = Invited(person_ids=frozenset({person.id}))
        gathering = opened(make_gathering(branch, kind=LECTURE, invited=invited), person)
        return make_lecture(series, branch, group_study_id=gathering.id).slug

    def _given_by(self, series: LectureSeries, key: str) -> Lecture:
        branch = self.world.branches[PEOPLE[key][1] or "home"]
        return make_lecture(series, branch, self.world.people[key])

    def _commented(self, series: LectureSeries, lecture: Lecture, *, advice: bool = False) -> int:
        sheet = make_sheet(assign(lecture, make_judge(series)))
        state = "shown" if advice else "waiting"
        comment = LectureComment(
            lecture_id=lecture.id, sheet_id=sheet.id, text="例子再多一点", state=state,
            advice=advice,
        )  # fmt: skip
        db.session.add(comment)
        db.session.flush()
        return comment.id

    def lecture_heard(self, visitor: str) -> dict[str, Arguments]:
        series = self._sheets_series[0]
        found = {"foreign": {"series_slug": series, "lecture_slug": self._heard["foreign"]}}
        if visitor in self._heard:
            found["own"] = {"series_slug": series, "lecture_slug": self._heard[visitor]}
        return {**found, "missing": {"series_slug": series, "lecture_slug": "lecture-99"}}

    def lecture_comment(self, visitor: str) -> dict[str, Arguments]:
        """One of a closed series; ``crossed``: by the address of a series that is scored."""
        scored, closed = self._sheets_series
        return {
            "any": {"series_slug": closed, "comment_id": self._comment},
            "crossed": {"series_slug": scored, "comment_id": self._comment},
            "missing": {"series_slug": closed, "comment_id": NO_ID},
        }

    def lecture_advice(self, visitor: str) -> dict[str, Arguments]:
        found = {"foreign": {"comment_id": self._advice["foreign"]}}
        if visitor in self._advice:
            found["own"] = {"comment_id": self._advice[visitor]}
        return {**found, "missing": {"comment_id": NO_ID}}
