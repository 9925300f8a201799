"""The awkward cases of the demo, each of which a screen must bear."""

from datetime import date, timedelta
from typing import Any

from domain.demo.organisation import Places
from domain.demo.people import A_DAY, LEFT_AND_RETURNED, Life, Place, add_membership, add_tenure
from domain.demo.rows import Rows
from models import Absence, BranchMembership, Departure, Person, Tenure

MOVED_BRANCH: Place = ("综合调研处", 7)
MOVED_FROM_UNIT, MOVED_FROM_BRANCH, MOVED_FROM_TITLE = "秘书二处", 2, "核稿岗"
LATE_DOCUMENT: Place = ("信息处", 5)
RETIRED: Place = ("行政事务中心", 9)
ABSENT_SECRETARY: Place = ("督查室", 1)
DEPUTY: Place = ("督查室", 2)
SECOND_POSTS: dict[Place, tuple[str, str]] = {
    ("秘书一处", 2): ("文稿科", "文稿起草岗"),
    ("人事处", 1): ("后勤科", "综合岗"),
    ("会务处", 4): (MOVED_FROM_UNIT, "综合岗"),
}


def add_cases(rows: Rows, places: Places, people: dict[Place, Life]) -> None:
    """Change and add the lines of those concerned."""
    _move_branch(rows, places, people[MOVED_BRANCH])
    _late_document(rows, places, people[LATE_DOCUMENT])
    _retire(rows, people[RETIRED])
    returned = people[LEFT_AND_RETURNED]
    if returned.away is not None:
        _departure(rows, returned, "transferred", returned.away[0], returned.away[1] + A_DAY)
    rows.add(
        Absence, person_id=people[ABSENT_SECRETARY].id, deputy_id=people[DEPUTY].id,
        from_on=rows.today - timedelta(days=3), to_on=rows.today + timedelta(days=11),
        recorded_at=rows.at(rows.today - timedelta(days=4)), recorded_by_id=None,
        cancelled_at=None,
    )  # fmt: skip
    for place, post in SECOND_POSTS.items():
        life = people[place]
        since = max(life.in_post_since, rows.back(1.5))
        add_tenure(rows, places, life, post=post, from_on=since, to_on=None, main=False)


def moving_day(today: date) -> date:
    """The middle of June, this year's if a month has passed since and last year's otherwise."""
    day = date(today.year, 6, 16)
    return day if today - day > timedelta(days=30) else date(today.year - 1, 6, 16)


def _move_branch(rows: Rows, places: Places, life: Life) -> None:
    """Until mid-year in another unit and branch. The lines before are those of the new unit's."""
    day = moving_day(rows.today)
    tenure = _last(rows, Tenure, life)
    tenure["post_id"] = places.posts[MOVED_FROM_UNIT, MOVED_FROM_TITLE]
    tenure["from_on"] = min(tenure["from_on"], day - timedelta(days=1))
    tenure["to_on"] = day - A_DAY
    add_tenure(rows, places, life, post=life.post, from_on=day, to_on=None)
    membership = _last(rows, BranchMembership, life)
    membership["branch_id"] = places.branches[MOVED_FROM_BRANCH]
    membership["to_on"] = day - A_DAY
    add_membership(rows, places, life, office=None, from_on=day, to_on=None)
    life.in_post_since = day
    life.branch_since[:] = [(MOVED_FROM_BRANCH, life.joined_on), (life.branch, day)]


def _late_document(rows: Rows, places: Places, life: Life) -> None:
    """The appointment was recorded from one day; its document came later and names another."""
    first_said = life.in_post_since
    in_truth, arrived = first_said - timedelta(days=45), first_said + timedelta(days=120)
    for line in rows.of(Tenure):
        if line["person_id"] == life.id and line["to_on"] in (None, first_said - A_DAY):
            line["superseded_at"] = rows.at(arrived, 10)
    before = rows.of(Tenure)[_last(rows, Tenure, life)["id"] - 2]
    rows.add(
        Tenure,
        **{name: value for name, value in before.items() if name != "id"}
        | {"to_on": in_truth - A_DAY, "recorded_at": rows.at(arrived, 10), "superseded_at": None},
    )
    add_tenure(
        rows, places, life, post=life.post, from_on=in_truth, to_on=None, recorded_on=arrived
    )
    life.in_post_since = in_truth


def _retire(rows: Rows, life: Life) -> None:
    life.left_on = rows.today - timedelta(days=60)
    rows.of(Person)[life.id - 1]["left_on"] = life.left_on
    for model in (Tenure, BranchMembership):
        _last(rows, model, life)["to_on"] = life.left_on - A_DAY
    _departure(rows, life, "retired", life.left_on, None)


def _departure(rows: Rows, life: Life, kind: str, left_on: date, returned_on: date | None) -> None:
    rows.add(
        Departure, person_id=life.id, kind=kind, left_on=left_on, returned_on=returned_on,
        recorded_at=rows.at(left_on - A_DAY), recorded_by_id=None,
    )  # fmt: skip


def _last(rows: Rows, model: type[Tenure] | type[BranchMembership], life: Life) -> dict[str, Any]:
    """The line of the person that was added last."""
    return next(line for line in reversed(rows.of(model)) if line["person_id"] == life.id)
