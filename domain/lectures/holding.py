"""Series held while they change, and the states through which one goes."""

from models import LectureSeries, db

PREPARING, SCORING, CLOSED, FROZEN, PUBLISHED = STATES = (
    "preparing", "scoring", "closed", "frozen", "published",
)  # fmt: skip
RUNNING = (PREPARING, SCORING, CLOSED)  # until results are proposed it may be changed
VALUES_SEEN_BY_ORGANISERS = frozenset({CLOSED, FROZEN, PUBLISHED})


class NotInState(Exception):
    """The series is in another state than the step asks for; ``found`` is as it stands."""

    def __init__(self, found: LectureSeries) -> None:
        super().__init__(f"series {found.id} is {found.state}")
        self.found = found


def hold(series: LectureSeries, *states: str) -> None:
    """Read it anew and hold it until the transaction ends; any state, where none is named.

    Raises:
        NotInState: with the series as it stands.
    """
    db.session.refresh(series, with_for_update=True)
    _check(series, states)


def keep_still(series: LectureSeries, *states: str) -> None:
    """Let nobody change its state meanwhile; others who take part may do the same.

    Raises:
        NotInState: with the series as it stands.
    """
    db.session.refresh(series, with_for_update={"read": True})
    _check(series, states)


def _check(series: LectureSeries, states: tuple[str, ...]) -> None:
    if states and series.state not in states:
        raise NotInState(series)
