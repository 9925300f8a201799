"""A series that was scored: lectures, judges, sheets with the marks that a test gives."""

from dataclasses import dataclass, field

from domain.access import Visitor
from domain.lectures.freezing import propose_result, publish_result
from domain.lectures.reckoning import reckon
from domain.visitors import find_visitor
from models import Account, Branch, Lecture, LectureResult, LectureSeries, SeriesJudge, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_organiser, make_unit
from tests.lecture_halls import assign, make_judge, make_lecture, make_series, make_sheet
from tests.web.gatherings import person_of

SHARES = ("0.9", "0.8", "0.7", "0.6", "0.5", "0.4")


@dataclass
class Season:
    """A series with two organisers; ``speaker`` gives the first lecture, ``judge`` is number 1."""

    series: LectureSeries
    branch: Branch
    organiser: Account
    other: Account
    speaker: Account
    judge: Account
    lectures: list[Lecture]
    judges: list[SeriesJudge] = field(default_factory=list)

    @property
    def page(self) -> str:
        return f"/lectures/{self.series.slug}"


def make_season(lectures: int = 3, judges: int = 4, *, shares=SHARES, skip=(), **values) -> Season:
    """Each lecture's sheets are a share of all marks, less one point a judge.

    ``skip``: pairs of the numbers of a lecture and a judge that have no sheet.
    """
    branch = make_branch(name="第一支部")
    series = make_series(make_unit(), **{"state": "closed"} | values)
    organiser, other = make_organiser(name="许知微"), make_organiser(name="秦书禾")
    speaker = make_cadre(branch=branch, name="沈砚秋")
    judge = make_cadre(branch=make_branch(), name="林叙")
    season = Season(series, branch, organiser, other, speaker, judge, [])
    for number in range(1, lectures + 1):
        people = [person_of(speaker)] if number == 1 else []
        season.lectures.append(make_lecture(series, branch, *people, number=number))
    for number in range(1, judges + 1):
        person = person_of(judge) if number == 1 else None
        season.judges.append(make_judge(series, person))
    for at, lecture in enumerate(season.lectures):
        for turn, one in enumerate(season.judges):
            if (at + 1, turn + 1) not in skip:
                share = float(shares[at % len(shares)]) - 0.02 * turn
                make_sheet(assign(lecture, one), f"{share:.2f}")
    db.session.commit()
    return season


def visitor_of(account: Account) -> Visitor:
    return find_visitor(account.username, today=NOON.date())


def proposed(season: Season, **values) -> LectureResult:
    row = propose_result(
        season.series, reckon(season.series), visitor_of(season.organiser), now=NOON, **values
    )
    db.session.commit()
    return row


def published(season: Season, **values) -> LectureResult:
    row = proposed(season, **values)
    publish_result(season.series, row.number, visitor_of(season.other), now=NOON)
    db.session.commit()
    return row
