"""Somebody checks in by the code: at once, or later with one that was kept without network."""

from dataclasses import dataclass
from datetime import datetime

from domain.access import Visitor
from domain.groupstudy.attendance import check_in
from domain.groupstudy.codes import Judged, Verdict, judge, judge_ticket
from domain.groupstudy.holding import OPEN, NotInState
from domain.groupstudy.late_check_ins import list_late
from domain.groupstudy.rule_keeping import KindNotRuled, NoRule, kind_on
from domain.groupstudy.rules import GatheringKind
from models import Attendance, GroupStudy, LateCheckIn


class CodeRefused(Exception):
    """The code lets nobody in; ``judged`` says what it is."""

    def __init__(self, judged: Judged) -> None:
        super().__init__(judged.verdict.value)
        self.judged = judged


class PageOfAnother(Exception):
    """The ticket was made for another person's page, or for another gathering."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sends. ``kept``: the code was scanned before, without network."""

    code: str = ""
    ticket: str = ""
    kept: bool = False


def arrive(
    gathering: GroupStudy, visitor: Visitor, person_id: int, sent: Sent, *, key: str, now: datetime
) -> Attendance | LateCheckIn:
    """The person is there; or, by a code that was kept and comes too late, waits for the host.

    Raises:
        CodeRefused, PageOfAnother.
        domain.groupstudy.holding.NotInState: it is not open.
        domain.groupstudy.attendance.AlreadyThere: twice is once.
        domain.groupstudy.late_check_ins: TooLate, NotOpenThen, ListedAlready.
    """
    ticket = Verdict.EARLIER
    if sent.ticket:
        ticket = judge_ticket(sent.ticket, visitor.account_id, gathering, key, now=now)
        if ticket not in (Verdict.FRESH, Verdict.EARLIER):
            raise PageOfAnother
    judged = judge(sent.code, gathering, key, now=now)
    fresh = Verdict.FRESH in (ticket, judged.verdict)
    if sent.kept and judged.slot_at is not None and not (fresh and gathering.state == OPEN):
        return list_late(gathering, person_id, judged.slot_at, actor=visitor.actor, now=now)
    if gathering.state != OPEN:
        raise NotInState(gathering)
    if not fresh:
        raise CodeRefused(judged)
    return check_in(
        gathering, person_id, kind_of(gathering), at=now, actor=visitor.actor, now=now
    )  # fmt: skip


def kind_of(gathering: GroupStudy) -> GatheringKind:
    """What the rule of its day says of its kind. One query.

    Before any rule is in force nobody is kept out: late is then later than ten minutes.
    """
    try:
        return kind_on(gathering.kind, gathering.held_on)
    except (NoRule, KindNotRuled):
        return GatheringKind(gathering.kind, {})
