"""Histories in two times: what somebody held on a day, and what was known of it on a day.

A line holds on a day from ``from_on`` to ``to_on``, both included. It was known at an instant
when it had been recorded before it and not yet superseded. Secondments lie over the home post,
mentorships beside it; of both, days that were changed later are told as they were then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.people.spans import A_DAY
from domain.placements.known_placements import Known, known_placements
from domain.placements.later_merges import BRANCHES, PLACEMENTS, TENURES, came_later
from domain.placements.past_tree import BRANCH, POST, PastTree, past_tree
from domain.placements.radar import Held, PostFacts, limits_by, stretches
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT
from domain.placements.rotation_book import RuleBook
from domain.placements.strand_time import Away, Experience, Stretch, experience_upto
from domain.placements.stretches import stretches_of
from models import Branch, BranchMembership, Departure, Paper, Person, Post, Tenure, db

TENURE, GAP = "tenure", "gap"
ORDER = {TENURE: 0, ROTATION: 0, GAP: 1, SECONDMENT: 2, MENTORSHIP: 3}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line. ``unit`` is its path from the top down, as it was named then.

    ``other`` is the mentor's or mentee's name; ``guides`` that the person is the mentor. A gap
    has days only. ``paper_id`` where the document is a known paper.
    """

    kind: str
    from_on: date
    to_on: date | None
    unit: tuple[str, ...] = ()
    post: str = ""
    post_id: int | None = None
    main: bool = False
    rank: str = ""
    strand: str = ""
    grass_roots: bool = False
    document_no: str = ""
    document_on: date | None = None
    paper_id: int | None = None
    tenure_id: int | None = None
    placement_id: int | None = None
    other: str = ""
    guides: bool = False

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


@dataclass(frozen=True, slots=True)
class BranchSpan:
    branch: str
    office: str | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class History:
    """Lines in the order of their days; ``stretches``: of the main posts, for experience.

    ``posts``: of its posts, what the rotation rules ask; as it is now, so it is no part of the
    answer, and empty when the history is told as it was known earlier.
    """

    lines: list[HistoryLine] = field(default_factory=list)
    branches: list[BranchSpan] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    posts: dict[int, PostFacts] = field(default_factory=dict, compare=False)

    def experience(self, day: date) -> Experience:
        """What the whole of it comes to by the end of the day; no rule is asked."""
        away = [
            Away(line.from_on, line.to_on, line.grass_roots)
            for line in self.lines
            if line.kind == SECONDMENT
        ]
        return experience_upto(day, self.stretches, away, single_line=None)

    def on(self, day: date) -> "History":
        """What of it holds on the day."""
        return History(
            [line for line in self.lines if line.kind != GAP and line.holds_on(day)],
            [one for one in self.branches
             if one.from_on <= day and (one.to_on is None or one.to_on >= day)],
        )  # fmt: skip

    def over_limit_from(self, book: RuleBook, day: date) -> date | None:
        """Since when the main post of the day is held longer than a rule allows; pure."""
        held = stretches(
            Held(line.post_id, line.from_on, line.to_on, line.main, line.rank)
            for line in self.lines
            if line.tenure_id is not None and line.post_id in self.posts
        )
        reached = [
            limits_by(one, self.posts[one.post_id], book, day)
            for one in held
            if one.main and one.from_on <= day and (one.to_on is None or one.to_on >= day)
        ]
        return min((limits[0].on for limits in reached if limits), default=None)

    @property
    def gaps(self) -> int:
        return sum(line.kind == GAP for line in self.lines)


def history_of(
    person: Person, *, today: date, named_on: date | None = None,
    known_before: datetime | None = None,
) -> History:  # fmt: skip
    """The whole history, earliest first. Four queries; three more with ``known_before``.

    ``known_before``: as it was known before that instant; ``None``: as it is known now. Units
    and posts have the names of ``named_on``, else those of each line's last day up to ``today``,
    which is also where gaps end.
    """
    later = came_later(person.id, known_before)
    tenures = [row for row in _tenures(person.id, known_before) if row[0].id not in later[TENURES]]
    spans = [row for row in _branches(person.id, known_before) if row[0].id not in later[BRANCHES]]
    placements = [
        one for one in known_placements(person.id, known_before)
        if one.placement_id not in later[PLACEMENTS]
    ]  # fmt: skip
    tree = past_tree(
        posts={tenure.post_id for tenure, *_ in tenures}
        | {one.home_post_id for one in placements if one.home_post_id is not None},
        branches={membership.branch_id for membership, _name in spans},
        known_before=known_before,
    )  # fmt: skip
    naming = _Naming(tree, named_on, today)
    moved = {(one.to_post_id, one.from_on) for one in placements if one.kind == ROTATION}
    lines = [naming.tenure(*row, moved) for row in tenures]
    lines += _gaps(lines, _last_day_here(person, today, known_before))
    lines += [naming.placement(one, person.id) for one in placements if one.kind != ROTATION]
    lines.sort(key=lambda line: (line.from_on, ORDER[line.kind], not line.main))
    return History(
        lines, [naming.branch(membership, name) for membership, name in spans],
        [one for tenure, post, _paper_id in tenures if tenure.main
         for one in stretches_of(tenure, post, tree)],
        {post.id: _facts(post) for _tenure, post, _paper_id in tenures if known_before is None},
    )  # fmt: skip


def known(
    line: type[Tenure] | type[BranchMembership], before: datetime | None
) -> sa.ColumnElement[bool]:
    """The condition that a line was known before the instant; ``None``: that it stands."""
    if before is None:
        return line.superseded_at.is_(None)
    return sa.and_(
        line.recorded_at < before,
        sa.or_(line.superseded_at.is_(None), line.superseded_at >= before),
    )


def _facts(post: Post) -> PostFacts:
    return PostFacts(
        post.id, post.unit_id, "", post.title, post.leading, post.key_post, post.deputy_of_id,
        post.term_years,
    )  # fmt: skip


TenureRow = tuple[Tenure, Post, int | None]


def _tenures(person_id: int, before: datetime | None) -> Sequence[TenureRow]:
    rows = db.session.execute(
        sa.select(Tenure, Post, Paper.id)
        .join(Post, Post.id == Tenure.post_id)
        .outerjoin(Paper, sa.and_(Paper.number == Tenure.document_no, Tenure.document_no != ""))
        .where(Tenure.person_id == person_id, known(Tenure, before))
        .order_by(Tenure.from_on, Tenure.id)
    )
    return [(tenure, post, paper_id) for tenure, post, paper_id in rows]


def _branches(person_id: int, before: datetime | None) -> Sequence[tuple[BranchMembership, str]]:
    rows = db.session.execute(
        sa.select(BranchMembership, Branch.name)
        .join(Branch, Branch.id == BranchMembership.branch_id)
        .where(BranchMembership.person_id == person_id, known(BranchMembership, before))
        .order_by(BranchMembership.from_on, BranchMembership.id)
    )
    return [(membership, name) for membership, name in rows]


@dataclass(frozen=True, slots=True)
class _Naming:
    """How units, posts and branches were named on the day that counts for a line."""

    tree: PastTree
    named_on: date | None
    today: date

    def day(self, from_on: date, to_on: date | None) -> date:
        last = self.today if to_on is None else min(to_on, self.today)
        return self.named_on or max(from_on, last)

    def tenure(
        self, tenure: Tenure, post: Post, paper_id: int | None,
        moved: set[tuple[int | None, date]],
    ) -> HistoryLine:  # fmt: skip
        day = self.day(tenure.from_on, tenure.to_on)
        rotated = (tenure.post_id, tenure.from_on) in moved
        return HistoryLine(
            kind=ROTATION if rotated else TENURE, from_on=tenure.from_on, to_on=tenure.to_on,
            unit=self.tree.path(self._of_post(post, "unit_id", day), day),
            post=self._of_post(post, "title", day), post_id=post.id, main=tenure.main,
            rank=tenure.rank, strand=self._of_post(post, "strand", day),
            grass_roots=self._of_post(post, "grass_roots", day),
            document_no=tenure.document_no, document_on=tenure.document_on, paper_id=paper_id,
            tenure_id=tenure.id,
        )  # fmt: skip

    def _of_post(self, post: Post, column: str, day: date) -> Any:
        return self.tree.value(POST, post.id, column, getattr(post, column), day)

    def placement(self, one: Known, person_id: int) -> HistoryLine:
        day = self.day(one.from_on, one.to_on)
        guides = one.mentor_id == person_id
        unit_id = one.host_unit_id if one.kind == SECONDMENT else one.unit_id
        return HistoryLine(
            kind=one.kind, from_on=one.from_on, to_on=one.to_on,
            unit=self.tree.path(unit_id, day) if unit_id is not None else (),
            post=one.host_post, grass_roots=one.grass_roots, document_no=one.document_no,
            document_on=one.document_on, paper_id=one.paper_id, placement_id=one.placement_id,
            other=one.person_name if guides else one.mentor_name, guides=guides,
        )  # fmt: skip

    def branch(self, membership: BranchMembership, name: str) -> BranchSpan:
        day = self.day(membership.from_on, membership.to_on)
        return BranchSpan(
            self.tree.value(BRANCH, membership.branch_id, "name", name, day), membership.office,
            membership.from_on, membership.to_on,
        )  # fmt: skip


def _last_day_here(person: Person, today: date, known_before: datetime | None) -> date:
    """At most one query."""
    left_on = person.left_on
    if known_before is not None:
        left_on = _left_on_as_known(person.id, today, known_before)
    return today if left_on is None else min(today, left_on - A_DAY)


def _left_on_as_known(person_id: int, day: date, before: datetime) -> date | None:
    """The leaving that was known before the instant, unless the person was back by the day."""
    return db.session.scalar(
        sa.select(sa.func.max(Departure.left_on)).where(
            Departure.person_id == person_id, Departure.recorded_at < before,
            sa.or_(Departure.returned_on.is_(None), Departure.returned_on > day),
        )
    )  # fmt: skip


def _gaps(lines: Iterable[HistoryLine], last: date) -> list[HistoryLine]:
    """The days without a main post, from the first one up to ``last``."""
    found: list[HistoryLine] = []
    until: date | None = None  # the last day that is covered so far
    for line in sorted((one for one in lines if one.main), key=lambda one: one.from_on):
        if until is not None and line.from_on > until + A_DAY and until < last:
            found.append(HistoryLine(GAP, until + A_DAY, min(line.from_on - A_DAY, last)))
        if line.to_on is None:
            return found
        until = line.to_on if until is None else max(until, line.to_on)
    if until is not None and until < last:
        found.append(HistoryLine(GAP, until + A_DAY, last))
    return found
