"""Gatherings that were held, and the board as it stands, for tests."""

from datetime import UTC, date, datetime, timedelta

from domain.access import Visitor
from domain.groupstudy.rhythm import BranchYear, rhythm_board
from models import Branch, GroupStudy, Person, RhythmDuty, db
from tests.gatherings import DAY, NOON, make_gathering, opened

NOBODY = Visitor(1, 1, "nobody")


def held(branch: Branch, *there: Person, on: date = DAY, **values) -> GroupStudy:
    """A gathering of the branch that was closed; opened before, where somebody was there."""
    begins = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
    gathering = make_gathering(branch, held_on=on, starts_at=begins, **values)
    if there:
        opened(gathering, *there)
    gathering.state, gathering.closed_at = "closed", NOON
    db.session.commit()
    return gathering


def begun(branch: Branch, on: date = date(2020, 1, 1)) -> Branch:
    """The branch was told on that day what is asked of it: what it missed since is missing."""
    last = on + timedelta(days=30)
    duty = RhythmDuty(
        branch_id=branch.id, requirement="told", from_on=on, to_on=last, raised_at=NOON
    )
    db.session.add(duty)
    db.session.commit()
    return branch


def board(year: int = 2026, today: date = DAY, visitor: Visitor = NOBODY) -> dict[str, BranchYear]:
    """The lines by the names of their branches, in the order of the board."""
    return {one.name: one for one in rhythm_board(year, visitor, today=today)}


def asked(demands) -> list[tuple[str, str]]:
    return [(one.requirement.id, str(one.to_on)) for one in demands]
