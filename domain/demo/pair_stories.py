"""Mentor pairs of the demo: with talks, new, gone quiet, of whom one moved, proposed, assessed."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.access import Visitor
from domain.demo.accounts import SEATS
from domain.demo.cases import MOVED_BRANCH, moving_day
from domain.demo.people import A_DAY, Place
from domain.demo.placement_words import (
    AIM,
    BOOK,
    BOOK_ANSWER,
    CONTENT,
    DUTIES,
    FINAL_OF_PAIR,
    SAID,
    STANDARD,
    TALKS,
)
from domain.demo.stage import Stage, Story
from domain.placements import reports
from domain.placements.agreeing import agree
from domain.placements.deciding import approve
from domain.placements.moving_on import MENTEE, MENTOR, UNIT
from domain.placements.opinions import Said, find_asked, sign
from domain.placements.pairs import flag_moved
from domain.placements.proposals import Proposal
from domain.placements.proposing import propose
from domain.placements.reach import MENTORSHIP
from domain.placements.reports import Written
from domain.placements.talks import TalkText, confirm_talk, log_talk
from models import Placement, PlacementReport, PlacementTalk

SECRETARY, CADRE, SECOND_MENTEE = SEATS["secretary"], SEATS["cadre"], ("文稿科", 5)
QUIET: tuple[Place, Place] = (("督查室", 3), ("督查室", 7))  # who guides, and whom
LEFT_BEHIND: Place = ("秘书二处", 9)  # the mentor of whom was moved
ASKED_FOR: tuple[Place, Place] = (("人事处", 1), ("人事处", 5))
ASSESSED: tuple[Place, Place] = (("会务处", 8), ("会务处", 9))
TERM, LONG_TERM = timedelta(days=400), timedelta(days=730)
TALK_MINUTES = 45


def pair_stories(stage: Stage) -> list[Story]:
    return [
        _with_talks(stage), _second_mentee(stage), _gone_quiet(stage), _mentor_moved(stage),
        _proposed(stage), _assessed(stage),
    ]  # fmt: skip


def _name(stage: Stage, place: Place) -> str:
    """The name of the account of whoever sits there."""
    names = {seat: name for name, seat in SEATS.items()}
    return names.get(place, stage.people[place].staff_no)


def _paired(
    stage: Stage, pair: tuple[Place, Place], begins: date, term: timedelta = LONG_TERM
) -> Placement:
    """Proposed by HR, agreed to by the three and approved, all on one day."""
    placement = _propose(stage, pair, begins, stage.visitor("hr"), term)
    mentor, mentee = (stage.visitor(_name(stage, place)) for place in pair)
    leader = "leader" if pair[0] == SECRETARY else "leader2"
    for party, who in ((MENTOR, mentor), (MENTEE, mentee), (UNIT, stage.visitor(leader))):
        agree(placement, party, who, version=placement.version, today=stage.day, now=stage.now)
    approve(
        placement, stage.visitor("hr"), version=placement.version, today=stage.day, now=stage.now
    )  # fmt: skip
    return placement


def _propose(
    stage: Stage, pair: tuple[Place, Place], begins: date, by: Visitor, term: timedelta
) -> Placement:  # fmt: skip
    mentor, mentee = (stage.people[place] for place in pair)
    said = Proposal(
        person_id=mentee.id, mentor_id=mentor.id, from_on=begins, planned_to_on=begins + term,
        duties=DUTIES, content=CONTENT, aim=AIM, standard=STANDARD,
    )  # fmt: skip
    return propose(MENTORSHIP, said, by, today=stage.day, now=stage.now)


def _log(stage: Stage, placement: Placement, number: int, place: Place) -> PlacementTalk:
    """The talk of the day before, logged by who sits there."""
    text = TalkText(stage.day - A_DAY, TALK_MINUTES, TALKS[number], SAID)
    by = stage.visitor(_name(stage, place))
    return log_talk(placement, text, by, today=stage.day, now=stage.now)


def _talks(
    stage: Stage, placement: Placement, pair: tuple[Place, Place], ago: Sequence[int]
) -> Story:  # fmt: skip
    """Logged by the mentee and confirmed by the mentor, so many days ago each."""
    mentor, mentee = pair
    for number, days in enumerate(ago):
        yield stage.ago(days)
        talk = _log(stage, placement, number, mentee)
        by = stage.visitor(_name(stage, mentor))
        confirm_talk(
            placement, talk, by, version=talk.version, today=stage.day, now=stage.now
        )  # fmt: skip


def _with_talks(stage: Stage) -> Story:
    """The cadre of the demo: monthly talks, a book that was answered, a talk to confirm."""
    pair = SECRETARY, CADRE
    yield stage.ago(195)
    placement = _paired(stage, pair, stage.ago(190))
    yield from _talks(stage, placement, pair, (165, 134, 104, 92))
    yield stage.ago(90)
    cadre = stage.visitor("cadre")
    book = reports.hand_in(placement, Written("book", *BOOK), cadre, now=stage.now)
    yield stage.ago(86)
    _answer(stage, placement, book, BOOK_ANSWER, "secretary")
    yield from _talks(stage, placement, pair, (73, 44, 15))
    yield stage.ago(2)
    _log(stage, placement, 7, CADRE)


def _answer(
    stage: Stage, placement: Placement, report: PlacementReport, text: str, username: str
) -> None:
    reports.answer(
        placement, report, text, stage.visitor(username), version=report.version,
        today=stage.day, now=stage.now,
    )  # fmt: skip


def _second_mentee(stage: Stage) -> Story:
    """As many as the rules allow: a third one is refused."""
    pair = SECRETARY, SECOND_MENTEE
    yield stage.ago(70)
    placement = _paired(stage, pair, stage.ago(65))
    yield from _talks(stage, placement, pair, (40, 12))


def _gone_quiet(stage: Stage) -> Story:
    yield stage.ago(230)
    placement = _paired(stage, QUIET, stage.ago(225))
    yield from _talks(stage, placement, QUIET, (200, 121))


def _mentor_moved(stage: Stage) -> Story:
    """The mentor goes to another unit: the pair is flagged, and a successor asked for."""
    moved_on = moving_day(stage.today)
    pair = MOVED_BRANCH, LEFT_BEHIND
    yield moved_on - timedelta(days=50)
    placement = _paired(stage, pair, moved_on - timedelta(days=45))
    yield from _talks(stage, placement, pair, [(stage.today - moved_on).days + 15])
    yield moved_on + A_DAY
    who = stage.visitor("hr").actor
    flag_moved(today=stage.day, actor=who, now=stage.now, people=[stage.people[MOVED_BRANCH].id])


def _proposed(stage: Stage) -> Story:
    """By the mentee, who has agreed; unit, mentor and HR are asked."""
    yield stage.ago(4)
    mentee = stage.visitor(_name(stage, ASKED_FOR[1]))
    placement = _propose(stage, ASKED_FOR, stage.today + timedelta(days=11), mentee, TERM)
    agree(placement, MENTEE, mentee, version=placement.version, today=stage.day, now=stage.now)


def _assessed(stage: Stage) -> Story:
    """Over as planned, and each side has said what it thinks of it."""
    begins = stage.ago(440)
    yield begins - A_DAY
    placement = _paired(stage, ASSESSED, begins, TERM)
    yield from _talks(stage, placement, ASSESSED, (400, 250, 90))
    yield begins + TERM + A_DAY
    yield stage.ago(30)
    mentor, mentee = (_name(stage, place) for place in ASSESSED)
    signers = {UNIT: "leader2", MENTOR: mentor, MENTEE: mentee}
    for (side, about), text in FINAL_OF_PAIR.items():
        which = find_asked(placement, "final", side, about)
        if which is not None:
            sign(
                placement, which, Said(text, "good"), stage.visitor(signers[side]), read=0,
                today=stage.day, now=stage.now,
            )  # fmt: skip
