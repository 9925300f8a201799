"""Opinions are signed; a correction takes the place of what was said before. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.access import Visitor, may
from domain.audit import Actor
from domain.files.refusals import Checked
from domain.placements import duties
from domain.placements.asked_opinions import FINAL, HOST, Asked, asked, is_open, sides_of
from domain.placements.holding import COMPLETED, ENDED_EARLY, OVER, UNDER_WAY, hold
from domain.placements.placement_files import OPINION, keep_files
from domain.placements.reach import KEEP, SECONDMENT
from domain.placements.running import mark_assessed
from domain.placements.steps import take_step
from models import Account, Person, Placement, PlacementOpinion, Unit, db

CONCLUSIONS = ("excellent", "good", "fair", "poor")


class NotTheSigner(Exception):
    """The visitor does not sign for that side."""


class NotAskedYet(Exception):
    """No opinion of that phase is taken in the state that the placement is in."""


class SaidOtherwise(Exception):
    """Somebody signed, or corrected, since it was read; ``standing`` is what stands now."""

    def __init__(self, standing: PlacementOpinion | None) -> None:
        super().__init__("another opinion stands")
        self.standing = standing


class SignedOutside(Exception):
    """The day of the signature lies between ``first`` and ``last``, both included."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} to {last}")
        self.first, self.last = first, last


class NoScan(Exception):
    """What an outside unit says is entered with the scan of it."""


class NoSigner(Exception):
    """What an outside unit says is entered with the name of who signed it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said and signed; ``signed_name`` and ``signed_on`` only of an outside unit."""

    text: str
    conclusion: str = ""
    signed_name: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """An opinion with who signed it, and who entered it."""

    opinion: PlacementOpinion
    signer: str
    entered_by: str


def is_outside(placement: Placement, side: str) -> bool:
    """Whether an outside unit says it. At most one query."""
    if placement.kind != SECONDMENT or side != HOST:
        return False
    return db.session.get_one(Unit, placement.host_unit_id).outside


def find_asked(placement: Placement, phase: str, side: str, about: str) -> Asked | None:
    wanted = Asked(phase, side, about)
    return wanted if wanted in asked(placement) else None


def standing(placement: Placement, which: Asked) -> PlacementOpinion | None:
    """What stands by now. One query."""
    return db.session.scalars(
        sa.select(PlacementOpinion).where(
            PlacementOpinion.placement_id == placement.id, PlacementOpinion.phase == which.phase,
            PlacementOpinion.side == which.side, PlacementOpinion.about == which.about,
            PlacementOpinion.superseded_at.is_(None),
        )
    ).one_or_none()  # fmt: skip


def signed_in(placement: Placement) -> list[Signed]:
    """Everything that was signed, also what was corrected since, the latest first. One query."""
    entered = sa.orm.aliased(Person)
    rows: Any = db.session.execute(
        sa.select(
            PlacementOpinion, Person.name,
            sa.func.coalesce(entered.name, Account.username, ""),
        )
        .outerjoin(Person, Person.id == PlacementOpinion.signed_by_id)
        .outerjoin(Account, Account.id == PlacementOpinion.entered_by)
        .outerjoin(entered, entered.id == Account.person_id)
        .where(PlacementOpinion.placement_id == placement.id)
        .order_by(PlacementOpinion.id.desc())
    )  # fmt: skip
    return [Signed(row[0], row[1] or row[0].signed_name, row[2]) for row in rows]


def sign(
    placement: Placement,
    which: Asked,
    said: Said,
    visitor: Visitor,
    *,
    read: int,
    scan: Checked | None = None,
    today: date,
    now: datetime,
) -> PlacementOpinion:
    """Sign for the side; ``read`` is the id of what stood when it was read, 0 for nothing.

    With the last one that is asked at the end, the placement is assessed.

    Raises:
        NotTheSigner, NotAskedYet, SaidOtherwise, SignedOutside, NoScan, NoSigner.
    """
    hold(placement)
    if not is_open(placement, which.phase):
        raise NotAskedYet
    if which.side not in sides_of(placement, visitor, today=today):
        raise NotTheSigner
    former = standing(placement, which)
    if (former.id if former is not None else 0) != read:
        raise SaidOtherwise(former)
    outside = is_outside(placement, which.side)
    if outside:
        _check_outside(placement, said, scan or former, visitor, today)
    if former is not None:
        former.superseded_at = now
        db.session.flush()
    opinion = PlacementOpinion(
        placement_id=placement.id, phase=which.phase, side=which.side, about=which.about,
        text=said.text, conclusion=said.conclusion,
        signed_by_id=None if outside else visitor.person_id,
        signed_name=said.signed_name if outside else "",
        signed_on=said.signed_on if outside and said.signed_on else today,
        entered_by=visitor.account_id, entered_at=now,
    )  # fmt: skip
    db.session.add(opinion)
    db.session.flush()
    if scan is not None:
        keep_files(
            placement, OPINION, [scan], opinion_id=opinion.id, actor=visitor.actor, now=now
        )  # fmt: skip
    _tell(placement, which, opinion, former, visitor.actor, now)
    _follow(placement, which, visitor.actor, now)
    return opinion


def _check_outside(
    placement: Placement, said: Said, scan: object, visitor: Visitor, today: date
) -> None:
    if not may(visitor, KEEP):
        raise NotTheSigner
    if not said.signed_name:
        raise NoSigner
    if said.signed_on is None or not placement.from_on <= said.signed_on <= today:
        raise SignedOutside(placement.from_on, today)
    if scan is None:
        raise NoScan


def _tell(
    placement: Placement, which: Asked, opinion: PlacementOpinion,
    former: PlacementOpinion | None, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """The trail and the steps say who signed what, not what was said."""
    act = "opinion_signed" if former is None else "opinion_corrected"
    after = {
        "opinion": opinion.id, "phase": which.phase, "side": which.side, "about": which.about,
        "signed_on": opinion.signed_on,
    }  # fmt: skip
    before = {"opinion": former.id} if former is not None else {}
    take_step(placement, act, actor, now, values=(before, after))


def _follow(placement: Placement, which: Asked, actor: Actor, now: datetime) -> None:
    said = {
        Asked(one.phase, one.side, one.about)
        for one in db.session.scalars(
            sa.select(PlacementOpinion).where(
                PlacementOpinion.placement_id == placement.id,
                PlacementOpinion.superseded_at.is_(None),
            )
        )
    }
    if all(one in said for one in asked(placement) if one.duty == which.duty):
        duties.settle(placement, which.duty, outcome="signed", actor=actor, now=now)
    over = placement.state in (COMPLETED, ENDED_EARLY)
    if over and all(one in said for one in asked(placement) if one.phase == FINAL):
        mark_assessed(placement, actor=actor, now=now)


def may_read(placement: Placement, visitor: Visitor) -> bool:
    """Whoever only takes over what somebody leaves reads no opinion about them. No query."""
    named = (placement.person_id, placement.mentor_id)
    return visitor.person_id != placement.receiver_id or visitor.person_id in named


def open_now(placement: Placement, sides: frozenset[str]) -> Sequence[Asked]:
    """What may be signed now for these sides, the first first."""
    if placement.state not in (UNDER_WAY, *OVER):
        return ()
    return [one for one in asked(placement) if one.side in sides and is_open(placement, one.phase)]
