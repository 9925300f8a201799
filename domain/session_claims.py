"""What somebody claims who was at one session, of whatever its kind asks for."""

from datetime import date, time

from domain.claims import Claim
from domain.hours.pack_format import ACTIVITY, COUNT, MINUTES, SESSIONS, Pack


def session_claim(
    pack: Pack, kind: str, *, on: date, minutes: int, topic: str, start_time: time | None = None
) -> Claim | None:
    """The claim as the kind measures it; ``None``: the pack does not know the kind, or measures
    it by what no session tells.
    """
    known = pack.kinds.get(kind)
    asks = known.asks if known else ""
    if asks not in {MINUTES, COUNT, ACTIVITY, SESSIONS}:
        return None
    return Claim(
        studied_on=on, minutes=minutes if asks == MINUTES else 0, topic=topic, gained="",
        kind=kind, count=int(asks in {COUNT, ACTIVITY}), sessions=int(asks == SESSIONS),
        start_time=start_time,
    )  # fmt: skip
