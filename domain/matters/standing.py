"""What a visitor answers for on a day: as the condition by which every list and count asks.

A matter is a visitor's to answer when it names them, when it is a duty that they hold on the
day, or when it has risen to them. What was answered lies with whoever it was owed to.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.access import Reach, Visitor, may, people_within, reach
from domain.confirmers import TODAY, Chain, chain_on, owner_columns
from domain.matters.kinds import CONFIRMER, NAMED, ORGANISER, PLACED, PLACER, SECURITY, of_duty
from domain.matters.raising import NOBODY, OWED, OWING
from models import Matter, Person, db

ByLevel = Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """``confirms``: whose study the visitor confirms. By level, about whom a matter that has
    risen so far is theirs: ``risen`` of the kinds that a confirmer answers, ``above`` of the
    others. ``people`` are those who came in question, as ``owner_columns`` and a name tell them.
    """

    visitor: Visitor
    today: date
    confirms: frozenset[int] = frozenset()
    risen: ByLevel = field(default_factory=dict)
    above: ByLevel = field(default_factory=dict)
    chain: Chain = field(default_factory=Chain)
    people: Mapping[int, Any] = field(default_factory=dict)

    def mine(self) -> sa.ColumnElement[bool]:
        """The condition on ``Matter`` that it is open and lies with the visitor."""
        return sa.or_(
            sa.and_(Matter.turn == OWING, self.answers()),
            sa.and_(Matter.turn == OWED, self._is(Matter.owed_to_id)),
        )

    def answers(self) -> sa.ColumnElement[bool]:
        """The condition that the visitor answers it, whether or not anything is open."""
        duty = Matter.kind.in_(of_duty(CONFIRMER))
        theirs: list[sa.ColumnElement[bool]] = [self._is(Matter.owed_by_id)]
        if self.confirms:
            confirmed = Matter.about_id.in_(self.confirms)
            theirs.append(sa.and_(duty, Matter.owed_by_id.is_(None), confirmed))
        for level, people in self.risen.items():
            theirs.append(sa.and_(duty, Matter.about_id.in_(people), Matter.level >= level))
        named = Matter.kind.in_(of_duty(NAMED))
        for level, people in self.above.items():
            theirs.append(sa.and_(named, Matter.about_id.in_(people), Matter.level >= level))
        if may(self.visitor, "roles.grant"):
            theirs.append(Matter.kind.in_(of_duty(SECURITY)))
        if may(self.visitor, "lectures.publish"):  # never what they asked or proposed themselves
            theirs.append(sa.and_(Matter.kind.in_(of_duty(ORGANISER)), self._is_not_owed_to()))
        if may(self.visitor, "placements.keep"):
            theirs.append(sa.and_(Matter.kind.in_(of_duty(PLACER)), self._is_not_owed_to()))
        return sa.or_(*theirs)

    def owed(self) -> sa.ColumnElement[bool]:
        """The condition that the visitor waits for somebody else's part of an open matter."""
        others = sa.not_(sa.func.coalesce(self.answers(), sa.false()))  # nobody named: not known
        return sa.or_(
            sa.and_(Matter.turn == OWING, self._is(Matter.owed_to_id), others),
            sa.and_(Matter.turn == OWED, self._is(Matter.owed_by_id), self._is_not_owed_to()),
        )

    def of_others(self) -> sa.ColumnElement[bool]:
        """The condition that it is about, or owed by, somebody in the visitor's reach.

        Of the people of a branch, what they owe in placements is not its secretary's to see.
        """
        covered = reach(self.visitor, "matters.see")
        if not (covered.branch_ids or covered.unit_ids):
            return sa.false()
        within = sa.or_(
            self._about(Reach(unit_ids=covered.unit_ids)),
            sa.and_(self._about(Reach(branch_ids=covered.branch_ids)), Matter.kind.not_in(PLACED)),
        )
        if self.visitor.person_id is None:
            return within
        return sa.and_(within, Matter.about_id.is_distinct_from(self.visitor.person_id))

    def _about(self, covered: Reach) -> sa.ColumnElement[bool]:
        if not (covered.branch_ids or covered.unit_ids):
            return sa.false()
        people = sa.select(Person.id).where(people_within(covered, self.today))
        return sa.or_(Matter.about_id.in_(people), Matter.owed_by_id.in_(people))

    def visible(self) -> sa.ColumnElement[bool]:
        """The condition that the visitor may see it at all."""
        concerned = (Matter.owed_by_id, Matter.owed_to_id)
        return sa.or_(self.answers(), *map(self._is, concerned), self.of_others())

    def _is(self, column: Any) -> sa.ColumnElement[bool]:
        own = self.visitor.person_id
        return sa.false() if own is None else column == own

    def _is_not_owed_to(self) -> sa.ColumnElement[bool]:
        return Matter.owed_to_id.is_distinct_from(self.visitor.person_id)


def standing(
    visitor: Visitor, *, today: date, also: sa.ColumnElement[bool] | None = None
) -> Standing:
    """What the visitor answers for. Two queries for who may confirm, none for others.

    ``also``: people who come in question beside those whom something open is about.
    """
    if visitor.person_id is None or not may(visitor, "entry.confirm"):
        return Standing(visitor, today)
    chain, own = chain_on(today), visitor.person_id
    confirms: set[int] = set()
    risen: dict[int, set[int]] = defaultdict(set)
    above: dict[int, set[int]] = defaultdict(set)
    found = db.session.execute(_people_concerned(also), {"today": today, "visitor": own}).all()
    for person, branch, unit, named, *_names in found:
        first = chain.confirmers(person, branch, unit, named)
        level = chain.level_of(own, person, unit, first)
        if level == 0:
            confirms.add(person)
        if level is not None:  # level 0 too: what was handed over and is late comes back to them
            risen[max(level, 1)].add(person)
        over = chain.level_of(own, person, unit, set())
        if over is not None:
            above[over].add(person)
    return Standing(
        visitor, today, frozenset(confirms), _frozen(risen), _frozen(above), chain,
        {row.id: row for row in found},
    )  # fmt: skip


def _frozen(levels: Mapping[int, set[int]]) -> ByLevel:
    return {level: frozenset(people) for level, people in levels.items()}


def _people_concerned(also: sa.ColumnElement[bool] | None) -> Any:
    """Everybody but the visitor whom an open matter, or one looked back at, is about."""
    return _CONCERNED.where(_HAS_MATTER if also is None else sa.or_(_HAS_MATTER, also))


_HAS_MATTER = Person.id.in_(
    sa.select(Matter.about_id).where(Matter.turn != NOBODY, Matter.about_id.is_not(None))
)
_CONCERNED = (  # built once: that costs more than it does
    owner_columns(TODAY)
    .add_columns(Person.name, Person.staff_no)
    .where(Person.id != sa.bindparam("visitor"))
)
