"""Results of a series published for tests: proposed by one organiser, decided on by another."""

from domain.lectures.freezing import propose_result, publish_result
from domain.lectures.reckoning import reckon
from models import Account, LectureResult, LectureSeries, db
from tests.lecture_halls import NOON
from tests.lecture_results import visitor_of


def publish(series: LectureSeries, first: Account, second: Account) -> LectureResult:
    """Scoring is closed, and what is sealed is published."""
    series.state = "closed"
    db.session.commit()
    row = propose_result(series, reckon(series), visitor_of(first), now=NOON)
    publish_result(series, row.number, visitor_of(second), now=NOON)
    db.session.commit()
    return row
