"""Lecture series for tests, by the rubric that ships: lectures, judges, sheets."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from domain.audit import Actor
from domain.groupstudy.inviting import Invited
from domain.lectures.marks import as_text
from domain.lectures.rubric_keeping import load_rubric, rubric_of
from models import (
    Attendance,
    Branch,
    GroupStudy,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    LectureSpeaker,
    Person,
    RubricVersion,
    ScoreSheet,
    SeriesJudge,
    Unit,
    db,
)
from tests.factories import ROOT
from tests.gatherings import BEGINS, make_gathering

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED = ROOT / "content" / "rules" / "rubric-lecture-hall.toml"
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
REVIEW_UNTIL = date(2026, 12, 4)
FULL = {"theme": 25, "content": 30, "structure": 15, "delivery": 20, "form": 10}


def load_shipped_rubric(**replaced: str) -> RubricVersion:
    """The rubric that ships, kept; with texts of it replaced, if any."""
    text = SHIPPED.read_text("utf-8")
    for old, new in replaced.items():
        text = text.replace(old, new)
    load_rubric(text, SHIPPED.name, actor=Actor(None), now=NOON)
    db.session.commit()
    return db.session.query(RubricVersion).order_by(RubricVersion.id.desc()).limit(1).one()


def make_series(unit: Unit, **values) -> LectureSeries:
    """A series of this autumn that is being scored, unless another state is given."""
    n = db.session.query(LectureSeries).count() + 1
    state = values.get("state", "scoring")
    defaults = {
        "slug": f"autumn-{n}", "title": f"干部大讲堂第{n}季", "season": "2026 秋季",
        "unit_id": unit.id, "state": state, "minutes": 30, "written_at": NOON,
        "drawn_at": None if state == "preparing" else NOON,
        "review_until": REVIEW_UNTIL if state == "published" else None,
    }  # fmt: skip
    if "rubric_id" not in values:
        values["rubric_id"] = load_shipped_rubric().id
    return _save(LectureSeries(**defaults | values))


def make_lecture(
    series: LectureSeries, branch: Branch, *speakers: Person, outside: str = "", **values
) -> Lecture:
    """A lecture sent by the branch; without a person who speaks, by an expert from outside."""
    n = db.session.query(Lecture).filter_by(series_id=series.id).count() + 1
    defaults = {
        "series_id": series.id, "slug": f"lecture-{n:02d}", "topic": f"第{n}讲：会议纪要怎样写得准",
        "branch_id": branch.id, "written_at": NOON,
    }  # fmt: skip
    lecture = _save(Lecture(**defaults | values))
    for number, person in enumerate(speakers, start=1):
        _save(LectureSpeaker(lecture_id=lecture.id, number=number, person_id=person.id))
    if not speakers:
        name = outside or "外请专家"
        _save(LectureSpeaker(lecture_id=lecture.id, number=1, outside_name=name))
    return lecture


def make_gathering_of(lecture: Lecture, series: LectureSeries, **values) -> GroupStudy:
    """The lecture's time: half an hour this morning, unless another is given. Nobody is invited."""
    defaults = {
        "kind": "lecture", "topic": lecture.topic, "branch_id": None, "unit_id": series.unit_id,
        "invited": Invited(), "place": "大会议室",
    }  # fmt: skip
    begins = values.get("starts_at", BEGINS)
    values.setdefault("ends_at", begins + timedelta(minutes=30))
    branch = db.session.get_one(Branch, lecture.branch_id)
    gathering = make_gathering(branch, **defaults | values)
    lecture.group_study_id = gathering.id
    db.session.commit()
    return gathering


def make_judge(series: LectureSeries, person: Person | None = None, **values) -> SeriesJudge:
    """A judge of the series; without a person somebody from outside."""
    n = db.session.query(SeriesJudge).filter_by(series_id=series.id).count() + 1
    defaults = {
        "series_id": series.id, "number": n, "person_id": person.id if person else None,
        "outside_name": "" if person else f"外请评委{n}", "named_at": NOON,
    }  # fmt: skip
    return _save(SeriesJudge(**defaults | values))


def assign(lecture: Lecture, judge: SeriesJudge, **values) -> JudgeAssignment:
    """The judge is to score the lecture. Give ``judge_branch_id`` where it matters."""
    defaults = {
        "lecture_id": lecture.id, "judge_id": judge.id, "lecture_branch_id": lecture.branch_id,
        "lecture_unit_id": lecture.unit_id, "assigned_at": NOON,
    }  # fmt: skip
    return _save(JudgeAssignment(**defaults | values))


def make_sheet(
    assignment: JudgeAssignment, share: str = "0.8", *, sealed: bool = True, **values
) -> ScoreSheet:
    """A sheet with the share of each criterion's most, rounded down to its step; sealed."""
    lecture = db.session.get_one(Lecture, assignment.lecture_id)
    series = db.session.get_one(LectureSeries, lecture.series_id)
    rubric = rubric_of(series.rubric_id)
    marks: Mapping[str, Fraction] = {
        one.id: one.least + (Fraction(share) * (one.most - one.least) // one.step) * one.step
        for one in rubric.criteria
    }
    defaults = {
        "lecture_id": lecture.id, "assignment_id": assignment.id, "ballot": "A",
        "marks": as_text(marks), "state": "sealed" if sealed else "open", "saved_at": NOON,
        "sealed_at": NOON if sealed else None, "receipt": "7F3A-05-3" if sealed else "",
    }  # fmt: skip
    return _save(ScoreSheet(**defaults | values))


def _save(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_rating(lecture: Lecture, person: Person, marks: str, **values) -> ScoreSheet:
    """A listener's sealed rating; the person was there, where the lecture has its time."""
    if lecture.group_study_id is not None:
        _save(
            Attendance(group_study_id=lecture.group_study_id, person_id=person.id, state="present")
        )
    defaults = {
        "lecture_id": lecture.id, "person_id": person.id, "ballot": "B", "state": "sealed",
        "marks": marks, "saved_at": NOON, "sealed_at": NOON,
    }  # fmt: skip
    return _save(ScoreSheet(**defaults | values))
