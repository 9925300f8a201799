"""A placement is proposed, and changed while nobody has decided on it. The caller commits."""

from datetime import date, datetime

from domain.access import Visitor
from domain.locks import lock_people
from domain.matters import raise_matter
from domain.matters.kinds import PLACEMENT_STEP
from domain.people.places import main_post_on
from domain.placements import agreeing
from domain.placements.holding import PROPOSED, hold
from domain.placements.proposals import Proposal, check
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT, may_propose
from domain.placements.steps import take_step
from domain.versions import change, next_version
from models import Placement, db

POINTS = ("mentor_id", "duties", "content", "aim", "standard", "from_on", "planned_to_on")
HOME_POST = {ROTATION: "from_post_id", SECONDMENT: "home_post_id"}


class NotYours(Exception):
    """The visitor proposes no placements of the kind of this person, or decides on none."""


def propose(
    kind: str, proposal: Proposal, visitor: Visitor, *, today: date, now: datetime
) -> Placement:
    """Write it down, and let those who decide and those who agree know.

    Raises:
        NotYours.
        The exceptions of ``domain.placements.proposals.check``.
    """
    if not may_propose(kind, proposal.person_id, visitor, today=today):
        raise NotYours
    lock_people(*proposal.people)
    check(kind, proposal)
    placement = Placement(
        kind=kind, state=PROPOSED, proposed_by=visitor.account_id, proposed_at=now, version=1,
        **proposal.values(), **home_of(kind, proposal, today=today),
    )  # fmt: skip
    db.session.add(placement)
    db.session.flush()
    told = {name: value for name, value in proposal.values().items() if value}
    take_step(placement, "proposed", visitor.actor, now, values=({}, told))
    raise_matter(
        PLACEMENT_STEP, placement.id, owed_to=placement.person_id, title=kind,
        actor=visitor.actor, now=now,
    )  # fmt: skip
    if kind == MENTORSHIP:
        agreeing.ask_parties(placement, actor=visitor.actor, now=now)
    return placement


def edit(
    placement: Placement, proposal: Proposal, visitor: Visitor, *, version: int, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """Other words, days or people; who is placed stays. Who agreed is asked anew.

    Raises:
        domain.versions.Stale: somebody changed it since ``version`` was read.
        domain.placements.holding.NotInState: it is decided on.
        NotYours, and the exceptions of ``domain.placements.proposals.check``.
    """
    if not may_propose(placement.kind, placement.person_id, visitor, today=today):
        raise NotYours
    lock_people(*proposal.people)
    hold(placement, PROPOSED)
    next_version(placement, version)
    check(placement.kind, proposal, besides=placement.id)
    home = home_of(placement.kind, proposal, today=today)
    before, after = change(placement, proposal.values() | home)
    if not after:
        return
    take_step(placement, "edited", visitor.actor, now, values=(before, after))
    if placement.kind == MENTORSHIP and not after.keys().isdisjoint(POINTS):
        agreeing.ask_anew(placement, actor=visitor.actor, now=now)


def home_of(kind: str, proposal: Proposal, *, today: date) -> dict[str, object]:
    """The unit of who is placed, and the post from which they move or over which they are
    seconded, as their posts stand now. At most two queries.
    """
    then = main_post_on(proposal.person_id, proposal.from_on)
    now = main_post_on(proposal.person_id, today) or then
    found: dict[str, object] = {"unit_id": now.unit_id if now is not None else None}
    if kind in HOME_POST:
        found[HOME_POST[kind]] = then.id if then is not None else None
    return found
