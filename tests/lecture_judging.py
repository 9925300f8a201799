"""A season for tests of judging: three lectures of three branches, organisers and judges."""

from dataclasses import dataclass

from domain.audit import Actor
from models import (
    Account,
    Branch,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    Person,
    SeriesJudge,
    Unit,
    db,
)
from tests.factories import make_branch, make_organiser, make_person, make_secretary, make_unit
from tests.lecture_halls import assign, make_judge, make_lecture, make_series


@dataclass
class Season:
    """``judges`` are the secretaries of the branches, in their order; each may score two."""

    series: LectureSeries
    unit: Unit
    organiser: Account
    other: Account
    branches: list[Branch]
    secretaries: list[Account]
    lectures: list[Lecture]
    judges: list[SeriesJudge]

    @property
    def page(self) -> str:
        return f"/lectures/{self.series.slug}"

    @property
    def actor(self) -> Actor:
        return Actor(self.organiser.id, "test")

    def assign_all(self) -> list[JudgeAssignment]:
        """Every judge to every lecture of another branch."""
        return [
            assign(lecture, judge, judge_branch_id=branch.id)
            for lecture in self.lectures
            for judge, branch in zip(self.judges, self.branches, strict=False)
            if branch.id != lecture.branch_id
        ]


def make_season(*, branches: int = 3, judges: bool = True, **values) -> Season:
    unit = make_unit()
    made = [make_branch() for _n in range(branches)]
    secretaries = [make_secretary(one, name=f"书记{n}") for n, one in enumerate(made, start=1)]
    values = {"state": "preparing", "drawn_at": None} | values
    series = make_series(unit, **values)
    lectures = [
        make_lecture(series, one, make_person(branch=one), number=n)
        for n, one in enumerate(made, start=1)
    ]
    named = [make_judge(series, person_of(one)) for one in secretaries] if judges else []
    season = Season(
        series, unit, make_organiser(name="组织员甲"), make_organiser(name="组织员乙"), made,
        secretaries, lectures, named,
    )  # fmt: skip
    db.session.commit()
    return season


def person_of(account: Account) -> Person:
    return db.session.get_one(Person, account.person_id)
