"""A judge who belongs to the sending branch by now seals nothing."""

from models import BranchMembership, db
from tests.web.halls import (
    JSON,
    MARKS,
    assignment,
    judge,
    lecture,
    listener,
    marks,
    place,
    series,
    sheet_of,
    speaker,
)

__all__ = ["assignment", "judge", "lecture", "listener", "series", "speaker"]


def test_a_judge_who_became_one_of_the_sending_branch_is_told_and_seals_nothing(
    login, series, lecture, assignment, judge
):
    lecture.branch_id = db.session.query(BranchMembership).filter_by(
        person_id=judge.person_id
    ).one().branch_id  # fmt: skip
    db.session.commit()
    client = login(judge)
    answer = client.post(place(lecture), data=marks(step="seal", **MARKS), headers=JSON)
    assert answer.status_code == 409
    assert "you may not score this lecture any more (own branch)" in answer.json["said"]
    assert sheet_of(assignment) is None
