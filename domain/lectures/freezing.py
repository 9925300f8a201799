"""Results frozen: proposed by one organiser, published by another, corrected by a new freeze.

A result never changes once it is proposed. Nothing here commits.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from domain import notices
from domain.access import Visitor
from domain.lectures.advice import raise_advice
from domain.lectures.concerned import people_concerned
from domain.lectures.doubled import no_doubled
from domain.lectures.holding import CLOSED, FROZEN, PUBLISHED, hold
from domain.lectures.inputs import series_inputs
from domain.lectures.progress import dropped_after_closing, open_sheets
from domain.lectures.reckoning import Reckoned, same_inputs
from domain.lectures.steps import take_step
from domain.matters import close_matter, raise_matter
from domain.matters.kinds import LECTURE_RESULT
from models import Account, LectureResult, LectureSeries, LectureStep, Person, db

PROPOSED, SUPERSEDED, TURNED_DOWN = "proposed", "superseded", "turned_down"
TOPIC = "lecture_result"


class SheetsReturned(Exception):
    """So many sheets were given back and are not sealed again."""

    def __init__(self, sheets: int) -> None:
        super().__init__(sheets)
        self.sheets = sheets


class NothingScored(Exception):
    """No sealed sheet counts."""


class ChangedMeanwhile(Exception):
    """What the result was reckoned from is not what stands now."""


class NothingChanged(Exception):
    """The correction would come from the same inputs as what is published."""


class CorrectionUnderWay(Exception):
    """Something was changed since the result was published: it cannot stand as if not."""


class ReasonMissing(Exception):
    """A correction, and a result turned down, say why."""


class SameOrganiser(Exception):
    """Whoever proposed the result does not publish it, under no other account either."""


class NotProposed(Exception):
    """No result of this number waits for a decision."""


def find_result(series: LectureSeries, *states: str) -> LectureResult | None:
    """The latest result in one of the states. One query."""
    return db.session.scalars(
        sa.select(LectureResult)
        .where(LectureResult.series_id == series.id, LectureResult.state.in_(states))
        .order_by(LectureResult.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def next_number(series: LectureSeries) -> int:
    last = db.session.scalar(
        sa.select(sa.func.max(LectureResult.number)).where(LectureResult.series_id == series.id)
    )
    return (last or 0) + 1


def propose_result(
    series: LectureSeries, reckoned: Reckoned, visitor: Visitor, *, now: datetime, reason: str = ""
) -> LectureResult:
    """Freeze what was reckoned before the gate, for another organiser to decide on.

    ``reason``: of a correction, where a result is published already. A few queries and the
    reading of all sheets: what was reckoned must be what stands.

    Raises:
        NotInState: scoring is not closed, or a result is proposed already.
        SheetsReturned, SheetsDoubled, NothingScored, ChangedMeanwhile, ReasonMissing,
        NothingChanged.
    """
    hold(series, CLOSED)
    returned = len(open_sheets(series))
    if returned:
        raise SheetsReturned(returned)
    no_doubled(series)
    if not same_inputs(reckoned.inputs, series_inputs(series)):
        raise ChangedMeanwhile
    if not reckoned.inputs.valid:
        raise NothingScored
    replaced = find_result(series, PUBLISHED)
    if replaced is not None:
        if not reason:
            raise ReasonMissing
        if reckoned.says_the_same_as(replaced.document, series):
            raise NothingChanged
    row = LectureResult(
        series_id=series.id, number=next_number(series), state=PROPOSED,
        input_sha256=reckoned.found.input_sha256, method=reckoned.found.method,
        reason=reason if replaced is not None else "",
        replaces_id=None if replaced is None else replaced.id,
        proposed_by=visitor.account_id, proposed_at=now,
        judges_part=reckoned.judges_part(dropped_after_closing(series)),
    )  # fmt: skip
    row.document = reckoned.document(
        series, row.number, None if replaced is None else replaced.number, now.date()
    )
    db.session.add(row)
    series.state = FROZEN
    db.session.flush()
    raise_matter(
        LECTURE_RESULT, row.id, actor=visitor.actor, now=now, owed_to=visitor.person_id,
        title=series.title,
    )  # fmt: skip
    take_step(series, "result_proposed", visitor.actor, now, reason=row.reason, values=_said(row))
    return row


def publish_result(
    series: LectureSeries, number: int, visitor: Visitor, *, now: datetime
) -> LectureResult:
    """Publish the proposed result; what was published before is superseded, and stays.

    Everybody concerned is told; from today on a review may be asked for.

    Raises:
        NotInState, NotProposed: somebody decided on it meanwhile.
        SameOrganiser: the visitor proposed it.
        SheetsDoubled: two sheets of one person are among those it was reckoned from.
        ChangedMeanwhile: a sheet, a lecture or its minutes are not what it was reckoned from.
    """
    row = _hold_proposed(series, number)
    if _proposed_it(row, visitor):
        raise SameOrganiser
    no_doubled(series)
    inputs = series_inputs(series)
    if inputs.digest() != row.input_sha256:
        raise ChangedMeanwhile
    earlier = find_result(series, PUBLISHED)
    if earlier is not None:
        earlier.state = SUPERSEDED
        db.session.flush()
    _decide(row, PUBLISHED, visitor, now)
    series.state = PUBLISHED
    series.review_until = now.date() + timedelta(days=inputs.rubric.review_days)
    db.session.flush()
    matter = close_matter(
        LECTURE_RESULT, row.id, outcome="published", actor=visitor.actor, now=now, comes_back=False
    )
    notices.notify(
        TOPIC, people_concerned(series, now.date()), matter_id=matter.id if matter else None
    )
    take_step(series, "result_published", visitor.actor, now, reason=row.reason, values=_said(row))
    raise_advice(series, actor=visitor.actor, now=now)
    return row


def turn_down_result(
    series: LectureSeries, number: int, reason: str, visitor: Visitor, *, now: datetime
) -> LectureResult:
    """Turn the proposed result down, or withdraw one's own; scoring stands closed again.

    Raises:
        NotInState, NotProposed, ReasonMissing.
    """
    row = _hold_proposed(series, number)
    if not reason:
        raise ReasonMissing
    own = row.proposed_by == visitor.account_id
    _decide(row, TURNED_DOWN, visitor, now)
    row.decision = reason
    series.state = CLOSED
    db.session.flush()
    matter = close_matter(
        LECTURE_RESULT, row.id, outcome="withdrawn" if own else "declined",
        actor=visitor.actor, now=now, comes_back=False,
    )  # fmt: skip
    if not own:
        proposer = db.session.get_one(Account, row.proposed_by).person_id
        told = [] if proposer is None else [proposer]
        notices.notify(TOPIC, told, matter_id=matter.id if matter else None)
    act = "result_withdrawn" if own else "result_turned_down"
    take_step(series, act, visitor.actor, now, reason=reason, values=_said(row))
    return row


def begin_correction(
    series: LectureSeries, reason: str, visitor: Visitor, *, now: datetime
) -> None:
    """Open the series for a correction; what is published stays published until another one is.

    Raises:
        NotInState, ReasonMissing.
    """
    hold(series, PUBLISHED)
    if not reason:
        raise ReasonMissing
    series.state = CLOSED
    take_step(series, "correction_begun", visitor.actor, now, reason=reason)


def correction_reason(series: LectureSeries) -> str:
    """Why the series was opened for a correction last; empty where it was not. One query."""
    found = db.session.scalars(
        sa.select(LectureStep.reason)
        .where(LectureStep.series_id == series.id, LectureStep.act == "correction_begun")
        .order_by(LectureStep.id.desc())
        .limit(1)
    ).first()
    return found or ""


def end_correction(series: LectureSeries, visitor: Visitor, *, now: datetime) -> None:
    """Leave what is published as it is, where nothing was changed.

    Raises:
        NotInState, NotProposed: there is nothing published to go back to.
        CorrectionUnderWay.
    """
    hold(series, CLOSED)
    published = find_result(series, PUBLISHED)
    if published is None:
        raise NotProposed
    if open_sheets(series) or series_inputs(series).digest() != published.input_sha256:
        raise CorrectionUnderWay
    series.state = PUBLISHED
    take_step(series, "correction_ended", visitor.actor, now)


def may_publish(row: LectureResult, visitor: Visitor) -> bool:
    """Whether the visitor is another organiser than whoever proposed it. One query."""
    return not _proposed_it(row, visitor)


def _hold_proposed(series: LectureSeries, number: int) -> LectureResult:
    hold(series, FROZEN)
    row = find_result(series, PROPOSED)
    if row is None or row.number != number:
        raise NotProposed
    return row


def _proposed_it(row: LectureResult, visitor: Visitor) -> bool:
    return row.proposed_by == visitor.account_id or is_of(row.proposed_by, visitor)


def is_of(account_id: int, visitor: Visitor) -> bool:
    """Whether another account is, or was until two records were merged, the visitor's own.

    One query.
    """
    person_id = db.session.scalar(
        sa.select(sa.func.coalesce(Person.merged_into_id, Person.id))
        .join(Account, Account.person_id == Person.id)
        .where(Account.id == account_id)
    )
    return person_id is not None and person_id == visitor.person_id


def _decide(row: LectureResult, state: str, visitor: Visitor, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, visitor.account_id, now


def _said(row: LectureResult) -> tuple[dict[str, object], dict[str, object]]:
    """Which result it was: never what it says."""
    return {}, {"result": row.number, "input_sha256": row.input_sha256}
