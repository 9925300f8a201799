"""Who is due to move in a year, and by which clause: the rotation rules over posts held.

Pure: no query, no clock. Due in a year is whose limit is reached by its last day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from domain.hours.requirements import months_after
from domain.placements.rotation_book import DEPUTY, HEAD, KEY, LEADING, Clause, RuleBook

DUE, OVERDUE, PLANNED, EXEMPT = STATES = ("due", "overdue", "planned", "exempt")
MOVED = "moved"  # of a head or a deputy: in another post since this year
MONTHS = 12
LEAP_DAY = (2, 29)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the rules ask of a post, and what it is called."""

    id: int
    unit_id: int
    unit: str
    title: str
    leading: bool = False
    key_post: bool = False
    deputy_of_id: int | None = None
    term_years: int | None = None

    kinds: frozenset[str] = field(init=False)  # of ``rotation_book.POSTS``, all that it is

    def __post_init__(self) -> None:
        found = {
            HEAD: self.leading and self.deputy_of_id is None,
            DEPUTY: self.deputy_of_id is not None,
            LEADING: self.leading,
            KEY: self.key_post,
        }
        kinds = frozenset(kind for kind, is_one in found.items() if is_one)
        object.__setattr__(self, "kinds", kinds)


@dataclass(frozen=True, slots=True)
class Held:
    """One standing line of a history: a post from a day to a day, both included."""

    post_id: int
    from_on: date
    to_on: date | None = None
    main: bool = True
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """The day on which a clause's time in a post is over."""

    clause: Clause
    on: date


@dataclass(frozen=True, slots=True)
class Due:
    """A post whose holder is due: since when without a break, and every limit that is reached.

    The first limit decides. ``leaves_on``: the last day in the post, where it is known.
    """

    person_id: int
    post: PostFacts
    since: date
    limits: tuple[Limit, ...]
    year: int
    state: str
    leaves_on: date | None = None

    @property
    def limit_on(self) -> date:
        return self.limits[0].on

    @property
    def clause(self) -> Clause:
        return self.limits[0].clause


@dataclass(frozen=True, slots=True)
class Moving:
    """Somebody who leaves a post in the year, or should: ``why`` is a state or ``MOVED``."""

    person_id: int
    post: PostFacts
    why: str


@dataclass(frozen=True, slots=True)
class Together:
    """A head and a deputy who would be moved in the same year."""

    head: Moving
    deputy: Moving


@dataclass(frozen=True, slots=True)
class TooOften:
    """Somebody who takes up, or took up, too many main posts in too short a time."""

    person_id: int
    stretches: tuple[Held, ...]


def stretches(lines: Iterable[Held]) -> list[Held]:
    """Lines of one post that follow each other day by day, or overlap, as one; by first day.

    Rank and whether it is the main post are those of the latest line.
    """
    found: list[Held] = []
    open_of: dict[int, int] = {}  # by post: the number of its last stretch
    for line in sorted(lines, key=lambda one: (one.from_on, one.to_on or date.max)):
        number = open_of.get(line.post_id)
        if number is not None and _joins(found[number], line):
            found[number] = _joined(found[number], line)
            continue
        open_of[line.post_id] = len(found)
        found.append(line)
    return found


def _joins(before: Held, line: Held) -> bool:
    return before.to_on is None or line.from_on <= before.to_on + A_DAY


def _joined(before: Held, line: Held) -> Held:
    ends = None if before.to_on is None or line.to_on is None else max(before.to_on, line.to_on)
    return Held(before.post_id, before.from_on, ends, line.main, line.rank)


def limits_by(held: Held, post: PostFacts, book: RuleBook, by: date) -> tuple[Limit, ...]:
    """The limits of the rules that time in the post reaches by the day, the first one first."""
    found = [
        Limit(clause, limit_on)
        for clause in book.clauses
        if _applies(clause, held, post) and (limit_on := _limit_on(clause, held, post, book)) <= by
    ]
    return tuple(sorted(found, key=lambda one: one.on))


def _applies(clause: Clause, held: Held, post: PostFacts) -> bool:
    return (
        (held.main or clause.side_posts)
        and (not clause.posts or not post.kinds.isdisjoint(clause.posts))
        and (not clause.ranks or held.rank in clause.ranks)
    )


def _limit_on(clause: Clause, held: Held, post: PostFacts, book: RuleBook) -> date:
    years = clause.years or (clause.terms or 0) * (post.term_years or book.term_years)
    since = held.from_on
    if (since.month, since.day) != LEAP_DAY:
        return since.replace(year=since.year + years)
    return months_after(since, years * MONTHS)


@dataclass(frozen=True, slots=True)
class Asked:
    """The year asked for, from the day on which it is asked, under the rules."""

    book: RuleBook
    year: int
    today: date

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    @property
    def from_day(self) -> date:
        """Who has left a post before this day is not due for it in the year."""
        return max(min(self.today, self.last_day), date(self.year, 1, 1))


def due_of_person(
    person_id: int, held: Sequence[Held], posts: Mapping[int, PostFacts], asked: Asked, *,
    mark: str = "", moves_from: int | None = None,
) -> list[Due]:  # fmt: skip
    """The posts for which the person is due in the year; ``held`` are their stretches.

    ``mark``: ``PLANNED`` or ``EXEMPT``, as HR has marked the person for the year.
    ``moves_from``: the post that an approved rotation leads away from.
    """
    found = []
    for one in held:
        if one.to_on is not None and one.to_on < asked.from_day:
            continue
        limits = limits_by(one, posts[one.post_id], asked.book, asked.last_day)
        if not limits:
            continue
        moves = one.to_on is not None or one.post_id == moves_from
        late = OVERDUE if limits[0].on.year < asked.year else DUE
        state = PLANNED if moves else mark or late
        found.append(
            Due(
                person_id, posts[one.post_id], one.from_on, limits, asked.year, state, one.to_on
            )
        )  # fmt: skip
    return found


def moved_in(
    person_id: int, held: Iterable[Held], posts: Mapping[int, PostFacts], year: int
) -> list[Moving]:
    """The main posts that the person left in the year, or leaves, for another main post."""
    left_after = date(year - 1, 12, 30)
    return [
        Moving(person_id, posts[before.post_id], MOVED)
        for before, after in pairwise(one for one in held if one.main)
        if after.from_on.year == year
        and after.post_id != before.post_id
        and (before.to_on or date.max) > left_after
    ]


def moved_together(dues: Iterable[Due], moved: Iterable[Moving]) -> list[Together]:
    """Heads and deputies of whom both move in the year, or should; exempt ones do not."""
    found = {(one.post.id, one.person_id): one for one in moved}
    for due in dues:
        if due.state != EXEMPT:
            found[due.post.id, due.person_id] = Moving(due.person_id, due.post, due.state)
    by_post: dict[int, list[Moving]] = {}
    for one in found.values():
        by_post.setdefault(one.post.id, []).append(one)
    return [
        Together(head, deputy)
        for deputy in found.values()
        if deputy.post.deputy_of_id is not None
        for head in by_post.get(deputy.post.deputy_of_id, ())
        if head.person_id != deputy.person_id
    ]


def too_often(person_id: int, held: Iterable[Held], asked: Asked) -> TooOften | None:
    """The latest main posts that were too many in too short a time, the last taken up in the year.

    Within so many months: before the same day so many months after the first of them.
    """
    rule = asked.book.too_often
    if rule is None:
        return None
    mains = [one for one in held if one.main]
    for end in range(len(mains), rule.posts - 1, -1):
        window = mains[end - rule.posts : end]
        within = window[-1].from_on < months_after(window[0].from_on, rule.within_months)
        if within and window[-1].from_on.year == asked.year:
            return TooOften(person_id, tuple(window))
    return None
