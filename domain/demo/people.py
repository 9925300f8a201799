"""The people of the demo: who they are, where they serve, and since when."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

from domain.demo.organisation import Places
from domain.demo.rows import DAYS_A_YEAR, Rows
from domain.demo.words import (
    BRANCHES,
    COMMON_SURNAMES,
    GIVEN_FIRST,
    GIVEN_LAST,
    HIGH_RANKS,
    ODD_SURNAMES,
    OFFICE,
    STAFF_POSTS,
    STAFF_RANKS,
    UNITS,
    UnitPlan,
)
from domain.pinyin import search_key
from models import BranchMembership, Person, Tenure

A_DAY = timedelta(days=1)
LONGEST_SERVICE, SHORTEST_SERVICE = 12.0, 1.2  # years
LONGEST_IN_A_POST = 6.5  # years, of those who are not due to rotate soon
ROTATION_YEARS = 10
DUE = {  # place -> in how many years the ten years in one post are over
    ("人事处", 3): 0, ("行政事务中心", 4): 0, ("秘书二处", 5): 1, ("档案法规处", 3): 2,
    ("后勤科", 4): 2,
}  # fmt: skip
DEPUTIES = 2
Place = tuple[str, int]  # a unit's name, and the number of the seat in it from 0
LONGEST_HERE: Place = (OFFICE, 0)
ONE_IN = 7  # so many has an odd surname
WITHOUT_BRANCH: Place = ("后勤科", 6)
LEFT_AND_RETURNED: Place = ("会务处", 6)
OFFICES = {1: "secretary", 2: "deputy_secretary", 3: "committee"}  # seat in the branch's unit


@dataclass(slots=True)
class Life:
    """One person as the other parts of the demo need them. ``away`` is from a day to a day."""

    id: int
    unit: str
    title: str
    branch: int
    joined_on: date
    in_post_since: date
    left_on: date | None = None
    away: tuple[date, date] | None = None
    staff_no: str = ""
    branch_since: list[tuple[int, date]] = field(default_factory=list)

    @property
    def post(self) -> tuple[str, str]:
        return self.unit, self.title

    def branch_on(self, day: date) -> int | None:
        """The number of the branch on the day."""
        return next((branch for branch, since in reversed(self.branch_since) if since <= day), None)

    def here_on(self, day: date) -> bool:
        if day < self.joined_on or (self.left_on is not None and day >= self.left_on):
            return False
        return self.away is None or not self.away[0] <= day <= self.away[1]


def add_people(rows: Rows, places: Places) -> dict[Place, Life]:
    """Everybody, in the order of units and seats, with branch and tenures."""
    names = _names(rows)
    people: dict[Place, Life] = {}
    for plan in UNITS:
        for seat in range(plan.people):
            life = _life(rows, plan, seat)
            people[plan.name, seat] = life
            _add_person(rows, life, names[life.id - 1])
            _add_tenures(rows, places, life)
            if life.branch_since:
                _add_memberships(rows, places, life, _office(plan, seat))
    return people


def _office(plan: UnitPlan, seat: int) -> str | None:
    return OFFICES.get(seat) if BRANCHES[plan.branch - 1][1] == plan.name else None


def _add_memberships(rows: Rows, places: Places, life: Life, office: str | None) -> None:
    """From the first day, broken by an absence; an office is held from the last election on."""
    breaks = [life.joined_on]
    if life.away is not None:
        add_membership(rows, places, life, office=None, from_on=life.joined_on,
                       to_on=life.away[0] - A_DAY)  # fmt: skip
        breaks = [life.away[1] + A_DAY]
    elected_on = date(rows.today.year - 2, 1, 1)
    if office is not None and elected_on > life.joined_on:
        add_membership(rows, places, life, office=None, from_on=life.joined_on,
                       to_on=elected_on - A_DAY)  # fmt: skip
        breaks = [elected_on]
    add_membership(rows, places, life, office=office, from_on=breaks[0], to_on=None)


def add_membership(
    rows: Rows, places: Places, life: Life, *, office: str | None, from_on: date,
    to_on: date | None, branch: int = 0,
) -> int:  # fmt: skip
    """A line in the person's own branch, or in another; its id."""
    return rows.add(
        BranchMembership, person_id=life.id, branch_id=places.branches[branch or life.branch],
        office=office, from_on=from_on, to_on=to_on, recorded_at=rows.at(from_on),
        recorded_by_id=None, superseded_at=None,
    )  # fmt: skip


def _names(rows: Rows) -> list[str]:
    """A name for each, one in seven with an odd surname; two people share the last one."""
    most = sum(plan.people for plan in UNITS)
    names: list[str] = []
    while len(names) < most - 1:
        odd = len(names) % ONE_IN == 0
        surname = rows.random.choice(ODD_SURNAMES if odd else COMMON_SURNAMES)
        given = rows.random.choice(GIVEN_FIRST) + rows.random.choice(GIVEN_LAST)
        name = surname + given[rows.random.random() < 0.2 :]  # noqa: PLR2004 - one in five
        if name not in names:
            names.append(name)
    return [*names, names[-1]]


def _life(rows: Rows, plan: UnitPlan, seat: int) -> Life:
    """When the person came and when the present post began; those due to rotate came early."""
    title = _title(plan, seat)
    number = len(rows.of(Person)) + 1
    joined, since = _days(rows, (plan.name, seat), title)
    life = Life(number, plan.name, title, plan.branch, joined, since, staff_no=f"{1000 + number}")
    if (plan.name, seat) != WITHOUT_BRANCH:
        life.branch_since.append((plan.branch, joined))
    if (plan.name, seat) == LEFT_AND_RETURNED:
        life.away = rows.back(3), since - A_DAY
    return life


def _days(rows: Rows, place: Place, title: str) -> tuple[date, date]:
    """The first day, and the day on which the present post began."""
    if place == LEFT_AND_RETURNED:
        return rows.back(8), rows.back(1.1)
    years_left = DUE.get(place)
    if years_left is not None:
        since = date(rows.today.year - ROTATION_YEARS + years_left, 3 + place[1], 1)
        return since - timedelta(days=rows.random.randint(200, 400)), since
    least = 5.0 if title in HIGH_RANKS else SHORTEST_SERVICE
    served = rows.random.uniform(least, LONGEST_SERVICE)
    if place == LONGEST_HERE:
        served = LONGEST_SERVICE
    since = rows.back(rows.random.uniform(0.5, min(served - 0.4, LONGEST_IN_A_POST)))
    return rows.back(served), since


def _title(plan: UnitPlan, seat: int) -> str:
    if seat == 0:
        return plan.head
    if seat <= DEPUTIES:
        return plan.deputy
    staff = STAFF_POSTS[plan.strand]
    return staff[seat % len(staff)]


def _add_person(rows: Rows, life: Life, name: str) -> None:
    rows.add(
        Person, staff_no=life.staff_no, name=name, search_key=search_key(name),
        office_phone=f"6{life.id:03d}", party_member=bool(life.branch_since), confirmer_id=None,
        left_on=None, version=1, created_at=rows.at(life.joined_on),
    )  # fmt: skip


def _add_tenures(rows: Rows, places: Places, life: Life) -> None:
    """The posts held one after the other, the present one last, none of the others for long."""
    until = life.away[0] if life.away is not None else life.in_post_since
    earlier = (until - life.joined_on).days
    pieces = max(1, ceil(earlier / (5 * DAYS_A_YEAR)))
    starts = [life.joined_on + timedelta(days=earlier * n // pieces) for n in range(pieces)]
    posts = _earlier_posts(rows, life, pieces)
    for post, start, end in zip(posts, starts, [*starts[1:], until], strict=True):
        add_tenure(rows, places, life, post=post, from_on=start, to_on=end - A_DAY)
    add_tenure(rows, places, life, post=life.post, from_on=life.in_post_since, to_on=None)


def _earlier_posts(rows: Rows, life: Life, pieces: int) -> list[tuple[str, str]]:
    """Posts of others' units, no two in a row in one unit, and so never one post twice."""
    posts: list[tuple[str, str]] = []
    following = life.unit
    for _ in range(pieces):
        plan = rows.random.choice([plan for plan in UNITS if plan.name != following])
        posts.append((plan.name, rows.random.choice(STAFF_POSTS[plan.strand])))
        following = plan.name
    return posts


def add_tenure(
    rows: Rows, places: Places, life: Life, *, post: tuple[str, str], from_on: date,
    to_on: date | None, main: bool = True, recorded_on: date | None = None,
) -> int:  # fmt: skip
    """A line with the rank of its day and an appointing document; its id."""
    document_on = from_on - timedelta(days=6)
    number = 1 + (life.id * 7 + from_on.toordinal()) % 60
    return rows.add(
        Tenure, person_id=life.id, post_id=places.posts[post],
        rank=_rank(life, post[1], from_on), main=main, from_on=from_on, to_on=to_on,
        document_no=f"示委办任〔{document_on.year}〕{number}号", document_on=document_on,
        recorded_at=rows.at(recorded_on or from_on, 10), recorded_by_id=None, superseded_at=None,
    )  # fmt: skip


def _rank(life: Life, title: str, on: date) -> str:
    years = (on - life.joined_on).days / DAYS_A_YEAR
    of_years = next(rank for least, rank in STAFF_RANKS if years >= least)
    return HIGH_RANKS.get(title, of_years)
